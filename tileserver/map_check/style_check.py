"""Looks through a MapLibre style for filters that drop what a map must show.

Each required thing is put to every layer that may draw it, as the features in which our tiles and
those of others bear it: an area by code, a line by kind, the dashed line also as the feature 100000
without a name. It is missing where no layer lets it through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tileserver.layers import LayerKind, declared_layers
from tileserver.map_check.looking import code_of
from tileserver.map_check.required import Kind, Required, required_things
from tileserver.map_check.style_filters import Sample, UnknownOperator, passes

ZOOMS = range(3, 11)
"""Zooms at which a style is asked: from where the country fills a screen to where a city does."""

_DRAWN = frozenset({"fill", "line", "symbol", "circle", "fill-extrusion"})
_OPACITY = {
    "fill": "fill-opacity",
    "line": "line-opacity",
    "circle": "circle-opacity",
    "symbol": "text-opacity",
    "fill-extrusion": "fill-extrusion-opacity",
}


@dataclass(slots=True)
class StyleFindings:
    """What a style drops. missing: thing → zooms at which no layer draws it.

    dropped_by: thing → the layers whose filter sends it away. not_judged: layers whose filter has
    an operator that is not known here; they count as drawing nothing.
    """

    missing: dict[str, list[int]] = field(default_factory=dict)
    dropped_by: dict[str, list[str]] = field(default_factory=dict)
    not_judged: dict[str, str] = field(default_factory=dict)


def look_through_style(style: Mapping[str, Any]) -> StyleFindings:
    """What the style drops of a map that its sources could show."""
    findings = StyleFindings()
    layers = [layer for layer in style.get("layers", []) if _draws(layer)]
    ours = any(layer.get("source-layer") in _parts() for layer in layers)
    absent: defaultdict[str, list[int]] = defaultdict(list)
    dropped: defaultdict[str, set[str]] = defaultdict(set)
    for name, kind, samples in _things():
        able = [
            (layer, held)
            for layer in layers
            if (held := _held(layer, kind, samples, style.get("sources", {}), ours=ours))
        ]
        for zoom in ZOOMS:
            shown = False
            for layer, held in able:
                if _lets_through(layer, held, zoom, findings):
                    shown = True
                else:
                    dropped[name].add(str(layer.get("id")))
            if not shown:
                absent[name].append(zoom)
    findings.missing = dict(absent)
    findings.dropped_by = {name: sorted(dropped[name]) for name in absent}
    return findings


def _things() -> Iterator[tuple[str, Kind, list[Sample]]]:
    """What is asked for, with the features that stand for it."""
    lines: dict[Kind, str] = {
        Kind.DASHED_LINE: "南海断续线",
        Kind.NATIONAL: "国界",
        Kind.UNDETERMINED: "未定国界",
    }
    for thing in required_things():
        if thing.kind is Kind.AREA and len(thing.codes) == 1 and thing.from_zoom == 0:
            yield thing.name, thing.kind, _areas(thing)
    for kind, name in lines.items():
        yield name, kind, [Sample({"kind": kind.value, "name": name}, "LineString")]
    no_data = {"code": "990100", "name": "无数据", "grade": "no_data", "flag": "no_data"}
    yield (
        "无数据的地区",
        Kind.AREA,
        [Sample(no_data | {"level": level}, "Polygon") for level in _AT_LEVELS],
    )
    # As it is published with the provinces: a polygon with a code and an empty name.
    unnamed = {"code": "100000", "adcode": "100000", "name": "", "level": ""}
    yield "南海断续线（100000，无名称）", Kind.AREA, [Sample(unnamed, "Polygon")]


_AT_LEVELS = ("province", "prefecture", "county")


def _areas(thing: Required) -> list[Sample]:
    """A province as each of the levels may show it: where nothing below is known, as itself."""
    code = thing.codes[0]
    return [
        Sample(
            {"code": code, "adcode": code, "name": thing.name, "level": level, "grade": grade},
            "Polygon",
        )
        for level in _AT_LEVELS
        for grade in ("held", "derived")
    ]


def _draws(layer: Mapping[str, Any]) -> bool:
    """Whether a style layer draws anything at all."""
    if layer.get("type") not in _DRAWN:
        return False
    if layer.get("layout", {}).get("visibility") == "none":
        return False
    return bool(layer.get("paint", {}).get(_OPACITY[str(layer["type"])], 1) != 0)


def _held(
    layer: Mapping[str, Any],
    kind: Kind,
    samples: list[Sample],
    sources: Mapping[str, Any],
    *,
    ours: bool,
) -> list[Sample]:
    """What of the samples may come to a layer that draws things of a kind.

    Of our own tiles the source layer tells; of a GeoJSON in the style itself, its features; any
    other source may hold anything, but not beside our tiles, which hold it all.
    """
    if kind is Kind.AREA and layer["type"] in ("symbol", "circle"):
        return []
    if kind is not Kind.AREA and layer["type"] != "line":
        return []
    part = str(layer.get("source-layer"))
    if part in _parts():
        source = "division" if kind is Kind.AREA else "boundary_line"
        return [one for one in samples if _parts()[part] == source and _is_of(one, part)]
    data = sources.get(str(layer.get("source")), {}).get("data")
    if isinstance(data, dict):
        told = [_told(one) for one in data.get("features", [data])]
        return [one for one in told if one is not None and any(_same(one, s) for s in samples)]
    return [] if ours else samples


@lru_cache
def _parts() -> Mapping[str, str | None]:
    """The sources of the MVT layers of our tiles."""
    return {
        part.id: layer.source
        for layer in declared_layers().values()
        if layer.kind is LayerKind.VECTOR
        for part in layer.parts
    }


def _is_of(sample: Sample, part: str) -> bool:
    """Whether the tiles of a level hold the sample."""
    return part not in _LEVELS or sample.properties.get("level") in (None, "", part)


def _told(feature: Mapping[str, Any]) -> Sample | None:
    """A GeoJSON feature as a sample; None for what is none."""
    geometry = feature.get("geometry") or {}
    if not geometry.get("type"):
        return None
    # Filters know no Multi types.
    return Sample(feature.get("properties") or {}, str(geometry["type"]).removeprefix("Multi"))


def _same(one: Sample, other: Sample) -> bool:
    """Whether a feature is that of a sample, by code or kind."""
    code = code_of(dict(other.properties))
    if code is not None:
        return code_of(dict(one.properties)) == code
    return one.properties.get("kind") == other.properties.get("kind")


def _lets_through(
    layer: Mapping[str, Any], samples: list[Sample], zoom: int, findings: StyleFindings
) -> bool:
    """Whether a layer draws one of the samples at a zoom."""
    if not layer.get("minzoom", 0) <= zoom < layer.get("maxzoom", 24):
        return False
    try:
        return any(passes(layer.get("filter"), sample, zoom) for sample in samples)
    except (UnknownOperator, TypeError, AttributeError, IndexError) as error:
        findings.not_judged[str(layer.get("id"))] = str(error)
        return False


_LEVELS = frozenset({"province", "prefecture", "county", "township", "village"})
