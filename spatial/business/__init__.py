"""Business lines: datasets and indicators by division and month, facilities through time."""
