"""虚构省: what stands where in 2004, and what changed in each list from then to 2024."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.sample.coverage import Points, Seeds, neighbours
from ingest.sample.names import town_names, village_names
from ingest.sample.registry import (
    Place,
    YearList,
    abolish_into,
    move,
    set_up,
    year_list,
)

FIRST_LIST, LAST_LIST = 2004, 2024


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of land that no change of counties divides, with its number of towns."""

    key: str
    towns: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Land cut in order along a bearing (degrees, 0 = from west to east, 90 = south to north)."""

    bearing: float
    parts: tuple[Cut | Block, ...]


# The plan of the land; what must share a border is neighbours here.
PLAN = Cut(
    0,
    (
        Cut(
            90,
            (
                Cut(0, (Block("壬", 8), Block("丁", 9))),
                Cut(0, (Cut(90, (Block("庚", 6), Block("辛", 4))), Block("甲", 8), Block("乙", 7))),
                Cut(
                    0,
                    (Block("丙", 8), Cut(90, (Block("南戊", 6), Block("北戊", 6))), Block("己", 7)),
                ),
            ),
        ),
        Cut(
            90,
            (
                Block("丑", 8),
                Cut(0, (Cut(90, (Block("寅", 5), Block("子", 5))), Block("癸", 7))),
            ),
        ),
    ),
)

# County of the first list: its code, name stem and type, prefecture, and its blocks.
FIRST_COUNTIES: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("990102", "虚甲", "区", "990100", ("甲",)),
    ("990103", "虚乙", "区", "990100", ("乙",)),
    ("990105", "虚辛", "区", "990100", ("辛",)),
    ("990121", "虚丙", "县", "990100", ("丙",)),
    ("990122", "虚丁", "县", "990100", ("丁",)),
    ("990123", "虚戊", "县", "990100", ("北戊", "南戊")),
    ("990124", "虚己", "县", "990100", ("己",)),
    ("990125", "虚庚", "县", "990100", ("庚",)),
    ("990181", "虚壬", "市", "990100", ("壬",)),
    ("990202", "虚癸", "区", "990200", ("癸",)),
    ("990221", "虚子", "县", "990200", ("子",)),
    ("990222", "虚寅", "县", "990200", ("寅",)),
    ("990281", "虚丑", "市", "990200", ("丑",)),
)


@dataclass(frozen=True, slots=True)
class Land:
    """Which cells make up each town of each block, and which pairs of cells share an edge."""

    towns: Mapping[str, Sequence[Sequence[int]]]
    neighbours: frozenset[tuple[int, int]]

    @property
    def block_of_cell(self) -> dict[int, str]:
        """The block of every cell."""
        return {cell: key for key, towns in self.towns.items() for town in towns for cell in town}


def draw_sizes(rng: np.random.Generator) -> dict[str, list[int]]:
    """How many cells (3 to 6) each town of each block has."""
    return {
        block.key: [int(size) for size in rng.integers(3, 7, block.towns)]
        for block in _blocks(PLAN)
    }


def _blocks(part: Cut | Block) -> Iterator[Block]:
    if isinstance(part, Block):
        yield part
    else:
        for below in part.parts:
            yield from _blocks(below)


def divide_land(seeds: Seeds, sizes: Mapping[str, Sequence[int]], rng: np.random.Generator) -> Land:
    """Deals the inner cells to blocks after the plan, and to towns."""
    inner = seeds.points[: seeds.inner]
    towns: dict[str, list[list[int]]] = {}

    def weight(part: Cut | Block) -> int:
        return sum(sum(sizes[block.key]) for block in _blocks(part))

    def deal(part: Cut | Block, cells: list[int]) -> None:
        if isinstance(part, Block):
            towns[part.key] = _cut_towns(inner, cells, sizes[part.key], rng)
            return
        bearing = np.radians(part.bearing + rng.uniform(-14, 14))
        ordered = _along(inner, cells, bearing)
        for below in part.parts:
            count = weight(below)
            deal(below, ordered[:count])
            ordered = ordered[count:]

    deal(PLAN, list(range(seeds.inner)))
    return Land(towns, neighbours(seeds))


def _along(seeds: Points, cells: Sequence[int], bearing: float) -> list[int]:
    distance = seeds[list(cells)] @ (np.cos(bearing), np.sin(bearing))
    return [cells[number] for number in np.argsort(distance, kind="stable")]


def _cut_towns(
    seeds: Points, cells: list[int], sizes: Sequence[int], rng: np.random.Generator
) -> list[list[int]]:
    """Halves the cells across their longer side until each town has its own."""
    if len(sizes) == 1:
        return [sorted(cells)]
    own = seeds[cells]
    _, axes = np.linalg.eigh(np.cov((own - own.mean(0)).T))
    x, y = axes[:, 1]
    bearing = float(np.arctan2(y, x) + rng.uniform(-0.3, 0.3))
    ordered = _along(seeds, cells, bearing)
    half = len(sizes) // 2
    count = sum(sizes[:half])
    return _cut_towns(seeds, ordered[:count], sizes[:half], rng) + _cut_towns(
        seeds, ordered[count:], sizes[half:], rng
    )


class Country:
    """The registry of 虚构省 with the handles that its changes need."""

    def __init__(self, land: Land, rng: np.random.Generator) -> None:
        self.province = Place("province", "虚构", "省", "990000", None)
        self.prefectures = {
            code: set_up(self.province, "prefecture", stem, "市", code)
            for code, stem in (("990100", "虚构"), ("990200", "虚谷"))
        }
        towns, villages = town_names(rng), village_names(rng)
        self._block: dict[Place, str] = {}
        self._neighbours = land.neighbours
        self.counties: dict[str, Place] = {}
        for code, stem, kind, prefecture, blocks in FIRST_COUNTIES:
            county = set_up(self.prefectures[prefecture], "county", stem, kind, code)
            self.counties[code] = county
            for key in blocks:
                for number, cells in enumerate(land.towns[key]):
                    town_kind = _town_kind(kind, number)
                    town = set_up(county, "township", next(towns), town_kind)
                    self._block[town] = key
                    for cell in cells:
                        village_kind = "社区" if town_kind == "街道" else "村"
                        set_up(town, "village", next(villages), village_kind).cells.add(cell)

    def towns_of_block(self, key: str) -> list[Place]:
        """The towns that were set up in a block, in the order of the plan."""
        return [town for town, block in self._block.items() if block == key and town.parent]

    def shared_edges(self, one: Place, other: Place) -> int:
        """How many edges of cells lie between two units."""
        here, there = one.territory, other.territory
        return sum(
            (i in here and j in there) or (j in here and i in there) for i, j in self._neighbours
        )

    def recode(self, old: str, new: str) -> Place:
        """The county gets another code; what is below it follows."""
        county = self.counties.pop(old)
        county.own = new
        self.counties[new] = county
        return county

    def set_up_county(self, code: str, stem: str, kind: str) -> Place:
        """A new county under the prefecture of its code."""
        prefecture = self.prefectures[f"{code[:4]}00"]
        self.counties[code] = set_up(prefecture, "county", stem, kind, code)
        return self.counties[code]


def _town_kind(county_kind: str, number: int) -> str:
    if county_kind == "区":
        return "街道" if number < 5 else "镇"
    return "镇" if number < 4 else "乡"


def _rename_bing(country: Country) -> None:
    """更名: 虚丙县 is called 虚云县 from now on; the code stays."""
    country.counties["990121"].stem = "虚云"


def _transfer_town(country: Country) -> None:
    """划转: the town of 虚丁县 that borders most on 虚乙区 goes there whole, as a 街道."""
    heir = country.counties["990103"]
    towns = country.towns_of_block("丁")
    town = max(towns, key=lambda town: country.shared_edges(town, heir))
    town.kind = "街道"
    move(town, heir)


def _recode_ji(country: Country) -> None:
    """代码变更: nothing changes on the ground, 虚己县 only gets the code 990131."""
    country.recode("990124", "990131")


def _town_becomes_zhen(country: Country) -> None:
    """建制类型变更: the last 乡 of 虚壬市 becomes a 镇."""
    town = country.towns_of_block("壬")[-1]
    town.kind = "镇"
    assert town.parent is not None
    town.own = town.parent.serial("镇")


def _split_wu(country: Country) -> None:
    """拆分: 虚戊县 is abolished; its north and its south become counties."""
    old = country.counties.pop("990123")
    for code, key in (("990126", "北戊"), ("990127", "南戊")):
        county = country.set_up_county(code, f"虚{key}", "县")
        for town in country.towns_of_block(key):
            move(town, county)
    assert not old.children
    if old.parent is not None:
        old.parent.children.remove(old)


def _geng_becomes_district(country: Country) -> None:
    """撤县设区: 虚庚县 becomes 虚庚区."""
    country.recode("990125", "990104").kind = "区"


def _merge_xin(country: Country) -> None:
    """合并: 虚辛区 is abolished into 虚庚区, which goes on under its code and name."""
    abolish_into(country.counties.pop("990105"), country.counties["990104"])


def _merge_towns(country: Country) -> None:
    """合并: the first town of 虚壬市 is abolished into the neighbour with the longest border."""
    first, *others = country.towns_of_block("壬")
    abolish_into(first, max(others, key=lambda town: country.shared_edges(town, first)))


def _merge_villages(country: Country) -> None:
    """村庄撤并: in every second town of 虚云县 and 虚丁县 the last village joins a neighbour."""
    for key in ("丙", "丁"):
        for town in country.towns_of_block(key)[::2]:
            *others, last = town.children
            if len(others) >= 3:
                heir = max(others, key=lambda village: country.shared_edges(village, last))
                abolish_into(last, heir)


def _move_chou(country: Country) -> None:
    """隶属变更（代管）: 虚丑市 goes from 虚谷市 to 虚构市 and gets a code of 虚构市."""
    move(country.counties["990281"], country.prefectures["990100"])
    country.recode("990281", "990182")


def _found_new_district(country: Country) -> None:
    """撤二设一: 虚子县 and 虚寅县 are abolished, 虚卯区 is set up of both."""
    district = country.set_up_county("990203", "虚卯", "区")
    for code in ("990221", "990222"):
        abolish_into(country.counties.pop(code), district)


# The list in which each change first shows.
CHANGES: tuple[tuple[int, Callable[[Country], None]], ...] = (
    (2006, _rename_bing),
    (2008, _transfer_town),
    (2010, _recode_ji),
    (2011, _town_becomes_zhen),
    (2012, _split_wu),
    (2013, _geng_becomes_district),
    (2015, _merge_xin),
    (2016, _merge_towns),
    (2019, _merge_villages),
    (2020, _move_chou),
    (2022, _found_new_district),
)


def yearly_lists(land: Land, rng: np.random.Generator) -> dict[int, YearList]:
    """The lists of 2004 to 2024."""
    country = Country(land, rng)
    lists = {}
    for year in range(FIRST_LIST, LAST_LIST + 1):
        for when, change in CHANGES:
            if when == year:
                change(country)
        lists[year] = year_list(country.province)
    return lists
