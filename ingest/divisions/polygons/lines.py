"""Loads boundary lines: national border, province and SAR lines, the dashed line at sea.

A line that its source does not date holds for every day: a map of any date must draw it. One with
the properties `valid_from` and `valid_to` (exclusive) holds for those days. Each is stored as it
came, in CGCS2000; the build of areas draws them.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingest.bulk import copy_rows, days, reserve_ids
from ingest.divisions.polygons.geojson_structure import feature_geometry
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex, lines_of, read_noted
from ingest.divisions.polygons.geometry_files import companions_sha256, read_feature_file
from ingest.runs import IngestReport, ingest_run, report
from spatial.crs import require_crs
from spatial.errors import BadDate, BadGeometry, BadParameter, BadPeriod, SourceRefused
from spatial.progress import step
from spatial.temporal import Period, parse_date

KIND = "boundary-lines"

KINDS = {
    "national": "国界",
    "province": "省界",
    "sar": "特别行政区界",
    "dashed_line": "九段线",
    "undetermined": "未定国界",
    "prefecture": "地级界",
    "county": "县级界",
}
"""The kinds of line, with the names that maps and sources give them."""

_KIND_OF = {name: kind for kind, name in KINDS.items()} | {kind: kind for kind in KINDS}


def load_boundary_lines(
    engine: Engine,
    path: Path,
    *,
    crs: str,
    kind_field: str | None = None,
    kind: str | None = None,
) -> IngestReport:
    """Stores the lines of a source (of polygons their rings); one transaction.

    kind_field: the property that holds the kind, in English or as 省界, 九段线 …; or
    kind: one kind for all features. crs: of the source.
    valid_from and valid_to are read from properties of these names, ISO dates or null.
    Features without a line, of an unknown kind or of an impossible period are refused with the
    reason.
    Raises SourceRefused and BadParameter.
    """
    begun = time.monotonic()
    if (kind is None) == (kind_field is None):
        raise BadParameter("say either kind or kind_field of the boundary lines")
    if kind is not None and kind not in _KIND_OF:
        raise BadParameter(f"unknown kind of line {kind!r}: one of {', '.join(KINDS)}")
    parameters = {"crs": require_crs(crs), "kind_field": kind_field, "kind": kind}
    beside = companions_sha256(path)
    if beside is not None:
        parameters["companions"] = beside
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            source = read_feature_file(path, crs)
            for note in source.notes:
                run.repair(path.name, note)
            features = source.features
            rows = []
            with step(f"{path.name} 界线", len(features)) as progress:
                for number, feature in enumerate(features, start=1):
                    properties = feature["properties"]
                    try:
                        line_kind = _kind(properties, kind_field, kind)
                        valid = _valid(properties)
                        geometry, notes = read_noted(feature_geometry(feature), crs)
                        lines = lines_of(geometry)
                    except (BadGeometry, BadParameter, BadDate, BadPeriod) as error:
                        run.refuse(f"feature {number}", str(error), properties)
                    else:
                        name = str(properties.get("name") or KINDS[line_kind])
                        rows.append((line_kind, name, valid, lines))
                        run.accepted += 1
                        if notes:
                            run.repair(f"feature {number} {name}", "; ".join(notes))
                    progress.advance(1)
            if not rows:
                raise SourceRefused(f"{path.name} holds no boundary line that could be stored")
            ids = reserve_ids(run.connection, "boundary_line", len(rows))
            copy_rows(
                run.connection,
                "boundary_line",
                ("id", "kind", "name", "valid", "run_id", "geom"),
                (
                    (key, line_kind, name, days(*valid), run.id) + (ewkb_hex(lines, CGCS2000_SRID),)
                    for key, (line_kind, name, valid, lines) in zip(ids, rows, strict=True)
                ),
            )
    return report(run, KIND, path, time.monotonic() - begun)


def _kind(properties: dict[str, Any], kind_field: str | None, kind: str | None) -> str:
    value = kind if kind_field is None else properties.get(kind_field)
    found = _KIND_OF.get(str(value))
    if found is None:
        raise BadParameter(f"unknown kind of line {value!r}")
    return found


def _valid(properties: dict[str, Any]) -> tuple[date | None, date | None]:
    """The days of the line, [from, to); None is unbounded. Raises BadDate or BadPeriod."""
    start, end = (
        parse_date(str(properties[name])) if properties.get(name) else None
        for name in ("valid_from", "valid_to")
    )
    if start is not None:
        Period(start, end)
    return start, end
