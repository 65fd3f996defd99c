"""What fixes tell beside their place, as numbers over time: altitude, speed, course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from spatial.locations.device_track import Track, TrackPart
from spatial.locations.motion import Between, Curve


@dataclass(frozen=True, slots=True)
class ToldProperty:
    """column: of FixColumns. unit: a code of UN/CEFACT with three letters, or a URI. between: what
    it is between two fixes of a part."""

    column: str
    unit: str
    between: Between
    description: str


PROPERTIES: Mapping[str, ToldProperty] = MappingProxyType(
    {
        "altitude": ToldProperty(
            "altitude_m", "MTR", Between.LINEAR, "海拔或椭球高，以来源为准（米）"
        ),
        "speed": ToldProperty("speed_kmh", "KMH", Between.LINEAR, "终端报告的速度（千米/时）"),
        "course": ToldProperty(
            "course",
            "http://qudt.org/vocab/unit/DEG",
            Between.DISCRETE,
            "终端报告的航向，自真北顺时针（度）",
        ),
    }
)


def told_curves(track: Track, name: str) -> list[Curve]:
    """The numbers of a property of a track that was read with all that is told: a curve for each
    part without a gap or a jump, of the fixes that tell it. Of two fixes of one instant the later
    one in order counts."""
    asked = PROPERTIES[name]
    return [curve for part in track.parts if len((curve := _curve(part, asked)).times_us)]


def _curve(part: TrackPart, asked: ToldProperty) -> Curve:
    told = part.told
    if told is None:
        return Curve(np.empty(0, np.int64), np.empty(0), asked.between, asked.unit)
    values = getattr(told, asked.column)
    rows = ~np.isnan(values)
    times, values = told.time_us[rows], values[rows].astype(np.float64)
    last = np.append(times[1:] > times[:-1], True)[: len(times)]
    between = asked.between if int(last.sum()) > 1 else Between.DISCRETE
    return Curve(times[last], values[last].round(3), between, asked.unit)
