"""The self-check of harmonisation against truth (R10.7)."""
