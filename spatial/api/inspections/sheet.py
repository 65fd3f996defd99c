"""Tables of inspections as CSV, for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from fastapi.responses import Response

from spatial.spreadsheets import as_text


def sheet(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Response:
    """With a byte-order mark, without which a spreadsheet program takes it for GBK.

    Nothing is an empty field; a text that would be computed as a formula is marked as text.
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns)
    writer.writeheader()
    writer.writerows({column: as_text(row[column]) for column in columns} for row in rows)
    return Response(
        ("\ufeff" + stream.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
