"""Colour maps: from a value between the darkest and the brightest to a colour."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rio_tiler.colormap import cmap
from rio_tiler.errors import InvalidColorMapName

from spatial.errors import BadParameter

Bytes = NDArray[np.uint8]

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@lru_cache(maxsize=64)
def colour_map(text: str) -> Bytes:
    """256 colours (256, 3), the first for the lowest value.

    text: the name of a map that rio-tiler knows (`viridis`, `rdylgn_r` …), or a ramp of places and
    colours in JSON, `{"0": "#a50026", "0.5": "#ffffbf", "1": "#006837"}`, between which colours are
    mixed evenly. Raises BadParameter.
    """
    if text.lstrip().startswith("{"):
        return _ramp(text)
    try:
        found = cmap.get(text.lower())
    except InvalidColorMapName as error:
        raise BadParameter(f"there is no colour map {text!r}, as {', '.join(_FEW)} are") from error
    colours = np.array([_colour(found, at) for at in range(256)], dtype=np.uint8)
    colours.setflags(write=False)
    return colours


_FEW = ("viridis", "terrain", "rdylgn", "blues", "reds", "spectral")


def _colour(found: object, at: int) -> tuple[int, int, int]:
    assert isinstance(found, dict)
    red, green, blue, *_ = found.get(at, (0, 0, 0, 0))
    return int(red), int(green), int(blue)


def _ramp(text: str) -> Bytes:
    try:
        told = json.loads(text)
        stops = sorted((float(place), colour) for place, colour in told.items())
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise BadParameter('the colour map is no ramp in JSON, as {"0": "#ffffff"} is') from error
    if not 2 <= len(stops) <= 64:
        raise BadParameter(f"a ramp has 2 to 64 colours, not {len(stops)}")
    if not all(0 <= place <= 1 for place, _ in stops):
        raise BadParameter("the places of a ramp go from 0 to 1")
    if not all(isinstance(colour, str) and _HEX.fullmatch(colour) for _, colour in stops):
        raise BadParameter("the colours of a ramp are written as #rrggbb")
    places = np.array([place for place, _ in stops])
    parts = np.array([[int(one[at : at + 2], 16) for at in (1, 3, 5)] for _, one in stops])
    at = np.linspace(0, 1, 256)
    mixed = np.column_stack([np.interp(at, places, parts[:, one]) for one in range(3)])
    colours: Bytes = np.rint(mixed).astype(np.uint8)
    colours.setflags(write=False)
    return colours
