"""The bundle of a whole inspection holds all that section 3.3 of the domain asks for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_making import Made, report_of
from report_worlds import LEFT, NOW, NUMBER, RIGHT, make_world
from sqlalchemy import Engine, text

from spatial.access.standing import Standing
from spatial.boundaries.evidence.anchors import Anchor
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.hashes import Algorithm
from spatial.boundaries.evidence.kinds import content
from spatial.boundaries.report.bundle import bundle_files, make_report, manifest
from spatial.boundaries.report.document import report_page
from spatial.boundaries.report.writing import write_bundle, zip_pieces
from spatial.errors import ExportRefused, UnknownInspection


def text_of(page: str) -> str:
    """What a reader sees of a page of HTML."""
    return re.sub(r"<[^>]*>", " ", page.split("</style>")[1])


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_bundle_holds_every_file_r3_8(made: Made) -> None:
    names = {
        path.relative_to(made.folder).as_posix()
        for path in made.folder.rglob("*")
        if path.is_file()
    }
    assert names == {
        "report.html", "report.pdf", "maps/overview.svg", "maps/overview-strip.svg",
        "markers.csv", "gaps.csv", "records.csv", "findings.csv",
        "line.geojson", "markers.geojson", "tracks.geojson", "tracks.mf.json",
        *(f"photos/{sha256}.jpg" for sha256 in made.world.photos),
        "evidence.json", "manifest.json", "verify.py",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wanted",
    [
        # The line: neighbours, agreement, lengths, what it follows, its ends.
        "东西线第五轮联合检查报告", f"东溪县（{LEFT}）", f"西岭县（{RIGHT}）",
        "东溪县与西岭县行政区域界线协议书", "2001年5月6日", "虚构省人民政府", "协议书所载长度",
        "登记界线计算长度", "沿河流中心", "东西南三县交会点",
        # The round, the states with who and when, the people.
        "第 5 轮", "室内检查", "实地检查", "整改", "上报", "备案", "2026年5月20日", "李四",
        "赵六", "北斗-左-01",
        # What is meant by walked and visited.
        "不超过 50 米", "不超过 30 米", "不少于 1 分", "10 分",
        # Coverage with shares, gaps with nearest marker, the round before.
        "92.00%", "84.00%", "未走到", "信号中断，不明", "K10+501.5", f"{NUMBER}003Q",
        "412.5\xa0米", "第四轮", "+14.00 个百分点", "K0+000.0 — K7+501.1",
        # Markers, reference objects, findings, records, re-survey, photos.
        "双立A", "已到访", "未到访", "老槐树", "22.50°", "骑线建筑", "已拆除，双方确认", "暂缓",
        "已描红、清除杂草", "更正记录", "移位重立", "照片自记", "距轨迹 3.2 米",
        "拍摄时刻无轨迹",
        # Remarks on tracks, values of verification, what is proved and what not.
        "终端时钟比接收时间快 1 小时", "证据链链首", "python3 verify.py", "不证明",
    ],
)  # fmt: skip
def test_every_item_of_a_joint_inspection_is_in_the_report_r3_8(made: Made, wanted: str) -> None:
    assert wanted in text_of((made.folder / "report.html").read_text("utf-8"))


def test_what_is_written_in_records_is_no_markup(made: Made) -> None:
    page = (made.folder / "report.html").read_text("utf-8")
    assert "&lt;b&gt;砖房&lt;/b&gt;" in page
    assert "<b>砖房" not in page


def test_a_corrected_record_stands_no_more(made: Made) -> None:
    records = rows_of((made.folder / "records.csv").read_bytes())
    assert [row["编号"] for row in records] == [
        str(number) for number in (1, 2, 3, 4, made.world.records[-1])
    ]
    assert "写错了里程" not in (made.folder / "report.html").read_text("utf-8")


def test_the_tables_say_the_same_as_the_results_r3_8(made: Made) -> None:
    gaps = rows_of((made.folder / "gaps.csv").read_bytes())
    length = made.world.course.length_m
    assert [(row["侧"], row["情形"]) for row in gaps] == [
        ("左侧", "未走到"), ("右侧", "信号中断，不明"), ("双方", "未走到"), ("双方", "未走到"),
    ]  # fmt: skip
    assert float(gaps[0]["起_米"]) == pytest.approx(0.42 * length, abs=0.1)
    assert float(gaps[0]["止_米"]) == pytest.approx(0.5 * length, abs=0.1)
    markers = rows_of((made.folder / "markers.csv").read_bytes())
    assert [row["界桩"] for row in markers] == made.world.markers
    assert {row["左侧到访"] for row in markers} == {"已到访", "未到访"}
    assert {row["右侧到访"] for row in markers} == {"已到访"}
    findings = rows_of((made.folder / "findings.csv").read_bytes())
    assert [(row["类别"], row["现状"]) for row in findings] == [
        ("界桩损坏", "暂缓"), ("骑线建筑", "已整改"),
    ]  # fmt: skip


def test_geometry_and_tracks_are_geojson_and_moving_features_r3_8(made: Made) -> None:
    line = json.loads((made.folder / "line.geojson").read_bytes())
    kinds = [feature["properties"]["kind"] for feature in line["features"]]
    assert kinds == ["segment", "segment", "not_walked", "unknown", "not_walked", "not_walked"]
    tracks = json.loads((made.folder / "tracks.geojson").read_bytes())
    sides = [feature["properties"]["side"] for feature in tracks["features"]]
    assert sides == ["left", "left", "right", "right"]
    moving = json.loads((made.folder / "tracks.mf.json").read_bytes())
    assert [len(one["temporalGeometry"]["prisms"]) for one in moving["features"]] == [2, 2]
    assert {one["properties"]["side"] for one in moving["features"]} == {"left", "right"}


def test_the_pdf_is_readable_and_has_the_maps_and_photos_r3_8(made: Made) -> None:
    document = pypdfium2.PdfDocument(made.folder / "report.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    told = "".join(pages)
    assert "东西线第五轮联合检查报告" in told
    # Of the map itself, and of the strip.
    assert "真北" in told
    assert "审图号：GS(2026)0001号" in told
    assert f"{NUMBER}005Q" in told
    assert "本报告证明什么、不证明什么" in told


def run_verify(folder: Path, tool: Path | None = None) -> subprocess.CompletedProcess[str]:
    """By a Python without our packages; the tool of another place where one is given."""
    words = [sys.executable, "-I", str(tool or folder / "verify.py")]
    return subprocess.run(
        words + ([str(folder)] if tool else []), capture_output=True, text=True, check=False
    )


def test_a_second_tool_verifies_the_bundle_alone_r3_8(made: Made, tmp_path: Path) -> None:
    done = run_verify(made.folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "OK\n", "")


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_changed_byte_of_any_file_is_found_r3_8(
    made: Made, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    tool = tmp_path_factory.getbasetemp() / "verify-of-old.py"
    tool.write_bytes((made.folder / "verify.py").read_bytes())
    paths = sorted(path for path in made.folder.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(paths))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(1, 255))
    try:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :])
        done = run_verify(made.folder, tool)
    finally:
        path.write_bytes(whole)
    assert done.returncode == 1
    assert done.stderr == ""
    name = path.relative_to(made.folder).as_posix()
    assert name in done.stdout or (name == "manifest.json" and done.stdout != "OK\n")


def test_a_file_more_or_less_is_found_r3_8(made: Made, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    write_bundle(bundle_files(report_of(made.engine, made.world.inspection), made.files), folder)
    (folder / "gaps.csv").unlink()
    (folder / "photos" / "other.jpg").write_bytes(b"")
    done = run_verify(folder)
    assert done.returncode == 1
    assert "gaps.csv 缺失，或不在清单上" in done.stdout
    assert "photos/other.jpg 缺失，或不在清单上" in done.stdout


@pytest.mark.parametrize("part", ["content", "digest", "link", "before", "at_us"])
def test_evidence_that_was_made_again_with_its_manifest_is_found_r3_8(
    made: Made, tmp_path: Path, part: str
) -> None:
    folder = tmp_path / "forged"
    write_bundle(bundle_files(report_of(made.engine, made.world.inspection), made.files), folder)
    told = json.loads((folder / "evidence.json").read_bytes())
    # Of the first item nothing but itself tells the link before.
    item = next(
        one
        for one in told["items"]
        if one["kind"] == ("boundary" if part == "before" else "coverage-result")
    )
    if part == "content":
        item["content"] = item["content"].replace('"walked_m":"', '"walked_m":"9')
    elif part == "at_us":
        item["entry"]["at_us"] += 1
    else:
        item["entry"][part] = "ff" * 32
    (folder / "evidence.json").write_text(json.dumps(told), "utf-8")
    listed = json.loads((folder / "manifest.json").read_bytes())["files"]
    for file in listed:
        content = (folder / file["name"]).read_bytes()
        file |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "manifest.json").write_bytes(manifest(listed))
    done = run_verify(folder)
    assert done.returncode == 1
    assert ("证据链第" if part != "content" else "证据 coverage-result") in done.stdout


def test_every_item_is_in_the_chain_with_its_content_r3_8(made: Made) -> None:
    told = json.loads((made.folder / "evidence.json").read_bytes())
    kinds = {item["kind"] for item in told["items"]}
    assert kinds == {
        "boundary", "boundary-fact", "boundary-segment", "boundary-marker", "boundary-reference",
        "tripoint", "inspection-round", "inspection", "inspection-step", "inspection-party",
        "inspection-record", "inspection-finding", "inspection-photo", "deposited-file",
        "coverage-result", "visit-result",
    }  # fmt: skip
    assert all(item["content"] and item["entry"] for item in told["items"])
    assert told["head"]["seq"] >= max(item["entry"]["seq"] for item in told["items"])


def test_the_last_anchor_is_in_the_report_r3_8(made: Made) -> None:
    anchor = Anchor(3, bytes(range(32)), "sha256", NOW)
    with made.engine.connect() as connection:
        report = make_report(
            connection,
            made.world.inspection,
            Standing(),
            now=NOW,
            contents=content,
            anchor=anchor,
        )
    told = json.loads(report.files["evidence.json"])["anchor"]
    assert (told["seq"], told["link"]) == (3, bytes(range(32)).hex())
    page = report_page(
        report.facts, report.evidence, report.sheets, missing=frozenset(), made_at=NOW
    )
    assert "第 3 环" in text_of(page)
    assert bytes(range(32)).hex() in page


def test_a_chain_of_sm3_is_verified_by_the_same_tool_r3_8(
    engine: Engine, files: FileStore, tmp_path: Path
) -> None:
    world = make_world(engine, files, algorithm=Algorithm.SM3)
    folder = tmp_path / "sm3"
    write_bundle(bundle_files(report_of(engine, world.inspection), files), folder)
    items = json.loads((folder / "evidence.json").read_bytes())["items"]
    assert {item["entry"]["algorithm"] for item in items} == {"sm3"}
    assert run_verify(folder).stdout == "OK\n"


def test_what_is_not_in_the_chain_yet_is_told_r3_8(
    engine: Engine, files: FileStore, tmp_path: Path
) -> None:
    world = make_world(engine, files, chained=False)
    folder = tmp_path / "pending"
    write_bundle(bundle_files(report_of(engine, world.inspection), files), folder)
    told = text_of((folder / "report.html").read_text("utf-8"))
    assert "尚未入链" in told
    assert run_verify(folder).stdout == "OK\n"
    items = json.loads((folder / "evidence.json").read_bytes())["items"]
    assert {item["entry"] for item in items} == {None}


def test_the_same_state_gives_the_same_bytes_r3_8(made: Made, tmp_path: Path) -> None:
    again = {
        one.name: one.content
        for one in bundle_files(report_of(made.engine, made.world.inspection), made.files)
    }
    for name, written in again.items():
        if not name.endswith((".pdf", "manifest.json")):
            assert written == (made.folder / name).read_bytes(), name


def test_a_zip_holds_the_same_and_is_made_piece_by_piece(made: Made) -> None:
    report = report_of(made.engine, made.world.inspection)
    pieces = list(zip_pieces(bundle_files(report, made.files)))
    assert len(pieces) > 10
    archive = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert archive.testzip() is None
    assert archive.read("gaps.csv") == (made.folder / "gaps.csv").read_bytes()
    archive.close()


def test_what_stands_is_not_written_over(made: Made) -> None:
    report = report_of(made.engine, made.world.inspection)
    with pytest.raises(ExportRefused, match="stands already"):
        write_bundle(bundle_files(report, made.files), made.folder)


def test_a_side_gets_its_own_tracks_only_r3_10(made: Made) -> None:
    told = {
        one.name: one.content.decode("utf-8", "replace")
        for one in bundle_files(report_of(made.engine, made.world.inspection, LEFT), made.files)
        if not one.name.endswith((".pdf", ".jpg"))
    }
    for name, written in told.items():
        assert "北斗-右-01" not in written, name
        assert "孙七" not in written, name
    assert "北斗-左-01" in told["tracks.geojson"]
    # What both have in common, and what was reported, it sees.
    assert "84.00%" in told["report.html"]
    assert f"{NUMBER}002A 桩面清晰" in told["report.html"]
    assert "对侧单方轨迹" in told["report.html"]


def test_the_level_above_sees_both_sides_r3_10(made: Made) -> None:
    files = report_of(made.engine, made.world.inspection, "990100").files
    assert files == report_of(made.engine, made.world.inspection).files


@pytest.mark.parametrize("office", ["990123", "110105"])
def test_for_others_there_is_no_such_inspection_r3_10(made: Made, office: str) -> None:
    with pytest.raises(UnknownInspection):
        report_of(made.engine, made.world.inspection, office)


def test_records_of_the_other_side_come_with_the_report_r3_10(
    engine: Engine, files: FileStore
) -> None:
    world = make_world(engine, files, state="field_check")
    report = report_of(engine, world.inspection, LEFT)
    assert {record.side for record in report.facts.records} == {"left", "both"}
    assert report.facts.hidden_records == 1
    assert {photo.side for photo in report.facts.photos} == {"left"}
    withheld = [item for item in report.evidence.items if item.content is None]
    assert {item.kind for item in withheld} == {
        "inspection-party", "inspection-record", "inspection-photo", "deposited-file",
        "coverage-result", "visit-result",
    }  # fmt: skip
    # Their place in the chain is told all the same.
    assert all(item.entry is not None for item in withheld)


def test_chainages_are_of_the_course_for_which_the_results_were_computed_r3_8(
    engine: Engine, files: FileStore
) -> None:
    world = make_world(engine, files)
    with engine.begin() as connection:
        # From the day after the walk on, the line is registered with another course.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("UPDATE boundary_segment SET valid = '[2012-07-01,2026-05-14)' WHERE ordinal = 1")
        )
        connection.execute(
            text("UPDATE boundary_segment SET valid = '[2012-07-01,2026-05-14)' WHERE ordinal = 2")
        )
        connection.execute(
            text('UPDATE coverage_result SET parameters = parameters || \'{"day": "2026-05-13"}\'')
        )
        connection.execute(
            text(
                "INSERT INTO boundary_segment (boundary_id, ordinal, valid, source_crs, geom)"
                " VALUES (:line, 1, '[2026-05-14,)', 'EPSG:4490',"
                " 'SRID=4490;LINESTRING(119.5 30.2, 119.7 30.2)')"
            ),
            {"line": world.line},
        )
    facts = report_of(engine, world.inspection).facts
    assert facts.course is not None
    assert facts.course.length_m == pytest.approx(world.course.length_m)
    assert [segment.source_crs for segment in facts.segments] == ["EPSG:4490"]


def test_an_inspection_without_results_and_photos_says_so_r3_8(
    engine: Engine, files: FileStore, tmp_path: Path
) -> None:
    world = make_world(engine, None, results=False, tracks=False, state="planned")
    folder = tmp_path / "bare"
    write_bundle(bundle_files(report_of(engine, world.inspection), files), folder)
    told = text_of((folder / "report.html").read_text("utf-8"))
    for sentence in (
        "没有覆盖结果", "没有照片", "没有检查记录", "没有登记定位终端", "没有发现问题的记载",
        "平台没有本界线更早的联合检查",
    ):  # fmt: skip
        assert sentence in told
    assert run_verify(folder).stdout == "OK\n"


def test_a_photo_that_is_none_breaks_no_report(
    engine: Engine, files: FileStore, tmp_path: Path
) -> None:
    broken = b"\xff\xd8\xff\xe0 not much of a photo"
    world = make_world(engine, files)
    with engine.begin() as connection:
        sha256 = files.put(connection, broken, "image/jpeg")
        connection.execute(
            text(
                "INSERT INTO inspection_photo (inspection_id, sha256, side, office, person)"
                " VALUES (:id, decode(:sha256, 'hex'), 'both', '990121', '赵六')"
            ),
            {"id": world.inspection, "sha256": sha256},
        )
    folder = tmp_path / "broken"
    write_bundle(bundle_files(report_of(engine, world.inspection), files), folder)
    assert (folder / "photos" / f"{sha256}.jpg").read_bytes() == broken
    assert run_verify(folder).stdout == "OK\n"


def test_a_photo_whose_file_is_gone_is_told_r3_8(
    engine: Engine, files: FileStore, tmp_path: Path
) -> None:
    world = make_world(engine, files)
    files.remove(world.photos[0])
    folder = tmp_path / "gone"
    write_bundle(bundle_files(report_of(engine, world.inspection), files), folder)
    page = (folder / "report.html").read_text("utf-8")
    assert "照片文件未找到" in page
    assert world.photos[0] in page
    assert [path.stem for path in (folder / "photos").iterdir()] == [world.photos[1]]
    assert run_verify(folder).stdout == "OK\n"
