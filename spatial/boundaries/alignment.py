"""Alignment texts (走向说明): a line in words, and words as a sketch.

A text goes along the line from its beginning to its end: from marker to marker and from one feature
to the next, in pieces of one direction each, with metres along the ground. What it tells of shape
is no more than that, so a sketch drawn from it is a sketch; told in words again it is the same
text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString

from spatial.boundaries.directions import DIRECTIONS, bearing, direction_of, middle_of
from spatial.errors import BadAlignment, BadParameter
from spatial.locations.geodesic import CGCS2000, Floats, metres_per_degree, step_metres

TOLERANCE_M = 100.0
"""By how much the pieces of a text may run beside the line where nothing else is asked for."""

_LONGEST_M = 10_000_000
_SEPARATORS = re.compile(r"[\s，；。：、]+")
_DIRECTION = "|".join(sorted(DIRECTIONS, key=len, reverse=True))
_TURN = re.compile(rf"(?P<follow>.*?)向(?P<direction>{_DIRECTION})方向行(?P<metres>[1-9][0-9]*)米")
_WHOLE = re.compile(r"自(?P<begins>[^，；。]+)起，(?P<legs>.+)。", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Turn:
    """A piece of one direction (one of the sixteen words); metres along the line, whole."""

    direction: str
    metres: int


@dataclass(frozen=True, slots=True)
class Leg:
    """Some pieces along one feature. feature: 河流, 山脊 …; None where nothing is said. to: what
    stands at its end, as 4142001Q号界桩; None where only the feature changes."""

    feature: str | None
    turns: tuple[Turn, ...]
    to: str | None

    @property
    def metres(self) -> int:
        """Along the line."""
        return sum(turn.metres for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Alignment:
    """What a text says: where the line begins, and its legs, at least one."""

    begins: str
    legs: tuple[Leg, ...]

    @property
    def metres(self) -> int:
        """Along the whole line."""
        return sum(leg.metres for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The course of a leg: vertices in degrees, CGCS2000; feature and to as of Leg."""

    feature: str | None
    to: str | None
    line: LineString


def told(words: str) -> str:
    """A name as it can stand in a text: without the signs that divide its sentences.

    >>> told("沿河， 左岸")
    '沿河 左岸'
    """
    return _SEPARATORS.sub(" ", words).strip()


def alignment_text(alignment: Alignment) -> str:
    """The words. Raises BadAlignment for names that hold the signs that divide sentences.

    >>> leg = Leg("河流", (Turn("东", 120), Turn("东南", 80)), "终点")
    >>> alignment_text(Alignment("起点", (leg,)))
    '自起点起，沿河流向东方向行120米，转向东南方向行80米，至终点。'
    """
    legs = [_leg_text(leg) for leg in alignment.legs]
    text = f"自{alignment.begins}起，{'；'.join(legs)}。"
    if not legs or read_alignment(text) != alignment:
        raise BadAlignment("the names of an alignment hold what divides its sentences")
    return text


def _leg_text(leg: Leg) -> str:
    turns = "，转".join(f"向{turn.direction}方向行{turn.metres}米" for turn in leg.turns)
    along = "" if leg.feature is None else f"沿{leg.feature}"
    return f"{along}{turns}" + ("" if leg.to is None else f"，至{leg.to}")


def read_alignment(text: str) -> Alignment:
    """What a text in the form of `alignment_text` says. Raises BadAlignment with the part that
    does not fit."""
    whole = _WHOLE.fullmatch(text.strip())
    if whole is None:
        raise BadAlignment("an alignment reads 自…起，沿…向…方向行…米，至…；…。")
    return Alignment(whole["begins"], tuple(_leg(part) for part in whole["legs"].split("；")))


def _leg(text: str) -> Leg:
    parts = text.split("，")
    to = parts.pop()[1:] if len(parts) > 1 and parts[-1].startswith("至") else None
    if to == "":
        raise BadAlignment(f"{text!r} does not say where it leads to")
    turns, feature = [], None
    for place, part in enumerate(parts):
        found = _TURN.fullmatch(part)
        if found is None or int(found["metres"]) > _LONGEST_M:
            raise BadAlignment(
                f"{part!r} is no piece of an alignment: it reads 向…方向行…米 with one of the "
                "sixteen directions and whole metres"
            )
        follow = found["follow"]
        if place == 0 and follow.startswith("沿") and len(follow) > 1:
            feature = follow[1:]
        elif follow != ("" if place == 0 else "转"):
            raise BadAlignment(f"{part!r} begins neither with 向 nor with 沿 and a feature")
        turns.append(Turn(found["direction"], int(found["metres"])))
    return Leg(feature, tuple(turns), to)


def sketch(alignment: Alignment, lon: float, lat: float) -> list[Drawn]:
    """A drawing of an alignment from a beginning in degrees (CGCS2000), leg for leg.

    Each piece is straight along the ground, in the middle of its direction. Raises BadParameter
    where it leads to a pole or over the 180th meridian.
    """
    drawn = []
    for leg in alignment.legs:
        vertices = [(lon, lat)]
        for turn in leg.turns:
            to_lon, to_lat, _ = CGCS2000.fwd(lon, lat, middle_of(turn.direction), turn.metres)
            if abs(to_lat) > 85 or abs(to_lon - lon) > 90:
                raise BadParameter("the sketch leads to a pole or over the 180th meridian")
            lon, lat = to_lon, to_lat
            vertices.append((lon, lat))
        drawn.append(Drawn(leg.feature, leg.to, LineString(vertices)))
    return drawn


def alignment_of(begins: str, legs: Sequence[Drawn], tolerance_m: float = 0.0) -> Alignment:
    """What can be said of drawn legs, each of which begins where the one before ends.

    tolerance_m: by how much a piece may run beside the line; pieces that then have one direction
    are one. 0 tells every vertex. Metres are those along the line, rounded so that they add up to
    its length; a leg shorter than a metre is told with its neighbours, and the place at its end
    with theirs. Raises BadAlignment where nothing is left to tell.
    """
    found: list[Leg] = []
    metres = rounded = 0.0
    for leg in legs:
        vertices = shapely.get_coordinates(leg.line)
        along = np.append(0.0, np.cumsum(step_metres(vertices[:, 0], vertices[:, 1])))
        turns: list[Turn] = []
        places = _corners(vertices, tolerance_m)
        for start, end in pairwise(places):
            until = float(np.rint(metres + along[end]))
            length = int(until - rounded)
            if length < 1:
                continue
            rounded = until
            word = direction_of(bearing(*vertices[start], *vertices[end]))
            if turns and tolerance_m > 0 and turns[-1].direction == word:
                length += turns.pop().metres
            turns.append(Turn(word, length))
        metres += float(along[-1])
        if turns:
            found.append(Leg(leg.feature, tuple(turns), leg.to))
        elif leg.to is not None and found:
            found[-1] = replace(found[-1], to=_both(found[-1].to, leg.to))
        elif leg.to is not None:
            begins = _both(begins, leg.to)
    if not found:
        raise BadAlignment("a line of less than a metre has no alignment")
    return Alignment(begins, tuple(found))


def _both(place: str | None, other: str) -> str:
    return other if place is None else f"{place}、{other}"


def _corners(vertices: Floats, tolerance_m: float) -> list[int]:
    """The places of the vertices that are told (Douglas and Peucker on the plane of the leg)."""
    if tolerance_m == 0:
        return list(range(len(vertices)))
    middle = vertices.mean(axis=0)
    east, north = metres_per_degree(middle[1:])
    plane = (vertices - middle) * (east[0], north[0])
    numbered = LineString(np.column_stack([plane, np.arange(len(plane))]))
    return [int(place) for place in shapely.get_coordinates(
        numbered.simplify(tolerance_m, preserve_topology=False), include_z=True)[:, 2]]  # fmt: skip
