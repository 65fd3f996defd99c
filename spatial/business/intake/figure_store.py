"""Stores the figures of a source, with history; what cannot stand is refused.

One way for files and pushes, as for records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, text

from spatial.business.intake.figures import (
    EmptyFigure,
    FigureReader,
    IncomingFigure,
    RefusedFigure,
)
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.intake.rows import Judged, Origin, Sink, SourceRow, Taken, batches
from spatial.business.suppression.renewal import protect_dataset
from spatial.copying import copy_rows
from spatial.db import read_sql
from spatial.errors import ShikongError, SourceRefused

_PACKAGE = "spatial.business.intake"

_COLUMNS = ("place", "indicator_id", "division_code", "starts", "ends", "value")


def take_figures(
    connection: Connection,
    reader: FigureReader,
    rows: Iterable[SourceRow],
    sink: Sink,
    origin: Origin,
) -> Taken:
    """Takes the rows of a source as figures of the reader's dataset, and says what became of them.

    A stored figure of the same indicator, division and period with another value is replaced and
    keeps its row, with an end of what was known; one of the same value stays untouched. Everything
    is learned at one instant, and small cells are protected anew (R8.4). The caller owns the
    transaction; other writers of the dataset wait.
    Raises SourceRefused: columns that cannot be told apart.
    """
    judged = Judged(sink)
    now = lock_dataset(connection, reader.declaration.id)
    connection.execute(text("DROP TABLE IF EXISTS incoming_figure"))
    connection.execute(text(read_sql(_PACKAGE, "stage_figures")))
    for batch in batches(rows):
        figures = [figure for row in batch for figure in _read(reader, row, judged)]
        copy_rows(connection, "incoming_figure", _COLUMNS, (_as_row(one) for one in figures))
    connection.execute(text("ANALYZE incoming_figure"))
    _judge(connection, judged)
    replaced = connection.execute(
        text(read_sql(_PACKAGE, "end_replaced_figures")), {"now": now}
    ).rowcount
    stored = connection.execute(
        text(read_sql(_PACKAGE, "store_figures")),
        {"now": now, "run": origin.run_id, "push": origin.push_id},
    ).rowcount
    judged.taken.replaced += replaced
    judged.taken.new += stored - replaced
    protect_dataset(connection, reader.declaration.id)
    return judged.taken


def take_back_figures(
    connection: Connection, dataset: str, keys: Collection[tuple[str, str, str]]
) -> int:
    """Takes figures back: they stand no longer, their rows stay. Returns how many stood.

    keys: indicator, division code as reported, first day of the period (YYYY-MM-DD).
    """
    now = lock_dataset(connection, dataset)
    taken = 0
    for indicator, division, starts in sorted(set(keys)):
        taken += connection.execute(
            text(
                "UPDATE observation AS o SET known_until = :now FROM indicator AS i"
                " WHERE i.id = o.indicator_id AND i.dataset_id = :dataset"
                " AND o.indicator_id = :indicator AND o.division_code = :division"
                " AND o.starts = CAST(:starts AS date) AND o.known_until = 'infinity'"
            ),
            {"now": now, "dataset": dataset, "indicator": indicator}
            | {"division": division, "starts": starts},
        ).rowcount
    protect_dataset(connection, dataset)
    return taken


def _read(reader: FigureReader, row: SourceRow, judged: Judged) -> Iterator[IncomingFigure]:
    try:
        for one in reader.read(row):
            match one:
                case IncomingFigure():
                    yield one
                case RefusedFigure():
                    judged.refuse(one.place, one.reason, row.values)
                case EmptyFigure():
                    judged.taken.empty += 1
        for column in reader.layout(row).unknown:
            judged.note_once(row.place, f"列“{column}”未申报，不存")
    except SourceRefused:
        raise
    except ShikongError as error:
        judged.refuse(row.place, error, row.values)


def _judge(connection: Connection, judged: Judged) -> None:
    """Takes out of the waiting figures what cannot or need not be stored."""
    for row in connection.execute(text(read_sql(_PACKAGE, "take_repeated_figures"))):
        reason = "重复：同一指标、区划、时期在前面已有"
        if row.contradicts:
            reason = "重复：同一指标、区划、时期有几个不同的数，都不收"
        raw = {
            "indicator": row.indicator_id,
            "division": row.division_code,
            "starts": row.starts.isoformat(),
            "value": str(row.value),
        }
        judged.refuse(row.place, reason, raw)
    for row in connection.execute(text(read_sql(_PACKAGE, "take_overlapping_figures"))):
        reason = (
            f"时期重叠：{row.indicator_id} 在 {row.division_code} 已有 {row.starts} 起"
            f"（{row.ends} 止，不含）的数"
        )
        judged.refuse(row.place, reason, None)
    judged.taken.unchanged += connection.execute(
        text(read_sql(_PACKAGE, "take_unchanged_figures"))
    ).rowcount


def _as_row(figure: IncomingFigure) -> tuple[object, ...]:
    period = figure.period
    return (
        figure.place, figure.indicator, figure.division, period.start, period.end, figure.value,
    )  # fmt: skip
