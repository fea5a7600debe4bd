"""What the service log adds up to, and the rows behind every figure."""
