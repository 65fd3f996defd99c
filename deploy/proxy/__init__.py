"""nginx before several workers: its configuration, its cache, and what is purged from it."""
