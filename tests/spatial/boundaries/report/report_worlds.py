"""A joint inspection with all that a report tells, put straight into the tables."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from division_rows import store_divisions
from fix_rows import store_track
from PIL import Image, ImageDraw
from shapely import LineString, MultiPolygon, Polygon
from sqlalchemy import Connection, Engine, text

from spatial.boundaries.course import Course
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.hashes import Algorithm

LEFT, RIGHT, ABOVE = "990121", "990122", "990100"
LIST = date(2010, 12, 31)
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)
WALK = datetime(2026, 5, 13, tzinfo=UTC)
NUMBER = "9901"
SINCE = {"valid": "[2012-07-01,)", "known": "[2020-01-01 00:00+00,)"}
METRES_OF_DEGREE = 96_486.0


def add(connection: Connection, table: str, **values: Any) -> int:
    """Inserts a row; its id."""
    given = {
        name: json.dumps(value) if isinstance(value, dict | list) and name != "codes" else value
        for name, value in values.items()
    }
    names, marks = ", ".join(given), ", ".join(f":{name}" for name in given)
    statement = text(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id")
    return int(connection.execute(statement, given).scalar_one())


@dataclass
class World:
    """What was made. gaps: chainages that neither side walked."""

    inspection: int
    line: int
    course: Course
    markers: list[str]
    records: list[int] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)


def winding_line(length_km: float, *, west: float = 119.5, lat: float = 30.2) -> LineString:
    """From west to east, like a river; about so long."""
    across = length_km * 1000 / METRES_OF_DEGREE / 1.06
    count = max(60, int(length_km * 6))
    places = []
    for number in range(count + 1):
        share = number / count
        swing = across * 0.028 * math.sin(share * 19) + across * 0.05 * math.sin(share * 5)
        places.append((west + across * share, lat + swing))
    return LineString(places)


def store_units(engine: Engine, line: LineString) -> None:
    """Two counties above and below the line, and a third one east of them."""
    store_divisions(
        engine,
        [
            ("990000", "虚构省", "province", None, LIST, None, ()),
            (ABOVE, "虚构市", "prefecture", "990000", LIST, None, ()),
            (LEFT, "东溪县", "county", ABOVE, LIST, None, ()),
            (RIGHT, "西岭县", "county", ABOVE, LIST, None, ()),
            ("990123", "南屏县", "county", ABOVE, LIST, None, ()),
        ],
    )
    west, south, east, north = line.bounds
    size = max(east - west, north - south)
    places = list(line.coords)
    above = [(east + size * 0.0, north + size), (west - size * 0.2, north + size)]
    below = [(east, south - size), (west - size * 0.2, south - size)]
    shapes = {
        LEFT: Polygon([(west - size * 0.2, places[0][1]), *places, *above]),
        RIGHT: Polygon([(west - size * 0.2, places[0][1]), *places, *below]),
        "990123": Polygon(
            [(east, north + size), places[-1], (east, south - size), (east + size, south - size),
             (east + size, north + size)]
        ),
    }  # fmt: skip
    with engine.begin() as connection:
        for code, shape in shapes.items():
            connection.execute(
                text(
                    "INSERT INTO division_area (level, division_id, code, name, parent_code, valid,"
                    " valid_announced, valid_approved, grade, geom, label_point)"
                    " SELECT level, id, code, name, parent_code, valid,"
                    " datemultirange(valid_announced), datemultirange(valid_approved), 'held',"
                    " drawn, ST_PointOnSurface(drawn)"
                    " FROM division, ST_MakeValid(ST_GeomFromText(:wkt, 4490)) AS drawn"
                    " WHERE scheme = 'mca' AND code = :code"
                ),
                {"code": code, "wkt": MultiPolygon([shape.buffer(0)]).wkt
                 if shape.buffer(0).geom_type == "Polygon" else shape.buffer(0).wkt},
            )  # fmt: skip


def walk(course: Course, spans: Iterable[tuple[float, float]], away: float) -> list[Any]:
    """Fixes along parts of the line, in order of time; hours lie between two parts.

    away: degrees of latitude beside it.
    """
    rows, at = [], WALK
    for begin, end in spans:
        steps = max(2, min(600, int((end - begin) / 60)))
        for number in range(steps + 1):
            lon, lat = course.at(begin + (end - begin) * number / steps)
            wobble = 0.00006 * math.sin(number * 1.7)
            rows.append((at.isoformat(), lon, lat + away + wobble))
            at += timedelta(seconds=45)
        at += timedelta(hours=3)
    return rows


def make_world(
    engine: Engine,
    files: FileStore | None = None,
    *,
    length_km: float = 24.0,
    marker_every_m: float = 3_000.0,
    results: bool = True,
    tracks: bool = True,
    state: str = "filed",
    algorithm: Algorithm = Algorithm.SHA256,
    chained: bool = True,
) -> World:
    """An inspection of round 5, with round 4 before it where it has results."""
    line = winding_line(length_km)
    course = Course.of(line)
    store_units(engine, line)
    length = course.length_m
    left = [(0.0, 0.42 * length), (0.5 * length, length)]
    right = [(0.0, 0.7 * length), (0.78 * length, length)]
    devices: dict[str, int] = {}
    if tracks:
        store_track(engine, "北斗-左-01", walk(course, left, 0.0001))
        store_track(engine, "北斗-右-01", walk(course, right, -0.0001))
    with engine.begin() as connection:
        devices = {
            row.name: row.id for row in connection.execute(text("SELECT id, name FROM device"))
        }
        world = _register(connection, course, line, marker_every_m)
        world.inspection = _inspection(connection, world.line, 5, "[2023-01-01,2028-01-01)", 2026)
        _steps(connection, world.inspection, state)
        if tracks:
            _parties(connection, world.inspection, devices)
        if results:
            _results(connection, world, left, right)
            before = _inspection(connection, world.line, 4, "[2018-01-01,2023-01-01)", 2020)
            _coverage(connection, before, course, "both", [(0.0, 0.3 * length)], "not_walked")
        if files is not None:
            _field_work(connection, world, files, devices)
        if chained:
            chain_pending(connection, algorithm=algorithm)
    return world


def _register(
    connection: Connection, course: Course, line: LineString, marker_every_m: float
) -> World:
    number = add(connection, "boundary", number=NUMBER)
    add(
        connection, "boundary_fact", boundary_id=number, **SINCE, name="东西线", level="county",
        left_code=LEFT, right_code=RIGHT, approved_by="虚构省人民政府",
        agreement="东溪县与西岭县行政区域界线协议书", agreed_on="2001-05-06",
        stated_m=course.length_m * 1.002, note="沿溪流而行",
    )  # fmt: skip
    half = line.coords[: len(line.coords) // 2 + 1]
    rest = line.coords[len(line.coords) // 2 :]
    for ordinal, (places, feature) in enumerate(((half, "河流"), (rest, "山脊")), start=1):
        add(
            connection, "boundary_segment", boundary_id=number, ordinal=ordinal, **SINCE,
            feature=feature, description=f"第{ordinal}段沿{feature}中心", from_marker="1",
            to_marker="2", accuracy_m=0.5, source_crs="EPSG:4490",
            geom=f"SRID=4490;{LineString(places).wkt}",
        )  # fmt: skip
    add(
        connection, "tripoint", name="东西南三县交会点", **SINCE, codes=[LEFT, RIGHT, "990123"],
        lines="{9901}", monument=f"{NUMBER}900C", accuracy_m=0.5, source_crs="EPSG:4490",
        geom=f"SRID=4490;POINT({line.coords[-1][0]} {line.coords[-1][1]})",
    )  # fmt: skip
    markers = []
    count = max(2, int(course.length_m / marker_every_m))
    for serial in range(1, count + 1):
        lon, lat = course.at(course.length_m * (serial - 0.5) / count)
        for kind, off in (("A", 0.0004), ("B", -0.0004)) if serial == 2 else (("Q", 0.0),):
            told = f"{NUMBER}{serial:03d}{kind}"
            markers.append(told)
            add(
                connection, "boundary_marker", number=told, line_name="东西线", **SINCE,
                state="完好", boundary_id=number, serial=serial, kind=kind, in_charge=LEFT,
                material="花岗岩", accuracy_m=0.1, geom=f"SRID=4490;POINT({lon} {lat + off})",
            )  # fmt: skip
    for ordinal, (name, bearing) in enumerate((("老槐树", 22.5), ("石桥墩", 271.25)), start=1):
        add(
            connection, "boundary_reference", boundary_id=number, marker_number=markers[0],
            ordinal=ordinal, **SINCE, name=name, bearing_deg=bearing, distance_m=12.25,
        )  # fmt: skip
    return World(0, number, course, markers)


def _inspection(connection: Connection, line: int, number: int, valid: str, year: int) -> int:
    names = {4: "第四轮", 5: "第五轮"}
    round_ = add(connection, "inspection_round", number=number, valid=valid, name=names[number])
    return add(
        connection, "inspection", boundary_id=line, round_id=round_, kind="regular",
        plan_year=year, left_office=LEFT, right_office=RIGHT, lead="left", within_m=50,
        radius_m=30, dwell_s=60, gap_s=600, person="张三",
    )  # fmt: skip


def _steps(connection: Connection, inspection: int, state: str) -> None:
    flow = ["planned", "desk_check", "field_check", "remedy", "reported", "filed"]
    for number, one in enumerate(flow[: flow.index(state) + 1]):
        add(
            connection, "inspection_step", inspection_id=inspection, state=one,
            day=date(2026, 3, 1) + timedelta(days=20 * number), office=(RIGHT, LEFT)[number % 2],
            person=("李四", "王五")[number % 2], note=f"{one} 的说明",
        )  # fmt: skip


def _parties(connection: Connection, inspection: int, devices: dict[str, int]) -> None:
    for side, name, bearer in (("left", "北斗-左-01", "赵六"), ("right", "北斗-右-01", "孙七")):
        add(
            connection, "inspection_party", inspection_id=inspection, side=side,
            device_id=devices[name], bearer=bearer, starts=WALK - timedelta(hours=1),
            ends=WALK + timedelta(days=10), person="张三",
        )  # fmt: skip


def _results(
    connection: Connection, world: World, left: Sequence[Any], right: Sequence[Any]
) -> None:
    length, course = world.course.length_m, world.course
    gaps = {"left": (0.42 * length, 0.5 * length), "right": (0.7 * length, 0.78 * length)}
    _coverage(connection, world.inspection, course, "left", [gaps["left"]], "not_walked")
    _coverage(connection, world.inspection, course, "right", [gaps["right"]], "unknown")
    _coverage(connection, world.inspection, course, "both", list(gaps.values()), "not_walked")
    _coverage(connection, world.inspection, course, "either", [], "not_walked")
    for side in ("left", "right"):
        begin, end = gaps[side]
        told = []
        for number in world.markers:
            row = connection.execute(
                text("SELECT ST_X(geom) x, ST_Y(geom) y, serial, kind FROM boundary_marker"
                     " WHERE number = :n"), {"n": number},
            ).one()  # fmt: skip
            chainage = course.locate(row.x, row.y).chainage_m
            missed = begin <= chainage <= end
            state = "visited" if not missed else "not_seen" if side == "left" else "unknown"
            arrived = WALK + timedelta(minutes=int(chainage / 100))
            told.append(
                {"number": number, "serial": row.serial, "kind": row.kind, "chainage_m": chainage,
                 "state": state, "unknown": [] if state != "unknown" else [
                     {"device": "北斗-右-01", "from": "2026-05-13T02:00:00Z",
                      "to": "2026-05-13T05:00:00Z"}],
                 "visits": [] if missed else [
                     {"device": f"北斗-{'左' if side == 'left' else '右'}-01",
                      "arrived": arrived.isoformat().replace("+00:00", "Z"),
                      "left": (arrived + timedelta(minutes=4)).isoformat().replace("+00:00", "Z"),
                      "dwell_s": 240.0, "fixes": 6, "nearest_m": 3.4}]}
            )  # fmt: skip
        add(
            connection, "visit_result", inspection_id=world.inspection, side=side, starts=WALK,
            ends=WALK + timedelta(days=10), parameters={"radius_m": 30, "dwell_s": 60},
            markers=told, sources={"devices": _devices(), "segments": []},
        )  # fmt: skip


def _devices() -> list[dict[str, Any]]:
    """Each result names the devices of both sides, whichever side it is of."""
    return [
        {"device": f"北斗-{word}-01", "side": side, "fixes": 842, "first": "2026-05-13T00:00:00Z",
         "last": "2026-05-13T15:00:00Z",
         "remarks": ["终端时钟比接收时间快 1 小时"] if side == "right" else []}
        for side, word in (("left", "左"), ("right", "右"))
    ]  # fmt: skip


def _coverage(
    connection: Connection,
    inspection: int,
    course: Course,
    side: str,
    gaps: Sequence[tuple[float, float]],
    kind: str,
) -> None:
    parts = [
        {"from_m": begin, "to_m": end, "kind": kind, "nearest_marker": f"{NUMBER}003Q",
         "marker_m": 412.5}
        for begin, end in gaps
    ]  # fmt: skip
    add(
        connection, "coverage_result", inspection_id=inspection, side=side, starts=WALK,
        ends=WALK + timedelta(days=10), parameters={"within_m": 50, "gap_s": 600},
        length_m=course.length_m,
        walked_m=course.length_m - sum(end - begin for begin, end in gaps), parts=parts,
        sources={"devices": _devices(), "segments": []},
    )  # fmt: skip


def _field_work(
    connection: Connection, world: World, files: FileStore, devices: dict[str, int]
) -> None:
    conditions = ("intact", "worn", "damaged", "reset")
    for index, number in enumerate(world.markers[:4]):
        side = ("left", "right", "both")[index % 3]
        lon, lat = world.course.at(world.course.length_m * (index + 0.5) / 8)
        details = {"reset": "relocated", "复测距离_m": 0.12, "仪器": "RTK"} if index == 3 else {}
        world.records.append(
            add(
                connection, "inspection_record", inspection_id=world.inspection, side=side,
                subject="marker", marker_number=number,
                checked_at=WALK + timedelta(hours=index), condition=conditions[index],
                text=f"{number} 桩面清晰，已描红、清除杂草", details=details,
                office=RIGHT if side == "right" else LEFT, person="赵六",
                geom=f"SRID=4490;POINT({lon} {lat})",
            )
        )  # fmt: skip
    wrong = add(
        connection, "inspection_record", inspection_id=world.inspection, side="both",
        subject="segment", from_m=100, to_m=900, checked_at=WALK, condition="changed",
        text="写错了里程", office=LEFT, person="赵六",
    )  # fmt: skip
    world.records.append(
        add(
            connection, "inspection_record", inspection_id=world.inspection, side="both",
            subject="building", from_m=1200, to_m=1260, checked_at=WALK + timedelta(hours=5),
            text="发现骑线建筑一处 <b>砖房</b>", office=LEFT, person="赵六", corrects=wrong,
        )
    )  # fmt: skip
    for state, told in (("open", "要求拆除"), ("remedied", "已拆除，双方确认")):
        add(
            connection, "inspection_finding", record_id=world.records[-1], number=1,
            category="building_across", state=state, text=told, office=LEFT, person="李四",
        )  # fmt: skip
    add(
        connection, "inspection_finding", record_id=world.records[2], number=1,
        category="marker_damaged", state="deferred", text="待来年更换", office=RIGHT, person="王五",
    )  # fmt: skip
    for index, (colour, side) in enumerate((("#6a8f5a", "left"), ("#8f7a5a", "right"))):
        sha256 = files.put(connection, jpeg(colour, f"PHOTO {index + 1}"), "image/jpeg")
        world.photos.append(sha256)
        lon, lat = world.course.at(world.course.length_m * (index + 0.5) / 8)
        add(
            connection, "inspection_photo", inspection_id=world.inspection,
            record_id=world.records[index], sha256=bytes.fromhex(sha256), side=side,
            taken_at=WALK + timedelta(hours=index), bearing_deg=90.0,
            caption=f"{world.markers[index]} 正面", office=LEFT if side == "left" else RIGHT,
            judged=({"metres": 3.2, "nearest_fix_s": 12.4, "remarks": ["拍摄时刻有轨迹"]},
                    {"remarks": ["拍摄时刻无轨迹"]})[index],
            person="赵六", geom=f"SRID=4490;POINT({lon} {lat})",
        )  # fmt: skip


def jpeg(colour: str, words: str) -> bytes:
    """A photo of a stone."""
    image = Image.new("RGB", (1280, 960), colour)
    pen = ImageDraw.Draw(image)
    pen.rectangle((520, 200, 760, 860), fill="#d8d2c4", outline="#444", width=6)
    pen.text((560, 400), words, fill="#a00", font_size=48)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()
