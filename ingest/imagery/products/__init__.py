"""What producers deliver, read into facts: no database, no pixels."""
