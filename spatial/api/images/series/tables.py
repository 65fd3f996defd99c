"""Series as rows, and as CSV or lines of JSON: whole, or sent as they come."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spatial.api.images.series.bodies import PeriodEntry, SceneEntry
from spatial.spreadsheets import as_text

Row = Mapping[str, Any]


_NUMBERS = (
    "mean", "median", "min", "max", "std", "valid_pixels", "total_pixels", "valid_share",
    "clouded_share",
)  # fmt: skip
_UNUSUAL = ("anomaly", "normal", "standardised", "normal_years")


def columns_of(
    first: Sequence[str], quantiles: Sequence[float], *, anomaly: bool = False
) -> tuple[str, ...]:
    """The columns of a table: first those that tell of what a row is, last the reason."""
    shares = (f"q{share:g}" for share in quantiles)
    return (*first, *_NUMBERS, *shares, *(_UNUSUAL if anomaly else ()), "reason")


def row_of(entry: SceneEntry | PeriodEntry, *, anomaly: bool = False) -> dict[str, Any]:
    """An entry as a row: quantiles are columns q0.1, q0.9; anomalies only where asked."""
    told = entry.model_dump()
    quantiles = {f"q{share}": value for share, value in told.pop("quantiles").items()}
    unusual = {name: told.pop(name) for name in _UNUSUAL}
    first = ("image", "datetime", "period", "scenes")
    head = {name: told.pop(name) for name in first if name in told}
    reason = told.pop("reason")
    return head | told | quantiles | (unusual if anomaly else {}) | {"reason": reason}


def csv_of(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """UTF-8, a header, lines end in a line feed; nothing stands for no value."""
    return b"".join(csv_stream(iter(rows), columns))


def ndjson_stream(rows: Iterator[Row]) -> Iterator[bytes]:
    """A line for each row, sent as it comes."""
    for row in rows:
        yield (json.dumps(dict(row), ensure_ascii=False) + "\n").encode()


def csv_stream(rows: Iterator[Row], columns: Sequence[str]) -> Iterator[bytes]:
    """As `csv_of`, in pieces."""
    page = io.StringIO()
    writer = csv.DictWriter(page, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: as_text(value) for name, value in row.items()})
        if page.tell() > 1 << 15:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()
