"""Checks maps by name: files, TileJSONs, styles; what is missing is told by name, or raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spatial.errors import MapIncomplete, MapUnreadable
from tileserver.map_check.looking import Findings, look_through
from tileserver.map_check.map_tiles import (
    MapTiles,
    MbtilesMap,
    PmtilesMap,
    ServedMap,
    open_pmtiles,
    read_address,
    read_document,
)
from tileserver.map_check.style_check import StyleFindings, look_through_style


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to. lines: sentences for people. missing: thing → zooms."""

    lines: tuple[str, ...]
    missing: Mapping[str, Sequence[int]]


def check_maps(targets: Sequence[str], day: date | None = None) -> Checked:
    """Checks what lies under these names: the tiles together as one map, each style by itself.

    targets: paths or http addresses of PMTiles, MBTiles, TileJSON, or MapLibre styles.
    Raises MapUnreadable.
    """
    maps: list[MapTiles] = []
    lines: list[str] = []
    missing: dict[str, Sequence[int]] = {}
    for target in targets:
        found = _opened(target)
        if not isinstance(found, dict):
            maps.append(found)
            continue
        style = look_through_style(found)
        lines += [f"{target}：{line}" for line in _style_lines(style)]
        missing |= style.missing
    if maps:
        findings = look_through(maps, day)
        lines += _tile_lines(findings)
        missing |= findings.missing
    return Checked(tuple(lines), missing)


def require_complete(checked: Checked) -> None:
    """Returns for a map that lacks nothing; else raises MapIncomplete, naming what is missing."""
    if checked.missing:
        told = "; ".join(f"{name} (zooms {_span(at)})" for name, at in checked.missing.items())
        raise MapIncomplete(
            f"the map lacks what every map of the country must show: {told}",
            missing={name: list(at) for name, at in checked.missing.items()},
        )


def _opened(target: str) -> MapTiles | dict[str, Any]:
    """The tiles of a map, or the document of a style."""
    if target.startswith(("http://", "https://")):
        if target.partition("?")[0].endswith(".pmtiles"):
            return PmtilesMap(target, lambda at, length: read_address(target, (at, length)))
        return _told(target, read_document(target, read_address(target)))
    path = Path(target)
    if not path.is_file():
        raise MapUnreadable(f"there is no file {target}")
    if path.suffix == ".pmtiles":
        return open_pmtiles(path)
    if path.suffix == ".mbtiles":
        return MbtilesMap(path)
    return _told(target, read_document(target, path.read_bytes()))


def _told(target: str, document: dict[str, Any]) -> MapTiles | dict[str, Any]:
    if "tilejson" in document:
        return ServedMap(target, document)
    if document.get("version") == 8 and isinstance(document.get("layers"), list):
        return document
    raise MapUnreadable(f"{target} is no TileJSON and no MapLibre style of version 8")


def _tile_lines(findings: Findings) -> Iterable[str]:
    if not findings.asked:
        yield "没有须查的地物：图为虚构，或范围内没有"
        return
    yield f"查 {findings.asked} 项，级别 {_span(findings.zooms)}"
    if findings.strokes_asked:
        yield f"南海断续线：{findings.strokes_asked} 段中有 {findings.strokes} 段"
    for name in findings.not_demanded:
        yield f"没有 {name}（来源未载，不作要求）"
    for name, zooms in findings.missing.items():
        yield f"缺 {name}：级别 {_span(zooms)}"


def _style_lines(findings: StyleFindings) -> Iterable[str]:
    for name, zooms in findings.missing.items():
        by = findings.dropped_by.get(name)
        yield f"不画 {name}：级别 {_span(zooms)}" + (f"，被 {'、'.join(by)} 滤去" if by else "")
    for layer, why in findings.not_judged.items():
        yield f"图层 {layer} 无从判断：{why}"
    if not findings.missing:
        yield "没有滤去必须表示的内容"


def _span(zooms: Sequence[int]) -> str:
    """Zooms in short.

    >>> _span([3, 4, 5]), _span([3, 5]), _span([4])
    ('3-5', '3, 5', '4')
    """
    if len(zooms) > 1 and list(zooms) == list(range(zooms[0], zooms[-1] + 1)):
        return f"{zooms[0]}-{zooms[-1]}"
    return ", ".join(map(str, zooms))
