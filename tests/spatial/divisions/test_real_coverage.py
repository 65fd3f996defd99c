"""The areas of the real country: what the law wants is drawn, every day is a whole coverage."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, Row, text

from ingest.divisions.coverage.drawings import CANVASES
from spatial.temporal import today_in_china

pytestmark = pytest.mark.real_data

LEVELS = ("province", "prefecture", "county")
WITHOUT_COUNTIES = ("441900", "442000", "460400", "620200")
FIRST_LIST = date(1981, 12, 31)
DATES = [
    date(1975, 1, 1),
    date(1982, 12, 31),
    date(1990, 12, 31),
    date(1996, 12, 31),
    date(2010, 12, 31),
    date(2020, 12, 31),
    date(2024, 12, 31),
    today_in_china(datetime.now(UTC)),
]


def rows(engine: Engine, sql: str, **values: Any) -> list[Row[Any]]:
    with engine.connect() as connection:
        return list(connection.execute(text(sql), values))


def areas_at(engine: Engine, level: str, lon: float, lat: float, day: date) -> list[Row[Any]]:
    return rows(
        engine,
        "SELECT code, name, grade, flag, note FROM division_area WHERE level = :level"
        " AND valid @> :day AND ST_Intersects(geom, ST_SetSRID(ST_Point(:lon, :lat), 4490))",
        level=level, lon=lon, lat=lat, day=day,
    )  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("code", ["710000", "810000", "820000"])
def test_taiwan_hong_kong_and_macao_are_drawn_on_every_layer_in_every_edition(
    real_divisions: Engine, level: str, code: str
) -> None:
    editions = rows(
        real_divisions,
        "SELECT starts, count(area.id) AS areas, min(grade) AS grade, min(flag) AS flag,"
        "       count(drawing.outline_id) AS drawings"
        " FROM layer_edition LEFT JOIN division_area AS area"
        "   ON area.level = layer AND area.code = :code AND area.valid @> starts"
        " LEFT JOIN LATERAL (SELECT outline_id FROM division_drawing AS one"
        "   WHERE one.outline_id = area.outline_id AND NOT ST_IsEmpty(shape) LIMIT 1)"
        " AS drawing ON true"
        " WHERE layer = :level GROUP BY starts ORDER BY starts",
        code=code, level=level,
    )  # fmt: skip
    assert editions[0].starts == date.min
    assert len(editions) > 1
    assert {(edition.areas, edition.drawings) for edition in editions} == {(1, 1)}
    listed = rows(
        real_divisions, "SELECT lower(valid) AS day FROM division WHERE code = :code", code=code
    )
    stands = min(row.day for row in listed)
    for edition in editions:
        flag = "no_data" if edition.starts < stands else "no_lower_levels"
        assert edition.flag == (None if flag != "no_data" and level == "province" else flag)
        assert (edition.grade == "no_data") == (edition.starts < stands)


@pytest.mark.parametrize("code", WITHOUT_COUNTIES)
@pytest.mark.parametrize("level", ["prefecture", "county"])
def test_prefecture_without_counties_is_drawn_whenever_the_register_holds_it(
    real_divisions: Engine, code: str, level: str
) -> None:
    held = rows(
        real_divisions,
        "SELECT list_date FROM division_list JOIN division AS unit ON unit.valid @> list_date"
        " WHERE unit.code = :code AND unit.level = 'prefecture' AND NOT EXISTS ("
        "   SELECT FROM division AS lower WHERE lower.parent_code = unit.code"
        "   AND lower.valid @> list_date)",
        code=code,
    )
    days = [row.list_date for row in held]
    assert days
    drawn = rows(
        real_divisions,
        "SELECT day, area.flag, area.grade, area.division_id FROM unnest(CAST(:days AS date[]))"
        " AS day JOIN division_area AS area ON area.valid @> day AND area.level = :level"
        " AND area.code = :code",
        days=days, level=level, code=code,
    )  # fmt: skip
    assert sorted(row.day for row in drawn) == sorted(days)
    assert {row.flag for row in drawn} == {"no_lower_levels"}
    assert all(row.division_id is not None for row in drawn)


def test_every_unit_without_lower_levels_stands_on_the_county_layer_too(
    real_divisions: Engine,
) -> None:
    """Not only the four cities of today: so every childless unit of every list that has an area."""
    missing = rows(
        real_divisions,
        "SELECT list_date, upper.code, upper.name FROM division_list"
        " JOIN division_area AS upper ON upper.valid @> list_date AND upper.level = 'prefecture'"
        "   AND upper.flag = 'no_lower_levels'"
        " WHERE NOT EXISTS (SELECT FROM division_area AS county WHERE county.level = 'county'"
        "   AND county.valid @> list_date AND (county.division_id = upper.division_id"
        "     OR EXISTS (SELECT FROM division_area_candidate AS one WHERE one.area_id = county.id"
        "       AND one.division_id = upper.division_id)))",
    )
    assert missing == []


@pytest.mark.parametrize("kind", ["dashed_line", "national", "undetermined"])
def test_legal_lines_hold_at_every_date_with_all_their_parts_on_every_canvas(
    real_divisions: Engine, kind: str
) -> None:
    [line] = rows(
        real_divisions,
        "SELECT id, lower_inf(valid) AND upper_inf(valid) AS always,"
        " ST_NumGeometries(geom) AS parts FROM boundary_line WHERE kind = :kind",
        kind=kind,
    )
    assert line.always
    drawings = rows(
        real_divisions,
        "SELECT ST_NumGeometries(shape) AS parts,"
        " (SELECT min(ST_Length(part.geom)) FROM ST_Dump(drawing.shape) AS part) AS shortest"
        " FROM boundary_line_drawing AS drawing WHERE line_id = :id",
        id=line.id,
    )
    assert len(drawings) == len(CANVASES)
    assert {drawing.parts for drawing in drawings} == {line.parts}
    assert min(drawing.shortest for drawing in drawings) > 0
    if kind == "dashed_line":
        assert line.parts == 9


def test_every_division_layer_starts_with_the_calendar_and_changes_when_something_happens(
    real_divisions: Engine,
) -> None:
    strange = rows(
        real_divisions,
        "SELECT layer, starts FROM layer_edition WHERE layer = ANY(:levels)"
        " AND starts <> '0001-01-01' AND starts NOT IN"
        " (SELECT lower(valid) FROM division UNION SELECT upper(valid) FROM division"
        "  WHERE NOT upper_inf(valid) UNION SELECT on_list FROM division_event)",
        levels=list(LEVELS),
    )
    assert strange == []
    firsts = rows(
        real_divisions,
        "SELECT layer, min(starts) AS first, count(*) AS editions FROM layer_edition"
        " GROUP BY layer",
    )
    assert {row.layer: row.first for row in firsts} == dict.fromkeys(
        [*LEVELS, "boundary_line"], date.min
    )
    # Decisions have days of their own, so there are far more editions than lists.
    assert {row.layer: row.editions for row in firsts}["county"] > 300


CHANGE_DAYS = 30


@pytest.mark.parametrize("basis", ["valid", "valid_announced", "valid_approved"])
@pytest.mark.parametrize("level", LEVELS)
def test_r1_8_areas_of_a_level_tile_the_base_coverage_on_days_of_change(
    real_divisions: Engine, level: str, basis: str
) -> None:
    """Every atom lies in exactly one area, so the areas neither overlap nor leave anything out."""
    days = [
        row.day
        for row in rows(
            real_divisions,
            "SELECT DISTINCT lower(unnest(datemultirange(valid) + valid_announced"
            " + valid_approved)) AS day FROM division_area"
            " WHERE level = 'county' ORDER BY day",
        )
        if row.day is not None
    ]
    some = random.Random(level + basis).sample(days, CHANGE_DAYS)
    wrong = rows(
        real_divisions,
        f"SELECT day, atom.id FROM unnest(CAST(:days AS date[])) AS day"
        f" CROSS JOIN (SELECT id FROM division_atom WHERE upper_inf(known)) AS atom"
        f" LEFT JOIN (division_area_atom AS link JOIN division_area AS area"
        f"   ON area.id = link.area_id AND area.level = :level AND upper_inf(area.known))"
        f"   ON link.atom_id = atom.id AND area.{basis} @> day"
        f" GROUP BY day, atom.id HAVING count(area.id) <> 1",
        level=level, days=some,
    )  # fmt: skip
    assert wrong == []


def test_atoms_of_every_area_are_its_shape(real_divisions: Engine) -> None:
    [found] = rows(
        real_divisions,
        "SELECT max(abs(ST_Area(geom) - atoms) / ST_Area(geom)) AS worst FROM division_area"
        " JOIN LATERAL (SELECT sum(ST_Area(atom.geom)) AS atoms FROM division_area_atom AS link"
        "  JOIN division_atom AS atom ON atom.id = link.atom_id"
        "  WHERE link.area_id = division_area.id) AS made ON true",
    )
    assert found.worst < 1e-9


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("day", DATES, ids=str)
def test_areas_of_a_level_tile_the_base_coverage(
    real_divisions: Engine, level: str, day: date
) -> None:
    [found] = rows(
        real_divisions,
        "SELECT sum(ST_Area(geom)) AS total, ST_Area(ST_UnaryUnion(ST_Collect(geom))) AS covered"
        " FROM division_area WHERE level = :level AND valid @> :day",
        level=level, day=day,
    )  # fmt: skip
    # 前三岛 are drawn twice in the source, so its union is the base, not the sum of its polygons.
    [base] = rows(
        real_divisions,
        "SELECT ST_Area(ST_UnaryUnion(ST_Collect(geom))) AS area FROM division_shape"
        " JOIN shape_vintage AS vintage ON vintage.id = vintage_id"
        " WHERE vintage.role = 'base' AND vintage.level = 'county'",
    )
    assert found.total == pytest.approx(base.area, rel=1e-6)
    assert found.covered == pytest.approx(found.total, rel=1e-9)


def test_every_area_has_a_valid_drawing_in_every_band_and_its_label_inside(
    real_divisions: Engine,
) -> None:
    [areas] = rows(
        real_divisions,
        "SELECT count(*) AS all, count(*) FILTER (WHERE ST_IsValid(geom) AND NOT ST_IsEmpty(geom)"
        " AND ST_Contains(geom, label_point)) AS good FROM division_area",
    )
    assert areas.all == areas.good > 5000
    drawings = rows(
        real_divisions,
        "SELECT srid, zoom, count(*) AS drawn FROM division_area AS area"
        " JOIN division_drawing AS drawing USING (outline_id) GROUP BY srid, zoom",
    )
    assert {(row.srid, row.zoom): row.drawn for row in drawings} == {
        (canvas.grid.srid, canvas.zoom): areas.all for canvas in CANVASES
    }
    # Each outline once, on some zooms: fifteen million vertices take minutes.
    bad = rows(
        real_divisions,
        "SELECT outline_id, srid, zoom FROM division_drawing WHERE zoom IN (0, 3, 6)"
        " AND NOT (ST_IsValid(shape) AND NOT ST_IsEmpty(shape) AND ST_Covers(shape, label))",
    )
    assert bad == []


def test_every_unit_of_a_list_is_drawn_once_or_named_among_the_candidates_of_an_area(
    real_divisions: Engine,
) -> None:
    twice = rows(
        real_divisions,
        "SELECT division_id FROM division_area AS area JOIN division_list ON valid @> list_date"
        " AND scheme = 'mca' WHERE division_id IS NOT NULL"
        " GROUP BY area.level, division_id, list_date"
        " HAVING count(*) > 1",
    )
    assert twice == []
    outside = rows(
        real_divisions,
        "SELECT area.id FROM division_area AS area JOIN division ON division.id = division_id"
        " WHERE NOT division.valid @> area.valid OR division.code <> area.code"
        " OR division.name <> area.name",
    )
    assert outside == []


def test_no_county_of_taiwan_hong_kong_or_macao_is_a_division(real_divisions: Engine) -> None:
    shapes = rows(
        real_divisions,
        "SELECT code, published FROM division_shape WHERE left(code, 2) IN ('71', '81', '82')",
    )
    assert len(shapes) > 38
    assert {shape.code for shape in shapes if shape.published} <= {"710000", "810000", "820000"}
    drawn = rows(
        real_divisions,
        "SELECT DISTINCT code FROM division_area WHERE left(code, 2) IN ('71', '81', '82')"
        " UNION SELECT code FROM division WHERE left(code, 2) IN ('71', '81', '82')",
    )
    assert {row.code for row in drawn} == {"710000", "810000", "820000"}
    taipei = areas_at(real_divisions, "county", 121.55, 25.04, date(2020, 12, 31))
    assert [(area.code, area.name) for area in taipei] == [("710000", "台湾省")]


def test_miyun_county_had_the_shape_of_todays_district(real_divisions: Engine) -> None:
    [county] = rows(
        real_divisions,
        "SELECT before.grade, before.name, ST_Equals(before.geom, now.geom) AS same"
        " FROM division_area AS before, division_area AS now"
        " WHERE before.level = 'county' AND before.code = '110228'"
        " AND before.valid @> DATE '2014-12-31' AND now.level = 'county'"
        " AND now.code = '110118' AND now.valid @> DATE '2024-12-31'",
    )
    assert tuple(county) == ("derived", "密云县", True)


def test_xiangyang_is_still_xiangfan_in_2005(real_divisions: Engine) -> None:
    def name(day: date) -> list[str]:
        return [area.name for area in areas_at(real_divisions, "prefecture", 112.14, 32.02, day)]

    assert name(date(2005, 12, 31)) == ["襄樊市"]
    assert name(date(2020, 12, 31)) == ["襄阳市"]


def test_chongqing_lies_in_sichuan_before_1997(real_divisions: Engine) -> None:
    def codes(level: str, day: date) -> list[str]:
        return [area.code for area in areas_at(real_divisions, level, 106.55, 29.56, day)]

    assert codes("province", date(1990, 12, 31)) == ["510000"]
    assert codes("prefecture", date(1990, 12, 31)) == ["510200"]
    assert codes("province", date(1997, 12, 30)) == ["510000"]
    assert codes("province", date(1997, 12, 31)) == ["500000"]
    whole = rows(
        real_divisions,
        "SELECT county.code FROM division_area AS county JOIN division_area AS sichuan"
        " ON ST_Contains(sichuan.geom, county.label_point) WHERE county.level = 'county'"
        " AND left(county.code, 2) = '50' AND county.valid @> DATE '2024-12-31'"
        " AND sichuan.level = 'province' AND sichuan.code = '510000'"
        " AND sichuan.valid @> DATE '1990-12-31'",
    )
    assert len(whole) == 38


def test_districts_of_hangzhou_before_2021_are_cut_by_the_vintage_that_shows_them(
    real_divisions: Engine,
) -> None:
    day = date(2020, 12, 31)
    of_candidates = rows(
        real_divisions,
        "SELECT area.id, area.grade, area.flag, area.note, array_agg(unit.name) AS names"
        " FROM division_area AS area JOIN division_area_candidate AS one ON one.area_id = area.id"
        " JOIN division AS unit ON unit.id = one.division_id"
        " WHERE area.level = 'county' AND area.valid @> :day AND unit.parent_code = '330100'"
        " GROUP BY area.id",
        day=day,
    )
    assert of_candidates == []
    cut = rows(
        real_divisions,
        "SELECT name FROM division_area WHERE level = 'county' AND valid @> :day"
        " AND grade = 'cut' AND parent_code = '330100'",
        day=day,
    )
    assert {"下城区", "江干区", "上城区", "拱墅区"} <= {row.name for row in cut}
    # 余杭区 was split and no more: it is the union of 余杭区 and 临平区 of today.
    linping = areas_at(real_divisions, "county", 120.30, 30.42, day)
    assert [(area.code, area.grade) for area in linping] == [("330110", "derived")]


# Share of the register's counties that have an area of their own, and of those how many are
# exact (held, derived or cut by a second vintage): a little under what was measured.
FLOORS = {
    1981: (0.875, 0.80),
    1984: (0.825, 0.76),
    1990: (0.855, 0.79),
    2002: (0.925, 0.86),
    2010: (0.96, 0.925),
    2020: (0.998, 0.985),
    2024: (0.995, 0.99),
}


@pytest.mark.parametrize("year", FLOORS)
def test_most_counties_have_an_area_of_their_own(real_divisions: Engine, year: int) -> None:
    [found] = rows(
        real_divisions,
        "SELECT count(*) AS all, count(area.id) AS own,"
        " count(*) FILTER (WHERE area.grade IN ('held', 'derived', 'cut')) AS exact,"
        " count(*) FILTER (WHERE area.grade IN ('unknown', 'no_data')) AS strange"
        " FROM division AS unit LEFT JOIN division_area AS area ON area.division_id = unit.id"
        "  AND area.level = 'county' AND area.valid @> :day"
        " WHERE unit.level = 'county' AND unit.scheme = 'mca' AND unit.valid @> :day",
        day=date(year, 12, 31),
    )
    own, exact = FLOORS[year]
    assert found.own / found.all >= own
    assert found.exact / found.all >= exact
    assert found.strange == 0


@pytest.mark.parametrize("year", FLOORS)
def test_county_without_an_area_is_a_candidate_of_one(real_divisions: Engine, year: int) -> None:
    """Nothing of a list is lost without a word."""
    lost = rows(
        real_divisions,
        "SELECT unit.code, unit.name FROM division AS unit"
        " WHERE unit.level = 'county' AND unit.scheme = 'mca' AND unit.valid @> :day"
        " AND NOT EXISTS (SELECT FROM division_area AS area WHERE area.division_id = unit.id"
        "   AND area.level = 'county' AND area.valid @> :day)"
        " AND NOT EXISTS (SELECT FROM division_area_candidate AS one JOIN division_area AS area"
        "   ON area.id = one.area_id WHERE one.division_id = unit.id AND area.level = 'county'"
        "   AND area.valid @> :day) ORDER BY unit.code",
        day=date(year, 12, 31),
    )
    assert lost == []
