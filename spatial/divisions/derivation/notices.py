"""Reading the notation of change notices: relations, the documents of a description, moves.

The notation is that of the published comparison of yearly lists: `>X,Y` says that area went to X
and Y, `<X` that it came from X; `_` stands for a unit of the same name, `.` for one of the same
code, `..` for the parent; a trailing `?` or `!` says that the source is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from spatial.divisions.derivation.claims import Document, Move, Other, Same
from spatial.errors import BadDate, BadParameter
from spatial.temporal import parse_chinese_date

_HEAD = re.compile(r"(文号|日期|来源)：\s*(.*)")
_LINK = re.compile(r"\[(?P<name>[^\]]*)\]\((?P<url>[^)]*)\)")
_MOVE = re.compile(
    r"将(?:原)?(?P<source>[^，。；、将的\n]{2,20}?)的(?P<places>(?:(?!，将)[^。；\n])+?)"
    r"(?:划归|划入|并入)(?P<target>[^，。；、\n]+?)(?:管辖|管理|领导)?(?=[，。；、\n]|$)",
    re.MULTILINE,
)
_PLACE = re.compile(r"[一-龥]{1,12}?(?:镇|乡|街道|街道办事处|苏木|公社|村|社区)")
_PLACES = re.compile(r"[、和及]")


def read_relation(text: str) -> tuple[bool | None, tuple[Other, ...]]:
    """The direction of a relation (True: area went out, False: came in, None) and its units.

    Raises BadParameter for a text that is not in the notation.

    >>> read_relation(">_,武陵源区!")[0]
    True
    """
    if text == "":
        return None, ()
    sign, rest = text[0], text[1:]
    if sign not in "<>" or not rest:
        raise BadParameter(f"relation {text!r} begins with neither < nor >, or names no unit")
    others = []
    for part in rest.split(","):
        name = part.strip().rstrip("?!？！")
        if not name:
            raise BadParameter(f"relation {text!r} names no unit between its commas")
        doubtful = name != part.strip()
        others.append(Other(Same(name) if name in ("_", ".", "..") else name, doubtful))
    return sign == ">", tuple(others)


def read_dates(text: str) -> list[date]:
    """The days of a cell, several joined by `;`; empty for an empty cell. Raises BadDate."""
    return [parse_chinese_date(part) for part in re.split(r"[;；]", text) if part.strip()]


def read_documents(
    description: str,
    numbers: Sequence[str],
    dates: Sequence[date],
    sources: Sequence[Mapping[str, str]],
) -> tuple[Document, ...]:
    """The documents that a description holds, one after the other.

    Each begins with its title, then lines 文号：, 日期：, 来源：, then its text. A text without
    such lines is one document, of the number and the day of the row where that has exactly one.
    """
    lines = description.splitlines()
    heads = [
        index
        for index, line in enumerate(lines)
        if _HEAD.match(line) and (index == 0 or not _HEAD.match(lines[index - 1]))
    ]
    starts = [_title_line(lines, head) for head in heads]
    if not starts:
        only = dates[0] if len(dates) == 1 else None
        number = numbers[0] if len(numbers) == 1 else None
        text = description.strip()
        return (Document(number, None, only, text, tuple(sources), _moves(text)),) if text else ()
    return tuple(
        _document(lines[start:end], head - start)
        for start, head, end in zip(starts, heads, [*starts[1:], len(lines)], strict=True)
    )


def _title_line(lines: Sequence[str], head: int) -> int:
    for index in range(head - 1, -1, -1):
        if lines[index].strip():
            return index
    return head


def _document(lines: Sequence[str], head: int) -> Document:
    said: dict[str, str] = {}
    at = head
    while at < len(lines) and (match := _HEAD.match(lines[at])):
        said[match[1]] = match[2].strip()
        at += 1
    text = "\n".join(lines[at:]).strip()
    notes: tuple[str, ...] = ()
    approved = None
    if "日期" in said:
        try:
            approved = parse_chinese_date(said["日期"])
        except BadDate:
            notes = (f"文件日期“{said['日期']}”无法识别，未采用",)
    return Document(
        number=said.get("文号") or None,
        title="".join(lines[:head]).strip() or None,
        approved=approved,
        text=text,
        sources=_sources(said.get("来源", "")),
        moves=_moves(text),
        date_notes=notes,
    )


def _sources(text: str) -> tuple[Mapping[str, str], ...]:
    links = [{"name": m["name"], "url": m["url"]} for m in _LINK.finditer(text)]
    if links:
        return tuple(links)
    return ({"name": text},) if text else ()


def _moves(text: str) -> tuple[Move, ...]:
    """The moves of lower units that can be read with certainty: every place is named in full."""
    found = []
    for match in _MOVE.finditer(text):
        places = [place.strip() for place in _PLACES.split(match["places"])]
        if places and all(_PLACE.fullmatch(place) for place in places):
            found.append(Move(match["source"], match["target"], tuple(places)))
    return tuple(found)


def document_of(documents: Sequence[Document], name: str) -> Document | None:
    """The document of a line: the one that names its unit, the latest of several.

    Texts that list many units leave the generic part away (讷河、拜泉、龙江 共十一县).
    """
    if not documents:
        return None
    named = [one for one in documents if name in one.text or name in (one.title or "")]
    if not named and len(name) > 2:
        named = [one for one in documents if name[:-1] in one.text]
    return max(named or documents, key=lambda one: (one.approved or date.min, one.number or ""))
