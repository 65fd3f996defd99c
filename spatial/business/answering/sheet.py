"""The items of an answer as a table: one row each, members of members with a dot between."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spatial.spreadsheets import as_text


def sheet_of(items: Iterable[Mapping[str, Any]]) -> str:
    """The items as CSV: columns in the order in which items first have them, null left empty.

    A list of plain values is joined by `；`; what is deeper stands in its cell as JSON.
    """
    rows = [dict(_cells(item)) for item in items]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return sheet.getvalue()


def _cells(item: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, object]]:
    for name, value in item.items():
        if isinstance(value, Mapping):
            yield from _cells(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", as_text(_cell(value))


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Sequence) and not isinstance(value, str):
        if any(isinstance(one, Mapping | list) for one in value):
            return json.dumps(value, ensure_ascii=False)
        return "；".join(str(one) for one in value)
    return value
