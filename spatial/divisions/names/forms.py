"""The forms of a name that are stored as rows, each with what it is searched by. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spatial.divisions.names.kinds import NameKind
from spatial.divisions.names.parts import NameParts, split_name
from spatial.divisions.names.spelling import (
    Spelling,
    has_han,
    official_spelling,
    other_spellings,
    roman_spelling,
    spell,
    spell_beginning,
    to_simplified,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a name. roman: its Roman spelling, where it is a name in Chinese characters."""

    kind: NameKind
    text: str
    language: str
    roman: str | None
    spelling: Spelling


def forms_of(
    name: str,
    *,
    parts: NameParts | None = None,
    roman: str | None = None,
    kind: NameKind = NameKind.STANDARD,
) -> Iterator[Form]:
    """The name itself, its short form, and its official and other spellings in Latin letters.

    parts: how it divides, where the source says so; else by the generics of divisions.
    roman: its Roman spelling where the source says so; else pinyin by the rules of place names.
    """
    if not has_han(name):
        yield Form(kind, name, "zh-Latn", roman or name, spell(name))
        return
    parts = parts or split_name(name)
    specific = to_simplified(parts.specific)
    whole = spell(name)
    said = (whole.pinyin or "").split() if whole.key == specific + parts.generic else None
    yield Form(kind, name, "zh", roman or roman_spelling(specific, parts.generic, said), whole)
    official = official_spelling(specific)
    if parts.generic and len(parts.specific) > 1:
        short = spell_beginning(whole, parts.specific)
        spelled = official or roman_spelling(specific, "", (short.pinyin or "").split())
        yield Form(NameKind.SHORT, parts.specific, "zh", spelled, short)
    for spelled in [*([official] if official else []), *other_spellings(specific)]:
        yield Form(NameKind.ROMAN, spelled, "zh-Latn", spelled, spell(spelled))
