"""Rows of answers as tables of pandas and GeoPandas: typed, and with nothing made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CRS = "EPSG:4490"
"""CGCS2000; geometries of tables have longitude before latitude, as those of GeoPandas have."""

DAYS = frozenset(
    {"date", "day", "from", "to", "starts", "ends", "valid_from", "valid_to", "on", "until",
     "agreed_on", "list_date", "as_of"}
)  # fmt: skip
"""Columns that hold days (of ours: days in Beijing), where all their texts are days."""

INSTANTS = frozenset(
    {"datetime", "first", "last", "start", "end", "time", "arrival", "departure", "known_at",
     "happened", "known_from", "created", "started", "finished", "updated"}
)  # fmt: skip
"""Columns that hold instants; they become instants in UTC."""


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Rows as a table.

    Objects in a row become columns (`before_code`), lists stay lists. Codes are texts, so that they
    keep their zeros; numbers and truth values may be missing (Int64, Float64, boolean); days are
    datetime64, instants datetime64 in UTC. columns: those of a table without rows.
    """
    import pandas as pd

    listed = list(rows)
    if not listed:
        return pd.DataFrame(columns=list(columns or ()))
    nested = {key for row in listed for key in row if isinstance(row[key], Mapping)}
    if not nested:
        return typed(pd.DataFrame(listed, dtype=object))
    # An object that is missing has no members: it makes no column of its own beside them.
    whole = ({key: row[key] for key in row if key not in nested or row[key]} for row in listed)
    return typed(pd.json_normalize(list(whole), sep="_").astype(object))


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with columns of fitting types: by what stands in them, not by how it looks, so
    that 151.0 stays a number with a fraction and a code a text.
    """
    for name in frame.columns:
        known = DAYS | INSTANTS
        bare = str(name) if str(name) in known else str(name).rsplit("_", 1)[-1]
        kinds = {type(value) for value in frame[name] if not _missing(value)}
        if kinds <= {str} and bare in DAYS:
            frame[name] = _days(frame[name])
        elif kinds <= {str} and bare in INSTANTS:
            frame[name] = _instants(frame[name])
        elif kinds and (dtype := _dtype(kinds)) is not None:
            frame[name] = frame[name].astype(dtype)
    return frame


def _dtype(kinds: set[type]) -> str | None:
    for of, dtype in (({bool}, "boolean"), ({int}, "Int64"), ({int, float}, "Float64")):
        if kinds <= of:
            return dtype
    return "string" if kinds == {str} else None


def _missing(value: Any) -> bool:
    import pandas as pd

    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def shapes(
    features: Iterable[Mapping[str, Any]], crs: str = CRS, columns: Sequence[str] = ()
) -> gpd.GeoDataFrame:
    """GeoJSON features as a table with the column `geometry`; the id of a feature is its column
    `id` where its properties have none. Coordinates are taken as they are.
    """
    import geopandas as gpd
    from shapely.geometry import shape

    rows, geometries = [], []
    for one in features:
        properties = dict(one.get("properties") or {})
        if "id" in one:
            properties = {"id": str(one["id"])} | properties
        rows.append(properties)
        geometries.append(None if one.get("geometry") is None else shape(one["geometry"]))
    return gpd.GeoDataFrame(table(rows, columns), geometry=geometries, crs=crs)


def _days(column: pd.Series) -> pd.Series:
    """Days as datetime64[s], whose years go far enough back; as it is where something is no day."""
    import numpy as np
    import pandas as pd

    if not _all_match(column, r"\d{4}-\d\d-\d\d"):
        return column.astype("string")
    values = np.array([None if _missing(one) else one for one in column], dtype="datetime64[s]")
    return pd.Series(values, index=column.index)


def _instants(column: pd.Series) -> pd.Series:
    import pandas as pd

    if not _all_match(column, r"\d{4}-\d\d-\d\dT\d\d:\d\d.*"):
        return column.astype("string")
    return pd.to_datetime(column, utc=True, format="ISO8601")


def _all_match(column: pd.Series, pattern: str) -> bool:
    """Whether all texts of a column match; so do those of a column that has none."""
    return all(re.fullmatch(pattern, one) for one in column if not _missing(one))
