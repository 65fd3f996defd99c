"""Loads tripoints (三交点) from CSV: where three units, or more, meet."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point
from sqlalchemy import Engine

from ingest.boundaries.registered import registered_lines
from ingest.boundaries.superseding import TRIPOINTS, begin_registering, register_anew
from ingest.boundaries.values import period_of, position_of, positive, required, text_of
from ingest.bulk import days
from ingest.divisions.documents import read_table
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.crs import require_crs
from spatial.division_codes import canonical_code
from spatial.errors import BadCode, BadDate, BadGeometry, BadParameter, BadPeriod, SourceRefused
from spatial.temporal import Period

KIND = "tripoints"
COLUMNS = ("name", "codes", "lon", "lat", "valid_from")

_BETWEEN = re.compile(r"[\s、,;；]+")


@dataclass(frozen=True, slots=True)
class Tripoint:
    """A tripoint through a period. codes: at least three, in order. lines: numbers of those that
    end there. monument: number of the marker that stands there. lon_lat: CGCS2000."""

    name: str
    codes: tuple[str, ...]
    lines: tuple[str, ...]
    monument: str | None
    accuracy_m: float | None
    source_crs: str
    lon_lat: Point
    valid: Period


def load_tripoints(engine: Engine, path: Path, *, crs: str | None = None) -> IngestReport:
    """Registers the tripoints of a CSV; one transaction.

    Columns: name, codes (with spaces or 、 between), lon, lat, valid_from; optional: valid_to,
    lines (numbers), monument, accuracy_m, crs. crs: where a row does not name its own; CGCS2000
    when None. Rows that say something impossible are refused; a line that is not registered is a
    remark. Raises SourceRefused when the file cannot be read, lacks columns or holds nothing to
    store, and BadParameter for an unknown system.
    """
    begun = time.monotonic()
    parameters = {} if crs is None else {"crs": require_crs(crs)}
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            _load(run, path, crs)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path, crs: str | None) -> None:
    instant = begin_registering(run.connection)
    lines = registered_lines(run.connection)
    standing: defaultdict[str, list[Period]] = defaultdict(list)
    rows: list[tuple[object, ...]] = []
    for place, row in read_table(path, COLUMNS):
        try:
            one = read_tripoint(row, crs)
            if any(one.valid.meets(other) for other in standing[one.name]):
                raise BadPeriod(f"tripoint {one.name} stands already")
        except (BadCode, BadParameter, BadGeometry, BadDate, BadPeriod) as error:
            run.refuse(f"line {place}", str(error), row)
        else:
            standing[one.name].append(one.valid)
            rows.append(
                (one.name, list(one.codes), list(one.lines), one.monument, one.accuracy_m)
                + (one.source_crs, ewkb_hex(one.lon_lat, CGCS2000_SRID))
                + (days(one.valid.start, one.valid.end),)
            )
            for number in one.lines:
                if number not in lines:
                    run.repair(f"tripoint {one.name}", f"no line {number!r} is registered")
    if not rows:
        raise SourceRefused(f"{path.name} holds no tripoint that could be stored")
    run.accepted += len(rows)
    register_anew(run.connection, TRIPOINTS, rows, run_id=run.id, instant=instant)


def read_tripoint(row: Mapping[str, str], crs: str | None = None) -> Tripoint:
    """The tripoint of a row. Raises BadParameter, BadCode, BadGeometry, BadDate or BadPeriod."""
    codes = sorted({canonical_code(code) for code in _BETWEEN.split(required(row, "codes"))})
    if len(codes) < 3:
        raise BadParameter(f"a tripoint has three units or more, not {', '.join(codes)}")
    place, system = position_of(row, crs)
    return Tripoint(
        name=required(row, "name"),
        codes=tuple(codes),
        lines=tuple(one for one in _BETWEEN.split(text_of(row, "lines") or "") if one),
        monument=text_of(row, "monument"),
        accuracy_m=positive(row, "accuracy_m"),
        source_crs=system,
        lon_lat=place,
        valid=period_of(row),
    )
