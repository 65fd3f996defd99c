"""Loads any set of dated polygons: each feature is a version of a unit with a shape of its own.

The units form a scheme of their own, whose codes are the ids that the source gives. Days are
exact and may lie long before 1900, down to year 1. A later file of the same scheme replaces what
it says of the ids that it holds, as new knowledge: what was answered before can be asked again.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from ingest.divisions.claims.assertions import Assertion, store_assertions
from ingest.divisions.derivation.applying import Applied, apply_registry
from ingest.divisions.polygons.dated_features import DatedPolygon, Fields, require_free, version_of
from ingest.divisions.polygons.geojson_structure import feature_geometry
from ingest.divisions.polygons.geometry import read_polygons, winding_note
from ingest.divisions.polygons.geometry_files import companions_sha256, read_feature_file
from ingest.divisions.polygons.own_shapes import store_own_shapes
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.crs import require_crs
from spatial.division_codes import Level
from spatial.divisions.registry import Registry, StartBasis, VersionRecord, identity_id
from spatial.errors import BadDate, BadGeometry, BadParameter, BadPeriod, SourceRefused
from spatial.progress import step
from spatial.temporal import Period

KIND = "dated-polygons"

ENDS = ("inclusive", "exclusive")
"""Whether the last day of a feature still belongs to it."""

_SCHEME = re.compile(r"[a-z][a-z0-9-]*")


def load_dated_polygons(
    engine: Engine,
    path: Path,
    *,
    scheme: str,
    title: str,
    id_field: str,
    name_field: str,
    from_field: str,
    to_field: str,
    end: str,
    level: str,
    crs: str,
    type_field: str | None = None,
) -> IngestReport:
    """Stores the features of a file as versions of the scheme with shapes; one transaction.

    path: GeoJSON, a shapefile (zipped or not) or a GeoPackage. from_field, to_field: properties
    with days, YYYY-MM-DD; an end that is null, empty or 9999-12-31 is open. end: `inclusive` where
    the day in to_field still belongs to the feature, else `exclusive`. crs: of the source.
    A feature without id, usable polygon or possible period is refused with the reason, and so is
    one whose days overlap those of an earlier feature of its id; features of one id and the same
    days are one version. Invalid polygons are repaired with a note.
    Raises SourceRefused and BadParameter.
    """
    begun = time.monotonic()
    _require(scheme, end, level)
    parameters: dict[str, Any] = {
        "scheme": scheme,
        "title": title,
        "id_field": id_field,
        "name_field": name_field,
        "from_field": from_field,
        "to_field": to_field,
        "type_field": type_field,
        "end": end,
        "level": level,
        "crs": require_crs(crs),
    }
    beside = companions_sha256(path)
    if beside is not None:
        parameters["companions"] = beside
    fields = Fields(id_field, name_field, from_field, to_field, type_field)
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            versions = _collect(run, path, fields, crs, inclusive=end == "inclusive")
            _say_scheme(run.connection, scheme, title)
            _store(run, versions, scheme, level, crs)
    return report(run, KIND, path, time.monotonic() - begun)


def _require(scheme: str, end: str, level: str) -> None:
    if not _SCHEME.fullmatch(scheme):
        raise BadParameter(f"{scheme!r} is no name of a scheme: small letters, digits and hyphens")
    if end not in ENDS:
        raise BadParameter(f"unknown end {end!r}: one of {', '.join(ENDS)}")
    if level not in list(Level):
        raise BadParameter(f"unknown level {level!r}: one of {', '.join(Level)}")


def _collect(
    run: IngestRun, path: Path, fields: Fields, crs: str, *, inclusive: bool
) -> list[DatedPolygon]:
    source = read_feature_file(path, crs)
    for note in source.notes:
        run.repair(path.name, note)
    versions: defaultdict[str, dict[Period, DatedPolygon]] = defaultdict(dict)
    with step(f"{path.name} 带日期的图形", len(source.features)) as progress:
        for number, feature in enumerate(source.features, start=1):
            properties, record = feature["properties"], f"feature {number}"
            try:
                version = version_of(properties, fields, record, inclusive=inclusive)
                polygons, notes = read_polygons(feature_geometry(feature), crs)
                require_free(version, versions[version.code])
            except (BadDate, BadGeometry, BadParameter, BadPeriod) as error:
                run.refuse(record, str(error), properties)
            else:
                known = versions[version.code].setdefault(version.valid, version)
                if known is not version:
                    notes = [*notes, f"joined to {known.record} of the same id and days"]
                known.parts.append(polygons)
                if notes:
                    run.repair(f"{record} {version.code} {version.name}", "; ".join(notes))
            progress.advance(1)
    found = [version for of_code in versions.values() for version in of_code.values()]
    if not found:
        raise SourceRefused(f"{path.name} holds no dated polygon that could be stored")
    winding = winding_note(part for version in found for part in version.parts)
    if winding is not None:
        run.repair(path.name, winding)
    return found


def _say_scheme(connection: Connection, scheme: str, title: str) -> None:
    """Registers the scheme, whose codes are free. Raises SourceRefused for one of another form."""
    connection.execute(
        text(
            "INSERT INTO division_scheme (scheme, title, code_form)"
            " VALUES (:scheme, :title, 'free') ON CONFLICT DO NOTHING"
        ),
        {"scheme": scheme, "title": title},
    )
    form = connection.execute(
        text("SELECT code_form FROM division_scheme WHERE scheme = :scheme"), {"scheme": scheme}
    ).scalar_one()
    if form != "free":
        raise SourceRefused(
            f"the scheme {scheme!r} has official codes and lists: dated polygons need another"
        )


def _store(
    run: IngestRun, versions: list[DatedPolygon], scheme: str, level: str, crs: str
) -> Applied:
    store_assertions(
        run,
        scheme,
        "version",
        (
            Assertion(
                record=version.record,
                code=version.code,
                name=version.name,
                list_date=None,
                raw=version.raw,
                said={
                    "level": level,
                    "type": version.type,
                    "from": version.valid.start.isoformat(),
                    "until": version.valid.end and version.valid.end.isoformat(),
                },
            )
            for version in versions
        ),
    )
    identities = _identities(run.connection, scheme, versions)
    records = [
        VersionRecord(
            code=version.code,
            name=version.name,
            level=level,
            type=version.type,
            parent_code=None,
            identity=identities[version.code],
            valid=version.valid,
            announced=None,
            approved=None,
            start_basis=StartBasis.SOURCE,
            run_id=run.id,
        )
        for version in versions
    ]
    others = _others(run.connection, scheme, set(identities))
    applied = apply_registry(run.connection, Registry(scheme, (*records, *others)))
    store_own_shapes(
        run.connection,
        scheme,
        {(v.code, v.valid.start): v.geometry() for v in versions},
        crs=crs,
        run_id=run.id,
        instant=applied.known_from,
    )
    return applied


def _identities(
    connection: Connection, scheme: str, versions: list[DatedPolygon]
) -> dict[str, str]:
    """The identity of each id: the one that it has, else a new one.

    The source's id is what goes on through its versions, gaps between them included.
    """
    rows = connection.execute(
        text("SELECT code, min(identity_id) FROM division WHERE scheme = :scheme GROUP BY code"),
        {"scheme": scheme},
    )
    found: dict[str, str] = {row[0]: row[1] for row in rows}
    first: dict[str, date] = {}
    for version in versions:
        first[version.code] = min(first.get(version.code, date.max), version.valid.start)
    return {
        code: found.get(code) or identity_id(scheme, code, day.year) for code, day in first.items()
    }


def _others(connection: Connection, scheme: str, held: set[str]) -> list[VersionRecord]:
    """The versions of the scheme whose ids the file does not hold: they stay as they are."""
    rows = connection.execute(
        text(
            "SELECT code, name, level, type, parent_code, identity_id, lower(valid) AS first,"
            " upper(valid) AS until, run_id FROM division"
            " WHERE scheme = :scheme AND upper_inf(known) AND code <> ALL(:held)"
        ),
        {"scheme": scheme, "held": list(held)},
    )
    return [
        VersionRecord(
            row.code,
            row.name,
            row.level,
            row.type,
            row.parent_code,
            row.identity_id,
            Period(row.first, row.until),
            None,
            None,
            StartBasis.SOURCE,
            row.run_id,
        )
        for row in rows
    ]
