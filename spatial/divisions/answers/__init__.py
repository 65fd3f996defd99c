"""Answers about units at a date and through time, from one point of view on the registry."""
