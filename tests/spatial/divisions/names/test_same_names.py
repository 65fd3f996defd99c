"""Same names and same sounds within a division, and the names that labels must bear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from ingest.divisions.names.loading import load_place_names
from spatial.api.names import router
from spatial.divisions.names.same_names import SameName, Sound, same_names, standard_name_on
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadCode, BadParameter
from tests.spatial.divisions.names.name_worlds import named_units

NOW = date(2024, 12, 31)

STREETS = """\
id,standard_name,category,division_code,secrecy,named_on,abolished_on,aliases
peace,和平路,street,330102,open,2001-05-01,,太平路
river,河平路,street,330102,open,2001-05-01,,
calm,和坪路,street,330106,open,2001-05-01,,
peak,贺平路,street,330102,open,2001-05-01,,
home,和平路,residential,330102,open,2001-05-01,,
past,和平路,street,330102,open,1990-01-01,2000-01-01,
north,和平路,street,110105,open,2001-05-01,,
"""


@pytest.fixture
def streets(engine: Engine, tmp_path: Path) -> Engine:
    """Streets called or sounding like 和平路 in two districts of Hangzhou and one of Beijing."""
    path = tmp_path / "streets.csv"
    path.write_text(STREETS, encoding="utf-8")
    load_place_names(engine, path, form="standard")
    return engine


def same(engine: Engine, name: str, day: date = NOW, **more: Any) -> list[SameName]:
    with engine.connect() as connection:
        return same_names(connection, name, day=day, looking=Viewpoint(), **more)


def ids(found: list[SameName]) -> set[str]:
    return {one.place_id.removeprefix("standard:") for one in found}


def test_r2_6_the_same_characters_come_first_and_each_says_why(streets: Engine) -> None:
    found = same(streets, "和平路", within="330000", category="street")
    assert [(one.place_id, one.reason) for one in found] == [
        ("standard:peace", "same_name"),
        ("standard:peak", "same_sound"),
        ("standard:river", "same_sound"),
        ("standard:calm", "same_sound"),
    ]
    assert [one.note for one in found[:2]] == ["同名", "同音（hè píng lù）"]


def test_r2_6_tones_count_or_do_not(streets: Engine) -> None:
    within = {"within": "330000", "category": "street"}
    assert ids(same(streets, "和平路", sound=Sound.NAME, **within)) == {"peace"}
    assert ids(same(streets, "和平路", sound=Sound.TONES, **within)) == {"peace", "river", "calm"}
    assert ids(same(streets, "和平路", **within)) == {"peace", "river", "calm", "peak"}


def test_r2_6_within_a_division_of_any_level(streets: Engine) -> None:
    for within, expected in (
        (None, {"peace", "home", "north"}),
        ("110000", {"north"}),
        ("330100", {"peace", "home"}),
        ("330102", {"peace", "home"}),
        ("330106", set()),
        ("650000", set()),
    ):
        found = same(streets, "和平路", sound=Sound.NAME, within=within)
        assert ids(found) == expected, within


def test_r2_6_of_a_category_only(streets: Engine) -> None:
    assert ids(same(streets, "和平路", within="330102", category="residential")) == {"home"}


def test_r2_6_on_a_day(streets: Engine) -> None:
    within = {"within": "330102", "sound": Sound.NAME}
    assert ids(same(streets, "和平路", date(1995, 6, 1), **within)) == {"past"}
    assert ids(same(streets, "和平路", date(2000, 6, 1), **within)) == set()
    assert ids(same(streets, "和平路", date(2001, 5, 1), **within)) == {"peace", "home"}


def test_r2_6_aliases_count_and_the_place_itself_does_not(streets: Engine) -> None:
    assert ids(same(streets, "太平路", within="330102", sound=Sound.NAME)) == {"peace"}
    found = same(streets, "和平路", within="330102", place="standard:peace", sound=Sound.NAME)
    assert ids(found) == {"home"}


def test_r2_6_divisions_are_found_by_their_whole_name_and_without_the_generic(
    engine: Engine,
) -> None:
    named_units(engine)
    assert [(one.name, one.code) for one in same(engine, "丽水市")] == [("丽水市", "331100")]
    found = {(one.name, one.reason) for one in same(engine, "丽水")}
    assert found == {("丽水", "same_name"), ("溧水", "same_sound")}
    assert same(engine, "襄樊市", date(2005, 1, 1))[0].code == "420600"
    assert same(engine, "襄樊市") == []


def test_a_name_of_nothing_and_a_bad_division_are_refused(streets: Engine) -> None:
    with pytest.raises(BadParameter):
        same(streets, "，。")
    with pytest.raises(BadCode):
        same(streets, "和平路", within="33x")


def test_the_route_of_same_names_answers_with_reasons(
    streets: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(streets, router)
    asked = {"name": "和平路", "within": "330000", "category": "street", "date": "2024-12-31"}
    answer = client.get("/v1/names/same", params=asked | {"sound": "tones"}).json()
    assert [(one["place_id"], one["reason"]) for one in answer["same"]] == [
        ("standard:peace", "same_name"),
        ("standard:river", "same_sound"),
        ("standard:calm", "same_sound"),
    ]
    assert client.get("/v1/names/same", params=asked | {"sound": "loud"}).status_code == 400


@pytest.mark.parametrize("level", ["province", "prefecture", "county", "township"])
def test_r2_8_every_label_is_the_standard_name_on_the_map_date(
    sample_database: Engine, level: str
) -> None:
    """Of each drawn area of a unit, on the first and the last day that it is drawn."""
    compared = 0
    with sample_database.connect() as connection:
        areas = connection.execute(
            text(
                "SELECT area.name, area.code, unit.identity_id, lower(area.valid) AS first,"
                " coalesce(upper(area.valid) - 1, DATE '2024-12-31') AS last"
                " FROM division_area AS area JOIN division AS unit ON unit.id = area.division_id"
                " WHERE area.level = :level AND unit.level = :level AND upper_inf(area.known)"
            ),
            {"level": level},
        ).all()
        for area in areas:
            for day in {area.first, area.last}:
                named = standard_name_on(connection, area.identity_id, day, Viewpoint())
                assert named == area.name, (area.code, day)
                compared += 1
    assert compared > 0


def test_r2_8_every_edition_is_labelled_with_the_names_of_its_day(
    sample_database: Engine,
) -> None:
    with sample_database.connect() as connection:
        editions = connection.execute(
            text(
                "SELECT DISTINCT lower(valid) FROM division_area"
                " WHERE upper_inf(known) AND NOT lower_inf(valid)"
            )
        ).scalars()
        for day in sorted(editions):
            wrong = connection.execute(
                text(
                    "SELECT area.code, area.name, name.text FROM division_area AS area"
                    " JOIN division AS unit ON unit.id = area.division_id"
                    " JOIN place_name AS name ON name.place_id = 'division:' || unit.identity_id"
                    "   AND name.kind = 'standard' AND upper_inf(name.known)"
                    "   AND name.valid @> CAST(:day AS date)"
                    " WHERE area.valid @> CAST(:day AS date) AND upper_inf(area.known)"
                    "   AND area.level = unit.level AND name.text <> area.name"
                ),
                {"day": day},
            ).all()
            assert wrong == [], day
