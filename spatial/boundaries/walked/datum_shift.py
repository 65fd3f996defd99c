"""Tracks in GCJ-02 by mistake: told by their constant shift against the line.

Only reported: what a device said stays what it said. A track is suspected when hardly any of its
fixes around the line is near it, and most are once the shift of GCJ-02 is undone.
"""

from __future__ import annotations

import numpy as np

from spatial.crs import cgcs2000_from_gcj02
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import CGCS2000, Floats
from spatial.locations.line_points import LinePoints

_AROUND_M = 1_200.0
"""GCJ-02 shifts by 700 m at most: a fix further from the line was not at it either way."""

_SAMPLE = 400
_LEAST_FIXES = 30

_LEAST_ALONG_M = 1_000.0
"""On a shorter piece of the line a path beside it may look the same."""

_MOST_BEFORE = 0.2
_LEAST_AFTER = 0.6


class ShiftCheck:
    """Looks at some of the fixes of one device, spread over all of its tracks."""

    def __init__(self, points: LinePoints, within_m: float) -> None:
        self._points = points
        self._within_m = within_m
        self._some: list[Floats] = []

    def add(self, places: Places) -> None:
        """Takes in a track."""
        rows = slice(None, None, max(1, len(places) // _SAMPLE))
        self._some.append(np.stack([places.lon_e7[rows], places.lat_e7[rows]], axis=1) / E7)

    def remarks(self) -> list[str]:
        """What is to be said of the device: nothing of an ordinary one."""
        if not self._some:
            return []
        told = np.concatenate(self._some)
        told = told[:: max(1, len(told) // _SAMPLE)]
        _, metres = self._points.nearest(told[:, 0], told[:, 1], _AROUND_M)
        around = metres <= _AROUND_M
        near = metres[around] <= self._within_m
        if near.sum() > _MOST_BEFORE * len(near) or len(near) < _LEAST_FIXES:
            return []
        told = told[around]
        mended = cgcs2000_from_gcj02(told)
        index, _ = self._points.nearest(mended[:, 0], mended[:, 1], self._within_m)
        there = index[index >= 0]
        share = len(there) / len(told)
        if share < _LEAST_AFTER or np.ptp(there) * self._points.step_m < _LEAST_ALONG_M:
            return []
        return [_remark(told, mended, share, self._within_m)]


def _remark(told: Floats, mended: Floats, share: float, within_m: float) -> str:
    bearing, _, metres = CGCS2000.inv(mended[:, 0], mended[:, 1], told[:, 0], told[:, 1])
    east = float((metres * np.sin(np.radians(bearing))).mean())
    north = float((metres * np.cos(np.radians(bearing))).mean())
    return (
        f"坐标疑似 GCJ-02：平均偏移 {np.hypot(east, north):.0f} m（{'东' if east >= 0 else '西'}"
        f" {abs(east):.0f} m，{'北' if north >= 0 else '南'} {abs(north):.0f} m）；"
        f"改正后 {share:.0%} 的点距界线不超过 {within_m:g} m。未作改正。"
    )
