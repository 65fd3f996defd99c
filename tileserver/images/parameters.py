"""What the query of an image tile says of the drawing."""

from __future__ import annotations

import json
from math import isfinite
from typing import Annotated

from fastapi import Depends, Query

from spatial.errors import BadParameter
from spatial.imagery.expression import Expression
from spatial.imagery.indices import INDICES, index_named
from tileserver.images.colours import colour_map
from tileserver.images.drawing import Style
from tileserver.images.sampling import Interpolation

DRAWING_PARAMETERS = (
    "bands", "rescale", "expression", "index", "colormap", "nodata", "resampling",
)  # fmt: skip
"""What of the query of a TileJSON stands in its template again."""


def style_of(
    bands: Annotated[
        str | None,
        Query(description="One band (grey) or three (red, green, blue), names with commas."),
    ] = None,
    rescale: Annotated[
        list[str] | None,
        Query(description="LOW,HIGH: the darkest and the brightest value; once, or per band."),
    ] = None,
    expression: Annotated[
        str | None,
        Query(
            description="In place of bands: one piece of arithmetic, or three with semicolons, "
            "as (nir-red)/(nir+red); needs rescale."
        ),
    ] = None,
    colormap: Annotated[
        str | None,
        Query(
            description="For one band or expression: a name (viridis, rdylgn …) or a ramp, "
            '{"0": "#ffffff", "1": "#006837"}.'
        ),
    ] = None,
    nodata: Annotated[
        str | None, Query(description="A value of the file that means none, in place of its own.")
    ] = None,
    resampling: Annotated[
        Interpolation | None,
        Query(description="How pixels are interpolated; by the scale when left out."),
    ] = None,
    index: Annotated[
        str | None,
        Query(
            description="In place of bands: " + ", ".join(INDICES) + "; with limits and colours of "
            "its own, which rescale and colormap replace."
        ),
    ] = None,
) -> Style:
    """The drawing that a client asks for. Raises BadParameter."""
    names = None if bands is None else tuple(name.strip() for name in bands.split(","))
    if names is not None and (len(names) not in (1, 3) or not all(names)):
        raise BadParameter(f"bands={bands!r}: name one band or three")
    ranges = tuple(_range(pair) for pair in rescale) if rescale else None
    if ranges is not None and len(ranges) not in (1, 3):
        raise BadParameter(f"rescale has {len(ranges)} ranges: give one, or one for each band")
    named = None if index is None else index_named(index)
    if named is not None:
        if names is not None or expression is not None:
            raise BadParameter("give bands, an expression or an index, one of them")
        expressions: tuple[Expression, ...] | None = (named.expression,)
        ranges = ranges or (named.range,)
        colormap = colormap or json.dumps(dict(named.colours))
    else:
        expressions = None if expression is None else _expressions(expression)
    if expressions is not None:
        if names is not None:
            raise BadParameter("give bands or an expression, not both")
        if ranges is None:
            raise BadParameter("an expression needs rescale=LOW,HIGH: its values may be anything")
    if colormap is not None and len(expressions or names or ()) == 3:
        raise BadParameter("a colour map is for one band or expression")
    return Style(
        names,
        ranges,
        expressions,
        None if colormap is None else colour_map(colormap),
        None if nodata is None else _number(nodata),
        resampling,
        named,
    )


def legend_of(style: Style) -> dict[str, object]:
    """What a TileJSON tells of an index, for the legend beside it; nothing without one.

    stops: values and their colours; None where the client has colours of its own.
    """
    index = style.index
    if index is None:
        return {}
    [(low, high)] = style.ranges or (index.range,)
    ours = style.colours is colour_map(json.dumps(dict(index.colours)))
    stops = [
        [round(low + float(place) * (high - low), 6), colour]
        for place, colour in index.colours.items()
    ]
    return {
        "index": {
            "name": index.name,
            "title": index.title,
            "expression": index.expression.text,
            "range": [low, high],
            "stops": stops if ours else None,
            "source": index.source,
        }
    }


def _expressions(text: str) -> tuple[Expression, ...]:
    found = tuple(Expression.parse(one) for one in text.split(";"))
    if len(found) not in (1, 3):
        raise BadParameter(f"there are {len(found)} expressions: give one or three")
    return found


def _range(pair: str) -> tuple[float, float]:
    try:
        low, high = (float(number) for number in pair.split(","))
    except ValueError as error:
        raise BadParameter(f"rescale={pair!r} is not of the form LOW,HIGH") from error
    if not -1e300 < low < high < 1e300:
        raise BadParameter(f"rescale={pair!r}: LOW must be less than HIGH")
    return low, high


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError as error:
        raise BadParameter(f"nodata={text!r} is no number") from error
    if not isfinite(found):
        raise BadParameter(f"nodata={text!r}: what is not finite has no value anyway")
    return found


Drawing = Annotated[Style, Depends(style_of)]
