"""Results of inspections: stored, replaced when late data come, compared with the round before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from spatial.boundaries.alerts import alerts_page
from spatial.boundaries.walked.comparison import comparison, without
from spatial.boundaries.walked.late_data import recompute_touched
from spatial.boundaries.walked.results import (
    StoredCoverage,
    compute,
    coverage_results,
    summaries,
    visit_results,
)
from spatial.db import read_sql
from spatial.errors import NoCourse, UnknownInspection
from tests.spatial.boundaries.walked_lines import (
    START,
    add_party,
    plan_inspection,
    register_line,
    store_walk,
    walked,
)

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MARKERS = (("4142001Q", 5_000.0, 0.0), ("4142002Q", 30_000.0, 0.0))


def computed(engine: Engine, inspection: int, now: datetime = NOW) -> bool:
    with engine.begin() as connection:
        return compute(connection, inspection, now=now)


def stored(engine: Engine, inspection: int, *, every: bool = False) -> list[StoredCoverage]:
    with engine.connect() as connection:
        return coverage_results(connection, inspection, every=every)


def share(engine: Engine, inspection: int, side: str) -> float:
    [found] = [one for one in stored(engine, inspection) if one.side == side]
    return found.share


def test_coverage_and_visits_of_both_sides_are_stored_once_r3_4_r3_5(engine: Engine) -> None:
    boundary = register_line(engine, markers=MARKERS)
    at_marker = [(4_000.0 + 20 * n, 5_000.0, 3.0) for n in range(20)]
    left = store_walk(engine, "left-1", [*walked(0, 5_000), *at_marker])
    right = store_walk(engine, "right-1", walked(0, 20_000))
    inspection = plan_inspection(engine, boundary, left=[left], right=[right])
    assert computed(engine, inspection)
    assert not computed(engine, inspection)
    found = {one.side: one for one in stored(engine, inspection)}
    assert {side: round(one.share, 3) for side, one in found.items()} == {
        "left": 0.126, "right": 0.501, "both": 0.126, "either": 0.501,
    }  # fmt: skip
    one = found["left"]
    assert one.parameters == {
        "within_m": 50, "radius_m": 50, "dwell_s": 120, "gap_s": 600, "day": "2024-05-13",
    }  # fmt: skip
    [part] = one.parts
    assert part["kind"] == "not_walked"
    assert part["from_m"] == pytest.approx(5_050, abs=10)
    assert part["to_m"] == pytest.approx(40_000, abs=0.01)
    assert (part["nearest_marker"], part["marker_m"]) == ("4142002Q", 0)
    assert [source["device"] for source in one.sources["devices"]] == ["left-1", "right-1"]
    assert one.sources["devices"][0] | {"remarks": []} == {
        "device": "left-1", "side": "left", "fixes": 146, "first": "2024-05-13T00:00:00Z",
        "last": "2024-05-13T01:13:00Z", "remarks": [],
    }  # fmt: skip
    assert len(one.sources["segments"]) == 1
    assert (one.starts, one.ends) == (START, START + timedelta(days=3))
    with engine.connect() as connection:
        visits = {one.side: one.markers for one in visit_results(connection, inspection)}
    assert [marker["state"] for marker in visits["left"]] == ["visited", "not_seen"]
    assert visits["left"][0]["visits"][0]["device"] == "left-1"
    # One fix in passing is no visit of the right side.
    assert [marker["state"] for marker in visits["right"]] == ["not_seen", "not_seen"]
    assert [marker["state"] for marker in visits["either"]] == ["visited", "not_seen"]


def test_a_withdrawn_party_counts_no_more_and_its_result_stays(engine: Engine) -> None:
    boundary = register_line(engine)
    left = store_walk(engine, "left-1", walked(0, 20_000))
    inspection = plan_inspection(engine, boundary)
    end = START + timedelta(days=3)
    assert not computed(engine, inspection)
    with engine.begin() as connection:
        party = add_party(connection, inspection, "left", left, START, end)
    assert computed(engine, inspection)
    assert share(engine, inspection, "left") == pytest.approx(0.5, abs=0.002)
    with engine.begin() as connection:
        add_party(connection, inspection, "left", left, START, end, withdraws=party)
    assert computed(engine, inspection)
    assert share(engine, inspection, "left") == 0
    every = [one for one in stored(engine, inspection, every=True) if one.side == "left"]
    assert [one.replaces for one in every] == [every[1].id, None]
    assert every[1].share == pytest.approx(0.5, abs=0.002)
    with pytest.raises(IntegrityError, match="evidence"), engine.begin() as connection:
        connection.execute(text("UPDATE coverage_result SET walked_m = 0"))


def test_what_runs_on_is_computed_until_now_and_stored_when_it_grows(engine: Engine) -> None:
    boundary = register_line(engine)
    left = store_walk(engine, "left-1", walked(0, 20_000))
    inspection = plan_inspection(engine, boundary, left=[left], ends=None)
    half = START + timedelta(seconds=5_000)
    assert computed(engine, inspection, half)
    assert share(engine, inspection, "left") == pytest.approx(0.25, abs=0.002)
    assert computed(engine, inspection, NOW)
    assert not computed(engine, inspection, NOW + timedelta(days=1))
    assert stored(engine, inspection)[0].ends == NOW


def test_late_data_make_a_new_result_keep_the_old_one_and_raise_an_alert(engine: Engine) -> None:
    boundary = register_line(engine)
    left = store_walk(engine, "left-1", walked(0, 20_000))
    inspection = plan_inspection(engine, boundary, left=[left])
    # The first result is computed without being asked for.
    assert recompute_touched(engine, now=NOW).changed == (inspection,)
    assert recompute_touched(engine, now=NOW).looked == 0
    # Fixes outside of the window are counted once, and change nothing.
    store_walk(engine, "left-1", walked(0, 40_000, begin_s=30 * 86_400))
    done = recompute_touched(engine, now=NOW)
    assert (done.looked, done.changed) == (1, ())
    with engine.connect() as connection:
        assert alerts_page(connection) == []
    store_walk(engine, "left-1", walked(20_000, 30_000, begin_s=10_020))
    done = recompute_touched(engine, now=NOW)
    assert (done.looked, done.changed, done.failed) == (1, (inspection,), ())
    assert recompute_touched(engine, now=NOW).looked == 0
    assert share(engine, inspection, "left") == pytest.approx(0.75, abs=0.003)
    old, new = sorted(
        (one for one in stored(engine, inspection, every=True) if one.side == "left"),
        key=lambda one: one.id,
    )
    assert (old.share, new.replaces) == (pytest.approx(0.5, abs=0.003), old.id)
    with engine.connect() as connection:
        [alert] = alerts_page(connection)
    assert (alert.kind, alert.line) == ("result_changed", "4142")
    told = alert.details["sides"]["left"]
    assert (told["before_m"], told["now_m"], told["result"]) == (
        old.walked_m, new.walked_m, new.id,
    )  # fmt: skip


def test_the_results_of_an_inspection_that_runs_grow_without_an_alert(engine: Engine) -> None:
    boundary = register_line(engine)
    left = store_walk(engine, "left-1", walked(0, 10_000))
    inspection = plan_inspection(engine, boundary, left=[left], ends=None)
    now = START + timedelta(days=1)
    assert recompute_touched(engine, now=now).changed == (inspection,)
    store_walk(engine, "left-1", walked(10_000, 20_000, begin_s=5_020))
    assert recompute_touched(engine, now=now).changed == (inspection,)
    with engine.connect() as connection:
        assert alerts_page(connection) == []


def test_fixes_that_are_deleted_by_law_take_nothing_from_a_result(engine: Engine) -> None:
    boundary = register_line(engine)
    left = store_walk(engine, "left-1", walked(0, 20_000))
    inspection = plan_inspection(engine, boundary, left=[left])
    recompute_touched(engine, now=NOW)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM position_chunk"))
        connection.execute(text("UPDATE device_latest SET fixes = 1"))
    done = recompute_touched(engine, now=NOW)
    assert (done.looked, done.changed) == (1, ())
    assert share(engine, inspection, "left") == pytest.approx(0.5, abs=0.003)


def test_an_inspection_that_cannot_be_computed_is_told_once(engine: Engine) -> None:
    with engine.begin() as connection:
        boundary = connection.execute(
            text("INSERT INTO boundary (number) VALUES ('9999') RETURNING id")
        ).scalar_one()
    left = store_walk(engine, "left-1", walked(0, 1_000))
    inspection = plan_inspection(engine, boundary, left=[left])
    with pytest.raises(NoCourse):
        computed(engine, inspection)
    [(number, reason)] = recompute_touched(engine, now=NOW).failed
    assert number == inspection
    assert "course" in reason
    assert recompute_touched(engine, now=NOW).failed == ()
    with pytest.raises(UnknownInspection):
        computed(engine, inspection + 1)


def test_the_round_before_is_compared(engine: Engine) -> None:
    boundary = register_line(engine)
    before_s, end = START - timedelta(days=1_500), START - timedelta(days=1_497)
    old = store_walk(engine, "old", walked(0, 20_000, begin_s=-1_500 * 86_400))
    new = store_walk(engine, "new", walked(10_000, 30_000))
    first = plan_inspection(engine, boundary, round_number=4, left=[old], starts=before_s, ends=end)
    second = plan_inspection(engine, boundary, round_number=5, left=[new])
    with engine.connect() as connection:
        assert comparison(connection, first).previous is None
        assert comparison(connection, second).sides == ()
    for inspection in (first, second):
        assert computed(engine, inspection)
    with engine.connect() as connection:
        found = comparison(connection, second)
    assert (found.previous, found.same_course) == (first, True)
    [left] = [one for one in found.sides if one.side == "left"]
    assert (left.share, left.previous_share) == (
        pytest.approx(0.5025, abs=1e-3), pytest.approx(0.50125, abs=1e-3),
    )  # fmt: skip
    [missed], [gained] = left.newly_missed, left.newly_walked
    assert missed == pytest.approx((0, 9_950), abs=15)
    assert gained == pytest.approx((20_050, 30_050), abs=15)
    # A cancelled one is no round before.
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO inspection_step (inspection_id, state, day, office, person)"
                " VALUES (:id, 'cancelled', '2020-05-01', '410000', '王')"
            ),
            {"id": first},
        )
    with engine.connect() as connection:
        assert comparison(connection, second).previous is None


def test_spans_without_others_touching_ones_joined() -> None:
    assert without([(0, 5), (5, 10)], []) == ((0, 10),)
    assert without([(0, 10)], [(0, 10)]) == ()
    assert without([(0, 10)], [(-5, 2), (9, 20)]) == ((2, 9),)
    assert without([], [(0, 1)]) == ()


def test_summaries_of_400_lines_come_from_one_statement_by_its_indexes(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                """
                INSERT INTO boundary (number) SELECT 'L' || n FROM generate_series(1, 400) AS n;
                INSERT INTO inspection_round (number, valid, name)
                VALUES (5, '[2025-01-01,2030-01-01)', '轮');
                INSERT INTO inspection (boundary_id, round_id, kind, plan_year, left_office,
                    right_office, lead, within_m, radius_m, dwell_s, gap_s, person)
                SELECT boundary.id, round.id, 'regular', 2025, '41', '42', 'left', 50, 50, 1, 600,
                    '王'
                FROM boundary, inspection_round AS round;
                INSERT INTO coverage_result (inspection_id, side, starts, ends, parameters,
                    length_m, walked_m, parts, sources, replaces)
                SELECT inspection.id, side, '2025-05-01Z', '2025-05-02Z', '{}', 1000, 10, '[]',
                    '{}', NULL
                FROM inspection, unnest(ARRAY['left', 'right', 'both', 'either']) AS side;
                INSERT INTO coverage_result (inspection_id, side, starts, ends, parameters,
                    length_m, walked_m, parts, sources, replaces)
                SELECT inspection_id, side, starts, ends, parameters, length_m, 500,
                    '[{"kind": "unknown"}, {"kind": "not_walked"}]', sources, id
                FROM coverage_result;
                """
            )
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE coverage_result"))
        numbers = connection.execute(text("SELECT id FROM inspection")).scalars().all()
        found = summaries(connection, numbers)
        some = {"inspections": list(numbers[:5])}
        plan = connection.execute(
            text("EXPLAIN " + read_sql("spatial.boundaries.walked", "coverage_summaries")), some
        ).scalars()
        assert "coverage_result_of" in "\n".join(plan)
    assert len(found) == 400
    assert {len(sides) for sides in found.values()} == {4}
    [one] = [one for one in found[numbers[0]] if one.side == "both"]
    assert (one.walked_m, one.parts, one.unknown) == (500, 2, 1)
