"""Clouds in a view: where a scene's mask has them, how much of a place it shows without them.

The share is of all pixels of the view (or of a division in it): a scene that shows a tenth of
the place has a tenth at most. By the mask of the scene where it has one; else what its producer
tells of the whole scene, over the part of the view that it covers; else nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np
import shapely
from affine import Affine
from rasterio.features import geometry_mask

from spatial.imagery.scene import Asset, Band, CloudMask, Scene
from tileserver.images.part import Part
from tileserver.images.sampling import Interpolation, Mask, sampled
from tileserver.images.view import Frame, View, frames

_SHARES_KEPT = 20_000


def _mask_of(scene: Scene) -> tuple[CloudMask, Asset, Band] | None:
    if scene.clouds is None:
        return None
    found = scene.band(scene.clouds.band)
    return None if found is None else (scene.clouds, *found)


def cloudy(scene: Scene, frame: Frame) -> Mask | None:
    """Where the mask of a scene has clouds or their shadows in a frame; None without a mask.

    Raises ImageUnreadable.
    """
    found = _mask_of(scene)
    return None if found is None else _clouds_and_known(scene, *found, frame)[0]


def _clouds_and_known(
    scene: Scene, clouds: CloudMask, asset: Asset, band: Band, frame: Frame
) -> tuple[Mask, Mask]:
    # Between two classes there is no third: the nearest one counts at any scale.
    [numbers], [known] = sampled(scene, asset, [band], frame, how=Interpolation.NEAREST)
    return clouds.hides(numbers) & known, known


def clear_share(scene: Scene, view: View, within: Mask | None) -> float | None:
    """How much of a view a scene shows without clouds, 0 to 1; None where nobody knows.

    within: the part of the view that counts. Raises ImageUnreadable.
    """
    counted = view.rows * view.columns if within is None else int(within.sum())
    if not counted:
        return 0.0
    found = _mask_of(scene)
    if found is not None:
        clear = np.zeros((view.rows, view.columns), np.bool_)
        for frame in frames(scene, view):
            clouds, known = _clouds_and_known(scene, *found, frame)
            clear[frame.slices] |= known & ~clouds
        return float((clear if within is None else clear & within).sum()) / counted
    if scene.sensing.cloud_share is None:
        return None
    covered = _covered(scene, view)
    share = float((covered if within is None else covered & within).sum()) / counted
    return share * (1 - scene.sensing.cloud_share)


def _covered(scene: Scene, view: View) -> Mask:
    """The pixels of a view under the footprint of a scene: in degrees, as a footprint is drawn."""
    west, south, east, north = view.degrees
    across, down = (east - west) / view.columns, (north - south) / view.rows
    near = shapely.clip_by_rect(
        scene.footprint, west - across, south - down, east + across, north + down
    )
    if near.is_empty:
        return np.zeros((view.rows, view.columns), np.bool_)
    transform = Affine(across, 0, west, 0, -down, north)
    return np.asarray(geometry_mask([near], (view.rows, view.columns), transform, invert=True))


class _Shares:
    """Shares that were computed, by the bytes of the mask and the place. Safe for threads."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], float | None] = {}
        self._lock = Lock()

    def of(self, scene: Scene, view: View, part: Part | None) -> float | None:
        found = _mask_of(scene)
        told = scene.sensing.cloud_share if found is None else found[1].sha256
        key = (scene.id, scene.clouds, told, view, part and part.name)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        share = clear_share(scene, view, None if part is None else part.within(view))
        with self._lock:
            if len(self._kept) >= _SHARES_KEPT:
                self._kept.clear()
            self._kept[key] = share
        return share


_SHARES = _Shares()


def clearest_first(scenes: Sequence[Scene], view: View, part: Part | None = None) -> list[Scene]:
    """Scenes by the share of a view that they show without clouds, the greatest first; of equal
    ones the newer, and those of which nobody knows last.

    part: of the view, in which alone pixels are counted. Raises ImageUnreadable.
    """
    if len(scenes) < 2:
        return list(scenes)
    shares = {scene.id: _SHARES.of(scene, view, part) for scene in scenes}
    newest_first = sorted(scenes, key=lambda scene: scene.acquisition.start, reverse=True)
    return sorted(
        newest_first,
        key=lambda scene: (shares[scene.id] is None, -round(shares[scene.id] or 0.0, 4)),
    )
