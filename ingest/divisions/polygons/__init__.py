"""Shapes, lines and markers: foreign files read, checked, and stored in CGCS2000."""
