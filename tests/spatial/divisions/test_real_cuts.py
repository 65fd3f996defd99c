"""Cuts of the real country: towns that everybody knows lie where they lay, and every day is whole.

The towns and what became of their districts are known from the decisions, not from the polygons.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine, Row, text

from bench.derived_shapes import list_shapes

pytestmark = pytest.mark.real_data

AREA = (
    "SELECT id, code, name, grade FROM division_area AS area WHERE level = 'county'"
    " AND valid @> CAST(:day AS date) AND upper_inf(known)"
)


def rows(engine: Engine, sql: str, **values: Any) -> list[Row[Any]]:
    with engine.connect() as connection:
        return list(connection.execute(text(sql), values))


@pytest.mark.parametrize(
    ("place", "lon", "lat", "day", "county", "later", "now"),
    [
        ("武林广场", 120.157, 30.275, "2019-12-31", "下城区", "2021-12-31", "拱墅区"),
        ("钱江新城", 120.212, 30.243, "2020-12-31", "江干区", "2021-12-31", "上城区"),
        ("下沙", 120.34, 30.31, "2020-12-31", "江干区", "2021-12-31", "钱塘区"),
        ("河庄", 120.40, 30.29, "2020-12-31", "萧山区", "2021-12-31", "钱塘区"),
        ("长岛", 120.737, 37.92, "2019-12-31", "长岛县", "2020-12-31", "蓬莱区"),
        ("吉利", 112.585, 34.90, "2020-12-31", "吉利区", "2021-12-31", "孟津区"),
        ("三山", 118.22, 31.20, "2019-12-31", "三山区", "2020-12-31", "弋江区"),
        ("梅列", 117.645, 26.271, "2020-12-31", "梅列区", "2021-12-31", "三元区"),
        ("忠和", 103.72, 36.25, "2021-12-31", "皋兰县", "2023-12-31", "安宁区"),
        ("湾里", 115.73, 28.715, "2018-12-31", "湾里区", "2019-12-31", "新建区"),
        ("美溪", 129.13, 47.636, "2018-12-31", "美溪区", "2019-12-31", "伊美区"),
        ("美溪", 129.13, 47.636, "1990-12-31", "美溪区", "2024-12-31", "伊美区"),
    ],
)
def test_r1_8_a_town_lies_in_the_district_that_it_belonged_to(
    real_divisions: Engine,
    place: str,
    lon: float,
    lat: float,
    day: str,
    county: str,
    later: str,
    now: str,
) -> None:
    there = " AND ST_Covers(geom, ST_SetSRID(ST_Point(:lon, :lat), 4490))"
    [before] = rows(real_divisions, AREA + there, day=day, lon=lon, lat=lat)
    [after] = rows(real_divisions, AREA + there, day=later, lon=lon, lat=lat)
    assert (before.name, after.name) == (county, now), place
    # Approximate where the county also gave or took another part that no map shows.
    assert before.grade in ("cut", "approximate"), place


def test_r1_6_钱塘区_came_from_a_part_of_江干区_and_a_part_of_萧山区(
    real_divisions: Engine,
) -> None:
    atoms = (
        "SELECT atom.code FROM division_area_atom JOIN division_atom AS atom ON atom.id = atom_id"
        " WHERE area_id = :area"
    )

    def of(code: str, day: str) -> set[str]:
        [area] = rows(real_divisions, AREA + " AND code = :code", code=code, day=day)
        return {row.code for row in rows(real_divisions, atoms, area=area.id)}

    qiantang = of("330114", "2021-12-31")
    assert qiantang == {"330114~330104", "330114~330109"}
    assert qiantang & of("330104", "2020-12-31") == {"330114~330104"}
    assert qiantang & of("330109", "2020-12-31") == {"330114~330109"}


def test_the_atoms_are_one_coverage_with_the_cuts(real_divisions: Engine) -> None:
    found = rows(
        real_divisions,
        "SELECT code, ST_AsBinary(geom) AS geom FROM division_atom"
        " WHERE level = 'county' AND upper_inf(known) ORDER BY code",
    )
    shapes = shapely.from_wkb([row.geom for row in found])
    assert shapely.coverage_is_valid(shapes)
    parts: dict[str, float] = {}
    for row, shape in zip(found, shapes, strict=True):
        if "~" in row.code:
            polygon = row.code.partition("~")[0]
            parts[polygon] = parts.get(polygon, 0.0) + shape.area
    assert len(parts) > 25
    base = rows(
        real_divisions,
        "SELECT code, ST_AsBinary(geom) AS geom FROM division_shape JOIN shape_vintage AS vintage"
        " ON vintage.id = vintage_id WHERE role = 'base' AND level = 'county'"
        " AND code = ANY(:codes)",
        codes=list(parts),
    )
    for row in base:
        assert parts[row.code] == pytest.approx(shapely.from_wkb(row.geom).area, rel=1e-9)


def test_a_province_and_a_prefecture_are_untouched_by_cuts_inside_them(
    real_divisions: Engine,
) -> None:
    grades = rows(
        real_divisions,
        "SELECT level, code, grade FROM division_area WHERE code IN ('330000', '330100')"
        " AND level IN ('province', 'prefecture') AND valid @> CAST(:day AS date)"
        " AND upper_inf(known)",
        day="2019-12-31",
    )
    assert {(row.code, row.grade) for row in grades} == {("330000", "held"), ("330100", "held")}


FLOORS = {1981: 0.80, 1984: 0.75, 1990: 0.79, 2002: 0.86, 2008: 0.92, 2020: 0.998}
"""What a rough trial of holding and deriving had reached with the vintages of 2020 and 2024."""


def test_more_counties_have_a_known_shape_than_a_rough_trial_found(
    real_divisions: Engine,
) -> None:
    with real_divisions.connect() as connection:
        found = {one.day: one for one in list_shapes(connection)}
    assert set(found) == {date(year, 12, 31) for year in range(1981, 2025)}
    assert all(2300 < one.units < 2900 for one in found.values())
    shares = {year: found[date(year, 12, 31)].share for year in FLOORS}
    assert {year: share for year, share in shares.items() if share < FLOORS[year]} == {}


def test_hardly_a_county_since_2018_is_without_a_shape(real_divisions: Engine) -> None:
    """But 桥东区 and 邢台县: by the map, not by the record, a third of 襄都区 lay in 沙河市."""
    with real_divisions.connect() as connection:
        since = [one for one in list_shapes(connection) if one.day.year >= 2018]
    assert min(one.share for one in since) > 0.998
