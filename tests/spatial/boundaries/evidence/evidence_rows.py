"""One row, or some, of each table of evidence, in a few lines."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, text

from ingest.beidou.registry import register_device
from spatial.boundaries.evidence.files import FileStore

POINT = "SRID=4490;POINT(119.5 30.25)"
LINE = "SRID=4490;LINESTRING(119.5 30.25, 119.6 30.3)"
SQUARE = "SRID=4490;MULTIPOLYGON(((119.5 30, 119.6 30, 119.6 30.1, 119.5 30)))"
JPEG = b"\xff\xd8\xff\xe0 not much of a photo"


def add(connection: Connection, table: str, **values: Any) -> int:
    """Inserts a row; its id."""
    given = {
        name: json.dumps(value) if isinstance(value, dict | tuple) else value
        for name, value in values.items()
    }
    names = ", ".join(given)
    marks = ", ".join(f":{name}" for name in given)
    return int(
        connection.execute(
            text(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"), given
        ).scalar_one()
    )


def add_all(connection: Connection, files: FileStore) -> dict[str, int]:
    """A row in each table of evidence but those of frames and erasures; the id by table."""
    ids: dict[str, int] = {}
    sha256 = bytes.fromhex(files.put(connection, JPEG, "image/jpeg"))
    ids["deposited_file"] = connection.execute(
        text("SELECT id FROM deposited_file WHERE sha256 = :sha256"), {"sha256": sha256}
    ).scalar_one()
    device = register_device(
        connection, "patrol-1", device_class="patrol", protocol="jt808", identifier="1"
    )
    who = {"office": "330106", "person": "李四"}
    line = ids["boundary"] = add(connection, "boundary", number="3301-1")
    since = {"valid": "[2002-07-01,)", "known": "[2020-01-01 00:00:00.000001+00,)"}
    ids["boundary_fact"] = add(
        connection, "boundary_fact", boundary_id=line, **since, name="西萧线", level="county",
        left_code="330106", right_code="330109", approved_by="省政府", agreement="协议书",
        agreed_on="2001-05-06", document=sha256, stated_m=51894.2, note="注",
    )  # fmt: skip
    ids["boundary_segment"] = add(
        connection, "boundary_segment", boundary_id=line, ordinal=1, **since, feature="河流",
        description="沿河", from_marker="1", to_marker="2", accuracy_m=0.1, source_crs="EPSG:4490",
        geom=LINE,
    )  # fmt: skip
    ids["tripoint"] = add(
        connection, "tripoint", name="三交点", **since, codes=["330106", "330109", "330602"],
        lines=["3301-1"], monument="7", accuracy_m=0.5, source_crs="EPSG:4490", geom=POINT,
    )  # fmt: skip
    ids["boundary_marker"] = add(
        connection, "boundary_marker", number="33010011Q", line_name="西萧线", **since,
        state="完好", boundary_id=line, serial=1, kind="Q", in_charge="330106", material="花岗岩",
        height_m=1.2, accuracy_m=0.1, note="注", geom=POINT,
    )  # fmt: skip
    ids["boundary_reference"] = add(
        connection, "boundary_reference", boundary_id=line, marker_number="1", ordinal=1, **since,
        name="老槐树", bearing_deg=22.5, distance_m=12.25,
    )  # fmt: skip
    round_ = ids["inspection_round"] = add(
        connection, "inspection_round", number=5, valid="[2023-01-01,2028-01-01)", name="第五轮"
    )
    inspection = ids["inspection"] = add(
        connection, "inspection", boundary_id=line, round_id=round_, kind="regular",
        plan_year=2024, left_office="330106", right_office="330109", lead="left", within_m=50,
        radius_m=30, dwell_s=60, gap_s=600, person="张三",
    )  # fmt: skip
    ids["inspection_step"] = add(
        connection, "inspection_step", inspection_id=inspection, state="planned", day="2024-03-01",
        note="列入计划", document=sha256, **who,
    )  # fmt: skip
    ids["inspection_party"] = add(
        connection, "inspection_party", inspection_id=inspection, side="left", device_id=device,
        bearer="王五", starts="2024-05-01T00:00Z", ends="2024-06-01T00:00Z", person="张三",
    )  # fmt: skip
    record = ids["inspection_record"] = add(
        connection, "inspection_record", inspection_id=inspection, side="left", subject="segment",
        marker_number="1", from_m=0.1, to_m=0.1000001, checked_at="2024-05-02T03:04:05.000006Z",
        device_id=device, condition="intact", text="良好", details={"字": [1.5, "甲"]}, **who,
        geom=POINT,
    )  # fmt: skip
    ids["inspection_finding"] = add(
        connection, "inspection_finding", record_id=record, number=1, category="other",
        state="open", text="杂草", **who,
    )  # fmt: skip
    ids["inspection_photo"] = add(
        connection, "inspection_photo", inspection_id=inspection, record_id=record, sha256=sha256,
        side="left", device_id=device, taken_at="2024-05-02T03:00Z", bearing_deg=90.0,
        caption="界桩正面", judged={"metres": 3.2}, **who, geom=POINT,
    )  # fmt: skip
    window = {"starts": "2024-05-01T00:00Z", "ends": "2024-06-01T00:00Z"}
    ids["coverage_result"] = add(
        connection, "coverage_result", inspection_id=inspection, side="left", **window,
        parameters={"within_m": 50}, length_m=1000.5, walked_m=900.25, parts=(), sources={},
    )  # fmt: skip
    ids["visit_result"] = add(
        connection, "visit_result", inspection_id=inspection, side="left", **window,
        parameters={"radius_m": 30}, markers=(), sources={},
    )  # fmt: skip
    ids["marker_device"] = add(
        connection, "marker_device", boundary_id=line, marker_number="1", device_id=device,
        starts="2024-05-01T00:00Z", ends="2024-06-01T00:00Z", person="张三",
    )  # fmt: skip
    ids["boundary_alert"] = add(
        connection, "boundary_alert", kind="marker_displaced", key="1", boundary_id=line,
        marker_number="1", device_id=device, details={"metres": 12}, person="张三", geom=POINT,
    )  # fmt: skip
    source = ids["patch_source"] = add(
        connection, "patch_source", kind="upload", digest=sha256, details={"name": "图斑"}, **who
    )
    patch = ids["patch"] = add(
        connection, "patch", source_id=source, number=1, kind="违建", found_on="2024-05-01",
        area_m2=12.5, notes=["注"], attributes={"n": 1}, geom=SQUARE,
    )  # fmt: skip
    ids["patch_division"] = add(
        connection, "patch_division", patch_id=patch, level="county", code="330106", name="西湖区",
        version=1, identity="mca:330106:1981", grade="held", share=0.5,
    )  # fmt: skip
    ids["patch_step"] = add(
        connection, "patch_step", patch_id=patch, number=1, state="found", at="2024-05-01T00:00Z",
        note="注", device_id=device, geom=POINT, **who,
    )  # fmt: skip
    return ids


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
