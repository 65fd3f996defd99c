"""Cells of tables that spreadsheet programs open, as the routes write them."""

from __future__ import annotations

from spatial.spreadsheets import as_text

__all__ = ["as_text"]
