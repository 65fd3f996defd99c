"""Cameras whose number names another division than the one that they stand in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from area_rows import store_areas
from camera_rows import camera, number_of, store_cameras
from fastapi.testclient import TestClient
from record_rows import store_world
from registry_rows import XINGTAI, store_registry
from sqlalchemy import Engine

from spatial.api.cameras import router
from spatial.cameras.mismatches import Mismatch, MismatchedCamera, mismatches_on
from spatial.crs import bd09_from_gcj02, gcj02_from_cgcs2000
from spatial.errors import BeforeTheRecord

DAY = date(2024, 6, 1)


def told(
    engine: Engine, day: date = DAY, kind: Mismatch | None = None
) -> dict[str, MismatchedCamera]:
    with engine.connect() as connection:
        return {one.number: one for one in mismatches_on(connection, day, kind=kind)}


def test_gongzhuling_misleads_since_2020_and_its_new_code_is_named_r7_3(engine: Engine) -> None:
    store_registry(engine)
    store_areas(
        engine,
        {"g": (124.5, 43.2)},
        [("220381", date(2019, 1, 1), ["g"]), ("220184", XINGTAI, ["g"])],
    )
    here = {"lon": 125.0, "lat": 43.5, "valid_from": "2015-01-01"}
    store_cameras(engine, camera(1, "220381", **here), camera(1, "220184", **here))
    before, after = told(engine, date(2020, 6, 4)), told(engine, XINGTAI)
    [early] = before.values()
    assert (early.code, early.kind) == ("220184", Mismatch.CODE_NOT_YET)
    [late] = after.values()
    assert (late.code, late.kind, late.code_name) == ("220381", Mismatch.CODE_RETIRED, "公主岭市")
    assert [(one.code, one.name) for one in late.successors] == [("220184", "公主岭市")]
    assert late.agrees
    assert late.here is not None
    assert (late.here.code, late.here.name) == ("220184", "公主岭市")


def test_each_way_to_disagree_is_told_apart_r7_3(engine: Engine) -> None:
    store_world(engine)
    store_cameras(
        engine,
        camera(1),
        camera(2, "990100"),
        camera(3, "990000"),
        camera(4, "990102"),
        camera(5, "990201", lon=113.5),
        camera(6, "981234"),
        camera(7, lon=120.0, lat=20.0),
        camera(8, grade="敏感", lon=120.0, lat=20.0),
        camera(9, "110001"),
    )
    found = told(engine)
    assert {number: one.kind for number, one in found.items()} == {
        number_of(4, "990102"): Mismatch.ELSEWHERE,
        number_of(5, "990201"): Mismatch.CODE_RETIRED,
        number_of(6, "981234"): Mismatch.CODE_UNKNOWN,
        number_of(7): Mismatch.NOWHERE,
        number_of(9, "110001"): Mismatch.CODE_UNKNOWN,
    }
    retired = found[number_of(5, "990201")]
    assert [one.code for one in retired.successors] == ["990202"]
    assert retired.agrees
    assert found[number_of(4, "990102")].here is not None
    assert list(told(engine, kind=Mismatch.NOWHERE)) == [number_of(7)]
    with pytest.raises(BeforeTheRecord):
        told(engine, date(1990, 1, 1))


def test_land_that_changed_hands_makes_a_mismatch_from_its_day_on_r7_3(engine: Engine) -> None:
    store_world(engine)
    store_cameras(engine, camera(1, lat=31.5, valid_from="2015-01-01"))
    assert told(engine, date(2018, 5, 31)) == {}
    [one] = told(engine, date(2018, 6, 1)).values()
    assert one.kind is Mismatch.ELSEWHERE
    assert one.here is not None
    assert one.here.code == "990102"


def test_points_that_nobody_said_were_shifted_are_suspected_r7_3(engine: Engine) -> None:
    store_world(engine)
    # In 甲县, 300 m from its eastern edge; shifted it lies beyond, where nothing is known.
    [[x, y]] = gcj02_from_cgcs2000([[110.997, 30.5]]).tolist()
    [[u, v]] = bd09_from_gcj02(gcj02_from_cgcs2000([[110.992, 30.5]])).tolist()
    assert x > 111
    assert u > 111
    store_cameras(
        engine,
        camera(1, lon=x, lat=y),
        camera(2, lon=u, lat=v, crs="wgs84"),
        camera(3, lon=x, lat=y, crs="gcj02"),
        camera(4, lon=115.0, lat=40.0),
    )
    found = told(engine)
    # What lies inside by one shift does by the other here: nobody can tell which it was.
    assert {number: one.perhaps for number, one in found.items()} == {
        number_of(1): ("GCJ-02", "BD-09"),
        number_of(2): ("GCJ-02", "BD-09"),
        number_of(4): (),
    }


def test_report_is_paged_and_comes_as_a_table_r7_3(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    store_world(engine)
    store_cameras(engine, *(camera(n, "990102") for n in (1, 2, 3)), camera(5, "990201", lon=113.5))
    client = client_of(engine, router)
    first = client.get("/v1/cameras/mismatches", params={"date": "2024-06-01", "limit": 2}).json()
    assert [one["kind"] for one in first["mismatches"]] == ["elsewhere", "elsewhere"]
    rest = client.get(first["next"]).json()
    assert [one["number"] for one in rest["mismatches"]] == [
        number_of(3, "990102"), number_of(5, "990201"),
    ]  # fmt: skip
    table = client.get(
        "/v1/cameras/mismatches", params={"date": "2024-06-01", "format": "csv"}
    ).content.decode("utf-8-sig")
    *_, last = csv.DictReader(io.StringIO(table))
    assert last["情形"] == "编码中的区划代码已停用"
    assert (last["后继区划"], last["是否只是代码停用"]) == ("990202 丙区", "是")
    assert client.get("/v1/cameras/mismatches?date=1990-01-01").status_code == 404
    assert client.get("/v1/cameras/mismatches?kind=none").status_code == 400
