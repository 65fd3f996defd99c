"""Search over the names of divisions and places: what was meant, and why each hit was found.

A word is looked up by surer ways first: the name itself, its sound, its beginning, the first
letters, then anywhere in a name and by likeness. Where a word may stand with what it lies in, the
register says which of its beginnings name a unit. Ambiguity is shown, never resolved: 朝阳 lists
every 朝阳 with what it lies in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.division_codes import canonical_code
from spatial.divisions.names.asked import Term, code_of, readings, with_one_other
from spatial.divisions.names.kinds import PAST
from spatial.divisions.names.reasons import WAYS, why
from spatial.divisions.names.same_names import code_pattern
from spatial.divisions.names.spelling import joined, strip_tones
from spatial.divisions.names.surroundings import around_words, parted_by_units, within_condition
from spatial.divisions.viewpoint import Viewpoint

_EACH_WAY = 60
"""Candidates of each way of matching: enough that the best of them come out on top."""

_ENOUGH = 5
"""With so many hits of the surer ways no name is looked for that only resembles the word."""

_PREFIX = 2
"""The place among the ways from which on a name is more, or other, than the word."""


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
    best: dict[str, tuple[tuple[Any, ...], Any, Term]] = {}

    def look(name: str) -> bool:
        """Asks a statement for every reading; whether a name was found that is the word itself."""
        sure = False
        for rank, (word, around) in enumerate(asked):
            for row in _candidates(connection, word, around, day, looking, category, name):
                score = (*_score(row, word), rank)
                held = best.get(row.place_id)
                if held is None or score < held[0]:
                    best[row.place_id] = (score, row, word)
                sure = sure or (row.way < _PREFIX and not _is_lost(row))
        return sure

    asked = list(_ways_to_read(connection, question, inside, looking))
    if not look("candidates") and len(best) < min(_ENOUGH, limit):
        look("candidates_anywhere")
    ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))[:limit]
    return _hits(
        connection, [(place, row, asked) for place, (_, row, asked) in ranked], day, looking
    )


def _ways_to_read(
    connection: Connection, question: str, inside: list[str] | None, looking: Viewpoint
) -> Iterator[tuple[Term, list[str] | None]]:
    """Names that a question may hold, with the code patterns of what they lie in."""
    for asked in readings(question):
        around = around_words(connection, asked.around, inside, looking)
        if asked.around and around is None:
            continue
        yield asked.name, around
        for parted in parted_by_units(connection, asked.name, around, looking):
            yield parted.name, parted.around


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
            within_condition(name, around, looking),
            {
                "key": word.key or None,
                "letters": word.letters or None,
                "key_prefix": f"{word.key}%" if word.key else None,
                "letters_prefix": f"{word.letters}%" if len(word.letters) > 2 else None,
                "anywhere": f"%{word.key}%" if word.key else None,
                "whole": length > (1 if word.key else 3),
                "one_other": with_one_other(word),
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
    holds on the day; the level; how much of the name the word is. What lost characters is last: no
    one types what is left of it. An apostrophe that is left out says little, so it comes late.
    """
    unlike = 0
    if word.letters and row.way in (1, 3):
        if "'" in word.plain and not (row.way == 1 and _is_as_typed(row, word)):
            unlike = 1
        if word.toned and row.pinyin and word.plain and not _same_tones(row, word):
            unlike += 2
        if word.umlaut and "ü" not in strip_tones(row.pinyin or ""):
            unlike += 2
    apart = bool(word.letters) and row.way == 1 and not _is_as_typed(row, word)
    size = len(row.key) if word.key else len(row.toneless)
    over = 0 if row.on_day else 1 if row.on_day is None or row.is_over else 2
    form = _FORMS.get(row.kind, 3)
    return (_is_lost(row), row.way, unlike, over, row.weight, apart, form, size, row.text)


def _is_lost(row: Any) -> bool:
    """Whether what can be read is not the whole name, or a single character of the past."""
    return row.doubtful or (row.weight == PAST and len(row.key) == 1)


def _is_as_typed(row: Any, word: Term) -> bool:
    """Whether the spelling is that typed, to the apostrophe."""
    spelled = strip_tones(joined((row.pinyin or row.text).split())).casefold()
    return word.plain in (spelled, (row.roman or "").casefold())


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


def hits_of_places(
    connection: Connection, places: Sequence[str], day: date, looking: Viewpoint
) -> list[Hit]:
    """Places by their ids as a search shows them; those that are not shown are left out."""
    said = _said_of(connection, places, day, looking)
    return [_shown(said[place]) for place in places if place in said]


def _hits(
    connection: Connection,
    found: Sequence[tuple[str, Any, Term | None]],
    day: date,
    looking: Viewpoint,
) -> list[Hit]:
    said = _said_of(connection, [place for place, _, _ in found], day, looking)
    return [_hit(said[place], row, asked) for place, row, asked in found if place in said]


def _said_of(
    connection: Connection, places: Sequence[str], day: date, looking: Viewpoint
) -> dict[str, Any]:
    """The rows of name_hits.sql by their places."""
    if not places:
        return {}
    rows = connection.execute(
        looking.sql("spatial.divisions.names", "name_hits"),
        {"places": list(places), "day": day, "known_at": looking.parameters["known_at"]},
    )
    return {row.place_id: row for row in rows}


def _hit(said: Any, row: Any, asked: Term | None) -> Hit:
    reason, notes = why(said, row, "code" if asked is None else WAYS[row.way])
    return replace(
        _shown(said),
        name=said.name or row.text,
        matched=row.text,
        reason=reason,
        note="，".join(notes),
    )


def _shown(said: Any) -> Hit:
    """A place as it is shown, found by nothing but itself."""
    return Hit(
        place_id=said.place_id,
        name=said.name or "",
        matched=said.name or "",
        reason="",
        note="",
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
