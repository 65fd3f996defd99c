"""The words of a filter in the text encoding (cql2-text), each with its place."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from spatial.features.filters.source import Source

_WORD = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<text>'(?:[^'\\]|''|\\'?)*')
    | (?P<quoted>"[^"]*")
    | (?P<name>[^\W\d][\w.:]*|:[\w.:]*)
    | (?P<sign><>|<=|>=|[=<>+\-*/%^(),])""",
    re.VERBOSE,
)

_ESCAPED_QUOTE = re.compile(r"''|\\'")

_FULL_WIDTH = dict(zip("（），＝＜＞‘’“”＋－＊／％；", "(),=<>''\"\"+-*/%;", strict=True))


class Sort(StrEnum):
    """Of which sort a word is. NAME: keywords too; QUOTED: a name that is none."""

    NUMBER = "number"
    TEXT = "text"
    QUOTED = "quoted"
    NAME = "name"
    SIGN = "sign"
    END = "end"


_SORTS = {sort.value: sort for sort in Sort}


class Word(NamedTuple):
    """A word. value: of a text or a quoted name without its quotes. at: its first sign, from 0.

    upper: a keyword or a sign in capitals; nothing for other words.
    """

    sort: Sort
    value: str
    at: int
    upper: str

    def __str__(self) -> str:
        """As a message tells it."""
        return "结尾" if self.sort is Sort.END else f"“{self.value[:40]}”"


def words_of(source: Source) -> list[Word]:
    """The words of a filter and its end. Raises BadFilter at a sign that begins none."""
    words: list[Word] = []
    at = 0
    text = source.text
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise source.fault(at, _reason(text, at))
        sort = match.lastgroup
        assert sort is not None
        if sort != "space":
            value = _value(sort, match.group())
            upper = value.upper() if sort in ("name", "sign") else ""
            words.append(Word(_SORTS[sort], value, at, upper))
        at = match.end()
    words.append(Word(Sort.END, "", len(text), ""))
    return words


def _value(sort: str, written: str) -> str:
    if sort == "text":
        return _ESCAPED_QUOTE.sub("'", written[1:-1])
    return written[1:-1] if sort == "quoted" else written


def _reason(text: str, at: int) -> str:
    sign = text[at]
    if sign == "'":
        return "文字没有结束：缺右边的单引号（文字中的单引号写两次）"
    if sign == '"':
        return "属性名没有结束：缺右边的双引号"
    if sign in _FULL_WIDTH:
        return f"“{sign}”是全角符号，请写半角的 {_FULL_WIDTH[sign]}"
    if text.startswith("!=", at):
        return "不等于写作 <>"
    return f"“{sign}”在这里没有意义"
