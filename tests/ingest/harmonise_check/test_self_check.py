"""The self-check against truth, over made lands of many seeds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.harmonise_check.errors_of_methods import RECIPIENTS, RESIDENTS, check, errors
from ingest.harmonise_check.made_land import measures_of, register_of, reported_of
from ingest.sample.changing_counties import changing_counties
from ingest.sample.changing_land import FIRST, LAST, ChangingLand
from spatial.business.declarations.model import Nature
from spatial.business.harmonise.harmonising import Harmoniser, PeriodSeries, Plan
from spatial.business.harmonise.meanings import Meaning
from spatial.business.harmonise.measures import AtomMeasures
from spatial.business.harmonise.overlay import overlay
from spatial.business.harmonise.reported import Reported, ReportedColumn
from spatial.business.harmonise.sharing import Sharing
from spatial.business.harmonise.targets import Policy
from spatial.business.harmonise.weights import TOLERANCE, require_sums
from spatial.division_codes import Level
from spatial.temporal import list_day

years = st.integers(FIRST, LAST)
seeds = st.integers(0, 40)


@cache
def land_of(seed: int) -> ChangingLand:
    return changing_counties(seed)


_DRAWN: dict[int, AtomMeasures] = {}


def drawn(land: ChangingLand) -> AtomMeasures:
    """Measured once for each land: the parcels of one with other figures are the same."""
    key = id(land.parcels)
    if key not in _DRAWN:
        _DRAWN[key] = measures_of(land)
    return _DRAWN[key]


def harmonised(
    land: ChangingLand,
    year: int,
    plan: Plan,
    *,
    townships: bool = False,
    meaning: Meaning = RECIPIENTS,
    measures: AtomMeasures | None = None,
    constant: int | None = None,
) -> PeriodSeries:
    def reads(indicator: str, _first: object, _last: object) -> Reported:
        found = reported_of(
            land, indicator if indicator != "field" else "residents", [year], townships=townships
        )
        if indicator == "field" and constant is not None:
            (column,) = found.columns
            even = ReportedColumn(column.period, column.codes, np.full(len(column.codes), constant))
            found = replace(found, columns=(even,))
        return found

    sized = drawn(land) if measures is None else measures
    (series,) = Harmoniser(register_of(land), plan, sized, reads).harmonised([meaning], None, None)
    (period,) = series.periods
    return period


def fixed(year: int, **more: object) -> Plan:
    return replace(Plan(Level.COUNTY, Policy.FIXED, list_day(year)), **more)  # type: ignore[arg-type]


@given(seeds, years, years)
@settings(max_examples=40, deadline=None)
@example(10, 2000, 2024)
def test_what_is_flagged_exact_is_the_truth_r10_3(seed: int, year: int, on: int) -> None:
    land = land_of(seed)
    truth = land.truth("recipients", year, on)
    for townships in (False, True):
        found = harmonised(land, year, fixed(on), townships=townships)
        for place, target in enumerate(found.targets):
            if found.column.exact[place]:
                assert found.column.values[place] == truth[target.code], target


@given(seeds, years, years, st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_the_total_over_a_closed_group_is_kept_exactly_r10_1(
    seed: int, year: int, on: int, townships: bool, density: bool
) -> None:
    land = land_of(seed)
    plan = fixed(on, density=RESIDENTS if density else None)
    found = harmonised(land, year, plan, townships=townships)
    assert found.column.known.all()
    assert found.column.values.sum() == sum(land.reported("recipients", year).values())


@given(seeds, years, years)
@settings(max_examples=30, deadline=None)
def test_weights_sum_to_one_for_each_source_in_one_direction_r10_6(
    seed: int, year: int, on: int
) -> None:
    land = land_of(seed)
    sharing = Sharing(register_of(land), Level.COUNTY, drawn(land))
    crosswalk = sharing.crosswalk(list_day(year), list_day(on), ("mca", "list"), None)
    require_sums(crosswalk.weights)
    for code in land.reported("recipients", year):
        assert abs(crosswalk.coverage(code) - 1) <= TOLERANCE
    again = sharing.crosswalk(list_day(year), list_day(on), ("mca", "list"), None)
    assert again.id == crosswalk.id
    back = sharing.crosswalk(list_day(on), list_day(year), ("mca", "list"), None)
    assert (back.id != crosswalk.id) == (year != on)


@given(seeds, years)
@settings(max_examples=20, deadline=None)
def test_on_its_own_divisions_a_series_is_what_was_reported_r10_1(seed: int, year: int) -> None:
    land = land_of(seed)
    found = harmonised(land, year, fixed(year), townships=True)
    told = {target.code: int(found.column.values[i]) for i, target in enumerate(found.targets)}
    assert told == land.reported("recipients", year)
    assert found.column.exact.all()


@given(seeds, years, years)
@settings(max_examples=30, deadline=None)
def test_of_a_uniform_density_area_weights_give_the_truth_r10_8(
    seed: int, year: int, on: int
) -> None:
    land = land_of(seed)
    sizes = drawn(land).sizes
    even = np.array([round(sizes[number]) for number in range(len(land.parcels))])
    uniform = replace(land, figures={"recipients": dict.fromkeys(range(FIRST, LAST + 1), even)})
    found = harmonised(uniform, year, fixed(on))
    truth = uniform.truth("recipients", year, on)
    for place, target in enumerate(found.targets):
        # Square metres, each parcel rounded to one: a county of fifty is off by some tens at most.
        assert abs(int(found.column.values[place]) - truth[target.code]) < 100


@given(seeds, years, years, st.integers(-10_000, 10_000), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_constant_intensive_field_stays_constant_r10_8(
    seed: int, year: int, on: int, value: int, by_residents: bool
) -> None:
    land = land_of(seed)
    field = Meaning(
        "field", "made", "%", Nature.INTENSIVE, weight=RESIDENTS if by_residents else None
    )
    found = harmonised(land, year, fixed(on), meaning=field, constant=value)
    assert found.column.known.all()
    assert (found.column.values == value * 10**found.column.digits).all()


@given(seeds, years, years)
@settings(max_examples=20, deadline=None)
def test_common_groups_are_exact_and_the_same_through_the_period_r10_1(
    seed: int, first: int, second: int
) -> None:
    land = land_of(seed)
    span = sorted({first, second})

    def reads(indicator: str, _first: object, _last: object) -> Reported:
        return reported_of(land, indicator, span)

    plan = Plan(Level.COUNTY, Policy.COMMON_ATOMS)
    harmoniser = Harmoniser(register_of(land), plan, AtomMeasures({}, {}), reads)
    (series,) = harmoniser.harmonised([RECIPIENTS], None, None)
    for period, year in zip(series.periods, span, strict=True):
        assert period.column.exact.all()
        assert period.column.values.sum() == sum(land.reported("recipients", year).values())
        # The truth: the land of a group is the same in both years.
        of_group = {
            code: place
            for place, target in enumerate(period.targets)
            for code in target.code.split("+")
        }
        for place, target in enumerate(period.targets):
            last = land.truth("recipients", year, span[-1])
            members = [code for code, at in of_group.items() if at == place]
            assert period.column.values[place] == sum(last[code] for code in members), target


def test_the_methods_stand_in_their_order_r10_7() -> None:
    found = {one.method: one for one in check(land_of(10), [(2000, 2024)])}
    assert found["lower_units"].errors.mape < 0.01 < found["density_townships"].errors.mape
    ordered = ["density_townships", "density_counties", "area", "chained_area", "same_code"]
    errors_of = [found[name].errors.mape for name in ordered]
    assert errors_of == sorted(errors_of)
    assert all(one.wrongly_exact == 0 for one in found.values())


def test_townships_that_move_whole_give_the_truth_itself_r10_7() -> None:
    """Between these years no township was divided."""
    found = {one.method: one for one in check(land_of(10), [(2012, 2024), (2024, 2000)])}
    assert found["lower_units"].errors == errors(
        land_of(10).truth("recipients", 2024, 2000), land_of(10).truth("recipients", 2024, 2000)
    )


def test_without_shapes_and_townships_what_was_divided_is_not_told_r10_3() -> None:
    land = land_of(10)
    found = harmonised(land, 2000, fixed(2024), measures=AtomMeasures({}, {}))
    truth = land.truth("recipients", 2000, 2024)
    column = found.column
    for place, target in enumerate(found.targets):
        if not column.known[place]:
            assert column.unweighted[place]
        elif not column.unweighted[place]:
            assert column.values[place] == truth[target.code]
    assert column.unweighted.any()


def test_area_weights_agree_with_a_second_opinion_r10_4() -> None:
    """tobler's area interpolation over the shapes of both days, in an equal-area projection."""
    import geopandas
    from tobler.area_weighted import area_interpolate

    land = land_of(10)
    before, after = land.shapes(2000), land.shapes(2024)
    reported = land.reported("recipients", 2000)
    source = geopandas.GeoDataFrame(
        {"recipients": [float(reported[code]) for code in before]},
        geometry=list(before.values()),
        crs="EPSG:4490",
    ).to_crs("ESRI:102025")
    target = geopandas.GeoDataFrame(
        {"code": list(after)}, geometry=list(after.values()), crs="EPSG:4490"
    ).to_crs("ESRI:102025")
    told = area_interpolate(source, target, extensive_variables=["recipients"])
    theirs = dict(zip(after, told["recipients"], strict=True))
    found = harmonised(land, 2000, fixed(2024))
    for place, one in enumerate(found.targets):
        # Theirs are not whole numbers, and their edges are straight in another projection.
        assert found.column.values[place] == pytest.approx(theirs[one.code], rel=2e-3, abs=1.5)


@given(seeds, years, years)
@settings(max_examples=3, deadline=None)
def test_an_overlay_finds_what_the_atoms_say_and_reports_slivers_r10_4(
    seed: int, year: int, on: int
) -> None:
    land = land_of(seed)
    before, after = land.shapes(year), land.shapes(on)
    # The second vintage was drawn anew: every vertex some ten metres off.
    moved = [
        shapely.transform(shape, lambda xy: xy + 1e-4 * np.sin(1e4 * xy[:, ::-1])).buffer(0)
        for shape in after.values()
    ]
    found = overlay(list(before.values()), moved)
    sharing = Sharing(register_of(land), Level.COUNTY, drawn(land))
    crosswalk = sharing.crosswalk(list_day(year), list_day(on), ("mca", "list"), None)
    codes, others = list(before), list(after)
    laid = {(codes[one.source], others[one.target]): one.weight for one in found.pieces}
    told = {
        (one.source.code, one.target.code): one.weight
        for one in crosswalk.weights
        if one.target is not None and one.weight > 0
    }
    assert laid.keys() >= {pair for pair, weight in told.items() if weight > 0.01}
    for pair, weight in laid.items():
        assert weight == pytest.approx(told.get(pair, 0.0), abs=0.01)
    sums = np.zeros(len(codes))
    for one in found.pieces:
        sums[one.source] += one.weight
    expected = [1 - lost if lost > 1e-3 else 1.0 for lost in found.uncovered]
    assert sums == pytest.approx(expected)
    assert max(found.slivers) < 0.01


def test_only_slivers_are_left_out_of_an_overlay_r10_4() -> None:
    west, east = shapely.box(100, 30, 101, 31), shapely.box(101, 30, 102, 31)
    shifted = [shapely.box(100, 30, 101.0005, 31), shapely.box(101.0005, 30, 102, 31)]
    found = overlay([west, east], shifted)
    assert [(one.source, one.target, one.weight) for one in found.pieces] == [
        (0, 0, 1.0),
        (1, 1, 1.0),
    ]
    assert found.slivers[1] == pytest.approx(0.0005, rel=1e-3)
    assert found.slivers[0] == 0
    all_of_it = overlay([west, east], shifted, sliver=0)
    assert len(all_of_it.pieces) == 3


def test_a_land_is_the_same_for_the_same_seed() -> None:
    one, other = changing_counties(3), changing_counties(3)
    assert one.units == other.units
    assert one.changes == other.changes
    assert one.truth("recipients", 2003, 2020) == other.truth("recipients", 2003, 2020)


def test_every_kind_of_change_happens_in_some_land() -> None:
    kinds = {change.kind for seed in range(6) for change in land_of(seed).changes}
    assert kinds == {"rename", "code", "subordination", "merge", "split", "transfer"}
