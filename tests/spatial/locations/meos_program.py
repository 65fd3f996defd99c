"""A program that asks MEOS, the library of MobilityDB, in a process of its own.

MEOS initialises itself for the whole process, brings its own GEOS and PROJ, and ends the process on
some errors; none of that may happen beside ours. Questions and answers are lines of JSON. A track
is a list of parts, a part a list of (microseconds since 1970, x, y).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely
from pymeos import (
    TGeogPointInst,
    TGeogPointSeq,
    TGeogPointSeqSet,
    TGeomPointInst,
    TGeomPointSeq,
    TGeomPointSeqSet,
    TInterpolation,
    pymeos_initialize,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def _when(us: int) -> datetime:
    return EPOCH + us * MICROSECOND


def _us(when: datetime) -> int:
    return (when - EPOCH) // MICROSECOND


def _planar(parts: list[list[list[float]]]) -> Any:
    return TGeomPointSeqSet(
        sequence_list=[
            TGeomPointSeq(
                instant_list=[
                    TGeomPointInst(point=shapely.Point(x, y), timestamp=_when(int(us)))
                    for us, x, y in part
                ],
                lower_inc=True,
                upper_inc=True,
            )
            for part in parts
        ],
        normalize=False,
    )


def _fixes(parts: list[list[list[float]]]) -> Any:
    """The fixes alone, nothing between them."""
    return TGeomPointSeq(
        instant_list=[
            TGeomPointInst(point=shapely.Point(x, y), timestamp=_when(int(us)))
            for part in parts
            for us, x, y in part
        ],
        interpolation=TInterpolation.DISCRETE,
    )


def _spans(time: Any) -> Iterator[tuple[int, int]]:
    for span in time.to_spanset().spans() if hasattr(time, "to_spanset") else time.spans():
        yield _us(span.lower()), _us(span.upper())


def within(parts: Any, polygon: str) -> dict[str, Any]:
    """When the fixes, and when the way between them, lie in a polygon; straight in degrees."""
    shape = shapely.from_wkt(polygon)
    fixes = _fixes(parts).at(shape)
    way = _planar(parts).at(shape)
    return {
        "fixes": [] if fixes is None else [_us(when) for when in fixes.timestamps()],
        "spans": [] if way is None else list(_spans(way.time())),
    }


def near(one: Any, other: Any, distance: float) -> list[tuple[int, int]]:
    """When two tracks in metres of a plane are within a distance of each other."""
    together = _planar(one).within_distance(_planar(other), distance)
    there = None if together is None else together.at(True)
    return [] if there is None else list(_spans(there.time()))


def metres(parts: Any) -> float:
    """The geodesic length of the parts, on the ellipsoid of WGS 84."""
    length: float = TGeogPointSeqSet(
        sequence_list=[
            TGeogPointSeq(
                instant_list=[
                    TGeogPointInst(point=shapely.Point(x, y), timestamp=_when(int(us)))
                    for us, x, y in part
                ]
            )
            for part in parts
        ],
        normalize=False,
    ).length()
    return length


def at(parts: Any, us: int) -> list[float] | None:
    """Where a track is at an instant; straight in degrees. None where it is not known."""
    found = _planar(parts).at(_when(us))
    if found is None:
        return None
    place = found.start_value()
    return [place.x, place.y]


ANSWERS: dict[str, Callable[..., Any]] = {
    "within": within,
    "near": near,
    "metres": metres,
    "at": at,
}


def main() -> None:
    pymeos_initialize("UTC")
    for line in sys.stdin:
        name, *asked = json.loads(line)
        sys.stdout.write(json.dumps(ANSWERS[name](*asked)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
