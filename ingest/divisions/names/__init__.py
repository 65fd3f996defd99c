"""Names of divisions from the registry, and of other places from their sources."""
