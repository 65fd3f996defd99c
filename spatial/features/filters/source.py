"""A filter as it came, and the faults in it: where they are, and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum

from spatial.errors import BadDate, BadFilter
from spatial.features.filters.tree import MOST_SIGNS, At
from spatial.temporal import parse_date, parse_instant

_EXCERPT = 30
_LARGEST_EXPONENT = 300
HALF_SIGN = re.compile("[\ud800-\udfff]")
"""What JSON may hold and no text can: half of a sign beyond the first 65,536."""


class Language(StrEnum):
    """The two encodings of CQL2."""

    TEXT = "cql2-text"
    JSON = "cql2-json"


@dataclass(frozen=True, slots=True)
class Source:
    """The filter as it came. Raises BadFilter when it is too long or holds a NUL."""

    text: str
    language: Language = Language.TEXT

    def __post_init__(self) -> None:
        if len(self.text) > MOST_SIGNS:
            raise BadFilter(
                f"过滤条件有 {len(self.text)} 个字符，至多 {MOST_SIGNS} 个", most=MOST_SIGNS
            )
        if "\0" in self.text:
            raise self.fault(self.text.index("\0"), "过滤条件中不能有 NUL 字符")
        lone = HALF_SIGN.search(self.text)
        if lone is not None:
            raise self.fault(lone.start(), "过滤条件中有不成对的代理码")

    def fault(self, at: At, reason: str, **members: object) -> BadFilter:
        """What is wrong at a place: the sign of the text (from 0), or a JSON pointer."""
        reason = _writable(reason)
        if isinstance(at, str):
            return BadFilter(f"过滤条件 {at or '/'} 处：{reason}", pointer=at, **members)
        before = self.text[:at]
        line = before.count("\n") + 1
        column = at - (before.rfind("\n") + 1) + 1
        place = f"第 {column} 个字符" if line == 1 else f"第 {line} 行第 {column} 个字符"
        excerpt = self._excerpt(at)
        return BadFilter(
            f"过滤条件{place}处（{excerpt}）：{reason}",
            position={"offset": at, "line": line, "column": column},
            excerpt=excerpt,
            **members,
        )

    def _excerpt(self, at: int) -> str:
        """What stands around a place, which ▶ marks."""
        first, last = max(0, at - _EXCERPT), at + _EXCERPT
        parts = (self.text[first:at], self.text[at:last])
        shown = "▶".join(" ".join(part.splitlines()) for part in parts)
        shown = _writable(shown)
        return ("…" if first else "") + shown + ("…" if last < len(self.text) else "")


def _writable(text: str) -> str:
    """The text with a mark for what no encoding can write: JSON may hold half of a sign."""
    return text.encode("utf-8", "replace").decode()


def near(name: str, known: Iterable[str]) -> str:
    """`是否想写 code？`, or nothing where no known name is near."""
    by_lower = {one.lower(): one for one in known}
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return f"，是否想写 {by_lower[found[0]]}？" if found else ""


def number_of(source: Source, text: str, at: At) -> int | Decimal:
    """The number that digits write: an integer where it is whole and fits 64 bits.

    Raises BadFilter for one that is larger, or nearer to 0, than PostgreSQL compares.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise source.fault(at, f"{text[:40]} 不是数") from None
    if (number and abs(number.adjusted()) > _LARGEST_EXPONENT) or len(text) > _LARGEST_EXPONENT:
        raise source.fault(at, f"数 {text[:40]} 太大、太小或太长：指数在 ±{_LARGEST_EXPONENT} 之内")
    if number == number.to_integral_value() and abs(number) < 2**63:
        return int(number)
    return number


def day_of(source: Source, text: str, at: At) -> date:
    """The day that `YYYY-MM-DD` names, in Beijing. Raises BadFilter."""
    try:
        return parse_date(text)
    except BadDate:
        raise source.fault(at, f"“{text[:40]}”不是日历上的日期：写 YYYY-MM-DD") from None


def instant_of(source: Source, text: str, at: At) -> datetime:
    """The instant that RFC 3339 names, in UTC; only with its zone. Raises BadFilter."""
    if "T" in text.upper():
        try:
            return parse_instant(text)
        except BadDate:
            pass
    raise source.fault(at, f"“{text[:40]}”不是时刻：写如 2024-05-01T08:00:00Z，要带时区")
