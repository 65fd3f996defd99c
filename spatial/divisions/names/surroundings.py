"""What a place is said to lie in: the units that words of context name, each inside the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, TextClause, text

from spatial.db import read_sql
from spatial.divisions.names.asked import Term, beginnings, term
from spatial.divisions.names.same_names import code_pattern
from spatial.divisions.viewpoint import Viewpoint

_GENERIC_CHARACTERS = frozenset("省市县区州盟旗镇乡")

_PARTINGS = 4
"""Ways of parting a word that are followed: province, prefecture, county and township."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A name after what it lies in. around: LIKE patterns of codes."""

    name: Term
    around: list[str]


def within_condition(name: str, around: Sequence[str] | None, looking: Viewpoint) -> TextClause:
    """A statement of this package, limited to names with codes that fit `:around` where given."""
    condition = (
        ""
        if around is None
        else "AND EXISTS (SELECT FROM unnest(codes) AS code WHERE code LIKE ANY(:around))"
    )
    statement = read_sql("spatial.divisions.names", name).replace("{around}", condition)
    return text(statement.replace("{valid}", looking.valid_column))


def around_words(
    connection: Connection,
    words: Sequence[Term],
    inside: list[str] | None,
    looking: Viewpoint,
) -> list[str] | None:
    """The code patterns of what the words of context name, each inside the one before.

    A word may hold several levels (浙江省丽水市). None where a word names no unit there; with no
    word what was given.
    """
    patterns = inside
    for word in words:
        found = _units(connection, [word.key or word.letters], bool(word.key), patterns, looking)
        named = next(iter(found.values()), [])
        for parted in [] if named else parted_by_units(connection, word, patterns, looking):
            named = around_words(connection, [parted.name], parted.around, looking) or []
            if named:
                break
        if not named:
            return None
        patterns = named
    return patterns


def parted_by_units(
    connection: Connection, word: Term, inside: list[str] | None, looking: Viewpoint
) -> Iterator[Parted]:
    """The ways in which a word in characters is units and then a name, the longest unit first.

    浙江省丽水市莲都区 is 丽水市莲都区 in 浙江省, and 莲都区 in 丽水市 in that.
    """
    waiting = [Parted(word, inside or [])]
    followed = 0
    while waiting and followed < _PARTINGS:
        one = waiting.pop(0)
        followed += 1
        firsts = beginnings(one.name)
        found = _units(connection, firsts, True, one.around or None, looking) if firsts else {}
        for first in firsts:
            following = one.name.key[len(first) :]
            longer = first + following[0]
            if first not in found or (following[0] in _GENERIC_CHARACTERS and longer in found):
                continue
            parted = Parted(term(following), found[first])
            yield parted
            waiting.append(parted)


def _units(
    connection: Connection,
    names: Sequence[str],
    in_characters: bool,
    around: list[str] | None,
    looking: Viewpoint,
) -> dict[str, list[str]]:
    """The code patterns of the units that bear each of the names, or are spelled so."""
    rows: Sequence[Any] = connection.execute(
        within_condition("units_around", around, looking),
        {
            "keys": list(names) if in_characters else [],
            "letters": [] if in_characters else list(names),
            "around": around,
            "known_at": looking.parameters["known_at"],
        },
    ).all()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.named].update(code_pattern(code) for code in row.codes)
    return {name: sorted(patterns) for name, patterns in found.items() if patterns}
