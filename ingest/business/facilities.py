"""Loads a register of facilities: CSV, one line per version of a facility."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from ingest.bulk import copy_rows, days
from ingest.business.csv_rows import CsvRow, csv_rows
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.business.facilities import facility_kinds
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.intake.placement import place
from spatial.errors import BadParameter, ShikongError
from spatial.temporal import Period, parse_date

COLUMNS = ("id", "name", "kind", "lon", "lat", "address", "beds", "valid_from", "valid_to")

KNOWN_KINDS = (
    ("care_institution", "养老机构", "养老"),
    ("day_care", "日间照料中心", "养老"),
    ("rescue_station", "救助管理站", "流浪乞讨救助"),
)
"""The datasets of facilities that every platform has: identifier, title, business line."""


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
    """The versions of each facility of a kind as they will stand, by their first day."""

    versions: dict[tuple[str, str], dict[date, FacilityVersion]] = field(default_factory=dict)
    runs: dict[tuple[str, str, date], int | None] = field(default_factory=dict)
    from_source: set[tuple[str, str, date]] = field(default_factory=set)

    def overlapped(self, new: FacilityVersion) -> FacilityVersion | None:
        """Another version of the facility that shares days with the new one."""
        for start, old in self.versions.get((new.kind, new.id), {}).items():
            if start != new.valid.start and old.valid.meets(new.valid):
                return old
        return None


def load_facilities(engine: Engine, path: Path) -> IngestReport:
    """Loads a CSV `id,name,kind,lon,lat,address,beds,valid_from,valid_to` and says what it did.

    lon, lat in degrees (CGCS2000); days are ISO 8601, valid_to is not included, empty means open;
    beds and address may be empty. kind: a dataset that holds facilities. A version that is stored
    with the same id and valid_from is replaced when it says something else, with a remark; its row
    keeps until when it was held for true. Lines that break a rule are refused, each
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
    _declare_known(run)
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
    touched = sorted({version.kind for _, version in parsed})
    known_from = {kind: lock_dataset(run.connection, kind) for kind in touched}
    register = _stored(run, parsed)
    stored: list[FacilityVersion] = []
    replaced: list[dict[str, object]] = []
    for row, version in parsed:
        conflict = _against(version, register)
        if conflict is not None:
            run.refuse(f"line {row.line}", conflict, row.values)
            continue
        key = (version.kind, version.id, version.valid.start)
        of_facility = register.versions.setdefault(key[:2], {})
        before = of_facility.get(version.valid.start)
        of_facility[version.valid.start] = version
        register.from_source.add(key)
        run.accepted += 1
        if before == version:
            continue
        if before is not None:
            replaced.append(
                {"kind": version.kind, "id": version.id, "start": version.valid.start}
                | {"now": known_from[version.kind]}
            )
            by = register.runs[key]
            run.repair(
                f"line {row.line}",
                "replaces what a push stored" if by is None else f"replaces what run {by} stored",
                _as_raw(before),
            )
        stored.append(version)
    if replaced:
        run.connection.execute(
            text(
                "UPDATE record SET known_until = :now WHERE dataset_id = :kind AND key = :id"
                " AND lower(valid) = :start AND holds = 'facilities' AND known_until = 'infinity'"
            ),
            replaced,
        )
    copy_rows(
        run.connection,
        "record",
        ("dataset_id", "holds", "key", "valid", "geom", "attributes", "known_from", "run_id"),
        (_as_row(version, known_from[version.kind], run.id) for version in stored),
    )
    for kind in touched:
        place(run.connection, kind)


def _declare_known(run: IngestRun) -> None:
    """Declares the kinds that every platform has, where nobody has declared them yet."""
    run.connection.execute(
        text(
            "INSERT INTO dataset (id, title, line, owner, holds, grade)"
            " VALUES (:id, :title, :line, '未申报', '{facilities}', 'open')"
            " ON CONFLICT (id) DO NOTHING"
        ),
        [{"id": id_, "title": title, "line": line} for id_, title, line in KNOWN_KINDS],
    )


def _against(new: FacilityVersion, register: _Register) -> str | None:
    """Why the version cannot stand beside the others, None when it can."""
    if (new.kind, new.id, new.valid.start) in register.from_source:
        return f"duplicate: {new.id} from {new.valid.start} stands in the file twice"
    other = register.overlapped(new)
    if other is None:
        return None
    return (
        f"overlaps the version of {new.id} from {other.valid.start} to {other.valid.end or 'today'}"
    )


def _stored(run: IngestRun, parsed: Sequence[tuple[CsvRow, FacilityVersion]]) -> _Register:
    register = _Register()
    rows = run.connection.execute(
        text(
            "SELECT key, attributes ->> 'name' AS name, dataset_id, ST_X(geom) AS lon,"
            " ST_Y(geom) AS lat, attributes ->> 'address' AS address,"
            " CAST(attributes ->> 'beds' AS integer) AS beds,"
            " lower(valid) AS start, upper(valid) AS until, run_id"
            " FROM record WHERE dataset_id = ANY(:kinds) AND key = ANY(:ids)"
            " AND holds = 'facilities' AND known_until = 'infinity'"
        ),
        {
            "kinds": sorted({version.kind for _, version in parsed}),
            "ids": sorted({version.id for _, version in parsed}),
        },
    )
    for row in rows:
        register.versions.setdefault((row.dataset_id, row.key), {})[row.start] = FacilityVersion(
            row.key,
            row.name,
            row.dataset_id,
            row.lon,
            row.lat,
            row.address,
            row.beds,
            Period(row.start, row.until),
        )
        register.runs[row.dataset_id, row.key, row.start] = row.run_id
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


def _as_row(version: FacilityVersion, known_from: datetime, run_id: int) -> tuple[object, ...]:
    said = {"name": version.name, "address": version.address, "beds": version.beds}
    return (
        version.kind,
        "facilities",
        version.id,
        days(version.valid.start, version.valid.end),
        f"SRID=4490;POINT({version.lon!r} {version.lat!r})",
        json.dumps(
            {name: value for name, value in said.items() if value is not None}, ensure_ascii=False
        ),
        known_from,
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
