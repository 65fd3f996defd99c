"""Scenes to pictures: the pixels of a tile, from the newest scene that shows them.

Default drawing: red, green and blue where a scene has them, as they are when they are 8-bit bands
of one file (a true-colour picture), else each stretched; a file of three or more 8-bit bands is
drawn by its first three; any other scene by its first band in grey, stretched. The stretch is the
2nd to 98th percentile that the catalogue keeps, the same for all tiles. What has no value is
transparent. A tile coarser than the image is interpolated (from overviews), a finer one shows the
image's own pixels. In place of it a client names bands, or arithmetic over bands, and colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.indices import Index
from spatial.imagery.scene import Asset, Band, Scene
from tileserver.images.clouds import cloudy
from tileserver.images.sampling import MAX_SOURCE_PIXELS, Interpolation, Mask, Values, sampled
from tileserver.images.view import Frame, View, frames

Bytes = NDArray[np.uint8]

_BYTES = (0.0, 255.0)


@dataclass(frozen=True, slots=True)
class Style:
    """What a client asks for in place of the default drawing.

    bands: names of one band (grey) or three (red, green, blue); None for the default. ranges: the
    values drawn darkest and brightest, one pair for all bands or one for each, in the band's unit
    (scale and offset applied); None for the default. expressions: in place of bands, one or three,
    with ranges. colours: of one band or expression, (256, 3), in place of grey. nodata: the value
    of the file that means none, in place of its own. resampling: None for one by the scale. index:
    the one that has a name, of which the expression is.
    """

    bands: tuple[str, ...] | None = None
    ranges: tuple[tuple[float, float], ...] | None = None
    expressions: tuple[Expression, ...] | None = None
    colours: Bytes | None = None
    nodata: float | None = None
    resampling: Interpolation | None = None
    index: Index | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """The bands that a scene has to have."""
        if self.expressions is None:
            return self.bands or ()
        return tuple(dict.fromkeys(name for one in self.expressions for name in one.bands))

    def fits(self, scene: Scene) -> bool:
        """Whether a scene has what is to be drawn of it."""
        if self.index is not None:
            return self.index.lacking(scene) is None
        return all(scene.band(name) is not None for name in self.named)

    def require(self, scene: Scene) -> None:
        """Returns when a scene has what is to be drawn of it. Raises BadParameter."""
        if self.index is not None:
            self.index.require(scene)
        for name in self.named:
            scene.require_band(name)


@dataclass(frozen=True, slots=True)
class Channel:
    """A band to be drawn: value low is 0 and high is 255, between them linear."""

    asset: Asset
    band: Band
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Red, green, blue of shape (3, rows, columns), and where they show something.

    scenes: the ids of those that do, in the order in which they were laid.
    """

    colours: Bytes
    shown: Mask
    scenes: tuple[str, ...] = ()

    @classmethod
    def empty(cls, view: View) -> Picture:
        """Nothing yet."""
        shape = (view.rows, view.columns)
        return cls(np.zeros((3, *shape), np.uint8), np.zeros(shape, np.bool_))


def channels(scene: Scene, style: Style) -> list[Channel]:
    """One channel (grey) or three (red, green, blue) of a scene.

    Raises BadParameter when the style names a band that the scene lacks.
    """
    if style.bands is None:
        chosen, true_colour = _default_bands(scene)
    else:
        chosen, true_colour = [scene.require_band(name) for name in style.bands], False
    ranges: Sequence[tuple[float, float] | None]
    ranges = style.ranges or [(0.0, 255.0) if true_colour else None]
    if len(ranges) == 1:
        ranges = [ranges[0]] * len(chosen)
    if len(ranges) != len(chosen):
        raise BadParameter(f"rescale has {len(ranges)} ranges for {len(chosen)} bands")
    return [
        _channel(asset, band, limits) for (asset, band), limits in zip(chosen, ranges, strict=True)
    ]


def _default_bands(scene: Scene) -> tuple[list[tuple[Asset, Band]], bool]:
    """The bands, and whether they are a picture already, to be shown as it is."""
    colours = [found for name in ("red", "green", "blue") if (found := scene.band(name))]
    if len(colours) == 3:
        together = len({asset.key for asset, _ in colours}) == 1
        return colours, together and all(band.dtype == "uint8" for _, band in colours)
    every = scene.data_bands()
    if (
        len({asset.key for asset, _ in every}) == 1
        and len(every) >= 3
        and all(b.dtype == "uint8" for _, b in every)
    ):
        return every[:3], True
    return every[:1], False


def _channel(asset: Asset, band: Band, limits: tuple[float, float] | None) -> Channel:
    if limits is None:
        low, high = (value * band.scale + band.offset for value in band.stretch)
    else:
        low, high = limits
    # A band of one value everywhere is drawn in the middle grey.
    return (
        Channel(asset, band, low, high) if low != high else Channel(asset, band, low - 1, low + 1)
    )


def draw(
    scenes: Sequence[Scene],
    view: View,
    style: Style,
    *,
    within: Mask | None = None,
    holes: bool = False,
    budget: int | None = None,
) -> Picture:
    """The picture of a view; scenes that stand first cover the later ones.

    within: of the view; beside it nothing is shown. holes: where a scene's cloud mask has clouds,
    the next one is shown. budget: most pixels that are read of one file, None for as many as a tile
    may. A scene without a band that the style names is left out, unless all are.
    Raises BadParameter for a style that fits none of the scenes, ImageUnreadable.
    """
    fitting = [scene for scene in scenes if style.fits(scene)]
    if scenes and not fitting:
        style.require(scenes[0])
    whole = Picture.empty(view)
    missing = np.ones_like(whole.shown) if within is None else within.copy()
    seen: list[str] = []
    for scene in fitting:
        picture = draw_scene(scene, view, style, holes=holes, budget=budget)
        new = picture.shown & missing
        if not new.any():
            continue
        seen.append(scene.id)
        if new.all():
            return Picture(picture.colours, new, (scene.id,))
        whole.colours[:, new] = picture.colours[:, new]
        whole.shown[new] = True
        missing &= ~new
        if not missing.any():
            break
    return Picture(whole.colours, whole.shown, tuple(seen))


def draw_scene(
    scene: Scene, view: View, style: Style, *, holes: bool = False, budget: int | None = None
) -> Picture:
    """The picture of one scene in a view. Raises as `draw` does."""
    picture = Picture.empty(view)
    most = MAX_SOURCE_PIXELS if budget is None else budget
    draw_frame = _channels_in if style.expressions is None else _expressions_in
    for frame in frames(scene, view):
        colours, shown = draw_frame(scene, frame, style, most)
        if holes and shown.any():
            clouds = cloudy(scene, frame)
            if clouds is not None:
                shown &= ~clouds
        colours[:, ~shown] = 0
        if frame.shape == picture.shown.shape:
            return Picture(colours, shown)
        picture.colours[:, *frame.slices] = np.where(
            shown, colours, picture.colours[:, *frame.slices]
        )
        picture.shown[frame.slices] |= shown
    return picture


def _channels_in(scene: Scene, frame: Frame, style: Style, budget: int) -> tuple[Bytes, Mask]:
    """Shown is what one of the bands has a value for."""
    wanted = channels(scene, style)
    if style.colours is not None and len(wanted) != 1:
        raise BadParameter("a colour map is for one band: name it with bands=")
    read = _values([(one.asset, one.band) for one in wanted], scene, frame, style, budget)
    shown = np.zeros(frame.shape, np.bool_)
    colours = np.empty((3, *frame.shape), np.uint8)
    for at, (channel, (values, valid)) in enumerate(zip(wanted, read, strict=True)):
        shown |= valid
        drawn = _to_bytes(_in_unit(channel.band, values), channel.low, channel.high)
        if len(wanted) == 1:
            colours[:] = _coloured(drawn, style)
        else:
            colours[at] = drawn
    return colours, shown


def _expressions_in(scene: Scene, frame: Frame, style: Style, budget: int) -> tuple[Bytes, Mask]:
    """Shown is what all bands of the expressions have a value for, and what comes to a number."""
    expressions, ranges = style.expressions or (), list(style.ranges or ())
    if len(ranges) == 1:
        ranges *= len(expressions)
    if len(ranges) != len(expressions):
        raise BadParameter(f"rescale has {len(ranges)} ranges for {len(expressions)} expressions")
    named = {name: scene.require_band(name) for name in style.named}
    read = _values(list(named.values()), scene, frame, style, budget)
    bands: dict[str, NDArray[np.float64]] = {}
    shown = np.ones(frame.shape, np.bool_)
    for (name, (_, band)), (values, valid) in zip(named.items(), read, strict=True):
        bands[name] = _in_unit(band, values).astype(np.float64)
        shown &= valid
    planes = [one.of(bands) for one in expressions]
    for plane in planes:
        shown &= np.isfinite(plane)
    drawn = [_to_bytes(plane, *limits) for plane, limits in zip(planes, ranges, strict=True)]
    return np.array(_coloured(drawn[0], style) if len(drawn) == 1 else drawn), shown


def _values(
    wanted: Sequence[tuple[Asset, Band]], scene: Scene, frame: Frame, style: Style, budget: int
) -> list[tuple[Values, Mask]]:
    """The values and the valid pixels of each band in a frame; those of one file are read once."""
    of_file: dict[str, list[int]] = {}
    for at, (asset, _) in enumerate(wanted):
        of_file.setdefault(asset.key, []).append(at)
    found: dict[int, tuple[Values, Mask]] = {}
    for members in of_file.values():
        values, valid = sampled(
            scene,
            wanted[members[0]][0],
            [wanted[at][1] for at in members],
            frame,
            how=style.resampling,
            nodata=style.nodata,
            budget=budget,
        )
        found |= {at: (values[n], valid[n]) for n, at in enumerate(members)}
    return [found[at] for at in range(len(wanted))]


def _in_unit(band: Band, values: Values) -> Values:
    if band.scale == 1.0 and band.offset == 0.0:
        return values
    return values.astype(np.float64) * band.scale + band.offset


def _coloured(drawn: Bytes, style: Style) -> Bytes:
    if style.colours is None:
        return np.broadcast_to(drawn, (3, *drawn.shape))
    return np.moveaxis(style.colours[drawn], -1, 0)


def _to_bytes(numbers: Values, low: float, high: float) -> Bytes:
    if (low, high) == _BYTES and numbers.dtype == np.uint8:
        return numbers.astype(np.uint8)
    # Numbers of two bytes are whole in 32 bits; others may need more.
    kind = np.float32 if numbers.dtype == np.float32 or numbers.dtype.itemsize <= 2 else np.float64
    part: NDArray[Any] = numbers.astype(kind)
    part -= low
    part *= 255.0
    part /= high - low
    np.clip(part, 0.0, 255.0, out=part)
    np.rint(part, out=part)
    drawn: Bytes = np.nan_to_num(part, copy=False).astype(np.uint8)
    return drawn
