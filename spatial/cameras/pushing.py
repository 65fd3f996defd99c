"""Tables of cameras that come as the body of a request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import Connection, text

from spatial.business.intake.rows import SourceRow
from spatial.business.intake.tables import csv_encoding, csv_table, json_array, json_lines
from spatial.cameras.columns import NAMES, columns_of, require_cameras
from spatial.cameras.registering import Registered, Table, begin_registering, register_table
from spatial.cameras.rows import RowReader
from spatial.temporal import today_in_china

MOST_TOLD = 1_000
"""Refused rows that are kept and told of one push; the others are counted."""


class PushForm(StrEnum):
    """As what a table of cameras is sent."""

    JSON = "json"
    JSON_LINES = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push. refused: place, reason and row of those that were not stored."""

    number: int
    done: Registered
    refused: list[dict[str, object]]


def take_push(
    connection: Connection, body: BinaryIO, form: PushForm, *, crs: str | None, day: date | None
) -> Pushed:
    """Registers the cameras of a body; the good rows are stored beside refused ones.

    crs: of the positions, where a row names none. day: on which the table tells how cameras are;
    now when None. The same body again changes nothing.
    Raises SourceRefused where the body as a whole is no table of cameras.
    """
    digest = hashlib.sha256(body.read()).digest()
    rows, columns = _table(body, form)
    require_cameras(columns)
    instant = begin_registering(connection)
    number = connection.execute(
        text(
            "INSERT INTO camera_push (sha256, received_at, new, replaced, unchanged, refused)"
            " VALUES (:digest, :now, 0, 0, 0, '[]') RETURNING id"
        ),
        {"digest": digest, "now": instant},
    ).scalar_one()
    refused: list[dict[str, object]] = []

    def refuse(place: str, reason: str, values: Mapping[str, object] | None) -> None:
        if len(refused) < MOST_TOLD:
            row = None if values is None else {_text(n): _plain(one) for n, one in values.items()}
            refused.append({"place": place, "reason": reason, "row": row})

    table = Table(
        RowReader(columns, crs),
        day or today_in_china(datetime.now(UTC)),
        as_of_now=day is None,
        push_id=number,
    )
    done = register_table(connection, rows, table, refuse, instant)
    connection.execute(
        text(
            "UPDATE camera_push SET new = :new, replaced = :replaced, unchanged = :unchanged,"
            " refused = CAST(:refused AS jsonb) WHERE id = :id"
        ),
        {
            "id": number,
            "new": done.new,
            "replaced": done.replaced,
            "unchanged": done.unchanged,
            "refused": json.dumps(refused, ensure_ascii=False),
        },
    )
    return Pushed(number, done, refused)


def _table(body: BinaryIO, form: PushForm) -> tuple[list[SourceRow], dict[str, str]]:
    """The rows, and what their columns are; an object of JSON may lack what is not known of it."""
    if form is PushForm.CSV:
        rows = list(csv_table(body, csv_encoding(body)))
    else:
        rows = list(json_array(body) if form is PushForm.JSON else json_lines(body))
    names = dict.fromkeys(name for row in rows if row.fault is None for name in row.values)
    return rows, columns_of(names) if names else {name: name for name in NAMES}


def _plain(value: object) -> object:
    return value if isinstance(value, int | bool | None) else _text(str(value))


def _text(said: str) -> str:
    """What of a text PostgreSQL can hold."""
    return said.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:1_000]
