"""The fictional cameras: at the gates of facilities, inside some, and along the marked line.

Their numbers bear the county code of 2010, as if all had been planned then: some of these codes are
retired since, as in truth. Nothing here stands anywhere, and no link leads to a video.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from shapely import Point, Polygon
from shapely.strtree import STRtree

from ingest.sample.coverage import DECIMALS
from ingest.sample.registry import YearList
from spatial.crs import gcj02_from_cgcs2000
from spatial.locations.geodesic import CGCS2000

CAMERAS = """
[[source]]
kind = "cameras"
file = "cameras.csv"
"""

CAMERA_HEADER = (
    "国标编码", "点位名称", "管理单位", "经度", "纬度", "坐标系", "摄像机类型", "室内外", "朝向",
    "视角", "视距", "安装高度", "状态", "状态时间", "启用日期", "停用日期", "实时链接", "回放链接",
    "所在机构类别", "所在机构编号",
)  # fmt: skip

NUMBERED = 2010
"""The list whose codes the numbers bear."""

_LIVE = "https://video.example/live?channel={id}&user={user}"
_PLAYBACK = "https://video.example/playback?channel={id}&user={user}&from={start}&to={end}"
_INSIDE = frozenset(("care_institution", "rescue_station"))
_STATES = ("在线", "在线", "在线", "离线", "在线", "故障", "在线")

Row = tuple[object, ...]


def camera_rows(
    cells: Sequence[Polygon],
    lists: Mapping[int, YearList],
    facilities: Sequence[Sequence[object]],
    markers: Sequence[Sequence[object]],
    rng: np.random.Generator,
) -> Iterator[Row]:
    """The rows of the table. facilities, markers: rows of their own tables."""
    numbers = _Numbers(cells, lists[NUMBERED])
    seen: set[str] = set()
    for facility in facilities:
        key, name, kind = (str(one) for one in facility[:3])
        if key in seen:
            continue
        seen.add(key)
        place = float(str(facility[3])), float(str(facility[4]))
        yield from _at_gate(numbers, name, place, key, rng)
        if kind in _INSIDE:
            yield _inside(numbers, name, place, kind, key)
    for serial, marker in enumerate(one for one in markers if one[5] == ""):
        place = float(str(marker[2])), float(str(marker[3]))
        yield _at_marker(numbers, str(marker[0]), place, serial, rng)


class _Numbers:
    """Hands out numbers of GB/T 28181 by where a camera stands."""

    def __init__(self, cells: Sequence[Polygon], units: YearList) -> None:
        self._tree = STRtree(cells)
        self._county = {
            cell: entry.code
            for entry in units.values()
            if entry.level == "county"
            for cell in entry.cells
        }
        self._serials: dict[str, int] = {}

    def next_at(self, place: tuple[float, float]) -> str:
        cell = int(self._tree.nearest(Point(place)))
        county = self._county.get(cell, "990100")
        serial = self._serials[county] = self._serials.get(county, 0) + 1
        return f"{county}0000132{serial:07}"


def _at_gate(
    numbers: _Numbers,
    name: str,
    place: tuple[float, float],
    key: str,
    rng: np.random.Generator,
) -> Iterator[Row]:
    """A camera 25 m from a facility that looks at it; every fifth was turned about in 2022, every
    seventh was measured on a map with shifted coordinates, and says so."""
    bearing = float(rng.integers(0, 24) * 15)
    lon, lat, _ = CGCS2000.fwd(*place, bearing + 180, 25.0)
    system = "CGCS2000"
    serial = int(key[-4:])
    if serial % 7 == 0:
        system = "GCJ-02"
        [[lon, lat]] = gcj02_from_cgcs2000([[lon, lat]]).tolist()
    first = (
        numbers.next_at(place), f"{name}门前", "虚构市民政局", f"{lon:.{DECIMALS}f}",
        f"{lat:.{DECIMALS}f}", system, "固定枪机", "室外",
    )  # fmt: skip
    state = (_STATES[serial % len(_STATES)], "2024-01-05 08:00")
    rest = (_LIVE, _PLAYBACK, "", "")
    turned = serial % 5 == 0
    yield (
        *first, bearing, 70, 60, 4, *state, "2016-06-01", "2022-03-15" if turned else "", *rest,
    )  # fmt: skip
    if turned:
        yield (*first, (bearing + 120) % 360, 90, 80, 4, *state, "2022-03-15", "", *rest)


def _inside(numbers: _Numbers, name: str, place: tuple[float, float], kind: str, key: str) -> Row:
    """A camera in a facility that shelters people: it is only ever counted."""
    return (
        numbers.next_at(place), f"{name}大厅", "虚构市民政局", f"{place[0]:.{DECIMALS}f}",
        f"{place[1]:.{DECIMALS}f}", "CGCS2000", "半球", "室内", 0, 100, 15, 3, "在线",
        "2024-01-05 08:00", "2018-01-01", "", _LIVE, _PLAYBACK, kind, key,
    )  # fmt: skip


def _at_marker(
    numbers: _Numbers,
    marker: str,
    place: tuple[float, float],
    serial: int,
    rng: np.random.Generator,
) -> Row:
    """A pole near a marker: of three one turns about, and of one nobody knows how far it sees."""
    away = float(rng.integers(60, 180))
    lon, lat, bearing = CGCS2000.fwd(*place, float(rng.integers(0, 360)), away)
    turns = serial % 3 == 0
    return (
        numbers.next_at(place), f"界桩 {marker}", "虚构市界线管理站", f"{lon:.{DECIMALS}f}",
        f"{lat:.{DECIMALS}f}", "CGCS2000", "球机" if turns else "固定枪机", "室外",
        "" if turns else round(bearing % 360), "" if turns else 60,
        "" if serial == 4 else 400 if turns else 250, 8, _STATES[serial % len(_STATES)],
        "2024-01-05 08:00", "2019-09-01", "", _LIVE, _PLAYBACK, "", "",
    )  # fmt: skip
