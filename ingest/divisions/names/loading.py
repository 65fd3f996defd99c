"""Loads a file of place names, of one of the forms that are known."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from ingest.divisions.documents import read_table
from ingest.divisions.names.gazetteers import (
    BD09_COLUMNS,
    CHGIS_COLUMNS,
    GEONAMES_COLUMNS,
    read_bd09,
    read_chgis,
    read_geonames,
)
from ingest.divisions.names.places import PlaceRecord, store_places
from ingest.divisions.names.standard_names import STANDARD_COLUMNS, read_standard
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.db import read_sql
from spatial.errors import SourceRefused
from spatial.progress import step

KIND = "place-names"

COLUMNS = {
    "chgis": CHGIS_COLUMNS,
    "geonames": GEONAMES_COLUMNS,
    "divisions-bd09": BD09_COLUMNS,
    "standard": STANDARD_COLUMNS,
}
"""The forms of file, with the columns that each must have."""


def load_place_names(engine: Engine, path: Path, *, form: str) -> IngestReport:
    """Stores the places of a file that are new or say something else; one transaction.

    Rows that cannot be taken are refused with the reason, those graded 秘密 or above without their
    content. Raises SourceRefused for an unknown form and for a file that cannot be read.
    """
    if form not in COLUMNS:
        raise SourceRefused(f"unknown form {form!r} of place names; known are {', '.join(COLUMNS)}")
    begun = time.monotonic()
    with ingest_run(engine, KIND, path, {"form": form}) as run:
        if not run.already_loaded:
            _load(run, path, form)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, form: str) -> None:
    rows = list(read_table(path, COLUMNS[form]))
    with step(f"{path.name} 地名", len(rows)) as progress:
        places = _read(run, rows, form)
        progress.advance(len(rows))
    if not places:
        raise SourceRefused(f"{path.name} holds no row that could be stored")
    store_places(run, places)


def _read(
    run: IngestRun, rows: Sequence[tuple[int, Mapping[str, str]]], form: str
) -> list[PlaceRecord]:
    def refuse(record: str, reason: str, raw: Mapping[str, str]) -> None:
        run.refuse(record, reason, raw or None)

    if form == "chgis":
        return read_chgis(rows, refuse)
    if form == "geonames":
        return read_geonames(rows, refuse)
    if form == "standard":
        return read_standard(rows, refuse, _holders_of_place_codes(run.connection))
    return read_bd09(rows, refuse, _identity_finder(run.connection))


def _holders_of_place_codes(connection: Connection) -> dict[str, str]:
    rows = connection.execute(
        text(
            "SELECT place_code, place_id FROM place_record"
            " WHERE place_code IS NOT NULL AND upper_inf(known)"
        )
    )
    return {row.place_code: row.place_id for row in rows}


def _identity_finder(connection: Connection) -> Callable[[Sequence[str]], str | None]:
    """Finds the unit that a path of names means: of the last one, under the others."""
    above: defaultdict[str, list[tuple[set[str], str, bool]]] = defaultdict(list)
    for row in connection.execute(text(read_sql("ingest.divisions.names", "paths_of_units"))):
        over = {name for name in row.above if name}
        above[row.name].append((over, row.identity_id, row.stands))

    def find(path: Sequence[str]) -> str | None:
        found = above.get(path[-1], [])
        for names in (path[:-1], path[:1] if len(path) > 1 else []):
            fitting = [(identity, stands) for over, identity, stands in found if over >= set(names)]
            for ones in ([one for one, _ in fitting], [one for one, stands in fitting if stands]):
                if len(ones) == 1:
                    return ones[0]
        return None

    return find
