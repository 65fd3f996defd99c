"""How a name is spelled: simplified characters, pinyin with and without tones, first letters.

Pure. OpenCC converts characters and pypinyin reads them; `place_readings.toml` holds the readings
of place names that differ from everyday ones (R2.3), and official spellings of other languages.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from opencc import OpenCC

_TONES = frozenset("\u0304\u0301\u030c\u0300")
_DIAERESIS = "\u0308"
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_PEOPLES_AND_UNIT = re.compile("(?=自治[区州县旗])|(?<=族)(?=乡)|(?=民族[乡苏])")
_DOUBTFUL = re.compile("[\ue000-\uf8ff\ufffd?？□\U000f0000-\U0010fffd]")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a name is searched and shown by.

    key: simplified, lower case, only letters, digits and characters that can be read. pinyin:
    toned syllables with spaces, None for a name without Chinese characters. toneless: pinyin (or
    the Latin letters of the name) without tones, spaces and apostrophes, ü as u. initials: the
    first letter of each syllable, empty for one syllable.
    """

    key: str
    pinyin: str | None
    toneless: str
    initials: str


@dataclass(frozen=True, slots=True)
class _Readings:
    readings: Mapping[str, tuple[str, ...]]
    official: Mapping[str, str]
    other: Mapping[str, Sequence[str]]
    longest: int


@lru_cache
def _readings() -> _Readings:
    known = tomllib.loads(
        resources.files("spatial.divisions.names")
        .joinpath("place_readings.toml")
        .read_text(encoding="utf-8")
    )
    readings = {name: tuple(said.split()) for name, said in known["readings"].items()}
    return _Readings(
        readings, known["official"], known["other"], max(len(name) for name in readings)
    )


@lru_cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """The text in simplified characters.

    >>> to_simplified("麗水"), to_simplified("乾縣")
    ('丽水', '乾县')
    """
    converted: str = _to_simplified().convert(text)
    return converted


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return _HAN.search(text) is not None


def has_doubtful_characters(text: str) -> bool:
    """Whether private-use characters, question marks or boxes stand for lost ones (R2.4)."""
    return _DOUBTFUL.search(text) is not None


def search_key(text: str) -> str:
    """The text as names are compared: simplified, lower case, letters and digits only.

    What cannot be read (private use, `?`) is left out, so that the rest of a name finds it.

    >>> search_key("麗水 市"), search_key("Xi'an"), search_key("啕\\ue071廟")
    ('丽水市', 'xian', '啕庙')
    """
    plain = unicodedata.normalize("NFKC", _DOUBTFUL.sub("", text)).casefold()
    if has_han(plain):
        # Of the newest extension blocks Python does not know yet that they are letters.
        return "".join(c for c in to_simplified(plain) if c.isalnum() or has_han(c))
    return toneless_key(plain)


def strip_tones(text: str) -> str:
    """The letters without tone marks; the diaeresis of ü stays.

    >>> strip_tones("lǚliáng")
    'lüliang'
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if c not in _TONES)
    return unicodedata.normalize("NFC", bare)


def toneless_key(text: str) -> str:
    """Latin letters as they are compared: lower case, no marks, no gaps, ü and v as u.

    Chinese spelling has no v of its own: it is how ü is typed, as in lvliang. `u:` is another way.

    >>> [toneless_key(way) for way in ("Lǚliáng", "lvliang", "luliang", "lu:liang", "Xi'an")]
    ['luliang', 'luliang', 'luliang', 'luliang', 'xian']
    """
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(c for c in bare if c.isalnum())
    return letters.replace("v", "u")


def syllables(name: str) -> list[str]:
    """The toned syllables of a name in simplified characters; what is no Chinese stays whole.

    >>> syllables("六安市"), syllables("乌鲁木齐"), syllables("A1号")
    (['lù', 'ān', 'shì'], ['wū', 'lǔ', 'mù', 'qí'], ['A1', 'hào'])
    """
    known = _readings()
    for length in range(min(known.longest, len(name)), 0, -1):
        said = known.readings.get(name[:length])
        if said is not None:
            return [*said, *_read(name[length:])]
    return [*_read(name)]


@lru_cache(maxsize=1 << 16)
def _read(text: str) -> tuple[str, ...]:
    # The traditional and the short form of a name, and names that repeat, are read once.
    # The dictionaries of pypinyin take 56 MB, which a process that answers tiles does without.
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(text, style=Style.TONE)) if text else ()


_bare_syllable = lru_cache(maxsize=1 << 12)(toneless_key)
"""A syllable without tones. There are some hundreds of them, and millions in names."""

_syllable_of_letters = lru_cache(maxsize=1 << 12)(strip_tones)
"""The same with its ü."""


def spell(name: str) -> Spelling:
    """All that a name is searched by.

    >>> spell("西安市")
    Spelling(key='西安市', pinyin='xī ān shì', toneless='xianshi', initials='xas')
    >>> spell("Zongzhai")
    Spelling(key='zongzhai', pinyin=None, toneless='zongzhai', initials='')
    """
    key = search_key(name)
    if not has_han(key):
        return Spelling(key, None, key, "")
    said = syllables(key)
    toneless = [_bare_syllable(one) for one in said]
    initials = "".join(one[:1] for one in toneless)
    return Spelling(key, " ".join(said), "".join(toneless), initials if len(said) > 1 else "")


def joined(said: Sequence[str]) -> str:
    """Syllables as one word, an apostrophe before a, o and e (隔音符号).

    >>> joined(["xī", "ān"]), joined(["lǚ", "liáng"])
    ("xī'ān", 'lǚliáng')
    """
    return "".join(
        f"'{one}" if place and _syllable_of_letters(one)[:1].casefold() in ("a", "o", "e") else one
        for place, one in enumerate(said)
    )


def roman_spelling(specific: str, generic: str, said: Sequence[str] | None = None) -> str:
    """The Roman spelling of a name: the official one of its specific part, else pinyin.

    The generic part is a word of its own; a polyphonic name may need a hand (R2.1). said: the toned
    syllables of the whole, where they were read already.

    >>> roman_spelling("丽水", "市"), roman_spelling("呼和浩特", "市"), roman_spelling("蔚", "县")
    ('Lishui Shi', 'Hohhot Shi', 'Yu Xian')
    >>> roman_spelling("宁夏", "回族自治区")
    'Ningxia Huizu Zizhiqu'
    """
    plain = to_simplified(specific)
    generics = [part for part in _PEOPLES_AND_UNIT.split(generic) if part]
    said = syllables(plain + generic) if said is None else said
    if len(said) != len(plain) + len(generic):
        # Letters and digits stand among the characters: no place where the words would part.
        return joined([_syllable_of_letters(one) for one in said]).capitalize()
    words, start = [], 0
    for part in (plain, *generics):
        word = joined([_syllable_of_letters(one) for one in said[start : start + len(part)]])
        words.append(word.capitalize())
        start += len(part)
    words[0] = official_spelling(plain) or words[0]
    return " ".join(words)


def official_spelling(specific: str) -> str | None:
    """The spelling that is fixed for the specific part of a name, None where pinyin holds."""
    return _readings().official.get(specific)


def other_spellings(specific: str) -> Sequence[str]:
    """Spellings in use beside the official one."""
    return _readings().other.get(specific, ())


def spell_beginning(whole: Spelling, text: str) -> Spelling:
    """The spelling of `text`, with which the spelled name begins, read as it is read there.

    >>> spell_beginning(spell("天台县"), "天台").pinyin
    'tiān tāi'
    """
    said = (whole.pinyin or "").split()
    key = search_key(text)
    if len(said) != len(whole.key) or not whole.key.startswith(key):
        return spell(text)
    said = said[: len(key)]
    toneless = [_bare_syllable(one) for one in said]
    initials = "".join(one[:1] for one in toneless)
    return Spelling(key, " ".join(said), "".join(toneless), initials if len(said) > 1 else "")


def has_tones(text: str) -> bool:
    """Whether Latin text bears tone marks, so that other tones are not meant."""
    return any(c in _TONES for c in unicodedata.normalize("NFD", text))


def has_diaeresis(text: str) -> bool:
    """Whether ü is written as such or as v or u:, so that u is not meant."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return _DIAERESIS in folded or "v" in folded or "u:" in folded
