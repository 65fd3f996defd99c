"""Which points of a line the ways of devices came near to, one track after the other.

A way is straight between two fixes without a gap or a jump; a fix alone counts where it lies, but
not one that none of its neighbours can be reached from. Only ways that may pass points which were
not walked yet are tested exactly.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import shapely
from numpy.typing import NDArray

from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import earth_centred
from spatial.locations.line_points import LinePoints, Piece
from spatial.locations.open_cells import OpenCells
from spatial.locations.steps import NOISE_M, POSSIBLE_KMH
from spatial.locations.tracks import GAP, JUMP_M

_BLOCK = 16_384
"""Fixes that are looked at together: what they walk is closed for those after them."""

_TOGETHER = 16
"""Ways that follow each other and are one line in the exact test."""

_METRES_PER_UNIT = 0.01575
"""A way is at most so many times as long as the longer side of its box in 1e-7 degree."""

_METRES_A_US = POSSIBLE_KMH / 3.6e6


class WalkedPoints:
    """walked: of each point of the line, whether a way came within so many metres of it."""

    def __init__(self, points: LinePoints, within_m: float, *, gap: timedelta = GAP) -> None:
        self.points = points
        self.walked = np.zeros(len(points), np.bool_)
        self._within_m = within_m
        self._gap_us = gap // timedelta(microseconds=1)
        self._cells = OpenCells(points.lon, points.lat, within_m) if len(points) else None
        self._left = len(points)

    def add(self, places: Places) -> None:
        """Takes tracks in, in order of device and time; what is taken in together is one track."""
        for begin in range(0, len(places), _BLOCK):
            if self._cells is None or self._left == 0:
                return
            # One more on each side, for the ways across.
            first, last = max(begin - 1, 0), min(begin + _BLOCK + 1, len(places))
            self._add(places.take(slice(first, last)), self._cells)
            left = len(self.walked) - int(self.walked.sum())
            if left < 0.9 * self._left or left == 0:
                self._left = left
                self._cells.reopen(~self.walked)

    def _add(self, places: Places, cells: OpenCells) -> None:
        lon, lat = places.lon_e7, places.lat_e7
        longest = np.maximum(np.abs(np.diff(lon)), np.abs(np.diff(lat)))
        us = np.diff(places.time_us)
        joined = np.diff(places.device_id) == 0
        joined &= us <= self._gap_us
        long, impossible = np.zeros(len(joined), np.bool_), np.zeros(len(joined), np.bool_)
        # Nearly all are surely neither; the others are measured.
        most = longest * _METRES_PER_UNIT
        rows = np.flatnonzero(joined & ((most > NOISE_M + us * _METRES_A_US) | (most > JUMP_M)))
        step = _xyz(lon[rows], lat[rows]) - _xyz(lon[rows + 1], lat[rows + 1])
        metres = np.sqrt((step**2).sum(axis=1))
        long[rows] = metres > JUMP_M
        impossible[rows] = metres > NOISE_M + us[rows] * _METRES_A_US
        gone = joined & ~long & ~impossible
        ways = np.flatnonzero(gone & cells.may_pass(lon[:-1], lat[:-1], longest))
        touched = np.zeros(len(lon), np.bool_)
        touched[:-1] |= gone | impossible
        touched[1:] |= gone | impossible
        alone = np.flatnonzero(~touched)
        if len(alone):
            still = np.zeros(len(alone), np.int64)
            alone = alone[cells.may_pass(lon[alone], lat[alone], still)]
        from_, to = np.append(ways, alone), np.append(ways + 1, alone)
        if len(from_):
            self._test(places, from_, to)

    def _test(self, places: Places, from_: NDArray[np.intp], to: NDArray[np.intp]) -> None:
        lon, lat = places.lon_e7[from_] / E7, places.lat_e7[from_] / E7
        for piece in self.points.pieces:
            near = piece.holds(lon, lat, self._within_m + JUMP_M)
            if near.any():
                self._test_piece(piece, places, from_[near], to[near])

    def _test_piece(
        self, piece: Piece, places: Places, from_: NDArray[np.intp], to: NDArray[np.intp]
    ) -> None:
        rows, lines = _in_lines(from_, to)
        flat = piece.laid_flat(_xyz(places.lon_e7[rows], places.lat_e7[rows]))
        asked = np.flatnonzero(~self.walked[piece.begin : piece.end])
        for axis in (0, 1):
            at, ways = piece.flat[asked, axis], flat[:, axis]
            asked = asked[(at >= ways.min() - self._within_m) & (at <= ways.max() + self._within_m)]
        if not len(asked):
            return
        tree = shapely.STRtree(shapely.linestrings(flat, indices=lines))
        found = tree.query(piece.dots[asked], predicate="dwithin", distance=self._within_m)
        self.walked[piece.begin + asked[found[0]]] = True


def _in_lines(
    from_: NDArray[np.intp], to: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Ways that follow each other in lines of some: the rows of their vertices, and of which line.

    A line costs as much as a way of its own would.
    """
    index = np.arange(len(from_))
    begins = np.append(True, from_[1:] != to[:-1])
    begins |= (index - np.maximum.accumulate(np.where(begins, index, 0))) % _TOGETHER == 0
    line = np.cumsum(begins) - 1
    last = np.append(np.flatnonzero(begins)[1:] - 1, len(from_) - 1)
    return np.insert(from_, last + 1, to[last]), np.insert(line, last + 1, line[last])


def _xyz(lon_e7: NDArray[np.int64], lat_e7: NDArray[np.int64]) -> NDArray[np.float64]:
    return earth_centred(lon_e7 / E7, lat_e7 / E7)
