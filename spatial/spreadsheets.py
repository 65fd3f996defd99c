"""Cells of tables that spreadsheet programs open."""

from __future__ import annotations


def as_text(value: object) -> object:
    """The value of a cell; a text that would be computed as a formula begins with an apostrophe."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
