"""Every write to a mediation, by act."""
