"""Loads a vintage of division polygons: converted, repaired, joined to the list of its day.

Every polygon of the source is kept. `published` says whether it is the shape of a unit that the
list of the drawing's day holds. Units below one that has no lower levels in the register
(counties of Taiwan, districts of Hong Kong) and places that no list knows stay unpublished: they
are a source, never a division.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows
from ingest.divisions.content import require_content
from ingest.divisions.polygons.geojson_structure import feature_geometry
from ingest.divisions.polygons.geometry import (
    CGCS2000_SRID,
    as_multipolygon,
    ewkb_hex,
    read_polygons,
    winding_note,
)
from ingest.divisions.polygons.geometry_files import companions_sha256, read_feature_file
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.crs import require_crs
from spatial.division_codes import Level, canonical_code, prefecture_code, province_code
from spatial.errors import BadCode, BadGeometry, BadParameter, SourceRefused
from spatial.progress import step
from spatial.temporal import parse_date

KIND = "division-shapes"
ROLES = ("base", "second")


@dataclass(slots=True)
class _Shape:
    """The polygons of one code so far, with what is to be said of them."""

    code: str
    name: str
    published: bool
    remark: str | None
    parts: list[MultiPolygon] = field(default_factory=list)

    def geometry(self) -> MultiPolygon:
        return (
            self.parts[0]
            if len(self.parts) == 1
            else as_multipolygon(shapely.union_all(self.parts))
        )


class Register:
    """The units that stand on one day, to find the code that a polygon means."""

    def __init__(
        self,
        level: Level,
        rows: list[tuple[str, str, str]],
        retired: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        """rows: code, name and level of every unit of the day. retired: code and name of others."""
        self.level = level
        self.retired = retired
        self.units = {code: (name, Level(unit_level)) for code, name, unit_level in rows}
        self._named: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, name, unit_level in rows:
            if unit_level == level:
                for prefix in (prefecture_code(code), province_code(code)):
                    self._named[prefix, name].append(code)

    def match(self, code: str, name: str) -> tuple[str, bool, str | None]:
        """The code, whether the day's list holds it, and a remark (None for nothing to say).

        A code that the list lacks is corrected when exactly one unit of the level bears the
        name in the same prefecture, else in the same province; not when code and name stood
        together in an earlier list: then the polygon shows that former unit.
        """
        if code in self.units:
            listed, level = self.units[code]
            if level is not self.level:
                return code, True, f"a {level} of the list, drawn among units of level {self.level}"
            if name and listed != name:
                return code, True, f"the list calls it {listed}, the source {name}"
            return code, True, None
        if (code, name) in self.retired:
            return code, False, f"{code} {name} stood before the day of drawing"
        for prefix in (prefecture_code(code), province_code(code)):
            namesakes = self._named.get((prefix, name), [])
            if len(namesakes) == 1:
                return namesakes[0], True, f"code {code} of the source is {namesakes[0]} ({name})"
        return code, False, f"no list of the day holds {code} {name}".rstrip()


def load_division_shapes(
    engine: Engine,
    path: Path,
    *,
    vintage: str,
    drawn_as_of: date | str,
    level: str,
    crs: str,
    code_field: str,
    name_field: str,
    role: str,
) -> IngestReport:
    """Stores the polygons of a source as the vintage; one transaction.

    The source is GeoJSON, a shapefile (zipped or not) or a GeoPackage.

    drawn_as_of: the day whose divisions the polygons show. crs: of the source (`GCJ-02`,
    `EPSG:4490` …). role: `base` gives the atoms of its level, `second` only cuts.
    Features without a usable polygon or code are refused with the reason, invalid ones repaired.
    Raises SourceRefused and BadParameter.
    """
    begun = time.monotonic()
    day = parse_date(drawn_as_of) if isinstance(drawn_as_of, str) else drawn_as_of
    if level not in list(Level):
        raise BadParameter(f"unknown level {level!r}: one of {', '.join(Level)}")
    if role not in ROLES:
        raise BadParameter(f"unknown role {role!r}: one of {', '.join(ROLES)}")
    parameters = {
        "vintage": vintage,
        "drawn_as_of": day.isoformat(),
        "level": level,
        "crs": require_crs(crs),
        "code_field": code_field,
        "name_field": name_field,
        "role": role,
    }
    beside = companions_sha256(path)
    if beside is not None:
        parameters["companions"] = beside
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            source = read_feature_file(path, crs)
            for note in source.notes:
                run.repair(path.name, note)
            shapes = _collect(run, path, source.features, parameters, day)
            _store(run, shapes, parameters)
    return report(run, KIND, path, time.monotonic() - begun)


def register_of(connection: Connection, level: Level, day: date) -> Register:
    """The units that stand on the day. Raises SourceRefused when no list speaks of it."""
    rows = connection.execute(
        text(
            "SELECT code, name, level FROM division"
            " WHERE scheme = 'mca' AND upper_inf(known) AND valid @> :day"
        ),
        {"day": day},
    ).all()
    if not rows:
        raise SourceRefused(
            f"no division stands on {day} in the lists loaded: load the division history first"
        )
    retired = connection.execute(
        text(
            "SELECT DISTINCT code, name FROM division"
            " WHERE scheme = 'mca' AND upper_inf(known) AND upper(valid) <= :day"
        ),
        {"day": day},
    )
    return Register(
        level,
        [(row.code, row.name, row.level) for row in rows],
        frozenset((row.code, row.name) for row in retired),
    )


def _collect(
    run: IngestRun,
    path: Path,
    features: list[dict[str, Any]],
    parameters: dict[str, str],
    day: date,
) -> dict[str, _Shape]:
    register = register_of(run.connection, Level(parameters["level"]), day)
    shapes: dict[str, _Shape] = {}
    with step(f"{path.name} 区划图形", len(features)) as progress:
        for number, feature in enumerate(features, start=1):
            properties = feature["properties"]
            record = f"feature {number}"
            try:
                source_code, name = _identity(properties, parameters)
                geometry, notes = read_polygons(feature_geometry(feature), parameters["crs"])
            except (BadCode, BadGeometry) as error:
                run.refuse(record, str(error), properties)
                progress.advance(1)
                continue
            code, published, remark = register.match(source_code, name)
            corrected = remark if code != source_code else None
            joined = f"joined to the polygon of {code} before" if code in shapes else None
            faults = [*notes, *(said for said in (corrected, joined) if said)]
            if faults:
                run.repair(f"{record} {source_code} {name}", "; ".join(faults))
            shape = shapes.setdefault(code, _Shape(code, name, published, remark))
            shape.parts.append(geometry)
            run.accepted += 1
            progress.advance(1)
    if not shapes:
        raise SourceRefused(f"{path.name} holds no polygon that could be stored")
    winding = winding_note(part for shape in shapes.values() for part in shape.parts)
    if winding is not None:
        run.repair(path.name, winding)
    require_content(run.connection, path.name, shapes)
    return shapes


def _identity(properties: dict[str, Any], parameters: dict[str, str]) -> tuple[str, str]:
    code = properties.get(parameters["code_field"])
    if code is None or code == "":
        raise BadCode(f"no code in the property {parameters['code_field']!r}")
    return canonical_code(str(code)), str(properties.get(parameters["name_field"]) or "").strip()


def _store(run: IngestRun, shapes: dict[str, _Shape], parameters: dict[str, str]) -> None:
    taken = run.connection.execute(
        text("SELECT 1 FROM shape_vintage WHERE name = :vintage"), parameters
    ).one_or_none()
    if taken is not None:
        raise SourceRefused(
            f"the vintage {parameters['vintage']!r} is there already, from another source"
        )
    if parameters["role"] == "base":
        other = run.connection.execute(
            text("SELECT name FROM shape_vintage WHERE role = 'base' AND level = :level"),
            parameters,
        ).scalar_one_or_none()
        if other is not None:
            raise SourceRefused(
                f"the level {parameters['level']} has its base vintage, {other!r}: a second one "
                "needs the role second"
            )
    vintage_id = run.connection.execute(
        text(
            "INSERT INTO shape_vintage (name, level, drawn_as_of, source_crs, role, run_id)"
            " VALUES (:vintage, :level, :drawn_as_of, :crs, :role, :run) RETURNING id"
        ),
        parameters | {"run": run.id},
    ).scalar_one()
    copy_rows(
        run.connection,
        "division_shape",
        ("vintage_id", "code", "name", "published", "remark", "geom"),
        (
            (vintage_id, shape.code, shape.name, shape.published, shape.remark)
            + (ewkb_hex(shape.geometry(), CGCS2000_SRID),)
            for shape in shapes.values()
        ),
    )
