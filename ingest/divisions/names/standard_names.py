"""The form in which an office hands in standard names: a CSV with the fields of R2.1.

Required columns: id, standard_name, category, division_code, secrecy. Optional: roman_spelling,
class_code, place_code, former_names, aliases, short_name, map_name, minority_script, language,
historical (yes or no), set_up_year, abolished_year (negative before Christ), named_on,
abolished_on, lon, lat, lon_to, lat_to (where a thing runs from one position to another),
position_source (measured or map), location, meaning, origin, history, description, recording,
media, sources, spans (codes of further divisions that it spans), approving_authority, approved_on.
Several values of a cell are joined by `;`; a former name may say its last day, which it had no
more: `襄樊@2010-11-26`. Coordinates are CGCS2000, dates YYYY-MM-DD.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ingest.divisions.names.gazetteers import Refuse, Row, read_year
from ingest.divisions.names.places import NameForm, PlaceRecord, day_text, line, point
from spatial.division_codes import canonical_code
from spatial.divisions.names.kinds import OTHER_PLACE, PAST, Category, Flag, NameKind
from spatial.divisions.names.spelling import has_doubtful_characters
from spatial.errors import BadCode, BadDate, BadParameter, BadPeriod
from spatial.temporal import Period, parse_date

STANDARD_COLUMNS = ("id", "standard_name", "category", "division_code", "secrecy")

_SECRECY = {
    "open": "open", "公开": "open", "非密": "open",
    "internal": "internal", "内部": "internal",
}  # fmt: skip

_KINDS = {
    "aliases": NameKind.ALIAS,
    "short_name": NameKind.SHORT,
    "map_name": NameKind.MAP,
    "minority_script": NameKind.MINORITY_SCRIPT,
}
_HISTORICAL = {"": False, "no": False, "yes": True}
_POSITION_SOURCES = ("", "measured", "map")
_TEXTS = ("location", "meaning", "origin", "history", "description", "recording")


class SecretRecord(BadParameter):
    """A record graded 秘密 or above: the platform holds none (R2.10)."""


def read_standard(
    rows: Iterable[Row], refuse: Refuse, holder_of: Mapping[str, str]
) -> list[PlaceRecord]:
    """The places of a file. A secret row is refused without its content.

    holder_of: the places that bear place codes already. A code that another place bears is refused.
    """
    found: dict[str, PlaceRecord] = {}
    holders = dict(holder_of)
    for number, row in rows:
        try:
            place = _place(number, row)
            if place.id in found:
                raise BadParameter(f"{row['id']} stands in the file twice")
            code = place.facts["place_code"]
            if code is not None and holders.setdefault(str(code), place.id) != place.id:
                raise BadParameter(f"the place code {code} is that of {holders[str(code)]}")
            found[place.id] = place
        except SecretRecord as error:
            refuse(f"line {number}", str(error), {})
        except (BadParameter, BadCode, BadDate, BadPeriod) as error:
            refuse(f"line {number}", str(error), row)
    return list(found.values())


def _place(number: int, row: Mapping[str, str]) -> PlaceRecord:
    secrecy = _SECRECY.get(row["secrecy"])
    if secrecy is None:
        # Whatever is written there, only these two are known not to be secret.
        raise SecretRecord(
            "the record is graded neither open (公开) nor internal (内部): not taken, nor kept"
        )
    name = row["standard_name"]
    if not row["id"] or not name:
        raise BadParameter("the row has no id or no standard_name")
    if row["category"] not in set(Category):
        raise BadParameter(f"{row['category']!r} is no category: {', '.join(Category)}")
    codes = [canonical_code(code) for code in (row["division_code"], *_several(row, "spans"))]
    first, until = _day(row, "named_on"), _day(row, "abolished_on")
    if first is not None and until is not None:
        Period(first, until)
    return PlaceRecord(
        id=f"standard:{row['id']}",
        name=name,
        category=Category(row["category"]),
        weight=PAST if until is not None else OTHER_PLACE,
        record=f"line {number}",
        forms=(*_former(row), *_others(row)),
        roman=row.get("roman_spelling") or None,
        first=day_text(first),
        until=day_text(until),
        geometry=_position(row),
        facts=_facts(row, codes, secrecy, first),
        flags=(Flag.DOUBTFUL_CHARACTERS,) if has_doubtful_characters(name) else (),
    )


def _facts(
    row: Mapping[str, str], codes: Sequence[str], secrecy: str, first: date | None
) -> dict[str, object]:
    place_code = row.get("place_code", "")
    if place_code and not (len(place_code) == 20 and place_code.isdecimal()):
        raise BadParameter(f"{place_code!r} is no place code: 20 digits")
    class_code = row.get("class_code", "")
    if class_code and not (len(class_code) == 5 and class_code.isdecimal()):
        raise BadParameter(f"{class_code!r} is no class code: 5 digits")
    if row.get("historical", "") not in _HISTORICAL:
        raise BadParameter(f"historical is {row['historical']!r}: write yes or no")
    if row.get("position_source", "") not in _POSITION_SOURCES:
        raise BadParameter(f"position_source is {row['position_source']!r}: write measured or map")
    return {
        "class_code": class_code or None,
        "place_code": place_code or None,
        "historical": _HISTORICAL[row.get("historical", "")],
        "first_year": read_year(row.get("set_up_year", "")),
        "last_year": read_year(row.get("abolished_year", "")),
        "named_on": first,
        "language": row.get("language") or "zh",
        "media": _several(row, "media"),
        "sources": _several(row, "sources"),
        "spans": list(dict.fromkeys(codes)),
        "approving_authority": row.get("approving_authority") or None,
        "approved_on": _day(row, "approved_on"),
        "secrecy": secrecy,
        "position_source": (row.get("position_source") or "measured") if row.get("lon") else None,
        "source_crs": "EPSG:4490",
        **{name: row.get(name) or None for name in _TEXTS},
    }


def _former(row: Mapping[str, str]) -> Iterable[NameForm]:
    for said in _several(row, "former_names"):
        name, _, last = said.partition("@")
        until = parse_date(last).isoformat() if last else row.get("named_on") or None
        yield NameForm(NameKind.FORMER, name, until=until)


def _others(row: Mapping[str, str]) -> Iterable[NameForm]:
    for column, kind in _KINDS.items():
        for said in _several(row, column):
            script = kind is NameKind.MINORITY_SCRIPT
            yield NameForm(kind, said, (row.get("language") or "und") if script else "zh")


def _several(row: Mapping[str, str], column: str) -> list[str]:
    return [part.strip() for part in row.get(column, "").split(";") if part.strip()]


def _day(row: Mapping[str, str], column: str) -> date | None:
    return parse_date(row[column]) if row.get(column) else None


def _position(row: Mapping[str, str]) -> object:
    """A point, or the line from one to another; None where the row gives none."""
    start = _lon_lat(row, "lon", "lat")
    end = _lon_lat(row, "lon_to", "lat_to")
    if end is None:
        return None if start is None else point(*start)
    if start is None or start == end:
        raise BadParameter("lon_to and lat_to are no end of anything without another lon and lat")
    return line(start, end)


def _lon_lat(row: Mapping[str, str], east: str, north: str) -> tuple[float, float] | None:
    if not row.get(east) and not row.get(north):
        return None
    try:
        lon, lat = float(row[east]), float(row[north])
    except (KeyError, ValueError) as error:
        raise BadParameter(f"{east} and {north} are no position") from error
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadParameter(f"{lon}, {lat} is no position on the earth (longitude, latitude)")
    return lon, lat
