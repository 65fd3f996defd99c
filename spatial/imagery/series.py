"""Time series: one statistic per scene for a polygon and a measure (R6.3); gaps stay gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.imagery.queries import scenes_meeting
from spatial.imagery.scene import Scene
from spatial.imagery.zonal.measure import Measure
from spatial.imagery.zonal.zonal import NO_PIXELS, Areas, ZonalStatistics, covered_share

MAX_SCENES = 400
"""So many scenes are read for one question."""

MAX_SERIES_PIXELS = 200_000_000
"""So many pixels are counted for one polygon, over all its scenes."""

MAX_AREAS = 5_000
"""So many polygons are asked at once."""

MAX_AREAS_PIXELS = 10_000_000_000
"""So many pixels are counted for many polygons, over all their scenes."""


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """What one scene says. reason: why it says nothing, or less than all of the polygon."""

    scene: Scene
    statistics: ZonalStatistics
    reason: str | None


@dataclass(frozen=True, slots=True)
class AreaValue:
    """What one scene says of one of many polygons, by its number."""

    area: int
    value: SeriesValue


def zonal_series(
    connection: Connection,
    polygon: BaseGeometry,
    measure: Measure | str,
    *,
    start: datetime,
    end: datetime,
) -> list[SeriesValue]:
    """One value per scene taken in [start, end) whose footprint meets the polygon, oldest first.

    polygon: degrees, CGCS2000. measure: a text is the name or common name of a band, in any case.
    Empty when no scene of the time meets the polygon. A scene that lacks a band is an entry with
    that reason; two scenes of one day are two entries. Raises BadParameter when none of the scenes
    has the bands (with those that they have), or when there are more than MAX_SCENES or
    MAX_SERIES_PIXELS; ImageUnreadable when a file cannot be read.
    """
    if isinstance(measure, str):
        measure = Measure.of_band(measure)
    scenes = scenes_for(connection, polygon, measure, start=start, end=end)
    areas = Areas([polygon])
    values, counted = [], 0.0
    for scene in scenes:
        [(_, statistics)] = _statistics(scene, areas, measure)
        values.append(_value(scene, polygon, measure, statistics))
        counted += statistics.total_pixels
        if counted > MAX_SERIES_PIXELS:
            raise BadParameter(
                f"the polygon holds more than {MAX_SERIES_PIXELS:,} pixels of the {len(scenes)} "
                "images of that time: ask for a smaller polygon or a shorter time"
            )
    return values


def scenes_for(
    connection: Connection,
    place: BaseGeometry,
    measure: Measure,
    *,
    start: datetime,
    end: datetime,
) -> list[Scene]:
    """The scenes of a series, oldest first: taken in [start, end), meeting a place.

    Raises BadParameter as `zonal_series`.
    """
    scenes = scenes_meeting(connection, place, start=start, end=end, limit=MAX_SCENES + 1)
    if len(scenes) > MAX_SCENES:
        raise BadParameter(
            f"more than {MAX_SCENES} images of that time meet the polygon: ask for a shorter time"
        )
    if scenes and all(measure.lacking(scene) is not None for scene in scenes):
        there = dict.fromkeys(name for scene in scenes for name in scene.band_names)
        raise BadParameter(
            f"no image of that time and place has a band {measure.name!r}; "
            f"there are {', '.join(there)}"
            if measure.expression is None
            else f"no image of that time and place says {measure.name!r}, the first for want of "
            f"bands: {measure.lacking(scenes[0])}; there are {', '.join(there)}"
        )
    return scenes


def series_of_areas(
    scenes: Sequence[Scene], polygons: Sequence[BaseGeometry], measure: Measure
) -> Iterator[AreaValue]:
    """What scenes (of `scenes_for`) say of many polygons, scene by scene: one value for each
    polygon that a scene's footprint meets. Each scene is read once, however many polygons.

    Raises BadParameter when they are more than MAX_AREAS or hold more than MAX_AREAS_PIXELS;
    ImageUnreadable when a file cannot be read, after the values of those before it.
    """
    if len(polygons) > MAX_AREAS:
        raise BadParameter(f"{len(polygons):,} polygons are asked; {MAX_AREAS:,} are the most")
    return _of_areas(scenes, polygons, measure)


def _of_areas(
    scenes: Sequence[Scene], polygons: Sequence[BaseGeometry], measure: Measure
) -> Iterator[AreaValue]:
    areas, counted = Areas(polygons), 0.0
    tree = shapely.STRtree(polygons)
    for scene in scenes:
        met = set(tree.query(scene.footprint, predicate="intersects").tolist())
        for number, statistics in _statistics(scene, areas, measure):
            counted += statistics.total_pixels
            if counted > MAX_AREAS_PIXELS:
                raise BadParameter(
                    f"the polygons hold more than {MAX_AREAS_PIXELS:,} pixels of the {len(scenes)}"
                    " images of that time: ask for fewer polygons or a shorter time"
                )
            if number in met:
                yield AreaValue(number, _value(scene, polygons[number], measure, statistics))


def _statistics(
    scene: Scene, areas: Areas, measure: Measure
) -> Iterator[tuple[int, ZonalStatistics]]:
    if measure.lacking(scene) is not None:
        return ((number, NO_PIXELS) for number in range(len(areas.polygons)))
    return areas.statistics(scene, measure)


def _value(
    scene: Scene, polygon: BaseGeometry, measure: Measure, statistics: ZonalStatistics
) -> SeriesValue:
    lacking = measure.lacking(scene)
    if lacking is not None:
        return SeriesValue(scene, NO_PIXELS, lacking)
    reasons = []
    total = statistics.total_pixels
    if total == 0:
        reasons.append("no part of a pixel lies in the polygon")
    elif statistics.valid_pixels == 0:
        clouded = statistics.clouded_share or 0.0
        reasons.append(
            f"clouds hide {clouded:.1%} of the {total:,.1f} pixels, and no other has a value"
            if clouded
            else f"none of the {total:,.1f} pixels has a value"
        )
    share = covered_share(polygon, scene.footprint)
    if share < 1.0:
        reasons.append(f"the image covers {share:.1%} of the polygon")
    if statistics.every > 1:
        reasons.append(
            f"counted on an overview: one pixel for {statistics.every} x "
            f"{statistics.every} of the image"
        )
    return SeriesValue(scene, statistics, "; ".join(reasons) or None)
