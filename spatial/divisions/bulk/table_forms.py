"""The forms of tables that come and go, apart from what reads them, which is much to load."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from spatial.errors import BadParameter

ROW_ERROR = "row_error"
"""The column that says why a row was not answered."""


class TableForm(StrEnum):
    """A form of table that comes or goes."""

    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"


def require_room(names: Sequence[str]) -> None:
    """Returns when no column bears the name of the one that says what is wrong with a row."""
    if ROW_ERROR in names:
        raise BadParameter(f"the table has a column {ROW_ERROR!r}, which the answer adds")
