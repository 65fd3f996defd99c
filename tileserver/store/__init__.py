"""Vector tiles that are built ahead and kept by content."""
