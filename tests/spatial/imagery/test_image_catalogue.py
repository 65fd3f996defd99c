from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box
from sqlalchemy import Engine, text

from spatial.db import read_sql
from spatial.errors import UnknownImage
from spatial.imagery.catalogue import store_scenes
from spatial.imagery.queries import (
    coverage_not_after,
    edition_not_after,
    scene_by_id,
    scenes_at,
    scenes_meeting,
    scenes_not_after,
)
from spatial.imagery.scene import Acquisition, Asset, Band, Flag, Scene, lon_lat_box

BAND = Band("NDVI", 1, "int16", float("nan"), 0.0001, 0.0, None, (-3.0, 9000.0))


def made(
    scene_id: str,
    taken: date | datetime | None,
    *,
    at: tuple[float, float, float, float] = (100, 30, 101, 31),
    resolution_m: float = 30.0,
) -> Scene:
    acquisition = (
        Acquisition.unknown(datetime(2024, 1, 1, tzinfo=UTC))
        if taken is None
        else Acquisition.at(taken)
        if isinstance(taken, datetime)
        else Acquisition.on(taken)
    )
    asset = Asset(
        key="data",
        path=Path("/archive") / f"{scene_id}.tif",
        media_type="image/tiff",
        sha256="00" * 32,
        bytes=1,
        crs="EPSG:4490",
        width=10,
        height=10,
        transform=(0.1, 0.0, at[0], 0.0, -0.1, at[3]),
        resolution_m=resolution_m,
        bands=(BAND,),
        source=f"{scene_id}.tif",
        source_sha256="01" * 32,
    )
    return Scene(scene_id, scene_id, acquisition, box(*at), (asset,), (Flag.NOT_COG,))


@pytest.fixture
def catalogue(engine: Engine) -> Engine:
    with engine.begin() as connection:
        store_scenes(
            connection,
            [
                made("old", date(2013, 9, 14)),
                made("new", date(2014, 2, 18)),
                made("timeless", None),
                made("elsewhere", date(2014, 1, 1), at=(110, 30, 111, 31)),
            ],
        )
    return engine


def ids(scenes: list[Scene]) -> list[str]:
    return [scene.id for scene in scenes]


def test_scene_comes_out_of_the_catalogue_as_it_went_in(engine: Engine) -> None:
    went_in = made("a b/c&影像", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC))
    with engine.begin() as connection:
        store_scenes(connection, [went_in])
        came_out = scene_by_id(connection, went_in.id)
    # NaN is not equal to itself.
    assert repr(came_out) == repr(went_in)


def test_items_are_readable_through_pgstac_itself(catalogue: Engine) -> None:
    search = {"collections": ["scenes"], "datetime": "2013-09-01T00:00:00Z/2013-10-01T00:00:00Z"}
    search |= {"intersects": {"type": "Point", "coordinates": [100.5, 30.5]}}
    with catalogue.begin() as connection:
        connection.execute(text("SET LOCAL search_path TO pgstac, public"))
        found = connection.execute(
            text("SELECT pgstac.search(CAST(:search AS jsonb))"), {"search": json.dumps(search)}
        ).scalar_one()
    # STAC has no "unknown": the whole span in which the timeless one must lie is its time.
    assert {item["id"] for item in found["features"]} == {"old", "timeless"}


def test_scene_stored_again_replaces_the_first(catalogue: Engine) -> None:
    with catalogue.begin() as connection:
        store_scenes(connection, [made("old", date(2013, 9, 15))])
        assert scene_by_id(connection, "old").acquisition.day == date(2013, 9, 15)
        assert scenes_at(connection, 100.5, 30.5, limit=10).total == 3


def test_images_at_a_point_are_newest_first_and_those_without_time_last(
    catalogue: Engine,
) -> None:
    with catalogue.connect() as connection:
        found = scenes_at(connection, 100.5, 30.5, limit=10)
        assert (ids(found.scenes), found.total) == (["new", "old", "timeless"], 3)
        cut = scenes_at(connection, 100.5, 30.5, limit=1)
        assert (ids(cut.scenes), cut.total) == (["new"], 3)
        assert scenes_at(connection, 0, 0, limit=10).total == 0


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2013-09-14", "2014-02-18", ["old"]),
        ("2013-09-14", "2014-02-19", ["new", "old"]),
        ("2013-09-15", "2014-02-18", []),
        ("2013-09-15", None, ["new"]),
        (None, "2014-02-18", ["old"]),
        (None, "9999-01-01", ["new", "old"]),
    ],
)
def test_window_holds_its_start_and_not_its_end_and_nothing_without_time(
    catalogue: Engine, start: str | None, end: str | None, expected: list[str]
) -> None:
    with catalogue.connect() as connection:
        found = scenes_at(
            connection,
            100.5,
            30.5,
            start=None if start is None else datetime.fromisoformat(f"{start}T00:00:00+08:00"),
            end=None if end is None else datetime.fromisoformat(f"{end}T00:00:00+08:00"),
            limit=10,
        )
    assert ids(found.scenes) == expected


def test_scenes_that_meet_an_area_are_oldest_first(catalogue: Engine) -> None:
    window = {
        "start": datetime(2013, 1, 1, tzinfo=UTC),
        "end": datetime(2015, 1, 1, tzinfo=UTC),
    }
    with catalogue.connect() as connection:
        both = scenes_meeting(connection, box(100.9, 30, 110.1, 31), **window, limit=10)
        assert ids(both) == ["old", "elsewhere", "new"]
        parts = MultiPolygon([box(110, 30, 110.1, 31), box(0, 0, 1, 1)])
        assert ids(scenes_meeting(connection, parts, **window, limit=10)) == ["elsewhere"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2013, 9, 13), []),
        (date(2013, 9, 14), ["old"]),
        (date(2014, 2, 17), ["old"]),
        (date(2014, 2, 18), ["new", "old"]),
        (date.max, ["new", "old"]),
        (date.min, []),
    ],
)
def test_newest_not_after_a_day_stands_first_r6_4(
    catalogue: Engine, day: date, expected: list[str]
) -> None:
    with catalogue.connect() as connection:
        found = scenes_not_after(connection, day, (100.2, 30.2, 100.8, 30.8), limit=10)
    assert ids(found) == expected


def test_of_two_scenes_of_one_instant_the_finer_stands_first(engine: Engine) -> None:
    day = date(2020, 5, 5)
    with engine.begin() as connection:
        store_scenes(
            connection,
            [made("a coarse", day, resolution_m=250), made("b fine", day, resolution_m=2)],
        )
        found = scenes_not_after(connection, day, (100, 30, 101, 31), limit=10)
    assert ids(found) == ["b fine", "a coarse"]


def test_day_of_a_scene_is_its_day_in_beijing(engine: Engine) -> None:
    # 16:30 UTC on 4 May is half past midnight on 5 May in Beijing.
    with engine.begin() as connection:
        store_scenes(connection, [made("night", datetime(2020, 5, 4, 16, 30, tzinfo=UTC))])
        assert edition_not_after(connection, date(2020, 5, 4)) is None
        assert edition_not_after(connection, date(2020, 5, 5)) == date(2020, 5, 5)


def test_edition_is_the_last_day_on_which_an_image_was_taken(catalogue: Engine) -> None:
    with catalogue.connect() as connection:
        editions = {
            asked: edition_not_after(connection, asked)
            for asked in (date(2013, 9, 13), date(2013, 12, 31), date(2014, 1, 1), date(2030, 1, 1))
        }
        assert list(editions.values()) == [
            None,
            date(2013, 9, 14),
            date(2014, 1, 1),
            date(2014, 2, 18),
        ]
        assert edition_not_after(connection, None) == date(2014, 2, 18)


def test_coverage_is_of_the_scenes_up_to_a_day(catalogue: Engine) -> None:
    with catalogue.connect() as connection:
        assert coverage_not_after(connection, date(2000, 1, 1)) is None
        early = coverage_not_after(connection, date(2013, 12, 1))
        late = coverage_not_after(connection, date(2014, 1, 1))
    assert early is not None
    assert late is not None
    assert (early.box, early.resolution_m) == ((100, 30, 101, 31), 30.0)
    assert late.box == (100, 30, 111, 31)


def test_unknown_image_is_named(catalogue: Engine) -> None:
    with catalogue.connect() as connection, pytest.raises(UnknownImage, match="'nothing'"):
        scene_by_id(connection, "nothing")


def test_questions_run_in_a_read_only_transaction(catalogue: Engine) -> None:
    with catalogue.connect() as plain:
        connection = plain.execution_options(postgresql_readonly=True)
        assert scenes_at(connection, 100.5, 30.5, limit=10).total == 3
        assert edition_not_after(connection, date(2014, 1, 1)) is not None


def test_questions_of_place_and_time_use_the_indexes(engine: Engine) -> None:
    first = date(2000, 1, 1)
    scenes = [
        made(f"s{number}", first + timedelta(days=number), at=(west, south, west + 1, south + 1))
        for number, (west, south) in enumerate(
            (west, south) for west in range(70, 130) for south in range(10, 50)
        )
    ]
    with engine.begin() as connection:
        store_scenes(connection, scenes)
        connection.execute(text("ANALYZE pgstac.items"))

    moment = datetime(2003, 1, 1, tzinfo=UTC)
    point = {"lon": 100.5, "lat": 30.5, "start": None, "end": moment}
    point |= {"drawn": True, "limit": 500}
    assert "geometry_idx" in plan(engine, "scenes_at_point", point)
    area = {"area": box(100.2, 30.2, 100.8, 30.8).wkb, "limit": 9}
    area |= {"start": moment, "end": datetime(2004, 1, 1, tzinfo=UTC)}
    assert "_idx" in plan(engine, "scenes_meeting_area", area)
    tile = {"west": 100.2, "south": 30.2, "east": 100.8, "north": 30.8, "before": moment}
    assert "geometry_idx" in plan(
        engine, "scenes_not_after", tile | {"open_only": False, "limit": 24}
    )
    assert "datetime_end_datetime_idx" in plan(engine, "newest_not_after", {"before": moment})


def plan(engine: Engine, name: str, values: dict[str, object]) -> str:
    with engine.connect() as connection:
        rows = connection.execute(text("EXPLAIN " + read_sql("spatial.imagery", name)), values)
        found = "\n".join(row[0] for row in rows)
    assert "Seq Scan" not in found
    return found


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        (box(100, 30, 101, 31), (100, 30, 101, 31)),
        (box(-180, -90, 180, 90), (-180, -90, 180, 90)),
        # Two islands of one country, neither at 180 degrees.
        (MultiPolygon([box(-170, 0, -160, 1), box(170, 0, 175, 1)]), (-170, 0, 175, 1)),
        (MultiPolygon([box(-180, 0, -170, 1), box(175, 0, 180, 2)]), (175, 0, -170, 2)),
    ],
)
def test_box_across_180_degrees_has_its_west_east_of_its_east(
    geometry: MultiPolygon, expected: tuple[float, ...]
) -> None:
    assert lon_lat_box(geometry) == expected
