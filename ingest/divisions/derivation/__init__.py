"""The registry as it follows from all assertions, stored as a difference in system time."""
