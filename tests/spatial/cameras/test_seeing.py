"""Which cameras see a point, a facility, a marker or a line, on a day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from camera_rows import GEOD, HOME, aside, camera, number_of, store_cameras
from sqlalchemy import Engine, text

from spatial.boundaries.course import Course
from spatial.cameras.register import CameraWish, camera_on, cameras_on
from spatial.cameras.seeing import cameras_near, cameras_seeing, cameras_seeing_line
from spatial.errors import UnknownCamera
from spatial.temporal import end_of_day

DAY = date(2024, 6, 1)


def seen_by(engine: Engine, place: tuple[float, float], day: date = DAY) -> list[str]:
    with engine.connect() as connection:
        found = cameras_seeing(connection, *place, day)
    return [one.standing.camera.number for one in found.cameras]


def test_a_camera_sees_what_lies_in_its_sector_and_nothing_else_r7_2(engine: Engine) -> None:
    store_cameras(engine, camera(1))
    assert seen_by(engine, aside(90, 199)) == [number_of(1)]
    assert seen_by(engine, aside(90, 201)) == []
    assert seen_by(engine, aside(61, 100)) == [number_of(1)]
    assert seen_by(engine, aside(59, 100)) == []
    assert seen_by(engine, aside(270, 10)) == []
    assert seen_by(engine, HOME) == [number_of(1)]


def test_cameras_come_by_distance_with_direction_and_off_axis_angle_r7_2(engine: Engine) -> None:
    place = aside(90, 100)
    near = aside(270, 50, place)
    store_cameras(engine, camera(1), camera(2, lon=near[0], lat=near[1], bearing=100))
    with engine.connect() as connection:
        found = cameras_seeing(connection, *place, DAY).cameras
    assert [one.standing.camera.number for one in found] == [number_of(2), number_of(1)]
    assert [one.distance_m for one in found] == pytest.approx([50, 100], abs=1e-3)
    assert [one.towards_deg for one in found] == pytest.approx([90, 90], abs=0.01)
    assert [one.off_axis_deg for one in found] == pytest.approx([10, 0], abs=0.01)


def test_a_turning_camera_sees_all_round_whatever_its_row_says_of_angles_r7_2(
    engine: Engine,
) -> None:
    store_cameras(engine, camera(1, kind="球机", angle=60, bearing=None))
    assert seen_by(engine, aside(270, 150)) == [number_of(1)]


def test_a_camera_sees_across_the_180th_meridian_r7_2(engine: Engine) -> None:
    store_cameras(engine, camera(1, lon=179.9995, lat=51, reach=500))
    for place in (aside(90, 300, (179.9995, 51.0)), aside(80, 20, (179.9995, 51.0))):
        assert seen_by(engine, place) == [number_of(1)]


def test_days_decide_which_cameras_there_are_r7_2(engine: Engine) -> None:
    store_cameras(
        engine,
        camera(1, valid_from="2020-01-01", valid_to="2022-01-01"),
        camera(1, valid_from="2022-01-01", bearing=270),
    )
    assert seen_by(engine, aside(90, 50), date(2021, 12, 31)) == [number_of(1)]
    assert seen_by(engine, aside(90, 50), date(2022, 1, 1)) == []
    assert seen_by(engine, aside(270, 50), date(2022, 1, 1)) == [number_of(1)]
    assert seen_by(engine, aside(90, 50), date(2019, 12, 31)) == []


def test_unknown_views_and_sensitive_cameras_are_counted_r7_2(engine: Engine) -> None:
    store_cameras(
        engine,
        camera(1, reach=None),
        camera(2, grade="敏感"),
        camera(3),
    )
    with engine.connect() as connection:
        found = cameras_seeing(connection, *aside(90, 50), DAY)
        around = cameras_near(connection, *aside(90, 50), 60.0, DAY)
    assert [one.standing.camera.number for one in found.cameras] == [number_of(3)]
    assert (found.sensitive, found.unknown_view) == (1, 1)
    assert [one.sees for one in around.cameras] == [None, True]
    assert around.sensitive == 1


def test_what_was_known_then_answers_as_then_r7_2(engine: Engine) -> None:
    store_cameras(engine, camera(1))
    with engine.connect() as connection:
        then = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    store_cameras(engine, camera(1, bearing=270))
    place = aside(90, 50)
    with engine.connect() as connection:
        assert cameras_seeing(connection, *place, DAY).cameras == []
        [held] = cameras_seeing(connection, *place, DAY, known_at=then).cameras
        before = datetime.now(UTC) - timedelta(days=1)
        assert cameras_seeing(connection, *place, DAY, known_at=before).cameras == []
    assert held.standing.camera.bearing_deg == 90


def test_what_is_sensitive_now_is_hidden_from_what_was_known_before_r7_4(engine: Engine) -> None:
    store_cameras(engine, camera(1))
    with engine.connect() as connection:
        then = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    store_cameras(engine, camera(1, grade="敏感"))
    with engine.connect() as connection:
        found = cameras_seeing(connection, *aside(90, 50), DAY, known_at=then)
        assert (found.cameras, found.sensitive) == ([], 1)
        listed, sensitive = cameras_on(connection, DAY, CameraWish(), known_at=then)
        assert (listed, sensitive) == ([], 1)
        with pytest.raises(UnknownCamera):
            camera_on(connection, number_of(1), DAY, known_at=then)
        shown = connection.execute(text("SELECT count(*) FROM camera_shown")).scalar_one()
    assert shown == 0


def test_answers_agree_with_a_look_at_every_camera_r7_2(engine: Engine) -> None:
    rng = random.Random(28181)
    rows = [
        camera(
            serial,
            lon=HOME[0] + rng.uniform(-0.02, 0.02),
            lat=HOME[1] + rng.uniform(-0.02, 0.02),
            bearing=rng.uniform(0, 359.9),
            angle=rng.choice([20, 60, 90, 180, 359, 360]),
            reach=rng.uniform(10, 1_500),
        )
        for serial in range(1, 201)
    ]
    store_cameras(engine, *rows)
    seen = 0
    for _ in range(60):
        place = HOME[0] + rng.uniform(-0.025, 0.025), HOME[1] + rng.uniform(-0.025, 0.025)
        expected = []
        for row in rows:
            towards, _, metres = GEOD.inv(row["lon"], row["lat"], *place)
            beside = abs((towards - row["bearing"] + 180) % 360 - 180)
            if metres <= row["reach"] and (row["angle"] == 360 or beside <= row["angle"] / 2):
                expected.append((metres, row["number"]))
        assert seen_by(engine, place) == [number for _, number in sorted(expected)]
        seen += len(expected)
    assert seen > 100


def test_share_of_a_line_that_cameras_see_r7_2(engine: Engine) -> None:
    # 1,000 m eastwards along the parallel; one camera on it looks back and forth 100 m.
    east = aside(90, 1_000)
    course = Course.of(_line(HOME, east))
    middle = aside(90, 500)
    store_cameras(
        engine,
        camera(1, lon=middle[0], lat=middle[1], angle=360, reach=100),
        camera(2, bearing=90, reach=450, angle=10),
        camera(3, bearing=0),
        camera(4, grade="敏感", reach=2_000),
    )
    with engine.connect() as connection:
        found = cameras_seeing_line(connection, course, DAY)
    assert [one.standing.camera.number for one in found.cameras] == [number_of(2), number_of(1)]
    assert [one.seen_m for one in found.cameras] == pytest.approx([450, 200], abs=0.05)
    [(begin, end)] = found.stretches
    assert (begin, end) == (pytest.approx(0, abs=0.05), pytest.approx(600, abs=0.05))
    assert found.seen_m == pytest.approx(600, abs=0.05)
    assert found.sensitive == 1


def test_the_questions_use_their_indexes_r7_2(engine: Engine) -> None:
    store_cameras(
        engine,
        *(camera(n, lon=110 + n % 40 / 10, lat=30 + n // 40 / 100) for n in range(1, 1_500)),
    )
    values = {"lon": 110.5, "lat": 30.5, "day": DAY, "known_at": None}
    values |= {"day_ends": end_of_day(DAY), "east_pad": 2e-4, "north_pad": 2e-4, "radius_m": 100}
    from spatial.db import read_sql

    for name, index in (("seeing", "camera_sector"), ("near", "camera_place")):
        with engine.begin() as connection:
            connection.execute(text("ANALYZE camera"))
            plan = connection.execute(
                text("EXPLAIN " + read_sql("spatial.cameras", name)), values
            ).scalars()
            assert index in "\n".join(plan)


def test_no_question_comes_to_a_plan_for_any_values_r7_2(engine: Engine) -> None:
    store_cameras(engine, camera(1))
    with engine.connect() as connection:
        for step in range(12):
            place = aside(90, 10.0 + step)
            cameras_seeing(connection, *place, DAY)
            cameras_near(connection, *place, 100.0, DAY)
            cameras_on(connection, DAY, CameraWish())
        prepared = connection.execute(
            text(
                "SELECT count(*) AS held, sum(generic_plans) AS generic"
                " FROM pg_prepared_statements WHERE statement LIKE '%JOIN camera AS c%'"
            )
        ).one()
    assert prepared.held >= 2
    assert prepared.generic == 0


def _line(*places: tuple[float, float]):  # type: ignore[no-untyped-def]
    from shapely import LineString

    return LineString(places)
