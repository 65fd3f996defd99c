"""Fictional place names beside the divisions: a street, a park, a village with its committee."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shapely import Polygon

from ingest.sample.registry import Entry, YearList

PLACE_HEADER = (
    "id",
    "standard_name",
    "category",
    "division_code",
    "secrecy",
    "class_code",
    "former_names",
) + ("named_on", "lon", "lat", "location", "meaning", "approving_authority", "approved_on")

_AUTHORITY = "虚构市人民政府"


def place_rows(cells: Sequence[Polygon], units: YearList) -> Iterator[tuple[str, ...]]:
    """The rows of a file of standard names, of the newest list. Degrees lon, lat in CGCS2000."""
    for entry in units.values():
        if entry.level == "township" and entry.name.endswith("街道"):
            yield from _in_town(cells, entry, units)
        elif entry.level == "village" and entry.name.endswith("村") and entry.code.endswith("0"):
            yield from _village(cells, entry)


def _in_town(
    cells: Sequence[Polygon], town: Entry, units: Mapping[str, Entry]
) -> Iterator[tuple[str, ...]]:
    stem = town.name.removesuffix("街道")
    county = units[town.parent_code]
    at = _position(cells, town)
    yield (
        f"street-{town.code}", f"{stem}大街", "street", town.code, "公开", "",
        f"{stem}路@2009-09-01", "2009-09-01", *at, f"{county.name}{town.name}，南北走向",
        f"以{town.name}得名",
        _AUTHORITY, "2009-08-20",
    )  # fmt: skip
    yield (
        f"park-{town.code}", f"{stem}公园", "park", town.code, "公开", "", "",
        "2012-05-01", *at, f"{county.name}{town.name}中部", "", _AUTHORITY, "2012-04-10",
    )  # fmt: skip


def _village(cells: Sequence[Polygon], village: Entry) -> Iterator[tuple[str, ...]]:
    """The village as an area (21610) and its committee (27610): one place, entered twice."""
    at = _position(cells, village)
    yield (
        f"area-{village.code}", village.name, "self_governing", village.code, "公开", "21610",
        "", "", *at, "", "", "", "",
    )  # fmt: skip
    yield (
        f"body-{village.code}", f"{village.name}民委员会", "organisation", village.code, "公开",
        "27610", "", "", *at, "", "", "", "",
    )  # fmt: skip


def _position(cells: Sequence[Polygon], unit: Entry) -> tuple[str, str]:
    centre = cells[min(unit.cells)].representative_point()
    return f"{centre.x:.6f}", f"{centre.y:.6f}"
