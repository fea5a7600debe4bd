"""How fast the portal is, measured against what the same machine can do at best."""
