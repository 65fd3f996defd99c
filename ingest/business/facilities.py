"""Loads a register of facilities: CSV, one line per version of a facility."""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, text

from ingest.bulk import copy_rows
from ingest.business.csv_rows import CsvRow, csv_rows
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.business.facilities import facility_kinds
from spatial.errors import BadParameter, ShikongError
from spatial.temporal import Period, parse_date

COLUMNS = ("id", "name", "kind", "lon", "lat", "address", "beds", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class FacilityVersion:
    """A facility as it stood through `valid`. lon, lat: degrees, CGCS2000; beds None: not told."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    address: str | None
    beds: int | None
    valid: Period


@dataclass(slots=True)
class _Register:
    """The versions of each facility as they will stand, by their first day."""

    versions: dict[str, dict[date, FacilityVersion]]
    runs: dict[tuple[str, date], int]
    from_source: set[tuple[str, date]] = field(default_factory=set)

    def overlapped(self, new: FacilityVersion) -> FacilityVersion | None:
        """Another version of the facility that shares days with the new one."""
        for start, old in self.versions.get(new.id, {}).items():
            if start != new.valid.start and old.valid.meets(new.valid):
                return old
        return None


def load_facilities(engine: Engine, path: Path) -> IngestReport:
    """Loads a CSV `id,name,kind,lon,lat,address,beds,valid_from,valid_to` and says what it did.

    lon, lat in degrees (CGCS2000); days are ISO 8601, valid_to is not included, empty means open;
    beds and address may be empty. A version that is stored with the same id and valid_from is
    replaced when it says something else, with a remark. Lines that break a rule are refused, each
    with its reason. Raises SourceRefused when the file as a whole cannot be read.
    """
    begun = time.monotonic()
    with ingest_run(engine, "facilities", path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, "facilities", path, time.monotonic() - begun)


def parse_facility(values: dict[str, str], kinds: Collection[str]) -> FacilityVersion:
    """The version that a line says. Raises BadParameter, BadDate or BadPeriod with the reason."""
    for column in ("id", "name"):
        if not values[column]:
            raise BadParameter(f"{column} is empty")
    if values["kind"] not in kinds:
        raise BadParameter(
            f"kind {values['kind']!r} is not known: one of {', '.join(sorted(kinds))}"
        )
    lon, lat = _degrees("lon", values["lon"]), _degrees("lat", values["lat"])
    if abs(lat) > 90 or abs(lon) > 180:
        swapped = ": lon and lat seem swapped" if abs(lon) <= 90 and abs(lat) <= 180 else ""
        raise BadParameter(f"lon {lon}, lat {lat} is no place on the earth{swapped}")
    start = parse_date(values["valid_from"])
    end = parse_date(values["valid_to"]) if values["valid_to"] else None
    return FacilityVersion(
        values["id"],
        values["name"],
        values["kind"],
        lon,
        lat,
        values["address"] or None,
        _beds(values["beds"]),
        Period(start, end),
    )


def _load(run: IngestRun, path: Path) -> None:
    kinds = {kind.id for kind in facility_kinds(run.connection)}
    parsed: list[tuple[CsvRow, FacilityVersion]] = []
    for row in csv_rows(path, COLUMNS):
        if row.values is None:
            reason = f"{len(row.raw)} values, not {len(COLUMNS)}"
            run.refuse(f"line {row.line}", reason, {"line": row.raw})
            continue
        try:
            parsed.append((row, parse_facility(row.values, kinds)))
        except ShikongError as error:
            run.refuse(f"line {row.line}", str(error), row.values)
    # By first day, so that a register that closes a version and opens the next is taken in order.
    parsed.sort(key=lambda item: (item[1].id, item[1].valid.start))
    register = _stored(run, {version.id for _, version in parsed})
    stored: list[FacilityVersion] = []
    replaced: list[dict[str, object]] = []
    for row, version in parsed:
        conflict = _against(version, register)
        if conflict is not None:
            run.refuse(f"line {row.line}", conflict, row.values)
            continue
        key = (version.id, version.valid.start)
        before = register.versions.setdefault(version.id, {}).get(version.valid.start)
        register.versions[version.id][version.valid.start] = version
        register.from_source.add(key)
        run.accepted += 1
        if before == version:
            continue
        if before is not None:
            replaced.append({"id": version.id, "start": version.valid.start})
            run.repair(
                f"line {row.line}",
                f"replaces what run {register.runs[key]} stored",
                _as_raw(before),
            )
        stored.append(version)
    if replaced:
        run.connection.execute(
            text("DELETE FROM facility WHERE id = :id AND lower(valid) = :start"), replaced
        )
    copy_rows(
        run.connection,
        "facility",
        ("id", "name", "kind", "address", "beds", "valid", "geom", "run_id"),
        (_as_row(version, run.id) for version in stored),
    )


def _against(new: FacilityVersion, register: _Register) -> str | None:
    """Why the version cannot stand beside the others, None when it can."""
    if (new.id, new.valid.start) in register.from_source:
        return f"duplicate: {new.id} from {new.valid.start} stands in the file twice"
    other = register.overlapped(new)
    if other is None:
        return None
    return (
        f"overlaps the version of {new.id} from {other.valid.start} to {other.valid.end or 'today'}"
    )


def _stored(run: IngestRun, ids: set[str]) -> _Register:
    register = _Register({}, {})
    rows = run.connection.execute(
        text(
            "SELECT id, name, kind, ST_X(geom) AS lon, ST_Y(geom) AS lat, address, beds,"
            " lower(valid) AS start, upper(valid) AS until, run_id"
            " FROM facility WHERE id = ANY(:ids)"
        ),
        {"ids": sorted(ids)},
    )
    for row in rows:
        register.versions.setdefault(row.id, {})[row.start] = FacilityVersion(
            row.id,
            row.name,
            row.kind,
            row.lon,
            row.lat,
            row.address,
            row.beds,
            Period(row.start, row.until),
        )
        register.runs[row.id, row.start] = row.run_id
    return register


def _degrees(column: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadParameter(f"{column} {value!r} is no number of degrees")
    return number


def _beds(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or int(value) > 1_000_000:
        raise BadParameter(f"beds {value!r} is no count of beds")
    return int(value)


def _as_row(version: FacilityVersion, run_id: int) -> tuple[object, ...]:
    valid = f"[{version.valid.start},{version.valid.end or ''})"
    point = f"SRID=4490;POINT({version.lon!r} {version.lat!r})"
    return (
        version.id,
        version.name,
        version.kind,
        version.address,
        version.beds,
        valid,
        point,
        run_id,
    )


def _as_raw(version: FacilityVersion) -> dict[str, object]:
    return {
        "id": version.id,
        "name": version.name,
        "kind": version.kind,
        "lon": version.lon,
        "lat": version.lat,
        "address": version.address,
        "beds": version.beds,
        "valid_from": version.valid.start,
        "valid_to": version.valid.end,
    }
