"""Time series: one statistic per scene for a polygon and a band (R6.3); gaps are shown as gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.errors import BadParameter
from spatial.imagery.queries import scenes_meeting
from spatial.imagery.scene import Scene
from spatial.imagery.zonal import NO_PIXELS, ZonalStatistics, covered_share, zonal_statistics

MAX_SCENES = 400
"""So many scenes are read for one question."""

MAX_SERIES_PIXELS = 200_000_000
"""So many pixels are counted for one question, over all its scenes."""


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """What one scene says. reason: why it says nothing, or less than all of the polygon."""

    scene: Scene
    statistics: ZonalStatistics
    reason: str | None


def zonal_series(
    connection: Connection,
    polygon: BaseGeometry,
    band: str,
    *,
    start: datetime,
    end: datetime,
) -> list[SeriesValue]:
    """One value per scene taken in [start, end) whose footprint meets the polygon, oldest first.

    polygon: degrees, CGCS2000. band: the name or common name of a band, in any case.
    Empty when no scene of the time meets the polygon. A scene without the band is an entry with
    that reason. Raises BadParameter when none of the scenes has the band (with those that they
    have), or when there are more than MAX_SCENES or MAX_SERIES_PIXELS; ImageUnreadable when a file
    cannot be read.
    """
    scenes = scenes_meeting(connection, polygon, start=start, end=end, limit=MAX_SCENES + 1)
    if len(scenes) > MAX_SCENES:
        raise BadParameter(
            f"more than {MAX_SCENES} images of that time meet the polygon: ask for a shorter time"
        )
    if scenes and all(scene.band(band) is None for scene in scenes):
        there = dict.fromkeys(name for scene in scenes for name in scene.band_names)
        raise BadParameter(
            f"no image of that time and place has a band {band!r}; there are {', '.join(there)}"
        )
    values, counted = [], 0
    for scene in scenes:
        value = _value(scene, polygon, band)
        values.append(value)
        counted += value.statistics.total_pixels
        if counted > MAX_SERIES_PIXELS:
            raise BadParameter(
                f"the polygon holds more than {MAX_SERIES_PIXELS:,} pixels of the {len(scenes)} "
                "images of that time: ask for a smaller polygon or a shorter time"
            )
    return values


def _value(scene: Scene, polygon: BaseGeometry, name: str) -> SeriesValue:
    found = scene.band(name)
    if found is None:
        return SeriesValue(
            scene, NO_PIXELS, f"no band {name}; it has {', '.join(scene.band_names)}"
        )
    asset, band = found
    statistics = zonal_statistics(scene, asset, band, polygon)
    reasons = []
    if statistics.total_pixels == 0:
        reasons.append("no centre of a pixel lies in the polygon")
    elif statistics.valid_pixels == 0:
        reasons.append(f"none of the {statistics.total_pixels} pixels has a value")
    share = covered_share(polygon, scene.footprint)
    if share < 1.0:
        reasons.append(f"the image covers {share:.1%} of the polygon")
    if statistics.every > 1:
        reasons.append(
            f"counted on an overview: one pixel for {statistics.every} x "
            f"{statistics.every} of the image"
        )
    return SeriesValue(scene, statistics, "; ".join(reasons) or None)
