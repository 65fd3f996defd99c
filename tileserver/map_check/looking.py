"""Looks through the tiles of a map for what it must show, at every zoom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

import numpy as np
from shapely.geometry import Point

from spatial.temporal import today_in_china
from spatial.tile_grids import EXTENT
from tileserver.map_check.decoding import UNITS, Feature, features_of
from tileserver.map_check.map_tiles import MapTiles
from tileserver.map_check.required import Kind, Required, required_in

_CODES = ("code", "adcode", "district_adcode", "city_adcode", "province_adcode")
"""Properties that bear a division code, in our tiles and in those of others."""

_DASHED = frozenset({"dashed_line", "九段线", "十段线", "断续线", "南海断续线"})
_NATIONAL = frozenset({"national", "国界"})
_UNDETERMINED = frozenset({"undetermined", "未定国界"})
_NAMES = {Kind.DASHED_LINE: _DASHED, Kind.NATIONAL: _NATIONAL, Kind.UNDETERMINED: _UNDETERMINED}

_COUNTRY = "100000"
"""The code under which some publish the dashed line, as polygons without a name."""

_GENERALISED = 6.0
"""Units of a tile by which a generalised drawing may be off."""

_KEPT = 256


@dataclass(slots=True)
class Findings:
    """What a map lacks.

    missing: thing → the zooms at which it is not there, never empty. zooms: that were looked at.
    asked: things that were looked for. strokes: those of the dashed line that stand at every zoom,
    of strokes_asked. not_demanded: what is not there and need not be.
    """

    missing: dict[str, list[int]] = field(default_factory=dict)
    zooms: list[int] = field(default_factory=list)
    asked: int = 0
    strokes: int = 0
    strokes_asked: int = 0
    not_demanded: list[str] = field(default_factory=list)


def look_through(maps: Sequence[MapTiles], day: date | None = None) -> Findings:
    """What these maps, drawn over each other, lack of what they must show.

    day: of which they are; what they say of themselves, else today. Zooms: those that all have.
    Raises MapUnreadable for a broken tile. A fictional map need not show anything.
    """
    findings = Findings()
    if any(one.about.fictional for one in maps):
        return findings
    said = next((one.about.day for one in maps if one.about.day is not None), None)
    day = day or said or today_in_china(datetime.now(UTC))
    zooms = range(
        max(one.about.zooms.start for one in maps), min(one.about.zooms.stop for one in maps)
    )
    findings.zooms = list(zooms)
    lookers = [_Looker(one) for one in maps]
    absent: defaultdict[str, list[int]] = defaultdict(list)
    for thing in required_in([one.about.bounds for one in maps]):
        asked = [z for z in zooms if z >= thing.from_zoom]
        gone = [z for z in asked if not any(looker.shows(thing, day, z) for looker in lookers)]
        if not thing.demanded:
            if gone:
                findings.not_demanded.append(thing.name)
            continue
        findings.asked += bool(asked)
        if gone:
            absent[thing.name] = gone
        if thing.kind is Kind.DASHED_LINE:
            findings.strokes_asked += 1
            findings.strokes += not gone
    findings.missing = dict(absent)
    return findings


class _Looker:
    """One map, and the features of the tiles that were looked at last."""

    def __init__(self, tiles: MapTiles) -> None:
        self._tiles = tiles
        self._features = lru_cache(_KEPT)(self._decoded)

    def _decoded(self, z: int, x: int, y: int) -> list[Feature]:
        body = self._tiles.tile(z, x, y)
        return list(features_of(body, f"{self._tiles.about.name} {z}/{x}/{y}")) if body else []

    def shows(self, thing: Required, day: date, z: int) -> bool:
        """Whether the thing stands near its place at a zoom."""
        grid = self._tiles.about.grid
        corner = np.array([(thing.lon, thing.lat), (thing.lon + thing.reach, thing.lat)])
        (px, py), (east, _) = grid.pixels_of(corner, z).tolist()
        reach = east - px + _GENERALISED
        for x, y in self._around(px, py, reach, z):
            place = Point(px - x * EXTENT, py - y * EXTENT)
            for feature in self._features(z, x, y):
                if not _may_be(feature, thing, day):
                    continue
                shape = feature.shape
                if shape is not None and shape.distance(place) * EXTENT / UNITS <= reach:
                    return True
        return False

    def _around(self, px: float, py: float, reach: float, z: int) -> Iterator[tuple[int, int]]:
        """The tiles within reach, the nearest first."""
        grid = self._tiles.about.grid
        columns = range(
            max(0, int((px - reach) // EXTENT)),
            min(grid.columns(z) - 1, int((px + reach) // EXTENT)) + 1,
        )
        rows = range(
            max(0, int((py - reach) // EXTENT)),
            min(grid.rows(z) - 1, int((py + reach) // EXTENT)) + 1,
        )
        middle_x, middle_y = px / EXTENT - 0.5, py / EXTENT - 0.5
        cells = [(x, y) for x in columns for y in rows]
        yield from sorted(cells, key=lambda c: (c[0] - middle_x) ** 2 + (c[1] - middle_y) ** 2)


def _may_be(feature: Feature, thing: Required, day: date) -> bool:
    """Whether a feature is of the kind and code that stands for a thing; where, is not asked."""
    if thing.kind is Kind.AREA:
        return _is_area(feature) and _bears(feature, thing.codes_on(day))
    names = _NAMES[thing.kind]
    if thing.kind is Kind.DASHED_LINE and code_of(feature.properties) == _COUNTRY:
        return True
    return "Line" in feature.type and (
        feature.properties.get("kind") in names or feature.properties.get("name") in names
    )


def _is_area(feature: Feature) -> bool:
    """A polygon, or the point that stands for one which is too small: a name is neither."""
    return "Polygon" in feature.type or bool(feature.properties.get("small"))


def _bears(feature: Feature, codes: tuple[str, ...] | None) -> bool:
    """Whether an area has one of the codes, or lies under one.

    An area whose limits are not known has no code of its own, and is drawn as such (R5.5).
    """
    code = code_of(feature.properties) or str(feature.properties.get("parent_code") or "")
    if codes is None:
        return code != _COUNTRY
    return code[:2] in {one[:2] for one in codes}


def code_of(properties: dict[str, object]) -> str | None:
    """The division code that the properties bear, None where they bear none."""
    for name in _CODES:
        value = properties.get(name)
        if value not in (None, ""):
            return str(value)
    return None
