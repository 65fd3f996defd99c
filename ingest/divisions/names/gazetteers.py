"""Published lists of place names: one reader for each form. Rows to records, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.divisions.names.places import NameForm, PlaceRecord, point, year_day
from spatial.crs import BD09, to_cgcs2000
from spatial.divisions.names.kinds import OTHER_PLACE, PAST, Category, Flag, NameKind
from spatial.divisions.names.spelling import has_doubtful_characters
from spatial.errors import BadParameter

CHGIS_COLUMNS = (
    "id",
    "names_zh",
    "lat",
    "lon",
    "valid_from_year",
    "valid_to_year",
    "feature_type",
) + ("present_location",)
GEONAMES_COLUMNS = ("lat", "lon", "name", "admin1", "admin2", "cc")
BD09_COLUMNS = ("province", "city", "area", "lat", "lon")

_NO_UNITS = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"))
"""Headings that statistics put between a province and its counties: no place bears them."""

_VILLAGES = "villages and small towns"

Row = tuple[int, Mapping[str, str]]
Refuse = Callable[[str, str, Mapping[str, str]], None]
"""`(record, reason, raw row)`: keeps a row that is not taken, with the reason."""


def read_chgis(rows: Iterable[Row], refuse: Refuse) -> list[PlaceRecord]:
    """Places of the past: Chinese names, traditional and simplified; years, negative before Christ.

    A period whose first year lies after its last, or of the year 0 that no calendar has, is kept
    as published and flagged; no day is claimed of such a name.
    """
    found = []
    for line, row in rows:
        try:
            found.append(_chgis(line, row))
        except BadParameter as error:
            refuse(f"line {line}", str(error), row)
    return found


def _chgis(line: int, row: Mapping[str, str]) -> PlaceRecord:
    written = [part.strip() for part in row["names_zh"].split(";") if part.strip()]
    if not row["id"] or not written:
        raise BadParameter("the row has no id or no name")
    first, last = read_year(row["valid_from_year"]), read_year(row["valid_to_year"])
    contradictory = first is not None and last is not None and (first > last or 0 in (first, last))
    contradictory = contradictory or 0 in (first, last)
    flags = [Flag.CONTRADICTORY_PERIOD] if contradictory else []
    if any(has_doubtful_characters(name) for name in written):
        flags.append(Flag.DOUBTFUL_CHARACTERS)
    village = row["feature_type"].startswith(_VILLAGES)
    return PlaceRecord(
        id=f"chgis:{row['id']}",
        name=written[-1],
        category=Category.SETTLEMENT if village else Category.DIVISION,
        weight=PAST,
        record=f"line {line}",
        forms=tuple(NameForm(NameKind.TRADITIONAL, name) for name in written[:-1]),
        first=None if contradictory or first is None else year_day(first),
        until=None if contradictory or last is None else year_day(_after(last)),
        dated=not contradictory,
        geometry=_position(row, "EPSG:4326"),
        facts={
            "feature_type": row["feature_type"] or None,
            "historical": True,
            "first_year": first,
            "last_year": last,
            "location": row["present_location"] or None,
            "language": "zh",
            "position_source": "map" if row["lat"] else None,
            "source_crs": "EPSG:4326",
        },
        flags=tuple(flags),
    )


def _after(year: int) -> int:
    """The year after a year: after the last before Christ comes the first after him."""
    return 1 if year == -1 else year + 1


def read_geonames(rows: Iterable[Row], refuse: Refuse) -> list[PlaceRecord]:
    """Settlements of today with names in Latin letters and a position."""
    found: dict[str, PlaceRecord] = {}
    for line, row in rows:
        try:
            place = _geonames(line, row)
            if place.id in found:
                raise BadParameter(f"{row['name']} stands at {row['lat']}, {row['lon']} twice")
            found[place.id] = place
        except BadParameter as error:
            refuse(f"line {line}", str(error), row)
    return list(found.values())


def _geonames(line: int, row: Mapping[str, str]) -> PlaceRecord:
    if not row["name"]:
        raise BadParameter("the row has no name")
    doubtful = has_doubtful_characters(row["name"])
    return PlaceRecord(
        id=f"geonames:{row['lat']},{row['lon']}/{row['name']}",
        name=row["name"],
        category=Category.SETTLEMENT,
        weight=OTHER_PLACE,
        record=f"line {line}",
        geometry=_position(row, "EPSG:4326"),
        facts={
            "location": ", ".join(part for part in (row["admin2"], row["admin1"]) if part) or None,
            "language": "zh-Latn",
            "position_source": "map",
            "source_crs": "EPSG:4326",
        },
        flags=(Flag.DOUBTFUL_CHARACTERS,) if doubtful else (),
    )


def read_bd09(
    rows: Iterable[Row],
    refuse: Refuse,
    identity_of: Callable[[Sequence[str]], str | None],
) -> list[PlaceRecord]:
    """Positions of divisions as a geocoder gives them, in BD-09.

    identity_of: the unit of the registry that a path of names means, None where none or several.
    A point that several places share is that of their county or city: flagged, not theirs.
    """
    found: dict[str, PlaceRecord] = {}
    points: Counter[tuple[str, str]] = Counter()
    shared: dict[str, tuple[str, str]] = {}
    for line, row in rows:
        path = [part for part in (row["province"], row["city"], row["area"]) if part]
        try:
            if not path or path[-1] in _NO_UNITS:
                raise BadParameter("the row names no unit: a heading of statistics, or nothing")
            place = _bd09(line, row, path, identity_of(path))
            if place.id in found:
                raise BadParameter(f"{'/'.join(path)} stands in the file twice")
        except BadParameter as error:
            refuse(f"line {line}", str(error), row)
            continue
        found[place.id] = place
        if row["lat"] and row["lon"]:
            shared[place.id] = (row["lat"], row["lon"])
            points[shared[place.id]] += 1
    return [
        replace(place, flags=(*place.flags, Flag.FALLBACK_POINT))
        if key in shared and points[shared[key]] > 1
        else place
        for key, place in found.items()
    ]


def _bd09(
    line: int, row: Mapping[str, str], path: Sequence[str], identity: str | None
) -> PlaceRecord:
    known = identity is not None
    return PlaceRecord(
        id=f"division:{identity}" if known else f"bd09:{'/'.join(path)}",
        name=path[-1],
        category=Category.DIVISION,
        weight=OTHER_PLACE,
        record=f"line {line}",
        named=not known,
        geometry=_position(row, BD09),
        identity=identity,
        facts={
            "location": "".join(path),
            "position_source": "geocoder" if row["lat"] else None,
            "source_crs": BD09,
        },
        flags=() if known else (Flag.UNMATCHED_DIVISION,),
    )


def read_year(text: str) -> int | None:
    """A year, negative before Christ; None where none is written. Raises BadParameter."""
    if not text:
        return None
    try:
        year = int(text)
    except ValueError as error:
        raise BadParameter(f"{text!r} is no year") from error
    if abs(year) > 4000:
        raise BadParameter(f"{text!r} is no year that this register can hold (-4000 to 4000)")
    return year


def _position(row: Mapping[str, str], crs: str) -> object:
    """The point of the row in CGCS2000, None where it has none. Raises BadParameter."""
    if not row["lat"] and not row["lon"]:
        return None
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError as error:
        raise BadParameter(f"{row['lon']!r}, {row['lat']!r} is no position") from error
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadParameter(f"{lon}, {lat} is no position on the earth (longitude, latitude)")
    return to_cgcs2000(point(lon, lat), crs)
