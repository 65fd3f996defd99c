"""The fictional ground: its height, everywhere the same for all that stands or walks on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.sample.coverage import Points

# Amplitude in m, waves per km east and north, phase.
_WAVES = (
    (210.0, 0.13, 0.05, 0.3),
    (150.0, -0.07, 0.16, 1.9),
    (70.0, 0.41, 0.29, 4.1),
    (34.0, -0.83, 0.67, 2.2),
    (15.0, 1.9, -1.4, 0.8),
)


def elevation_m(plane: Points) -> NDArray[np.float64]:
    """Height above the sea in m (10 to about 1000) of points on the working plane (km)."""
    height = np.full(len(plane), 360.0)
    for amplitude, east, north, phase in _WAVES:
        height += amplitude * np.sin(east * plane[:, 0] + north * plane[:, 1] + phase)
    above: NDArray[np.float64] = np.maximum(height, 10.0)
    return above
