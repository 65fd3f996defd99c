"""Atoms, cuts and areas: what is drawn of every level at every date."""
