"""The shapes of what people fill in."""
