"""Smart markers: scatter is no displacement, a move is one, silence is told (R3.11)."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from spatial.boundaries.alerts import Alert, alerts_page, end_alert, lasting_alert, raise_alert
from spatial.boundaries.displacement import (
    DisplacementRules,
    MarkerWatch,
    bind_device,
    bound_markers,
    median_place,
    withdraw_binding,
)
from spatial.errors import AlertEnded, BadParameter, UnknownAlert, UnknownDevice, UnknownMarker
from tests.spatial.boundaries.walked_lines import (
    START,
    Row,
    lon_lat,
    register_line,
    store_walk,
    way,
)

RULES = DisplacementRules()
NUMBER = "4142001Q"


def standing(
    count: int,
    seed: int,
    *,
    sigma_m: float = 10,
    outliers: float = 0.05,
    begin_s: float = 0,
    along: float = 5_000,
    north: float = 0,
) -> list[Row]:
    """Hourly fixes of a cheap receiver; some of them hundreds of metres off."""
    dice = np.random.default_rng(seed)
    off = dice.normal(0, sigma_m, (2, count))
    bad = dice.random(count) < outliers
    off[:, bad] += dice.uniform(-2_000, 2_000, (2, int(bad.sum())))
    return [(begin_s + 3_600.0 * n, along + off[0, n], north + off[1, n]) for n in range(count)]


@settings(deadline=None, max_examples=200)
@given(st.integers(21, 60), st.integers(0, 2**32 - 1))
def test_the_scatter_of_a_cheap_receiver_is_no_displacement_r3_11(count: int, seed: int) -> None:
    found = median_place(way(*standing(count, seed)), *lon_lat(5_000), fixes=RULES.fixes)
    assert found is not None
    assert found.away_m < RULES.displaced_m


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32 - 1), st.floats(0, 2 * np.pi))
def test_a_move_of_twice_the_limit_is_found_within_the_fixes_that_count_r3_11(
    seed: int, bearing: float
) -> None:
    by = 2 * RULES.displaced_m
    moved = standing(
        RULES.fixes, seed + 1, begin_s=40 * 3_600.0,
        along=5_000 + by * np.sin(bearing), north=by * np.cos(bearing),
    )  # fmt: skip
    rows = [*standing(40, seed), *moved]
    found = median_place(way(*rows), *lon_lat(5_000), fixes=RULES.fixes)
    assert found is not None
    assert found.away_m > RULES.displaced_m
    assert found.away_m == pytest.approx(by, abs=20)


def test_a_few_fixes_say_nothing() -> None:
    assert median_place(way(*standing(20, 1)), *lon_lat(5_000), fixes=21) is None
    for wrong in ({"fixes": 2}, {"displaced_m": 0.0}, {"silent_s": float("nan")}):
        with pytest.raises(BadParameter):
            DisplacementRules(**wrong)  # type: ignore[arg-type]


def alerts(engine: Engine, *, lasting: bool = True) -> list[Alert]:
    with engine.connect() as connection:
        return alerts_page(connection, lasting=lasting)


def bound(engine: Engine, rows: list[Row]) -> int:
    boundary = register_line(engine, markers=[(NUMBER, 5_000, 0)])
    store_walk(engine, "bd-1", rows, device_class="marker")
    with engine.begin() as connection:
        return bind_device(connection, boundary, NUMBER, "bd-1", person="王", starts=START)


def hours(count: float) -> datetime:
    return START + timedelta(hours=count)


def test_an_alert_is_raised_once_while_it_lasts_and_ended_when_the_marker_is_back_r3_11(
    engine: Engine,
) -> None:
    bound(engine, standing(40, 1))
    watch = MarkerWatch(engine)
    assert (watch.look(now=hours(40)), alerts(engine)) == (0, [])
    store_walk(engine, "bd-1", standing(21, 2, begin_s=40 * 3_600, north=60), device_class="marker")
    assert watch.look(now=hours(61)) == 1
    assert watch.look(now=hours(61)) == 0
    # Another server, or this one after a restart, raises nothing that lasts.
    assert MarkerWatch(engine).look(now=hours(61)) == 0
    [alert] = alerts(engine)
    assert (alert.kind, alert.line, alert.marker_number, alert.device) == (
        "marker_displaced", "4142", NUMBER, "bd-1",
    )  # fmt: skip
    assert alert.details["away_m"] == pytest.approx(60, abs=15)
    assert (alert.lon, alert.lat) == pytest.approx(lon_lat(5_000, 60), abs=3e-4)
    store_walk(engine, "bd-1", standing(21, 3, begin_s=61 * 3_600), device_class="marker")
    assert watch.look(now=hours(82)) == 1
    assert alerts(engine) == []
    [ended] = alerts(engine, lasting=False)
    assert (ended.id, ended.ended_by) == (alert.id, None)
    assert ended.ended_at is not None


def test_a_marker_that_is_silent_is_told_and_heard_again(engine: Engine) -> None:
    bound(engine, standing(30, 1))
    watch = MarkerWatch(engine)
    assert watch.look(now=hours(100)) == 0
    assert watch.look(now=hours(102.5)) == 1
    assert watch.look(now=hours(130)) == 0
    [alert] = alerts(engine)
    assert (alert.kind, alert.details["last"]) == ("marker_silent", "2024-05-14T05:00:00Z")
    store_walk(
        engine, "bd-1", standing(1, 1, begin_s=130 * 3_600, outliers=0), device_class="marker"
    )
    assert watch.look(now=hours(131)) == 1
    assert alerts(engine) == []


def test_a_binding_is_withdrawn_by_a_row_of_its_own(engine: Engine) -> None:
    binding = bound(engine, standing(21, 1, north=100))
    with pytest.raises(IntegrityError, match="evidence"), engine.begin() as connection:
        connection.execute(text("UPDATE marker_device SET ends = now()"))
    with engine.begin() as connection:
        assert [one.id for one in bound_markers(connection, hours(1))] == [binding]
        assert bound_markers(connection, hours(-1)) == []
        boundary = bound_markers(connection, hours(1))[0].boundary_id
        with pytest.raises(BadParameter, match="bound already"):
            bind_device(connection, boundary, NUMBER, "bd-1", person="王", starts=hours(5))
        withdraw_binding(connection, boundary, binding, person="李")
        with pytest.raises(UnknownMarker):
            withdraw_binding(connection, boundary, binding, person="李")
        assert bound_markers(connection, hours(1)) == []
        again = bind_device(
            connection, boundary, NUMBER, "bd-1", person="李", starts=START, ends=hours(2)
        )
        assert [one.id for one in bound_markers(connection, hours(1))] == [again]
        assert bound_markers(connection, hours(2)) == []


def test_only_a_device_of_class_marker_stands_at_a_registered_marker(engine: Engine) -> None:
    boundary = register_line(engine, markers=[(NUMBER, 5_000, 0)])
    store_walk(engine, "patrol-1", [(0.0, 0.0, 0.0)])
    store_walk(engine, "bd-1", [(0.0, 0.0, 0.0)], device_class="marker")
    with engine.begin() as connection:
        for device, number, error in (
            ("patrol-1", NUMBER, BadParameter),
            ("bd-2", NUMBER, UnknownDevice),
            ("bd-1", "4142009Q", UnknownMarker),
        ):
            with pytest.raises(error):
                bind_device(connection, boundary, number, device, person="王", starts=START)
        with pytest.raises(BadParameter, match="until after"):
            bind_device(connection, boundary, NUMBER, "bd-1", person="王", starts=START, ends=START)


def test_an_alert_is_ended_once_and_may_be_raised_anew(engine: Engine) -> None:
    with engine.begin() as connection:
        first = raise_alert(connection, "building_across", "house 7", details={"m": 3})
        assert first is not None
        assert raise_alert(connection, "building_across", "house 7", details={}) is None
        assert lasting_alert(connection, "building_across", "house 7") == first
        end_alert(connection, first, "李", "拆除")
        with pytest.raises(AlertEnded):
            end_alert(connection, first, "李")
        with pytest.raises(UnknownAlert):
            end_alert(connection, 10**9, "李")
        # The row that ends an alert is none itself.
        [last] = alerts_page(connection, lasting=False, limit=1)
        assert (last.id, last.ended_by) == (first, "李")
        second = raise_alert(connection, "building_across", "house 7", details={})
        assert second not in (None, first)
