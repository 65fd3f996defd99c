"""Which names are written or sound like a name, within a division, on a day (R2.6).

Names of places must not repeat, nor sound alike, within the division that decides on them; who
names a street or a town asks this first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.division_codes import canonical_code
from spatial.divisions.names.spelling import spell
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter


class Sound(StrEnum):
    """What counts as the same.

    name: the same characters. tones: also the same pinyin with tones. toneless: also without.
    """

    NAME = "name"
    TONES = "tones"
    TONELESS = "toneless"


@dataclass(frozen=True, slots=True)
class SameName:
    """A name like the one asked for. reason: same_name or same_sound; note: the same for people."""

    place_id: str
    name: str
    category: str
    code: str | None
    reason: str
    note: str


def same_names(
    connection: Connection,
    name: str,
    *,
    day: date,
    looking: Viewpoint,
    sound: Sound = Sound.TONELESS,
    within: str | None = None,
    category: str | None = None,
    place: str | None = None,
    limit: int = 100,
) -> list[SameName]:
    """Names that stand on the day and are like the name, the same characters first.

    within: a code, in which they lie. place: a place to leave out, the one that is to be named.
    Two places are one where the one is the body of people of the other (R2.9).
    Raises BadParameter for a name without anything to compare, BadCode for such a `within`.
    """
    spelled = spell(name)
    if not spelled.key:
        raise BadParameter(f"{name!r} holds nothing that names are compared by")
    statement = read_sql("spatial.divisions.names", "same_names")
    rows = connection.execute(
        text(statement.replace("{valid}", looking.valid_column)),
        {
            "key": spelled.key,
            "toneless": spelled.toneless,
            "pinyin": (spelled.pinyin or "").lower() or None if sound is Sound.TONES else None,
            "by_sound": sound is not Sound.NAME,
            "pattern": None if within is None else code_pattern(canonical_code(within)),
            "category": category,
            "place": place,
            "day": day,
            "known_at": looking.parameters["known_at"],
            "most": limit,
        },
    )
    return [
        SameName(
            row.place_id,
            row.text,
            row.category,
            row.code,
            "same_name" if row.same_characters else "same_sound",
            "同名" if row.same_characters else f"同音（{row.pinyin or row.text}）",
        )
        for row in rows
    ]


def code_pattern(code: str) -> str:
    """A LIKE pattern for the codes of a unit and of all below it.

    >>> code_pattern("330000"), code_pattern("330100"), code_pattern("330102001")
    ('33%', '3301%', '330102001%')
    """
    return (code if len(code) > 6 else code.removesuffix("00").removesuffix("00")) + "%"


def standard_name_on(
    connection: Connection, identity: str, day: date, looking: Viewpoint
) -> str | None:
    """The standard name of a unit on a day, as labels show it (R2.8); None where it has none."""
    statement = read_sql("spatial.divisions.names", "standard_name")
    found = connection.execute(
        text(statement.replace("{valid}", looking.valid_column)),
        {"place": f"division:{identity}", "day": day, "known_at": looking.parameters["known_at"]},
    ).scalar_one_or_none()
    return None if found is None else str(found)
