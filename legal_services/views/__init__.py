"""What residents see of legal services, by act."""
