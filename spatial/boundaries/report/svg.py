"""Writes the elements of a drawing as SVG text. Nothing in it refers to anything outside."""

from __future__ import annotations

from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, SimHei, sans-serif"


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; `stroke_width=2` becomes `stroke-width="2"`, None is left out, numbers lose what
    nobody sees."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_told(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def _told(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)


def path(shape: BaseGeometry, **attributes: object) -> str:
    """The lines and polygons of a shape as a path; nothing of an empty one."""
    steps = "".join(_steps(part) for part in shapely.get_parts(np.atleast_1d(shape)).tolist())
    return element("path", d=steps, **attributes) if steps else ""


def _steps(part: BaseGeometry) -> str:
    if part.is_empty:
        return ""
    if part.geom_type == "Polygon":
        rings = [part.exterior, *part.interiors]
        return "".join(_run(ring.coords[:-1]) + "Z" for ring in rings)
    if part.geom_type in ("LineString", "LinearRing"):
        return _run(part.coords)
    if part.geom_type == "GeometryCollection" or part.geom_type.startswith("Multi"):
        return "".join(_steps(inner) for inner in part.geoms)
    return ""


def _run(places: list[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{_told(float(place[0]))} {_told(float(place[1]))}" for place in places)


def words(
    text: str,
    x: float,
    y: float,
    *,
    size: float = 13,
    fill: str = "#222",
    halo: bool = False,
    anchor: str = "start",
    weight: str | None = None,
    turn: float | None = None,
) -> str:
    """A text whose baseline begins at a place; with a halo it stays legible on lines.

    The halo is a text of its own below: not every program that draws SVG knows paint-order.
    """
    told = {
        "x": float(x),
        "y": float(y),
        "font_size": float(size),
        "text_anchor": None if anchor == "start" else anchor,
        "font_weight": weight,
        "transform": None if turn is None else f"rotate({turn:.1f} {x:.1f} {y:.1f})",
    }
    written = escape(text, quote=False)
    below = element(
        "text",
        written,
        **told,
        fill="#fff",
        stroke="#fff",
        stroke_width=3.2,
        stroke_linejoin="round",
    )
    return (below if halo else "") + element("text", written, **told, fill=fill)


def width_of(text: str, size: float) -> float:
    """About how wide a text is: an em for a Chinese sign, a little more than half for others."""
    return size * sum(1.0 if ord(sign) > 0x2E7F else 0.58 for sign in text)


def drawing(width: float, height: float, title: str, content: str) -> str:
    """The whole file."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_told(width)} {_told(height)}"'
        f' width="{_told(width)}" height="{_told(height)}" font-family="{FONT}" role="img">'
        f"<title>{escape(title, quote=False)}</title>{content}</svg>\n"
    )
