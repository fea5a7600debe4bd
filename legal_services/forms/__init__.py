"""The forms of the legal service area, by act."""
