"""Stores the records of a source by key, with history; what cannot stand is refused.

One way for files and pushes: rows are read and matched some thousands at a time, wait in a
temporary table, are judged there against each other and what is stored, and stored at one instant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import shapely
from sqlalchemy import Connection, text

from spatial.business.intake.knowledge import lock_dataset
from spatial.business.intake.placement import place
from spatial.business.intake.records import Record, RecordReader
from spatial.business.intake.rows import Judged, Origin, Sink, SourceRow, Taken, batches
from spatial.copying import copy_rows, days
from spatial.db import read_sql
from spatial.errors import ShikongError, SourceRefused

_PACKAGE = "spatial.business.intake"
_MOST_NOTES = 1_000

_COLUMNS = (
    "place", "holds", "key", "day", "at", "valid", "geom", "division_code", "division_by", "told",
    "attributes",
)  # fmt: skip


def take_records(
    connection: Connection,
    reader: RecordReader,
    rows: Iterable[SourceRow],
    sink: Sink,
    origin: Origin,
) -> Taken:
    """Takes the rows of a source as records of the reader's dataset, and says what became of them.

    A stored record of the same key (of facilities and areas: of the same key and first day) that
    says something else is replaced and keeps its row, with an end of what was known; one that says
    the same stays untouched. Everything is learned at one instant. The caller owns the transaction;
    other writers of the dataset wait for its end.
    Raises SourceRefused: columns that cannot be told apart.
    """
    dataset = reader.declaration.id
    judged = Judged(sink)
    now = lock_dataset(connection, dataset)
    connection.execute(text("DROP TABLE IF EXISTS incoming_record"))
    connection.execute(text(read_sql(_PACKAGE, "stage_records")))
    for batch in batches(rows):
        read = [record for row in batch if (record := _read(reader, row, judged)) is not None]
        copy_rows(connection, "incoming_record", _COLUMNS, (_as_row(one) for one in read))
    connection.execute(text("CREATE INDEX ON incoming_record (key)"))
    connection.execute(text("ANALYZE incoming_record"))
    _judge(connection, dataset, judged)
    asked = {"dataset": dataset, "now": now}
    replaced = connection.execute(text(read_sql(_PACKAGE, "end_replaced_records")), asked).rowcount
    stored = connection.execute(
        text(read_sql(_PACKAGE, "store_records")),
        asked | {"run": origin.run_id, "push": origin.push_id},
    ).rowcount
    judged.taken.replaced += replaced
    judged.taken.new += stored - replaced
    place(connection, dataset)
    _note_elsewhere(connection, dataset, now, judged)
    return judged.taken


def take_back_records(connection: Connection, dataset: str, keys: Collection[str]) -> list[str]:
    """Takes records back: they stand no longer, their rows stay. Returns the keys that stood.

    All versions of a facility or an area go.
    """
    now = lock_dataset(connection, dataset)
    rows = connection.execute(
        text(
            "UPDATE record SET known_until = :now WHERE dataset_id = :dataset"
            " AND key = ANY(:keys) AND known_until = 'infinity' RETURNING key"
        ),
        {"dataset": dataset, "keys": sorted(keys), "now": now},
    )
    return sorted(set(rows.scalars()))


def take_back_version(connection: Connection, dataset: str, row: int) -> bool:
    """Takes one record back by the id of its row, of a facility or an area one version.

    Returns whether it stood.
    """
    now = lock_dataset(connection, dataset)
    ended = connection.execute(
        text(
            "UPDATE record SET known_until = :now WHERE id = :row AND dataset_id = :dataset"
            " AND known_until = 'infinity'"
        ),
        {"dataset": dataset, "row": row, "now": now},
    )
    return ended.rowcount == 1


def _read(reader: RecordReader, row: SourceRow, judged: Judged) -> Record | None:
    try:
        record = reader.read(row)
    except SourceRefused:
        raise
    except ShikongError as error:
        judged.refuse(row.place, error, row.values)
        return None
    for column in reader.layout(row).unknown:
        judged.note_once(row.place, f"列“{column}”未申报，不存")
    for note in record.notes:
        judged.note_once(row.place, note)
    return record


def _judge(connection: Connection, dataset: str, judged: Judged) -> None:
    """Takes out of the waiting rows what cannot or need not be stored."""
    for row in connection.execute(text(read_sql(_PACKAGE, "take_repeated_records"))):
        reason = "重复：同一编号的同一记录在前面已有"
        if row.contradicts:
            reason = "重复：同一编号的几行说法不同，都不收"
        judged.refuse(row.place, f"{reason}（{row.key}）", None)
    connection.execute(text(read_sql(_PACKAGE, "divide_incoming_by_point")))
    undivided = text(read_sql(_PACKAGE, "undivided_records"))
    for row in connection.execute(undivided, {"most": _MOST_NOTES}):
        near = (
            "" if row.code is None else f"，最近的是 {row.code} {row.name}，距 {row.metres:,.0f} 米"
        )
        judged.note(row.place, f"点位不在当日任何已绘的区划内{near}")
    judged.taken.unchanged += connection.execute(
        text(read_sql(_PACKAGE, "take_unchanged_records")), {"dataset": dataset}
    ).rowcount
    overlapping = text(read_sql(_PACKAGE, "take_overlapping_records"))
    while taken := connection.execute(overlapping, {"dataset": dataset}).all():
        for row in taken:
            until = row.ends or "今"
            judged.refuse(
                row.place,
                f"时段重叠：{row.key} 已有 {row.starts} 至 {until} 的一版，请先报它的截止日期",
                None,
            )


def _note_elsewhere(connection: Connection, dataset: str, now: datetime, judged: Judged) -> None:
    rows = connection.execute(
        text(read_sql(_PACKAGE, "elsewhere_records")),
        {"dataset": dataset, "now": now, "most": _MOST_NOTES},
    )
    for row in rows:
        judged.note(
            row.key, f"报的区划是 {row.division_code}，而点位在 {row.code} {row.name}：两者都存"
        )


def _as_row(record: Record) -> tuple[object, ...]:
    valid = record.valid
    return (
        record.place,
        record.holds.value,
        record.key,
        record.day,
        record.at,
        None if valid is None else days(valid.start, valid.end),
        None if record.shape is None else _ewkb(record.shape),
        record.division_code,
        record.division_by,
        record.told,
        record.attributes,
    )


def _ewkb(shape: shapely.Geometry) -> str:
    written: str = shapely.to_wkb(shapely.set_srid(shape, 4490), hex=True, include_srid=True)
    return written
