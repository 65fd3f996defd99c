"""What becomes of a camera's history when a table tells of it. Pure.

A row with 启用日期 is history: the rows of a camera in one table are its whole history from their
first day on. A row without is a snapshot: it tells how the camera is on the day of the table, and
from that day until the next change that is registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from spatial.cameras.camera import Camera, CameraVersion
from spatial.errors import BadPeriod
from spatial.temporal import Period


def with_history(
    standing: Iterable[CameraVersion], told: Sequence[CameraVersion]
) -> list[CameraVersion]:
    """The versions of a camera after a table told its history.

    told: at least one, by their first day. Raises BadPeriod where two of them meet.
    """
    for before, after in pairwise(told):
        if before.valid.meets(after.valid):
            raise BadPeriod(
                f"{after.camera.number} 自 {after.valid.start} 的一行与自 {before.valid.start} "
                "的一行日期重叠"
            )
    earlier = (_until(one, told[0].valid.start) for one in standing)
    return [*(one for one in earlier if one is not None), *told]


def with_snapshot(
    standing: Sequence[CameraVersion], camera: Camera, day: date
) -> list[CameraVersion]:
    """The versions of a camera after a table told how it is on a day."""
    now = next((one for one in standing if one.valid.holds(day)), None)
    if now is not None and now.camera == camera:
        return list(standing)
    others = [one for one in standing if one is not now]
    if now is not None:
        earlier = _until(now, day)
        return [
            *others,
            *([] if earlier is None else [earlier]),
            CameraVersion(camera, Period(day, now.valid.end)),
        ]
    later = [one.valid.start for one in standing if one.valid.start > day]
    return [*others, CameraVersion(camera, Period(day, min(later, default=None)))]


def _until(version: CameraVersion, day: date) -> CameraVersion | None:
    """What of a version lies before a day."""
    if version.valid.start >= day:
        return None
    end = version.valid.end
    return CameraVersion(
        version.camera, Period(version.valid.start, day if end is None else min(end, day))
    )
