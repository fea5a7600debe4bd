"""What institutions and residents see."""
