"""Statistics of clusters: planted ones are found, chance raises few alarms, others agree."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from shapely import box

from spatial.business.reach.clustering.emerging import Course, _course, emerging, mann_kendall
from spatial.business.reach.clustering.gi_star import false_discovery, gi_star, gi_star_z
from spatial.business.reach.clustering.neighbours import beside, in_order, touching
from spatial.business.reach.clustering.scan_statistic import Scan
from spatial.errors import BadParameter

SIDE = 12
COLUMNS, ROWS = (axis.ravel() for axis in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
GRID = beside(COLUMNS, ROWS)


def test_cells_and_squares_that_touch_are_the_same_neighbours() -> None:
    squares = np.array(
        [box(x, y, x + 1, y + 1) for x, y in zip(COLUMNS, ROWS, strict=True)], dtype=object
    )
    assert (touching(squares) != GRID).nnz == 0
    assert GRID.sum() == 8 * SIDE**2 - 4 * 3 * SIDE + 4


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_gi_star_is_that_of_esda(seed: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.getisord import G_Local
        from libpysal.weights import W
    values = np.random.default_rng(seed).poisson(5, SIDE**2).astype(float)
    members = {unit: GRID[[unit]].indices.tolist() for unit in range(SIDE**2)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = G_Local(values, W(members), transform="B", permutations=0, star=True)
    assert gi_star_z(values, GRID) == pytest.approx(other.Zs, abs=1e-9)


def test_a_planted_hot_spot_and_a_cold_one_are_found_and_nothing_else() -> None:
    dice = np.random.default_rng(11)
    values = dice.poisson(20, SIDE**2).astype(float)
    hot = (COLUMNS < 3) & (ROWS < 3)
    cold = (COLUMNS > 8) & (ROWS > 8)
    values[hot] += 25
    values[cold] = 0
    found = gi_star(values, GRID, 999, 1)
    chosen = false_discovery(found.p) <= 0.05
    assert chosen[hot & (COLUMNS < 2) & (ROWS < 2)].all()
    assert chosen[cold & (COLUMNS > 9) & (ROWS > 9)].all()
    assert (found.z[hot] > 0).all()
    assert (found.z[cold] < 0).all()
    away = (COLUMNS > 4) & (ROWS < 6) | (COLUMNS < 6) & (ROWS > 4)
    assert chosen[away].mean() < 0.05


def test_chance_alone_raises_about_alpha_alarms_without_and_hardly_any_with_control() -> None:
    alarms, families = [], []
    for seed in range(60):
        values = np.random.default_rng(seed).poisson(8, SIDE**2).astype(float)
        p = gi_star(values, GRID, 199, seed).p
        alarms.append((p <= 0.05).mean())
        families.append((false_discovery(p) <= 0.05).any())
    # Counts have ties, which make the test a little careful.
    assert 0.03 < np.mean(alarms) < 0.055
    # Under chance alone a family with any discovery is a false one: alpha of them at most, and what
    # 60 of them may stray.
    assert np.mean(families) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_the_same_seed_gives_the_same_and_equal_values_give_nothing() -> None:
    values = np.random.default_rng(3).poisson(8, SIDE**2).astype(float)
    one, two = (gi_star(values, GRID, 99, 5) for _ in range(2))
    assert one.p.tolist() == two.p.tolist()
    level = gi_star(np.full(SIDE**2, 4.0), GRID, 99, 5)
    assert (level.z == 0).all()
    assert (level.p == 1).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discoveries_are_those_of_scipy(p: list[float]) -> None:
    assert false_discovery(np.array(p)) == pytest.approx(
        stats.false_discovery_control(p, method="bh")
    )


@settings(max_examples=50, deadline=None)
@given(
    st.integers(4, 12).flatmap(
        lambda length: st.lists(
            st.lists(st.integers(0, 6), min_size=length, max_size=length), min_size=1, max_size=4
        )
    )
)
def test_the_trend_goes_with_kendalls_tau_of_scipy(rows: list[list[int]]) -> None:
    z, p = mann_kendall(np.array(rows, dtype=float))
    for row, one, chance in zip(rows, z, p, strict=True):
        tau = stats.kendalltau(range(len(row)), row).statistic
        assert 0 <= chance <= 1
        if np.isnan(tau):
            assert (one, chance) == (0, 1)
        else:
            assert one * tau >= 0


LON = 110 + 0.1 * COLUMNS
LAT = 30 + 0.1 * ROWS
ORDER, _ = in_order(LON, LAT, 25)


def test_places_in_order_begin_with_themselves_and_go_outwards() -> None:
    assert (ORDER[:, 0] == np.arange(SIDE**2)).all()
    _, metres = in_order(LON, LAT, 25)
    assert (np.diff(metres, axis=1) >= 0).all()


def scattered(seed: int, extra: int = 0) -> np.ndarray:
    """Cases over 12 periods, and more in nine cells in periods 5 to 7."""
    table = np.random.default_rng(seed).poisson(1.0, (SIDE**2, 12))
    near = (COLUMNS >= 3) & (COLUMNS < 6) & (ROWS >= 3) & (ROWS < 6)
    table[np.ix_(near, [5, 6, 7])] += extra
    return table


@pytest.mark.parametrize("population", [None, np.ones(SIDE**2)])
def test_a_planted_cylinder_is_the_most_likely_cluster(population: np.ndarray | None) -> None:
    table = scattered(4, extra=4)
    [first, *_] = Scan(table, ORDER, population, 4, 0.3).clusters(99, 1, 0.05)
    members = {(int(COLUMNS[place]), int(ROWS[place])) for place in first.members}
    planted = {(x, y) for x in (3, 4, 5) for y in (3, 4, 5)}
    assert len(members & planted) >= 8
    assert len(members - planted) <= 3
    assert (first.starts, first.ends) == (5, 8)
    assert first.p == 0.01
    assert first.observed == table[list(first.members), 5:8].sum()
    assert first.observed > first.expected


def test_the_statistic_is_that_of_the_formula_over_all_cylinders() -> None:
    table = np.random.default_rng(9).poisson(1.5, (6, 4))
    lon = 110 + 0.1 * np.arange(6)
    order, _ = in_order(lon, np.full(6, 30.0), 3)
    total = table.sum()
    best = 0.0
    for unit in range(6):
        for wide in range(1, 4):
            members = order[unit, :wide]
            if wide > 1 and table[members].sum() > 0.5 * total:
                continue
            for start in range(4):
                for end in range(start + 1, 5):
                    c = table[members, start:end].sum()
                    e = table[members].sum() * table[:, start:end].sum() / total
                    if c > e and c >= 2:
                        rest = (total - c) * np.log((total - c) / (total - e)) if total > c else 0
                        best = max(best, c * np.log(c / e) + rest)
    [first, *_] = Scan(table, order, None, 4, 0.5).clusters(99, 1, 1.0)
    assert first.statistic == pytest.approx(best, abs=1e-9)


def test_scanning_chance_alone_alarms_about_as_often_as_alpha_says() -> None:
    order, _ = in_order(LON[:30], LAT[:30], 8)
    found = []
    for seed in range(120):
        table = np.random.default_rng(seed).poisson(0.8, (30, 6))
        clusters = Scan(table, order, None, 3, 0.5).clusters(99, seed, 0.05)
        found.append(bool(clusters) and clusters[0].p <= 0.05)
    assert np.mean(found) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


def test_too_few_cases_are_no_cluster_and_too_much_work_is_refused() -> None:
    assert (
        Scan(np.zeros((4, 3), dtype=int), ORDER[:4, :1] * 0, None, 2, 0.5).clusters(9, 1, 1) == []
    )
    order, _ = in_order(np.linspace(100, 120, 3_000), np.full(3_000, 30.0), 40)
    with pytest.raises(BadParameter, match="too many"):
        Scan(np.ones((3_000, 60), dtype=int), order, None, 60, 0.5).clusters(999, 1, 0.05)


@pytest.mark.parametrize(
    ("signs", "trend", "course"),
    [
        ([0, 0, 0, 0, 1], 0, Course.NEW),
        ([0, 0, 1, 1, 1], 0, Course.CONSECUTIVE),
        ([1, 0, 1, 0, 1], 0, Course.SPORADIC),
        ([-1, 0, 0, 1, 1], 0, Course.OSCILLATING),
        ([-1, 0, 0, 0, 1], 0, Course.OSCILLATING),
        ([1] * 10, 1, Course.INTENSIFYING),
        ([1] * 10, 0, Course.PERSISTENT),
        ([1] * 10, -1, Course.DIMINISHING),
        ([1] * 9 + [0], 0, Course.HISTORICAL),
        ([1, 1, 1, 0, 0], 0, Course.NONE),
        ([0] * 5, 0, Course.NONE),
    ],
)
def test_each_course_has_its_name_for_hot_and_for_cold(
    signs: list[int], trend: int, course: Course
) -> None:
    kind = 0 if course is Course.NONE else 1
    assert _course(np.array(signs), trend) == (course, kind)
    assert _course(-np.array(signs), -trend) == (course, -kind)


def test_a_hot_spot_that_grows_is_seen_to_emerge() -> None:
    table = np.random.default_rng(2).poisson(3.0, (SIDE**2, 10)).astype(float)
    near = (COLUMNS < 3) & (ROWS < 3)
    table[np.ix_(near, np.arange(10))] += 6 + 3 * np.arange(10)
    found = emerging(table, GRID, 0.05)
    assert {found.course[place] for place in np.flatnonzero((COLUMNS < 2) & (ROWS < 2))} == {
        Course.INTENSIFYING
    }
    away = np.flatnonzero((COLUMNS > 6) & (ROWS > 6))
    assert np.mean([found.kind[place] == 1 for place in away]) < 0.05
