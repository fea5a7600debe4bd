"""What clerks, advisers and managers of the legal service area see, by act."""
