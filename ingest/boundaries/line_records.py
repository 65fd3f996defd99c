"""Legal lines as a source writes them: one feature for each segment, or for a whole line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely import LineString

from ingest.boundaries.values import ordinal_of, positive, required, text_of
from ingest.divisions.polygons.geometry import read_noted
from spatial.boundaries.marker_numbers import PROVINCIAL_LINE, parse_marker_number
from spatial.division_codes import canonical_code
from spatial.errors import BadGeometry, BadMarkerNumber, BadParameter
from spatial.locations.geodesic import step_metres
from spatial.temporal import Period, parse_date

MEETING_M = 1.0
"""By how much the end of a segment may miss the beginning of the next one."""

STATED_SHARE = 0.01
"""By how much of itself a stated length may differ from the computed one without a remark."""

LEVELS = {
    "province": ("省", "省级", "省界"),
    "prefecture": ("市", "市级", "地级", "地级界"),
    "county": ("县", "县级", "县界", "县级界"),
    "township": ("乡", "乡级", "乡镇", "乡级界"),
}
"""The levels of a line, and what sources call them."""

_LEVEL_OF = {word: level for level, words in LEVELS.items() for word in (level, *words)}
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What a source says of a line as a whole; as the columns of boundary_fact."""

    name: str
    level: str
    left_code: str
    right_code: str
    approved_by: str | None
    agreement: str | None
    agreed_on: date | None
    document: bytes | None
    stated_m: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A feature. feature_number: its place in the file, from 1. ordinal: None where the order in
    the file counts. line: CGCS2000."""

    feature_number: int
    ordinal: int | None
    feature: str | None
    description: str | None
    from_marker: str | None
    to_marker: str | None
    accuracy_m: float | None
    line: LineString


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line through a period, its pieces from its beginning to its end."""

    number: str
    valid: Period
    facts: LineFacts
    pieces: tuple[LinePiece, ...]


def line_facts(properties: Mapping[str, Any]) -> LineFacts:
    """What the properties of a feature say of its line. Raises BadParameter, BadCode, BadDate."""
    said = required(properties, "level")
    if said not in _LEVEL_OF:
        raise BadParameter(f"unknown level of a line {said!r}: one of {', '.join(LEVELS)}")
    level, number = _LEVEL_OF[said], required(properties, "number")
    if level == "province" and PROVINCIAL_LINE.fullmatch(number) is None:
        raise BadParameter(
            f"{number!r} numbers no provincial line: 4 digits or capital letters, with which the "
            "numbers of its markers begin"
        )
    left, right = (
        canonical_code(required(properties, f"{side}_code")) for side in ("left", "right")
    )
    if left == right:
        raise BadParameter(f"{left} stands on both sides of the line")
    document, agreed = text_of(properties, "document"), text_of(properties, "agreed_on")
    if document is not None and _SHA256.fullmatch(document) is None:
        raise BadParameter(f"document {document!r} is no SHA-256 of a file: 64 hexadecimal digits")
    return LineFacts(
        name=required(properties, "name"),
        level=level,
        left_code=left,
        right_code=right,
        approved_by=text_of(properties, "approved_by"),
        agreement=text_of(properties, "agreement"),
        agreed_on=None if agreed is None else parse_date(agreed),
        document=None if document is None else bytes.fromhex(document),
        stated_m=positive(properties, "stated_m"),
        note=text_of(properties, "note"),
    )


def line_piece(number: int, properties: Mapping[str, Any], geometry: Any, crs: str) -> LinePiece:
    """The piece of a feature. Raises BadGeometry, BadParameter."""
    shape, _ = read_noted(geometry, crs)
    parts = shapely.get_parts(shape)
    if len(parts) != 1 or not isinstance(parts[0], LineString):
        kind = shape.geom_type if len(parts) == 1 else f"{shape.geom_type} of {len(parts)} parts"
        raise BadGeometry(f"a {kind}: a line, or a segment of it, is one LineString")
    if parts[0].length == 0:
        raise BadGeometry("a line without length")
    return LinePiece(
        feature_number=number,
        ordinal=ordinal_of(properties),
        feature=text_of(properties, "feature"),
        description=text_of(properties, "description"),
        from_marker=text_of(properties, "from_marker"),
        to_marker=text_of(properties, "to_marker"),
        accuracy_m=positive(properties, "accuracy_m"),
        line=parts[0],
    )


def assemble(
    number: str, valid: Period, facts: Sequence[LineFacts], pieces: Sequence[LinePiece]
) -> LineRecord:
    """The line of its features, as they came. Raises BadParameter where they contradict each other,
    BadGeometry where its segments do not meet within a metre or it crosses itself."""
    for piece, said in zip(pieces, facts, strict=True):
        if said != facts[0]:
            raise BadParameter(
                f"features {pieces[0].feature_number} and {piece.feature_number} say different "
                "things of the line"
            )
    given = [piece.ordinal for piece in pieces]
    if any(one is not None for one in given):
        if sorted(one or 0 for one in given) != list(range(1, len(pieces) + 1)):
            raise BadParameter(
                f"the ordinals of its segments are {given}, not 1 to {len(pieces)}, each once"
            )
        pieces = sorted(pieces, key=lambda piece: piece.ordinal or 0)
    for place, (one, other) in enumerate(pairwise(pieces), start=1):
        ends = np.array([one.line.coords[-1], other.line.coords[0]])
        gap = float(step_metres(ends[:, 0], ends[:, 1])[0])
        if gap > MEETING_M:
            raise BadGeometry(
                f"segment {place + 1} begins {gap:.1f} m from the end of segment {place}"
            )
    if not whole_line(pieces).is_simple:
        raise BadGeometry("the line crosses itself")
    return LineRecord(number, valid, facts[0], tuple(pieces))


def whole_line(pieces: Sequence[LinePiece]) -> LineString:
    """All pieces as one line: of two that meet, the end of the first counts."""
    vertices = [shapely.get_coordinates(piece.line) for piece in pieces]
    return LineString(np.concatenate([vertices[0], *(each[1:] for each in vertices[1:])]))


def remarks_on(record: LineRecord, length_m: float) -> list[str]:
    """What is odd of a line and kept: its stated length, numbers of markers at its segments."""
    remarks = []
    stated = record.facts.stated_m
    if stated is not None and abs(length_m - stated) > STATED_SHARE * stated:
        remarks.append(
            f"its stated length is {stated:.0f} m, the computed one {length_m:.0f} m "
            f"({(length_m - stated) / stated:+.1%})"
        )
    named = [(piece.from_marker, piece.to_marker) for piece in record.pieces]
    for marker in dict.fromkeys(one for pair in named for one in pair if one is not None):
        try:
            parse_marker_number(
                marker, provincial=record.facts.level == "province", line=record.number
            )
        except BadMarkerNumber as error:
            remarks.append(f"a segment names a marker: {error}")
    return remarks
