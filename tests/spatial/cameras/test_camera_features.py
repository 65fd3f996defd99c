"""Cameras as collections of features: as of a day, as known at an instant, never sensitive ones."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from camera_rows import camera, number_of, store_cameras
from sqlalchemy import Engine, text

from spatial.features.catalogue import collection_named, collections
from spatial.features.reading import page
from spatial.features.selection import ALWAYS, Selection


def features(engine: Engine, id: str, selection: Selection) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        collection = collection_named(connection, id)
        return [
            json.loads(one) for one in page(connection, collection, selection, limit=100).features
        ]


def test_cameras_are_a_collection_of_features_of_any_day_r7_1(engine: Engine) -> None:
    store_cameras(
        engine,
        camera(1, valid_to="2023-01-01", owner="虚构市民政局"),
        camera(1, valid_from="2023-01-01", bearing=270),
        camera(2, reach=None),
    )
    with engine.connect() as connection:
        assert {"camera", "camera_sector"} <= set(collections(connection))
    then = features(engine, "camera", Selection(day=date(2022, 6, 1)))
    assert {one["properties"]["number"] for one in then} == {number_of(1), number_of(2)}
    [first] = [one for one in then if one["properties"]["number"] == number_of(1)]
    assert first["properties"]["bearing_deg"] == 90
    assert first["properties"]["valid_to"] == "2023-01-01"
    assert first["geometry"]["type"] == "Point"
    [sector] = features(engine, "camera_sector", Selection(day=date(2023, 1, 1)))
    assert sector["geometry"]["type"] == "Polygon"
    assert len(features(engine, "camera", Selection(when=ALWAYS))) == 3


def test_what_was_held_then_is_told_as_then_r7_1(engine: Engine) -> None:
    store_cameras(engine, camera(1))
    with engine.connect() as connection:
        then = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    store_cameras(engine, camera(1, bearing=10))
    day = date(2024, 1, 1)
    [now] = features(engine, "camera", Selection(day=day))
    [before] = features(engine, "camera", Selection(day=day, known_at=then))
    assert [one["properties"]["bearing_deg"] for one in (before, now)] == [90, 10]


def test_sensitive_cameras_are_no_features_r7_4(engine: Engine) -> None:
    store_cameras(engine, camera(1), camera(2, indoor="室内"), camera(3, grade="敏感"))
    for id in ("camera", "camera_sector"):
        [one] = features(engine, id, Selection(when=ALWAYS))
        assert one["properties"]["number"] == number_of(1)
