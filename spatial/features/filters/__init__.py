"""Filters in CQL2 (OGC 21-065), as text and as JSON: read, checked against what a collection has
and turned into a condition in SQL. Values of a filter are bound, never written into the SQL.
"""
