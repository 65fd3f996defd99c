"""Divisions: versions by date, lineage, and the coverage of any date."""
