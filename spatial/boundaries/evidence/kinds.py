"""The kinds of evidence, and what of a row is its content: the text whose digest is in the chain.

A content is JSON in the form of RFC 8785 (JCS): keys in order, no spaces, UTF-8. So that nobody
has to agree on how a number is written, only whole numbers below 2^53 are JSON numbers; all others
are texts. Whoever has an item as it was exported can write it so and hash it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection, Row, text

FORM = 1
"""The version of the form of contents; it is part of each."""

_SAFE = 2**53


class Form(Enum):
    """How a value of a content is written; null is null."""

    WHOLE = auto()
    """A whole number: a number, from 2^53 on its digits as a text."""
    REAL = auto()
    """A double: the shortest text that reads as the same double (`51894.2`, `1e-07`)."""
    TEXT = auto()
    """A text as it is."""
    BYTES = auto()
    """Bytes: hexadecimal, small letters."""
    INSTANT = auto()
    """An instant: ISO 8601 in UTC with six digits of the second and Z."""
    DAY = auto()
    """A day: YYYY-MM-DD."""
    DAYS = auto()
    """Days: both ends (null: open), and whether these belong to it: `["2002-07-01",null,"[)"]`."""
    SPAN = auto()
    """A span of instants: as days."""
    SINCE = auto()
    """The beginning of a span, and whether it belongs to it; its end is an item of its own."""
    GEOMETRY = auto()
    """A geometry: EWKB, little endian, hexadecimal."""
    JSON = auto()
    """JSON: the text that PostgreSQL has of it (jsonb)."""
    WHOLES = auto()
    """Whole numbers, in a list."""
    TEXTS = auto()
    """Texts, in a list."""

    def sql(self, column: str) -> str:
        """The expression for a column, a name of this module. No setting of a session changes what
        it gives."""
        return _SQL.get(self, "{0}").format(column)


_INSTANT = (
    "CASE WHEN isfinite({0}) THEN to_char({0} AT TIME ZONE 'UTC',"
    ' \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') ELSE CAST({0} AS text) END'
)
_DAY = "CASE WHEN isfinite({0}) THEN to_char({0}, 'YYYY-MM-DD') ELSE CAST({0} AS text) END"
_FIRST = "CASE WHEN isempty({0}) THEN 'empty' WHEN lower_inc({0}) THEN '[' ELSE '(' END"
_LAST = "CASE WHEN isempty({0}) THEN '' WHEN upper_inc({0}) THEN ']' ELSE ')' END"


def _ends(of: str) -> str:
    return f"ARRAY[{of.format('lower({0})')}, {of.format('upper({0})')}, {_FIRST} || {_LAST}]"


_SQL = {
    Form.REAL: "encode(float8send({0}), 'hex')",
    Form.BYTES: "encode({0}, 'hex')",
    Form.INSTANT: _INSTANT,
    Form.DAY: _DAY,
    Form.DAYS: f"CASE WHEN {{0}} IS NOT NULL THEN {_ends(_DAY)} END",
    Form.SPAN: f"CASE WHEN {{0}} IS NOT NULL THEN {_ends(_INSTANT)} END",
    Form.SINCE: f"ARRAY[{_INSTANT.format('lower({0})')}, {_FIRST}]",
    Form.GEOMETRY: "encode(ST_AsEWKB({0}, 'NDR'), 'hex')",
    Form.JSON: "CAST({0} AS text)",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of evidence. name: as the triggers note it. columns: name and form of each value of
    the content; `id` is the subject of its entries."""

    name: str
    table: str
    columns: tuple[tuple[str, Form], ...]

    @property
    def of(self) -> str:
        """The kind of the row itself: of `boundary-fact-end` it is `boundary-fact`."""
        return self.table.replace("_", "-")

    @property
    def is_end(self) -> bool:
        """Whether it tells of the end of the time in which a row was held for true."""
        return self.name != self.of

    @property
    def ends(self) -> bool:
        """Whether the time in which its rows are held for true may end."""
        return not self.is_end and ("known", Form.SINCE) in self.columns


_FORMS = {
    "id": Form.WHOLE,
    "valid": Form.DAYS,
    "known": Form.SINCE,
    "geom": Form.GEOMETRY,
    "recorded_at": Form.INSTANT,
}


def _row(table: str, columns: str) -> Kind:
    """A kind from `name:FORM …`; a name alone is of the form in _FORMS, else a text."""
    told = []
    for word in ["id", *columns.split()]:
        name, _, form = word.partition(":")
        told.append((name, Form[form] if form else _FORMS.get(name, Form.TEXT)))
    return Kind(table.replace("_", "-"), table, tuple(told))


_ROWS = (
    _row("boundary", "number registered_at:INSTANT"),
    _row(
        "boundary_fact",
        "boundary_id:WHOLE valid known name level left_code right_code approved_by agreement"
        " agreed_on:DAY document:BYTES stated_m:REAL note run_id:WHOLE",
    ),
    _row(
        "boundary_segment",
        "boundary_id:WHOLE ordinal:WHOLE valid known feature description from_marker to_marker"
        " accuracy_m:REAL source_crs run_id:WHOLE geom",
    ),
    _row(
        "tripoint",
        "name valid known codes:TEXTS lines:TEXTS monument accuracy_m:REAL source_crs run_id:WHOLE"
        " geom",
    ),
    _row(
        "boundary_marker",
        "number line_name valid state run_id:WHOLE geom boundary_id:WHOLE known serial:WHOLE kind"
        " in_charge material height_m:REAL accuracy_m:REAL source_crs note",
    ),
    _row(
        "boundary_reference",
        "boundary_id:WHOLE marker_number ordinal:WHOLE valid known name bearing_deg:REAL"
        " distance_m:REAL run_id:WHOLE",
    ),
    _row("deposited_file", "sha256:BYTES media_type bytes:WHOLE deposited_at:INSTANT"),
    _row("inspection_round", "number:WHOLE valid name recorded_at"),
    _row(
        "inspection",
        "boundary_id:WHOLE round_id:WHOLE kind reason plan_year:WHOLE left_office right_office lead"
        " within_m:REAL radius_m:REAL dwell_s:REAL gap_s:REAL person recorded_at",
    ),
    _row(
        "inspection_step",
        "inspection_id:WHOLE state day:DAY office person note document:BYTES recorded_at",
    ),
    _row(
        "inspection_party",
        "inspection_id:WHOLE side device_id:WHOLE bearer starts:INSTANT ends:INSTANT"
        " withdraws:WHOLE person recorded_at",
    ),
    _row(
        "marker_device",
        "boundary_id:WHOLE marker_number device_id:WHOLE starts:INSTANT ends:INSTANT"
        " withdraws:WHOLE person recorded_at",
    ),
    _row(
        "inspection_record",
        "inspection_id:WHOLE side subject marker_number from_m:REAL to_m:REAL checked_at:INSTANT"
        " device_id:WHOLE office person condition text details:JSON corrects:WHOLE recorded_at"
        " geom",
    ),
    _row(
        "inspection_finding",
        "record_id:WHOLE number:WHOLE category state text office person recorded_at",
    ),
    _row(
        "inspection_photo",
        "inspection_id:WHOLE record_id:WHOLE sha256:BYTES side device_id:WHOLE taken_at:INSTANT"
        " bearing_deg:REAL caption judged:JSON office person recorded_at geom",
    ),
    _row(
        "coverage_result",
        "inspection_id:WHOLE side starts:INSTANT ends:INSTANT parameters:JSON length_m:REAL"
        " walked_m:REAL parts:JSON sources:JSON replaces:WHOLE recorded_at",
    ),
    _row(
        "visit_result",
        "inspection_id:WHOLE side starts:INSTANT ends:INSTANT parameters:JSON markers:JSON"
        " sources:JSON replaces:WHOLE recorded_at",
    ),
    _row(
        "boundary_alert",
        "kind key boundary_id:WHOLE marker_number device_id:WHOLE details:JSON ends:WHOLE person"
        " recorded_at geom",
    ),
    _row("patch_source", "kind digest:BYTES details:JSON office person recorded_at"),
    _row(
        "patch",
        "source_id:WHOLE number:WHOLE kind found_on:DAY area_m2:REAL notes:TEXTS attributes:JSON"
        " recorded_at geom",
    ),
    _row(
        "patch_division",
        "patch_id:WHOLE level code name version:WHOLE identity grade share:REAL recorded_at",
    ),
    _row(
        "patch_step",
        "patch_id:WHOLE number:WHOLE before state at:INSTANT office person note assignee_office"
        " assignee due:DAY device_id:WHOLE photo:BYTES judged:JSON recorded_at geom",
    ),
    _row("frame_batch", "device_ids:WHOLES received_us:WHOLES digests:BYTES recorded_at"),
    _row("evidence_erasure", "kind subject:WHOLE rule office person recorded_at"),
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for row in _ROWS
    for kind in (
        row,
        *(
            [Kind(f"{row.name}-end", row.table, (("id", Form.WHOLE), ("known", Form.SPAN)))]
            if row.ends
            else []
        ),
    )
}
"""By name: of each table of evidence, and the ends of `known` where these may come."""


def content(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, bytes]:
    """The contents of the rows of a kind (a key of KINDS) by id; of a row that is gone, nothing."""
    return dict(contents(connection, kind, ids))


def contents(connection: Connection, kind: str, ids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The same one after the other, in order of id; a frame-batch may be large."""
    known = KINDS[kind]
    rows = connection.execute(
        text(f"SELECT {_columns(known)} FROM {known.table} WHERE id = ANY(:ids) ORDER BY id"),  # noqa: S608
        {"ids": list(ids)},
        execution_options={"stream_results": True, "max_row_buffer": 64},
    )
    with rows:
        for row in rows:
            yield row[0], _canonical(known, row)


def values(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the contents say, as it is exported: `canonical(kind, id's values)` is the content."""
    return {one: json.loads(told)["values"] for one, told in contents(connection, kind, ids)}


def canonical(kind: str, values: Mapping[str, Any]) -> bytes:
    """The content of a row from its values.

    >>> canonical("boundary", {"number": "3301-1", "id": 7})
    b'{"form":"boundary/1","values":{"id":7,"number":"3301-1"}}'
    """
    told = {"form": f"{kind}/{FORM}", "values": dict(values)}
    # All keys are ASCII: the order of code points is that of RFC 8785.
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _columns(kind: Kind) -> str:
    return ", ".join(f"{form.sql(name)} AS {name}" for name, form in kind.columns)


def _canonical(kind: Kind, row: Row[Any]) -> bytes:
    return canonical(
        kind.name,
        {
            name: _written(form, value)
            for (name, form), value in zip(kind.columns, row, strict=True)
        },
    )


def _written(form: Form, value: Any) -> Any:
    if value is None:
        return None
    if form is Form.REAL:
        return repr(struct.unpack(">d", bytes.fromhex(value))[0])
    if form is Form.WHOLE:
        return _whole(value)
    if form is Form.WHOLES:
        return [_whole(one) for one in value]
    return value


def _whole(value: int | None) -> int | str | None:
    return value if value is None or abs(value) < _SAFE else str(value)
