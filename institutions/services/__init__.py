"""Every write of the institutions' side that touches two rows, a state, hours of rooms or a message."""
