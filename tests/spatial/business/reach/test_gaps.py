"""Gaps: who lives beyond a distance of all facilities, counted, spread, or as land."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from reach_rows import Case, Facility, Road, store_cases, store_facilities, store_roads
from shapely import box
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.again import AGAIN
from spatial.business.reach.cells import cells_of, shape_at
from spatial.business.reach.gaps import gaps
from spatial.business.reach.questions import Gaps
from spatial.errors import BadParameter, UnknownDivision
from spatial.locations.geodesic import area_m2

GEOD = Geod(a=6378137.0, rf=298.257222101)
DAY = date(2015, 6, 1)


def ask(engine: Engine, **asked: Any) -> Answer:
    with engine.connect() as connection:
        return gaps(connection, Gaps(date=DAY, **asked), Knowledge())


def by_code(answer: Answer) -> dict[str, Any]:
    return {one["code"]: one for one in answer.items}


def test_people_beyond_a_distance_are_those_of_all_geodesics_r8_1(land: Engine) -> None:
    dice = np.random.default_rng(5)
    people = dice.uniform((110.0, 30.0), (112.0, 31.0), (3_000, 2))
    homes = dice.uniform((110.0, 30.0), (112.0, 31.0), (12, 2))
    store_facilities(
        land, "care", [Facility(f"F{n}", *home) for n, home in enumerate(homes.tolist())]
    )
    store_cases(land, "household", [Case(*one) for one in people.tolist()], grade="personal")
    got = by_code(ask(land, facilities="care", of="household", metres=20_000))
    far = np.array(
        [
            GEOD.inv(np.full(12, lon), np.full(12, lat), *homes.T)[2].min() > 20_000
            for lon, lat in people
        ]
    )
    for code, here in (("990121", people[:, 0] < 111), ("990122", people[:, 0] >= 111)):
        assert (got[code]["total"], got[code]["beyond"]) == (here.sum(), (here & far).sum())
        inside = (homes[:, 0] < 111) if code == "990121" else (homes[:, 0] >= 111)
        assert got[code]["facilities"] == inside.sum()


def test_units_in_which_nobody_is_within_reach_are_listed(land: Engine) -> None:
    store_facilities(land, "care", [Facility("A", 110.2, 30.5)])
    store_cases(land, "household", [Case(110.2, 30.5), Case(111.9, 30.5)], grade="personal")
    got = ask(land, facilities="care", of="household", metres=5_000)
    assert got.summary["without"] == ["990122"]
    assert got.summary["share"] == 0.5
    assert got.exact


def test_without_any_facility_all_is_beyond(land: Engine) -> None:
    store_facilities(land, "care", [])
    store_cases(land, "household", [Case(110.2, 30.5)], grade="personal")
    got = ask(land, facilities="care", of="household", metres=5_000)
    assert by_code(got)["990121"]["beyond"] == 1


def test_both_parts_are_perturbed_each_by_its_own_records_r8_4(land: Engine) -> None:
    near, far = Case(110.2, 30.5), Case(110.9, 30.5)
    store_facilities(land, "care", [Facility("A", 110.2, 30.5), Facility("B", 111.5, 30.5)])
    store_cases(
        land,
        "household",
        [near] * 70 + [far] * 3 + [Case(111.5, 30.5)] * 5 + [Case(111.9, 30.9)] * 60,
        grade="sensitive",
        minimum_cell=10,
    )
    got = ask(land, facilities="care", of="household", metres=5_000)
    west, east = by_code(got)["990121"], by_code(got)["990122"]
    # Whether 3 live beyond or none, nobody is told; nor whether anybody lives near in the east.
    assert (west["beyond"], west["share"], west["reason"]) == (None, None, "suppressed")
    assert abs(west["total"] - 73) <= 25
    assert abs(east["total"] - 65) <= 25
    assert abs(east["beyond"] - 60) <= 25
    assert east["share"] == pytest.approx(min(1, east["beyond"] / east["total"]), abs=1e-6)
    assert got.summary["without"] == ["990122"]
    assert (got.suppressed, got.summary["outside_units"]) == (1, None)
    closer = by_code(ask(land, facilities="care", of="household", metres=2_000))
    assert {code: one["total"] for code, one in closer.items()} == {
        code: one["total"] for code, one in by_code(got).items()
    }
    measured = ask(land, facilities="care", of="household", metres=5_000, measure="members")
    assert by_code(measured)["990121"]["total"] == 0


def test_land_is_counted_in_cells_of_one_area(land: Engine) -> None:
    store_facilities(land, "care", [Facility("A", 110.5, 30.5)])
    got = by_code(ask(land, facilities="care", metres=20_000, step_m=1_000))
    whole = area_m2(box(110, 30, 111, 31)) / 1e6
    assert got["990121"]["total"] == pytest.approx(whole, rel=0.005)
    within = got["990121"]["total"] - got["990121"]["beyond"]
    assert within == pytest.approx(np.pi * 20**2, rel=0.01)
    assert got["990122"]["share"] == 1


def test_figures_are_spread_over_the_land_and_told_as_an_estimate_r8_6(land: Engine) -> None:
    store_facilities(land, "care", [Facility("A", 110.5, 30.5)])
    with land.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dataset (id, title, line, owner)"
                " VALUES ('people', '人口', '养老', '某')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
                " additive_time, grade, minimum_cell, nature) VALUES ('elderly', 'people',"
                " '老年人口', '人', 'stock', true, false, 'open', 0, 'extensive')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value) VALUES"
                " ('elderly', '990121', '2015-04-01', '2015-05-01', 10000),"
                " ('elderly', '990122', '2015-04-01', '2015-05-01', 500),"
                " ('elderly', '990121', '2014-04-01', '2014-05-01', 7)"
            )
        )
    got = ask(land, facilities="care", indicator="elderly", metres=20_000, step_m=2_000)
    west, east = by_code(got)["990121"], by_code(got)["990122"]
    assert west["total"] == pytest.approx(10_000, abs=60)
    whole = area_m2(box(110, 30, 111, 31)) / 1e6
    assert west["share"] == pytest.approx(1 - np.pi * 20**2 / whole, abs=0.005)
    assert (east["share"], got.summary["without"]) == (1, ["990122"])
    assert west["total"] + east["total"] == pytest.approx(10_500, abs=0.2)
    assert not got.exact
    assert "均摊" in (got.method or "")
    # Figures with small cells show nothing until they are protected.
    with land.begin() as connection:
        connection.execute(text("UPDATE indicator SET minimum_cell = 10"))
    closed = ask(land, facilities="care", indicator="elderly", metres=20_000, step_m=2_000)
    assert {(one["total"], one["beyond"]) for one in closed.items} == {(None, None)}
    assert closed.summary["total"] is None
    early = Gaps(date=date(2013, 1, 1), facilities="care", indicator="elderly", metres=1)
    with land.connect() as connection, pytest.raises(BadParameter, match="no figure"):
        gaps(connection, early, Knowledge())


def test_by_road_people_go_to_the_facility_and_one_way_roads_count(land: Engine) -> None:
    nodes = [(110.5, 30.5), (110.53, 30.5)]
    store_roads(land, nodes, [Road(0, 1, 36, "forward")])
    store_facilities(land, "care", [Facility("A", *nodes[1])])
    store_cases(land, "household", [Case(*nodes[0])], grade="personal")
    asked = {"facilities": "care", "of": "household", "minutes": 6, "off_road_m": 500}
    to = by_code(ask(land, **asked))["990121"]
    back = by_code(ask(land, **asked, direction="from"))["990121"]
    assert (to["beyond"], back["beyond"]) == (0, 1)


def test_the_same_question_with_the_knowledge_of_then_is_the_same_r8_6(land: Engine) -> None:
    store_facilities(land, "care", [Facility("A", 110.2, 30.5)])
    store_cases(land, "household", [Case(110.2, 30.5), Case(111.9, 30.5)], grade="personal")
    first = ask(land, facilities="care", of="household", metres=5_000)
    store_facilities(land, "care", [Facility("B", 111.9, 30.5)])
    assert first.divisions is not None
    assert first.data is not None
    then = Knowledge(first.divisions.known_at, first.data.known_at)
    with land.connect() as connection:
        again = AGAIN["gaps"](connection, first.question, then)
    assert (again.id, again.digest) == (first.id, first.digest)
    assert ask(land, facilities="care", of="household", metres=5_000).summary["without"] == []


def test_only_the_units_within_one_are_told_and_one_that_is_none_is_refused(land: Engine) -> None:
    store_facilities(land, "care", [Facility("A", 110.2, 30.5)])
    got = ask(land, facilities="care", metres=5_000, step_m=5_000, within="990122")
    assert [one["code"] for one in got.items] == ["990122"]
    with pytest.raises(UnknownDivision):
        ask(land, facilities="care", metres=5_000, within="880000")


def test_a_grid_of_too_many_cells_is_refused(land: Engine) -> None:
    store_facilities(land, "care", [])
    with pytest.raises(BadParameter, match="step_m"):
        ask(land, facilities="care", metres=1_000, step_m=50)


@given(
    st.floats(75, 130), st.floats(18, 50), st.floats(0.02, 0.5), st.sampled_from([500.0, 1_000.0])
)
def test_cells_have_the_area_of_what_they_cover(
    lon: float, lat: float, side: float, step_m: float
) -> None:
    shape = box(lon, lat, lon + side, lat + side)
    cells = cells_of(np.array([shape], dtype=object), step_m)
    rim = 4 * side * 111_000 * step_m
    assert len(cells) * step_m**2 == pytest.approx(area_m2(shape), abs=max(rim, step_m**2))
    assert set(shape_at(np.array([shape], dtype=object), cells.lon, cells.lat).tolist()) <= {0, -1}


def test_a_unit_smaller_than_a_cell_has_one_all_the_same() -> None:
    tiny = np.array(
        [box(110, 30, 110.001, 30.001), box(110.001, 30, 110.002, 30.001)], dtype=object
    )
    cells = cells_of(tiny, 1_000)
    assert cells.shape.tolist() == [0, 1]
    assert shape_at(tiny, cells.lon, cells.lat).tolist() == [0, 1]
