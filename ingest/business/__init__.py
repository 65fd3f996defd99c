"""Loaders of the business lines: facilities and monthly indicators."""
