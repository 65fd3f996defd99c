"""What a person types into the search: a name, perhaps with where it lies, or a code. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spatial.division_codes import canonical_code
from spatial.divisions.names.spelling import (
    has_diaeresis,
    has_han,
    has_tones,
    search_key,
    strip_tones,
    toneless_key,
)
from spatial.errors import BadCode, BadParameter

LONGEST = 60
"""Characters of a question at most."""

_SHORTEST_WRONG, _LONGEST_WRONG = 3, 10
"""Of two characters one says too little; in a long word trigrams find the rest as well."""

_CODE = re.compile(r"[0-9]{2,12}")


@dataclass(frozen=True, slots=True)
class Term:
    """One word as it is compared. text: as typed.

    key: simplified characters, empty for Latin letters. letters: Latin letters without tones,
    empty for Chinese characters. toned, umlaut: whether tones or an ü were meant.
    """

    text: str
    key: str
    letters: str
    toned: bool
    umlaut: bool

    @property
    def plain(self) -> str:
        """Latin letters as typed but for case and tones: Xi'an and Xian are two."""
        return strip_tones(self.text).casefold()


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading of a question: the name, and the names of where it lies, the widest first."""

    name: Term
    around: tuple[Term, ...] = ()


def term(text: str) -> Term:
    """A word of a question. Raises BadParameter where nothing of it can be compared."""
    key = search_key(text)
    if not key:
        raise BadParameter(f"{text!r} holds nothing that names are searched by")
    if has_han(key):
        return Term(text, key, "", toned=False, umlaut=False)
    return Term(text, "", toneless_key(text), has_tones(text), has_diaeresis(text))


def code_of(text: str) -> str | None:
    """The canonical code where the whole question is one, else None."""
    if not _CODE.fullmatch(text.strip()):
        return None
    try:
        return canonical_code(text.strip())
    except BadCode:
        return None


def readings(text: str) -> list[Asked]:
    """The readings of a question by its spaces, the plainest first.

    Words parted by spaces are the place after what it lies in (杭州 西湖); pinyin is typed with
    spaces too (li shui). Raises BadParameter for an empty or an overlong question.
    """
    if len(text) > LONGEST:
        raise BadParameter(f"the question is longer than {LONGEST} characters")
    words = [term(word) for word in text.split()]
    if not words:
        raise BadParameter("the question is empty")
    found = [Asked(words[-1], tuple(words[:-1]))]
    if len(words) > 1 and all(word.letters for word in words):
        found.insert(0, Asked(term("".join(word.text for word in words))))
    return found


def beginnings(word: Term) -> list[str]:
    """The beginnings of a word in characters that may name what the rest lies in (浙江丽水).

    The register tells which of them are names of units. Two characters at least, the longest first.
    """
    return [word.key[:cut] for cut in range(len(word.key) - 1, 1, -1)]


def with_one_other(word: Term) -> list[str]:
    """LIKE patterns of what differs from a word in one of its characters; none of a short word.

    >>> with_one_other(term("丽睡市"))
    ['_睡市', '丽_市', '丽睡_']
    """
    if not _SHORTEST_WRONG <= len(word.key) <= _LONGEST_WRONG:
        return []
    return [f"{word.key[:place]}_{word.key[place + 1 :]}" for place in range(len(word.key))]
