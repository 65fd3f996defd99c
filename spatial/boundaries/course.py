"""The course of a line: where it runs, and how far along it a place is (chainage, 里程)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString

from spatial.errors import BadGeometry, BadParameter
from spatial.locations.geodesic import Floats, earth_centred, step_metres, tangent_axes

_LONGEST_STEP = 0.002
"""Degrees; a straight piece of so many degrees is nowhere off by more than a millimetre, whether it
is drawn straight in degrees, along the ground or through it."""


@dataclass(frozen=True)
class Located:
    """The place of a line nearest to a position. chainage_m: from the beginning of the line.
    away_m: of the position from it. side: where the position lies, looking to the end of the line:
    left, right, or on (nearer than a millimetre)."""

    chainage_m: float
    away_m: float
    side: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Course:
    """Vertices from the beginning of the line to its end: degrees, CGCS2000.

    Between two vertices it is straight in degrees, and short enough for that not to matter.
    """

    lon: Floats
    lat: Floats

    @classmethod
    def of(cls, line: LineString) -> Course:
        """Of a line of longitude, latitude. Raises BadGeometry for one without length."""
        if line.is_empty or line.length == 0:
            raise BadGeometry("the line has no length")
        vertices = shapely.get_coordinates(shapely.segmentize(line, _LONGEST_STEP))
        return cls(vertices[:, 0], vertices[:, 1])

    @cached_property
    def chainage(self) -> Floats:
        """Metres from the beginning to each vertex, geodesic."""
        return np.append(0.0, np.cumsum(step_metres(self.lon, self.lat)))

    @property
    def length_m(self) -> float:
        """Geodesic."""
        return float(self.chainage[-1])

    @property
    def line(self) -> LineString:
        """The whole course."""
        return LineString(np.stack([self.lon, self.lat], axis=1))

    def at(self, metres: float) -> tuple[float, float]:
        """Longitude and latitude so far from the beginning. Raises BadParameter beyond the ends."""
        self._require(metres)
        return (
            float(np.interp(metres, self.chainage, self.lon)),
            float(np.interp(metres, self.chainage, self.lat)),
        )

    def part(self, from_m: float, to_m: float) -> LineString:
        """The piece between two chainages. Raises BadParameter unless 0 ≤ from < to ≤ length."""
        self._require(from_m)
        self._require(to_m)
        if from_m >= to_m:
            raise BadParameter("a part of a line ends after its beginning")
        between = (self.chainage > from_m) & (self.chainage < to_m)
        inner = np.stack([self.lon[between], self.lat[between]], axis=1)
        return LineString([self.at(from_m), *inner.tolist(), self.at(to_m)])

    def locate(self, lon: float, lat: float) -> Located:
        """Where on the line a position belongs: the nearest place, the first of several."""
        here = earth_centred(np.array([lon]), np.array([lat]))[0]
        begins, step = self._xyz[:-1], self._xyz[1:] - self._xyz[:-1]
        squared = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip(((here - begins) * step).sum(axis=1) / squared, 0.0, 1.0)
        away = np.sqrt((((begins + share[:, None] * step) - here) ** 2).sum(axis=1))
        nearest = int(away.argmin())
        part = float(share[nearest])
        metres = self.chainage[nearest] + part * (
            self.chainage[nearest + 1] - self.chainage[nearest]
        )
        flat = tangent_axes(lon, lat)
        ahead, aside = step[nearest] @ flat, (here - begins[nearest]) @ flat
        turn = float(ahead[0] * aside[1] - ahead[1] * aside[0])
        side = "left" if turn > 0 else "right"
        return Located(
            float(metres),
            float(away[nearest]),
            "on" if away[nearest] < 1e-3 else side,
            float(self.lon[nearest] + part * (self.lon[nearest + 1] - self.lon[nearest])),
            float(self.lat[nearest] + part * (self.lat[nearest + 1] - self.lat[nearest])),
        )

    @cached_property
    def _xyz(self) -> Floats:
        return earth_centred(self.lon, self.lat)

    def _require(self, metres: float) -> None:
        # The last digits of a sum are nobody's mistake.
        if not -1e-6 <= metres <= self.length_m + 1e-6:
            raise BadParameter(
                f"chainage {metres:g} m is not on the line: it is {self.length_m:.1f} m long"
            )
