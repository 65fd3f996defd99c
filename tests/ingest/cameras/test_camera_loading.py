"""Tables of cameras as people and platforms send them: what is refused, what becomes history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from camera_rows import HOME, camera, camera_file, number_of, store_cameras
from division_files import counts, reasons, rows
from openpyxl import Workbook
from sqlalchemy import Engine

from ingest.cameras.loading import load_cameras
from spatial.cameras.camera import State
from spatial.cameras.register import CameraWish, camera_on, cameras_on, history_of
from spatial.crs import bd09_from_gcj02, gcj02_from_cgcs2000
from spatial.errors import SourceRefused, UnknownCamera
from spatial.temporal import today_in_china

DAY = date(2024, 6, 1)


def test_a_row_is_kept_whole_r7_1(engine: Engine) -> None:
    store_cameras(
        engine,
        camera(
            1, owner="虚构市民政局", kind="固定枪机", height="6.5米", state="在线", bearing="东北",
            state_since="2024-05-01 08:00", live_template="https://video.example/live/{id}",
            facility_dataset="care_institution", facility_key="SK-1", civil_code="990101",
            note="南门",
        ),
    )  # fmt: skip
    with engine.connect() as connection:
        found = camera_on(connection, number_of(1), DAY)
    assert (found.camera.owner, found.camera.height_m, found.camera.indoor) == (
        "虚构市民政局", 6.5, False,
    )  # fmt: skip
    assert (found.camera.bearing_deg, found.camera.bearing_by) == (45.0, "named")
    assert (found.state, found.camera.note) == (State.ONLINE, "南门")
    assert found.since is not None
    assert found.since.isoformat() == "2024-05-01T00:00:00+00:00"


@pytest.mark.parametrize(("crs", "column"), [("GCJ-02", None), (None, "火星坐标"), (None, "百度")])
def test_positions_of_shifted_systems_are_converted_and_kept_r7_1(
    engine: Engine, crs: str | None, column: str | None
) -> None:
    shifted = gcj02_from_cgcs2000([[116.4, 39.9]])
    if column == "百度":
        shifted = bd09_from_gcj02(shifted)
    [[x, y]] = shifted.tolist()
    store_cameras(engine, camera(1, lon=x, lat=y, crs=column), crs=crs)
    with engine.connect() as connection:
        found = camera_on(connection, number_of(1), DAY).camera
    assert (found.lon, found.lat) == (pytest.approx(116.4, abs=1e-9), pytest.approx(39.9, abs=1e-9))
    assert (found.source_x, found.source_y) == (x, y)
    assert found.source_crs == ("BD-09" if column == "百度" else "GCJ-02")


WRONG: list[tuple[dict[str, object], str]] = [
    ({"number": "9901010000132000001"}, "19 位"),
    ({"number": "99010100002000000001"}, "类型 200"),
    ({"name": " "}, "“name”是空的"),
    ({"lon": ""}, "“lon”是空的"),
    ({"lon": "东经"}, "不是度数"),
    ({"lon": 0, "lat": 0}, "没有坐标"),
    ({"lon": 30.5, "lat": 110.5}, "写反了"),
    ({"bearing": 361}, "应在 0 到 360"),
    ({"bearing": "偏东"}, "不是数"),
    ({"angle": -1}, "应在 0 到 360"),
    ({"reach": 60000}, "应在 0 到 50000"),
    ({"kind": "无人机"}, "不认得"),
    ({"state": "好"}, "不认得"),
    ({"valid_from": "2020-13-01"}, "日历中没有"),
    ({"valid_to": "2020-01-01"}, "not after"),
    ({"valid_from": "", "valid_to": "2021-01-01"}, "没有启用日期"),
    ({"crs": "火星"}, "no coordinate reference system"),
    ({"live_template": "http://video.example/{id}"}, "https://"),
    ({"facility_dataset": "care_institution"}, "要么都写"),
]


def test_a_row_that_breaks_a_rule_is_kept_apart_with_the_reason_r7_1(engine: Engine) -> None:
    bad = [camera(serial) | said for serial, (said, _) in enumerate(WRONG, start=2)]
    done = store_cameras(engine, camera(1), *bad)
    assert (done.accepted, done.refused) == (1, len(WRONG))
    told = dict(one.split(": ", 1) for one in reasons(engine, "refused"))
    for line, (said, reason) in enumerate(WRONG, start=3):
        assert reason in told[f"line {line}"], said
    assert counts(engine, "camera") == {"camera": 1}


def test_a_row_without_a_system_of_coordinates_is_refused_r7_1(engine: Engine) -> None:
    done = store_cameras(engine, camera(1), crs=None)
    assert (done.accepted, done.refused) == (0, 1)
    assert "没有说明坐标系" in reasons(engine, "refused")[0]


def test_the_same_file_and_the_same_content_change_nothing_r7_1(
    engine: Engine, tmp_path: Path
) -> None:
    path = camera_file(tmp_path, camera(1, state="ON"), camera(2))
    assert load_cameras(engine, path, crs="EPSG:4490", day=DAY).status == "loaded"
    before = rows(engine, "SELECT id, known FROM camera ORDER BY id")
    assert load_cameras(engine, path, crs="EPSG:4490", day=DAY).status == "unchanged"
    other = camera_file(tmp_path, camera(2), camera(1, state="ON"), name="other.csv")
    again = load_cameras(engine, other, crs="EPSG:4490", day=date(2024, 7, 1))
    assert (again.status, again.accepted) == ("loaded", 2)
    assert rows(engine, "SELECT id, known FROM camera ORDER BY id") == before
    assert counts(engine, "camera_state") == {"camera_state": 1}


def test_snapshots_make_history_and_overwrite_nothing_r7_1(engine: Engine) -> None:
    first = camera(1, valid_from=None, state="ON")
    store_cameras(engine, first, day=date(2024, 1, 1))
    store_cameras(engine, first | {"bearing": 180, "state": "OFF"}, day=date(2024, 3, 1))
    store_cameras(engine, first | {"bearing": 180, "state": "OFF"}, day=date(2024, 4, 1))
    with engine.connect() as connection:
        day = {d: camera_on(connection, number_of(1), d) for d in (date(2024, 2, 29), DAY)}
        versions, states = history_of(connection, number_of(1))
    assert [one.camera.bearing_deg for one in day.values()] == [90, 180]
    assert [one.state for one in day.values()] == [State.ONLINE, State.OFFLINE]
    assert [one.state for one in states] == [State.ONLINE, State.OFFLINE]
    # The first version as it was known at first, as it is known now, and the second.
    assert [(one.valid.start, one.valid.end, one.known_to is None) for one in versions] == [
        (date(2024, 1, 1), None, False),
        (date(2024, 1, 1), date(2024, 3, 1), True),
        (date(2024, 3, 1), None, True),
    ]


def test_a_history_closes_a_camera_r7_1(engine: Engine) -> None:
    store_cameras(engine, camera(1))
    store_cameras(engine, camera(1, valid_to="2023-01-01"))
    with engine.connect() as connection:
        assert camera_on(connection, number_of(1), date(2022, 12, 31))
        with pytest.raises(UnknownCamera):
            camera_on(connection, number_of(1), date(2023, 1, 1))


def test_two_rows_of_one_number_that_contradict_are_refused_r7_1(engine: Engine) -> None:
    done = store_cameras(
        engine,
        camera(1), camera(1, valid_from="2021-01-01"),
        camera(2, valid_from=None), camera(2, valid_from=None),
        camera(3),
    )  # fmt: skip
    assert (done.accepted, done.refused) == (2, 3)
    assert {one.number for one in rows(engine, "SELECT number FROM camera")} == {
        number_of(2),
        number_of(3),
    }


def test_a_workbook_with_a_title_is_read_and_digits_as_numbers_are_refused_r7_1(
    engine: Engine, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["虚构市视频点位台账"])
    sheet.append(
        ["序号", "国标编码", "点位名称", "经度", "纬度", "朝向", "视角（度）", "视距（米）"]
    )
    sheet.append([1, number_of(1), "东门", *HOME, "东", 60, 150])
    sheet.append([2, int(number_of(2)), "西门", *HOME, "西", 60, 150])
    path = tmp_path / "点位.xlsx"
    book.save(path)
    done = load_cameras(engine, path, crs="CGCS2000")
    assert (done.accepted, done.refused) == (1, 1)
    assert "编码存成了数字" in reasons(engine, "refused")[0]
    with engine.connect() as connection:
        [found], _ = cameras_on(connection, today_in_china(datetime.now(UTC)), CameraWish())
    assert (found.camera.name, found.camera.reach_m) == ("东门", 150)


CATALOGUE = """<?xml version="1.0" encoding="GB2312"?>
<Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>99010100002000000001</DeviceID>
<SumNum>3</SumNum><DeviceList Num="3">
<Item><DeviceID>99010100002160000001</DeviceID><Name>虚甲区</Name></Item>
<Item><DeviceID>{number}</DeviceID><Name>虚甲区东门</Name><CivilCode>990101</CivilCode>
<Status>ON</Status><Longitude>110.5</Longitude><Latitude>30.5</Latitude>
<Info><PTZType>1</PTZType><RoomType>1</RoomType><DirectionType>6</DirectionType></Info></Item>
<Item><DeviceID>123</DeviceID><Name>坏</Name><Longitude>1</Longitude><Latitude>1</Latitude></Item>
</DeviceList></Response>
"""


def test_a_catalogue_of_the_standard_is_read_r7_1(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "catalog.xml"
    path.write_bytes(CATALOGUE.format(number=number_of(7)).encode("gb18030"))
    done = load_cameras(engine, path, crs="GCJ-02", day=DAY)
    assert (done.accepted, done.refused) == (1, 1)
    with engine.connect() as connection:
        found = camera_on(connection, number_of(7), DAY)
    assert (found.camera.name, found.camera.indoor) == ("虚甲区东门", False)
    assert (found.camera.angle_deg, found.camera.bearing_deg) == (360.0, 45.0)
    assert found.state is State.ONLINE
    assert found.camera.view.unseen is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<Response></Response>", "没有 Item"),
        (b"<Response><Item>", "不是完整的 XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Response/>', "DOCTYPE"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "编码是 utf-7"),
        (b"<a>\xff\xfe</a>", "不是 utf-8"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_whole_r7_1(
    engine: Engine, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=reason):
        load_cameras(engine, path, crs="GCJ-02")


def test_a_table_of_something_else_is_refused_whole_r7_1(engine: Engine, tmp_path: Path) -> None:
    path = camera_file(tmp_path, {"编号": "1", "姓名": "某"})
    with pytest.raises(SourceRefused, match="不是摄像机表：缺少列 名称、经度、纬度"):
        load_cameras(engine, path, crs="EPSG:4490")


def test_indoor_cameras_are_sensitive_unless_said_and_never_beside_a_shelter_r7_1(
    engine: Engine,
) -> None:
    from facility_places import store_facility

    store_facility(engine, "care_institution", "SK-1", (111.5, 31.5))
    store_cameras(
        engine,
        camera(1, indoor="室内"),
        camera(2, indoor="室内", grade="内部"),
        camera(3, indoor="室内", grade="内部", lon=111.5003, lat=31.5),
        camera(4, lon=111.5003, lat=31.5),
        camera(5, indoor=None, facility_dataset="care_institution", facility_key="SK-1"),
    )
    grades = rows(engine, "SELECT number, grade FROM camera ORDER BY number")
    assert [one.grade for one in grades] == [
        "sensitive", "internal", "sensitive", "internal", "sensitive",
    ]  # fmt: skip
    with engine.connect() as connection:
        shown, sensitive = cameras_on(connection, DAY, CameraWish())
        with pytest.raises(UnknownCamera):
            camera_on(connection, number_of(1), DAY)
        with pytest.raises(UnknownCamera):
            history_of(connection, number_of(1))
    assert [one.camera.number for one in shown] == [number_of(2), number_of(4)]
    assert sensitive == 3


def test_a_refused_row_of_an_indoor_camera_is_not_kept_r7_1(engine: Engine) -> None:
    store_cameras(engine, camera(1, indoor="室内", reach="远"), camera(2, reach="远"))
    kept = rows(engine, "SELECT raw IS NULL AS hidden FROM ingest_remark ORDER BY record")
    assert [one.hidden for one in kept] == [True, False]
