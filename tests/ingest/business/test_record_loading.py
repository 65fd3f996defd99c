"""Files of single records: typed, matched with the division of their day, upserted with history."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from area_rows import store_areas
from declared_rows import declare, remarks, standing_records
from division_rows import store_divisions
from sqlalchemy import Engine, text

from ingest.business.taking import load_records
from spatial.errors import BadParameter, SourceRefused, UnknownDataset


@pytest.fixture
def lists(engine: Engine) -> Engine:
    """An engine on a database with a few division lists and two declared datasets."""
    store_divisions(engine)
    declare(engine)
    return engine


def table(folder: Path, *lines: str, name: str = "rows.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


HEADER = "编号,日期,区划代码,求助原因,同行人数,救助支出（万元）"


def test_a_case_is_typed_by_its_declaration_and_matched_by_code_r1_11(
    lists: Engine, tmp_path: Path
) -> None:
    path = table(
        tmp_path,
        HEADER,
        "A1,2016年5月3日,990101000000,走失,２,０.１２",
        "A2,2013/5/3,990121,其他,1人,",
    )
    done = load_records(lists, path, dataset="rescues")
    assert (done.status, done.accepted, done.refused) == ("loaded", 2, 0)
    assert standing_records(lists, "rescues") == [
        ("A1", date(2016, 5, 3), "990101", "code", {"reason": "走失", "members": 2, "cost": 1200}),
        ("A2", date(2013, 5, 3), "990121", "code", {"reason": "其他", "members": 1}),
    ]


BAD_ROWS = [
    ("A1,2016-05-03,990121,走失,1,", "990121 东县列至 2015-12-30", "候选：990101 东区"),
    ("A2,2016-05-03,999999,走失,1,", "名录中从无 999999", ""),
    ("A3,2016-05-03,99O101,走失,1,", "“99O101”不是区划代码", ""),
    ("A4,2016-05-03,9901010,走失,1,", "不是区划代码", ""),
    ("A5,2016-13-03,990101,走失,1,", "日历中没有“2016-13-03”", ""),
    ("A6,,990101,走失,1,", "没有日期", ""),
    (",2016-05-03,990101,走失,1,", "没有编号", ""),
    (
        "A8,2016-05-03,990101,迷路,1,",
        "“求助原因”：“迷路”不在申报的取值中：走失、务工不着、其他",
        "",
    ),
    ("A9,2016-05-03,990101,走失,两个,", "“同行人数”：“两个”不是数", ""),
    ("B1,2016-05-03,990101,走失,1.5,", "不是整数", ""),
    ("B2,2016-05-03,990101,走失,51,", "大于申报的上限 50", ""),
    ("B3,2016-05-03,990101,走失,1,3人", "的单位是“人”，申报的是“元”", ""),
    ("B4,2016-05-03,,走失,1,", "没有区划", ""),
    ("B5,2016-05-03,990101,走失", "有 4 个值，而表头有 6 列", ""),
]


def test_each_row_against_a_rule_is_refused_with_its_reason_r1_11(
    lists: Engine, tmp_path: Path
) -> None:
    path = table(tmp_path, HEADER, *(row for row, _, _ in BAD_ROWS), "Z1,2016-05-03,990101,走失,1,")
    done = load_records(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (1, len(BAD_ROWS))
    told = dict(remarks(lists))
    for line, (_, reason, candidates) in enumerate(BAD_ROWS, start=2):
        assert reason in told[f"line {line}"]
        assert candidates in told[f"line {line}"]


def test_refused_rows_are_kept_only_where_they_are_no_persons(
    lists: Engine, tmp_path: Path
) -> None:
    closed = table(tmp_path, "编号,日期,区划代码", "A1,2016-05-03,999999")
    open_ = table(tmp_path, "编号,名称,起始日期,区划代码", "H1,甲,2016,990101", name="homes.csv")
    load_records(lists, closed, dataset="rescues")
    load_records(lists, open_, dataset="homes")
    with lists.connect() as connection:
        raw = connection.execute(text("SELECT raw FROM ingest_remark ORDER BY run_id")).scalars()
        assert raw.all() == [
            None,
            {"编号": "H1", "名称": "甲", "起始日期": "2016", "区划代码": "990101"},
        ]


def test_what_stands_in_a_personal_field_is_not_repeated(lists: Engine, tmp_path: Path) -> None:
    path = table(tmp_path, "编号,日期,区划代码,联系电话", "A1,2016-05-03,990101,张三139")
    load_records(lists, path, dataset="rescues")
    assert remarks(lists) == [("line 2", "“联系电话”的值不合申报（integer）")]


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("东区", "", "990101"),
        ("虚构省虚构市东区", "", "990101"),
        ("虚构市 / 东区", "", "990101"),
        ("东区", "虚构市", "990101"),
        ("东区", "990100", "990101"),
        ("虚构东区", "", "990101"),
        ("虚构省", "", "990000"),
    ],
)
def test_a_division_is_found_by_its_name_and_those_above_r1_11(
    lists: Engine, tmp_path: Path, name: str, within: str, code: str
) -> None:
    path = table(tmp_path, "编号,日期,区划名称,上级", f"A1,2016-05-03,{name},{within}")
    load_records(lists, path, dataset="rescues")
    assert [row[2:4] for row in standing_records(lists, "rescues")] == [(code, "name")]


def test_a_name_that_several_bear_is_refused_with_all_of_them_r1_11(
    lists: Engine, tmp_path: Path
) -> None:
    path = table(tmp_path, "编号,日期,区划名称", "A1,2016-05-03,虚构", "A2,2016-05-03,东县")
    load_records(lists, path, dataset="rescues")
    assert remarks(lists) == [
        (
            "line 2",
            "2016-05-03 有 2 个单位可称“虚构”，请给出代码或上级；"
            "候选：990000 虚构省、990100 虚构市",
        ),
        ("line 3", "东县 东县列至 2015-12-30，2016-05-03 已无；候选：990101 东区"),
    ]


def test_an_address_tells_the_division_at_its_front(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "编号,日期,地址",
        "A1,2016-05-03,虚构省虚构市东区幸福路1号",
        "A2,2019-05-03,中国虚构省阳区幸福路1号",
        "A3,2016-05-03,幸福路1号",
    )
    load_records(lists, path, dataset="rescues")
    assert [row[0:4:2] for row in standing_records(lists, "rescues")] == [
        ("A1", "990101"),
        ("A2", "990101"),
    ]
    assert remarks(lists) == [("line 4", "地址开头不是 2016-05-03 的区划名称")]


def test_a_point_tells_the_division_of_its_day_r1_11(lists: Engine, tmp_path: Path) -> None:
    store_areas(
        lists,
        {"e": (110, 30), "w": (111, 30)},
        [
            ("990121", date(2012, 1, 1), ["e"]),
            ("990101", date(2016, 1, 1), ["e"]),
            ("990101", date(2019, 1, 1), ["e"]),
            ("990122", date(2012, 1, 1), ["w"]),
        ],
    )
    path = table(
        tmp_path,
        "编号,日期,经度,纬度",
        "A1,2014-05-03,110.5,30.5",
        "A2,2016-05-03,110.5,30.5",
        "A3,2012-05-03,111,30.5",
        "A4,2016-05-03,100,30.5",
        "A5,2016-05-03,30.5,110.5",
        "A6,2016-05-03,110.5,",
    )
    done = load_records(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (4, 2)
    assert [row[0:4] for row in standing_records(lists, "rescues")] == [
        ("A1", date(2014, 5, 3), "990121", "point"),
        ("A2", date(2016, 5, 3), "990101", "point"),
        ("A3", date(2012, 5, 3), "990121", "point"),
        ("A4", date(2016, 5, 3), None, None),
    ]
    assert "经纬度像是颠倒了" in dict(remarks(lists))["line 6"]
    assert "只有一个" in dict(remarks(lists))["line 7"]
    [(record, told)] = [one for one in remarks(lists, "repaired") if "点位" in one[1]]
    assert record == "line 5"
    assert "不在当日任何已绘的区划内，最近的是 e e" in told
    with lists.connect() as connection:
        placed = connection.execute(
            text(
                "SELECT r.key, a.name FROM record_place p JOIN record r ON r.id = p.record_id"
                " JOIN division_atom a ON a.id = p.atom_id ORDER BY 1"
            )
        ).all()
    assert [tuple(row) for row in placed] == [("A1", "e"), ("A2", "e"), ("A3", "e")]


def test_a_point_outside_the_told_division_is_told_and_both_are_kept(
    lists: Engine, tmp_path: Path
) -> None:
    store_areas(
        lists,
        {"e": (110, 30), "w": (111, 30)},
        [("990101", date(2016, 1, 1), ["e"]), ("990122", date(2012, 1, 1), ["w"])],
    )
    path = table(
        tmp_path,
        "编号,日期,区划代码,经度,纬度",
        "A1,2016-05-03,990100,110.5,30.5",
        "A2,2012-05-03,990121,111.5,30.5",
    )
    done = load_records(lists, path, dataset="rescues")
    assert done.accepted == 2
    assert remarks(lists, "repaired") == [
        ("A2", "报的区划是 990121，而点位在 990122 西县：两者都存")
    ]


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "gcj02"])
def test_shifted_coordinates_are_refused_with_the_reason(
    lists: Engine, tmp_path: Path, crs: str
) -> None:
    path = table(tmp_path, "编号,日期,经度,纬度", "A1,2014-05-03,110.5,30.5")
    with pytest.raises(BadParameter, match="加密偏移坐标"):
        load_records(lists, path, dataset="rescues", crs=crs)


def test_metres_of_a_told_system_become_degrees(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path, "编号,日期,区划代码,经度,纬度", "A1,2016-05-03,990101,500000,3320113.398"
    )
    load_records(lists, path, dataset="rescues", crs="EPSG:4546")
    with lists.connect() as connection:
        lon, lat = connection.execute(text("SELECT ST_X(geom), ST_Y(geom) FROM record")).one()
    assert lon == pytest.approx(111.0, abs=1e-9)
    assert lat == pytest.approx(30.0, abs=1e-6)


def test_a_corrected_file_replaces_and_keeps_what_was_known(lists: Engine, tmp_path: Path) -> None:
    first = table(tmp_path, HEADER, "A1,2016-05-03,990101,走失,1,", "A2,2016-05-03,990101,走失,1,")
    load_records(lists, first, dataset="rescues")
    second = table(
        tmp_path, HEADER, "A1,2016-05-03,990101,走失,1,", "A2,2016-05-04,990101,走失,1,",
        "A3,2016-05-04,990101,走失,1,", name="second.csv",
    )  # fmt: skip
    done = load_records(lists, second, dataset="rescues")
    assert (done.accepted, done.refused) == (3, 0)
    with lists.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT key, CAST(day AS text), count(*) OVER (PARTITION BY key) AS versions,"
                " known_until = 'infinity' AS stands FROM record ORDER BY key, known_from"
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("A1", "2016-05-03", 1, True),
        ("A2", "2016-05-03", 2, False),
        ("A2", "2016-05-04", 2, True),
        ("A3", "2016-05-04", 1, True),
    ]


def test_the_same_file_again_changes_nothing(lists: Engine, tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, "A1,2016-05-03,990101,走失,1,")
    first = load_records(lists, path, dataset="rescues")
    again = load_records(lists, path, dataset="rescues")
    assert (again.status, again.run_id) == ("unchanged", first.run_id)


def test_rows_that_contradict_each_other_are_all_refused(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path, HEADER, "A1,2016-05-03,990101,走失,1,", "A1,2016-05-03,990101,走失,2,",
        "A2,2016-05-03,990101,走失,1,", "A2,2016-05-03,990101,走失,1,",
    )  # fmt: skip
    done = load_records(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (1, 3)
    assert [record for record, _ in remarks(lists)] == ["line 2", "line 3", "line 5"]


FACILITY = "编号,名称,起始日期,截止日期,区划代码,床位数,是否农村,开业日期"


def test_a_facility_has_versions_that_never_overlap(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path, FACILITY, "H1,福利院,2016-01-01,2017-01-01,990101,20,是,2016-01-01",
        "H1,福利院,2017-01-01,,990101,30,否,2016-01-01",
        "H2,敬老院,2016-01-01,,990101,10,,", "H2,敬老院,2018-01-01,,990101,12,,",
        "H3,敬老院,2018-01-01,2018-01-01,990101,12,,",
    )  # fmt: skip
    done = load_records(lists, path, dataset="homes")
    assert (done.accepted, done.refused) == (3, 2)
    assert "已有 2016-01-01 至 今 的一版" in dict(remarks(lists))["line 5"]
    assert "截止日期 2018-01-01 不在起始日期" in dict(remarks(lists))["line 6"]
    renewed = table(
        tmp_path, FACILITY, "H2,敬老院,2018-01-01,,990101,12,,",
        "H2,敬老院,2016-01-01,2018-01-01,990101,10,,", name="renewed.csv",
    )  # fmt: skip
    assert load_records(lists, renewed, dataset="homes").accepted == 2
    assert [row[:2] for row in standing_records(lists, "homes")] == [
        ("H1", date(2016, 1, 1)),
        ("H1", date(2017, 1, 1)),
        ("H2", date(2016, 1, 1)),
        ("H2", date(2018, 1, 1)),
    ]
    assert standing_records(lists, "homes")[0][4] == {
        "name": "福利院", "beds": 20, "rural": True, "opened": "2016-01-01",
    }  # fmt: skip


def test_every_form_of_table_brings_the_same_records(lists: Engine, tmp_path: Path) -> None:
    row = {"编号": "A1", "日期": "2016-05-03", "区划代码": "990101", "救助支出": 12.5}
    forms = [
        table(tmp_path, ",".join(row), "A1,2016-05-03,990101,12.5"),
        table(tmp_path, ";".join(row), "A1;2016-05-03;990101;12.5", name="semicolon.csv"),
        table(tmp_path, ",".join(row), "A1,2016-05-03,990101,12.5", name="gbk.csv",
              encoding="gb18030"),
        table(tmp_path, json.dumps(row), name="rows.jsonl"),
        table(tmp_path, json.dumps([row], ensure_ascii=False), name="rows.json"),
        tmp_path / "rows.parquet",
        tmp_path / "rows.csv.gz",
    ]  # fmt: skip
    pq.write_table(
        pa.table({"编号": ["A1"], "日期": pa.array([date(2016, 5, 3)]), "区划代码": ["990101"],
                  "救助支出": [12.5]}),
        forms[5],
    )  # fmt: skip
    forms[6].write_bytes(gzip.compress(forms[0].read_bytes() + b"\n"))
    for path in forms:
        assert load_records(lists, path, dataset="rescues").accepted == 1, path.name
    assert standing_records(lists, "rescues") == [
        ("A1", date(2016, 5, 3), "990101", "code", {"cost": 12.5})
    ]
    with lists.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM record")).scalar_one() == 1
    assert ("gbk.csv", "文件不是 UTF-8，按 GB18030 读取") in remarks(lists, "repaired")


def test_a_line_that_is_no_json_is_refused_with_its_number(lists: Engine, tmp_path: Path) -> None:
    good = json.dumps({"key": "A1", "day": "2016-05-03", "division": "990101"})
    path = table(tmp_path, good, "{", "", "[1]", good.replace("A1", "A2"), name="rows.ndjson")
    done = load_records(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (2, 2)
    assert [record for record, _ in remarks(lists)] == ["line 2", "line 4"]


def test_columns_that_nobody_declared_are_told(lists: Engine, tmp_path: Path) -> None:
    path = table(tmp_path, "序号,编号,日期,区划代码,备注", "1,A1,2016-05-03,990101,无")
    load_records(lists, path, dataset="rescues")
    assert remarks(lists, "repaired") == [("line 2", "列“备注”未申报，不存")]


def test_a_column_of_an_uncommon_name_can_be_told(lists: Engine, tmp_path: Path) -> None:
    path = table(tmp_path, "台账号,何时,区划代码", "A1,2016-05-03,990101")
    load_records(lists, path, dataset="rescues", columns={"key": "台账号", "day": "何时"})
    assert [row[:2] for row in standing_records(lists, "rescues")] == [("A1", date(2016, 5, 3))]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("rows.csv", b"", "是空的"),
        ("rows.csv", "编号,日期\nA1,2016".encode(), "在行中结束"),
        ("rows.csv", b"\xff\xfe\x00\x00\n", "既不是 UTF-8 也不是 GB18030"),
        ("rows.csv", "编号,编号\nA1,A2\n".encode(), "出现了两次"),
        ("rows.csv", ("," * 3000 + "a\n").encode(), "至多 2000 列"),
        ("rows.csv", '编号,日期\n"A1,2\n'.encode(), "不成表"),
        ("rows.parquet", b"PAR1", "不是可读的 Parquet"),
        ("rows.json", b"{}", "应为 JSON 数组"),
        ("rows.csv.gz", b"\x1f\x8b", "不是完整的 gzip"),
        ("rows.doc", b"x", "不是可读的表"),
        ("rows.csv", "编号,救助支出,救助支出（万元）\nA1,1,1\n".encode(), "请只留一列"),
        ("rows.csv", "编号,救助支出（人）\nA1,1\n".encode(), "申报的是“元”"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_refused(
    lists: Engine, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=reason):
        load_records(lists, path, dataset="rescues")
    assert standing_records(lists, "rescues") == []


def test_only_declared_datasets_take_records(lists: Engine, tmp_path: Path) -> None:
    path = table(tmp_path, HEADER)
    with pytest.raises(UnknownDataset):
        load_records(lists, path, dataset="horoscopes")
    with pytest.raises(BadParameter, match="没有 areas"):
        load_records(lists, path, dataset="rescues", holds="areas")


def test_without_division_lists_nothing_is_taken(engine: Engine, tmp_path: Path) -> None:
    declare(engine)
    with pytest.raises(SourceRefused, match="load the division history first"):
        load_records(engine, table(tmp_path, HEADER), dataset="rescues")


def test_statistics_codes_are_taken_where_they_are_told_r1_11(
    lists: Engine, tmp_path: Path
) -> None:
    with lists.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_identity (id, scheme) VALUES ('nbs:1', 'nbs');"
                "INSERT INTO division (scheme, code, name, level, identity_id, valid,"
                " valid_announced, valid_approved, run_id) SELECT 'nbs', '990171', '虚构开发区',"
                " 'county', 'nbs:1', days, days, days, (SELECT max(id) FROM ingest_run)"
                " FROM daterange('2015-12-31', NULL) AS days;"
                "INSERT INTO division_mapping (from_scheme, from_code, to_scheme, to_code, valid,"
                " reason) VALUES ('nbs', '990171', 'mca', '990101', '(,)', '统计用代码')"
            )
        )
    path = table(tmp_path, "编号,日期,区划代码", "A1,2016-05-03,990171", "A2,2016-05-03,990101")
    done = load_records(lists, path, dataset="rescues", scheme="nbs")
    assert (done.accepted, done.refused) == (1, 1)
    assert [row[2] for row in standing_records(lists, "rescues")] == ["990101"]
    assert load_records(lists, path, dataset="rescues").refused == 1
