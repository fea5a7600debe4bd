"""Every write to the legal service area, by act."""
