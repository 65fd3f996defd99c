"""Search over the names of divisions and places: what was meant, and why each hit was found.

A word is looked up by surer ways first: the name itself, its sound, its beginning, the first
letters, then anywhere in a name and by likeness. Where a word may stand with what it lies in, the
register says which of its beginnings name a unit. Ambiguity is shown, never resolved: 朝阳 lists
every 朝阳 with what it lies in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.division_codes import canonical_code
from spatial.divisions.names.asked import Asked, Term, code_of, readings
from spatial.divisions.names.same_names import code_pattern
from spatial.divisions.names.spelling import joined, strip_tones
from spatial.divisions.viewpoint import Viewpoint

_EACH_WAY = 60
"""Candidates of each way of matching: enough that the best of them come out on top."""

_ENOUGH = 5
"""With so many hits of the surer ways no name is looked for that only resembles the word."""

_PREFIX = 2
"""The place among the ways from which on a name is more, or other, than the word."""

_WAYS = ("exact", "sound", "prefix", "sound_prefix", "initials", "contains", "similar")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found. Positions in CGCS2000, longitude before latitude.

    name: the standard name on the day, else the last. matched: the form that was found. reason:
    how it matched, or what the form is to the place (former_name, later_name, alias, short …);
    note: the same for people. standing: whether it stands on the day.
    """

    place_id: str
    name: str
    matched: str
    reason: str
    note: str
    category: str
    identity: str | None
    code: str | None
    level: str | None
    parents: str
    point: tuple[float, float] | None
    bbox: tuple[float, float, float, float] | None
    standing: bool
    flags: tuple[str, ...]


def search_names(
    connection: Connection,
    question: str,
    *,
    day: date,
    looking: Viewpoint,
    within: str | None = None,
    category: str | None = None,
    limit: int = 20,
) -> list[Hit]:
    """Places that a question may mean on a day, the likeliest first.

    within: a code, in which the places lie. Raises BadParameter for an empty or overlong question,
    BadCode for such a `within`.
    """
    inside = None if within is None else [code_pattern(canonical_code(within))]
    code = code_of(question)
    if code is not None:
        return _with_code(connection, code, day, looking, limit)
    best: dict[str, tuple[tuple[Any, ...], Any, Asked]] = {}
    for rank, asked in enumerate(readings(question)):
        around = _around(connection, asked.around, inside, looking)
        if asked.around and around is None:
            continue
        rows = _candidates(connection, asked.name, around, day, looking, category, "candidates")
        sure = any(row.way < _PREFIX for row in rows)
        if not sure and len({row.place_id for row in rows} | set(best)) < min(_ENOUGH, limit):
            rows += _candidates(
                connection, asked.name, around, day, looking, category, "candidates_anywhere"
            )
        for row in rows:
            score = (*_score(row, asked.name), rank)
            held = best.get(row.place_id)
            if held is None or score < held[0]:
                best[row.place_id] = (score, row, asked)
    ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))[:limit]
    return _hits(
        connection, [(place, row, asked) for place, (_, row, asked) in ranked], day, looking
    )


def _around(
    connection: Connection,
    words: Sequence[Term],
    inside: list[str] | None,
    looking: Viewpoint,
) -> list[str] | None:
    """The code patterns of what the words of context name, each inside the one before.

    None where a word names no unit there; with no word what was given.
    """
    patterns = inside
    for word in words:
        rows = connection.execute(
            _statement("units_around", patterns, looking),
            {"key": word.key or None, "letters": word.letters or None, "around": patterns}
            | {"known_at": looking.parameters["known_at"]},
        )
        patterns = sorted({code_pattern(code) for row in rows for code in row.codes})
        if not patterns:
            return None
    return patterns


def _statement(name: str, around: list[str] | None, looking: Viewpoint) -> Any:
    condition = (
        ""
        if around is None
        else "AND EXISTS (SELECT FROM unnest(codes) AS code WHERE code LIKE ANY(:around))"
    )
    statement = read_sql("spatial.divisions.names", name).replace("{around}", condition)
    return text(statement.replace("{valid}", looking.valid_column))


def _candidates(
    connection: Connection,
    word: Term,
    around: list[str] | None,
    day: date,
    looking: Viewpoint,
    category: str | None,
    name: str,
) -> list[Any]:
    length = len(word.key or word.letters)
    # Of fewer characters there are no trigrams that would narrow anything.
    if name == "candidates_anywhere" and length < (3 if word.key else 4):
        return []
    return list(
        connection.execute(
            _statement(name, around, looking),
            {
                "key": word.key or None,
                "letters": word.letters or None,
                "key_prefix": f"{word.key}%" if word.key else None,
                "letters_prefix": f"{word.letters}%" if len(word.letters) > 2 else None,
                "anywhere": f"%{word.key}%" if word.key else None,
                "whole": length > (1 if word.key else 3),
                "around": around,
                "day": day,
                "category": category,
                "most": _EACH_WAY,
                "known_at": looking.parameters["known_at"],
            },
        ).all()
    )


_FORMS = {"standard": 0, "short": 0, "traditional": 1, "former": 1, "alias": 2}


def _score(row: Any, word: Term) -> tuple[Any, ...]:
    """What ranks a candidate; the smaller the better.

    By the way it matched; whether its tones and apostrophes are those typed; whether the name
    holds on the day; the level; how much of the name the word is.
    """
    unlike = 0
    if word.letters and row.way in (1, 3):
        unlike = 2 - _as_typed(row, word) if row.way == 1 else 1
        if word.toned and row.pinyin and word.plain and not _same_tones(row, word):
            unlike += 2
        if word.umlaut and "ü" not in strip_tones(row.pinyin or ""):
            unlike += 2
    size = len(row.key) if word.key else len(row.toneless)
    over = 0 if row.on_day else 1 if row.on_day is None or row.is_over else 2
    return (row.way, unlike, over, row.weight, _FORMS.get(row.kind, 3), size, row.text)


def _as_typed(row: Any, word: Term) -> int:
    """2 where the spelling is that typed to the apostrophe, 1 where but for it."""
    spelled = strip_tones(joined((row.pinyin or row.text).split())).casefold()
    if spelled == word.plain or (row.roman or "").casefold() == word.plain:
        return 2
    return 1


def _same_tones(row: Any, word: Term) -> bool:
    said = joined(row.pinyin.split()).replace("'", "").casefold()
    return said.startswith(word.text.replace("'", "").replace(" ", "").casefold())


def _with_code(
    connection: Connection, code: str, day: date, looking: Viewpoint, limit: int
) -> list[Hit]:
    rows = connection.execute(
        text(read_sql("spatial.divisions.names", "units_of_code").replace(
            "{valid}", looking.valid_column)),
        {"code": code, "day": day, "known_at": looking.parameters["known_at"], "most": limit},
    ).all()  # fmt: skip
    found = _hits(connection, [(row.place_id, row, None) for row in rows], day, looking)
    return found


def _hits(
    connection: Connection,
    found: Sequence[tuple[str, Any, Asked | None]],
    day: date,
    looking: Viewpoint,
) -> list[Hit]:
    if not found:
        return []
    statement = read_sql("spatial.divisions.names", "name_hits")
    said = {
        row.place_id: row
        for row in connection.execute(
            text(statement.replace("{valid}", looking.valid_column)),
            {"places": [place for place, _, _ in found], "day": day}
            | {"known_at": looking.parameters["known_at"]},
        )
    }
    return [_hit(said[place], row, asked) for place, row, asked in found if place in said]


def _hit(said: Any, row: Any, asked: Asked | None) -> Hit:
    reason, notes = _why(said, row, asked)
    return Hit(
        place_id=said.place_id,
        name=said.name or row.text,
        matched=row.text,
        reason=reason,
        note="，".join(notes),
        category=said.category,
        identity=said.identity,
        code=said.code,
        level=said.level,
        parents=said.parents or "",
        point=None if said.lon is None else (said.lon, said.lat),
        bbox=None if said.west is None else (said.west, said.south, said.east, said.north),
        standing=said.standing,
        flags=tuple(said.flags),
    )


_WAY_NOTES = {
    "sound": "拼音相同",
    "prefix": "以此开头",
    "sound_prefix": "拼音以此开头",
    "initials": "拼音首字母",
    "contains": "名称中含此",
    "similar": "名称相近",
    "code": "代码",
}
_KIND_NOTES = {
    "alias": "别名",
    "map": "图上名称",
    "minority_script": "少数民族文字",
    "traditional": "繁体",
    "roman": "罗马字母拼写",
}


def _why(said: Any, row: Any, asked: Asked | None) -> tuple[str, list[str]]:
    """The reason of a hit as a key, and as notes for people."""
    way = "code" if asked is None else _WAYS[row.way]
    notes = [_WAY_NOTES[way]] if way in _WAY_NOTES else []
    another = row.text != said.name
    if row.kind == "former" or (row.kind in ("standard", "short") and row.is_over and another):
        until = f"，至{year_text(row.ended)}" if row.ended else ""
        return "former_name", [*notes, f"曾用名{until}"]
    if row.kind == "standard" and row.is_to_come and another:
        return "later_name", [*notes, f"{year_text(row.began)}起用名"]
    if row.kind in _KIND_NOTES:
        return row.kind, [*notes, _KIND_NOTES[row.kind]]
    if not said.standing and said.ended:
        notes.append(f"至{year_text(said.ended)}")
    elif not said.standing and said.began:
        notes.append(f"自{year_text(said.began)}")
    return ("short" if row.kind == "short" and way == "exact" else way), notes


def year_text(day: str) -> str:
    """The year of a day as PostgreSQL writes it: 2010年, 公元前763年.

    >>> year_text("2010-11-26"), year_text("0763-01-01 BC")
    ('2010年', '公元前763年')
    """
    year = int(day.split("-")[0])
    return f"公元前{year}年" if day.endswith("BC") else f"{year}年"
