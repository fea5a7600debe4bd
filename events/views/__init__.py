"""What residents see of the activities, a module for each act."""
