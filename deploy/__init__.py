"""The composition root: the `shikong` command, the private PostgreSQL, the served application."""
