"""What is no filter is refused with the place of the fault; of no text comes anything else."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from filter_trees import THINGS
from hypothesis import example, given
from hypothesis import strategies as st

from spatial.errors import BadFilter
from spatial.features.filters.conditions import condition_of
from spatial.features.filters.source import Language
from spatial.features.filters.tree import MOST_DEPTH, MOST_NODES, MOST_POSITIONS, MOST_SIGNS
from spatial.features.systems import system_named


def fault(written: str, language: Language = Language.TEXT, crs: str = "CRS84") -> BadFilter:
    with pytest.raises(BadFilter) as caught:
        condition_of(THINGS, written, language, system_named(crs))
    return caught.value


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("▶", "是空的"),
        ("name = ▶'养老院", "没有结束"),
        ("name ▶＝ '养老院'", "全角"),
        ("name ▶!= 'a'", "不等于写作 <>"),
        ("name =▶= 'a'", "而来的是“=”"),
        ("name = 'a' ▶beds > 3", "AND"),
        ("name NOT ▶= 'a'", "LIKE、BETWEEN 或 IN"),
        ("beds BETWEEN 1 ▶OR 3", "AND"),
        ("(name = 'a'▶", ")"),
        ("beds IN (▶)", "属性名"),
        ("▶naem = 'a'", "是否想写 name"),
        ("▶wholly_other = 'a'", "有 area、beds、built"),
        ("beds ▶= '3'", "属性 beds（数）不能与文字比较"),
        ("name ▶> beds", "两边要同为一类"),
        ("▶open", "open = TRUE"),
        ("beds ▶+ 1", "这里应是条件"),
        ("beds ▶+ name = 3", "+ 用于数"),
        ("beds ▶LIKE '3%'", "LIKE 比较文字"),
        ("name LIKE ▶name", "LIKE 的右边应是文字"),
        ("name LIKE ▶'a\\'", "不能以单个 \\ 结尾"),
        ("CASEI(▶beds) = 'a'", "CASEI 用于文字"),
        ("▶S_WITHN(geometry, POINT(1 1))", "是否想写 S_WITHIN"),
        ("▶S_WITHIN(geometry)", "要 2 个参数"),
        ("▶A_CONTAINS(name, ('a'))", "没有数组"),
        ("S_INTERSECTS(▶name, POINT(1 1))", "这里应是几何"),
        ("▶geometry = name", "S_INTERSECTS 等空间函数"),
        ("▶datetime = DATE('2024-01-01')", "T_INTERSECTS 等时间函数"),
        ("built > DATE(▶'2024-02-30')", "不是日历上的日期"),
        ("seen > TIMESTAMP(▶'2024-02-01T00:00:00')", "要带时区"),
        ("▶T_DURING(built, INTERVAL('2024-01-01','..'))", "只用于两个时段"),
        ("T_AFTER(built, ▶INTERVAL('2024-02-01','2024-01-01'))", "在起"),
        ("T_AFTER(built, ▶INTERVAL('2024-01-01','2024-02-01T00:00:00Z'))", "同为"),
        ("T_AFTER(▶name, DATE('2024-01-01'))", "这里应是日期、时刻"),
        ("S_WITHIN(geometry, ▶POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "自相交，在 (0.5, 0.5)"),
        ("S_WITHIN(geometry, ▶POLYGON((0 0, 1 1, 1 0, 0 1)))", "没有闭合"),
        ("S_WITHIN(geometry, ▶POLYGON((0 0, 1 1, 0 0)))", "至少要 4 个"),
        ("S_WITHIN(geometry, ▶POINT EMPTY)", "空"),
        ("S_WITHIN(geometry, POINT(▶1))", "两个数"),
        ("S_WITHIN(geometry, POINT(▶1 x))", "两个数"),
        ("S_WITHIN(geometry, ▶BBOX(1,2,3))", "四个数"),
        ("S_WITHIN(geometry, ▶BBOX(1,4,3,2))", "下边"),
        ("S_WITHIN(geometry, ▶POINT(39.9 116.4))", "写反"),
        ("S_WITHIN(geometry, ▶LINESTRING(179 0, -179 0))", "越过 180°"),
        ("beds = ▶1e400", "太大"),
        ("name = 'a'\n  AND ▶bed = 1", "是否想写 beds"),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_helps(written: str, said: str) -> None:
    at = written.index("▶")
    filter_text = written.replace("▶", "")
    found = fault(filter_text)
    assert said in str(found)
    before = filter_text[:at]
    position = {
        "offset": at,
        "line": before.count("\n") + 1,
        "column": len(before.rpartition("\n")[2]) + 1,
    }
    assert found.members["position"] == position
    excerpt = str(found.members["excerpt"])
    assert excerpt in str(found)
    assert excerpt.partition("▶")[2].rstrip("…") in " ".join(filter_text[at:].splitlines())


@pytest.mark.parametrize(
    ("document", "pointer", "said"),
    [
        ({"op": "=", "args": [{"property": "naem"}, "a"]}, "/args/0", "是否想写 name"),
        ({"op": "eq", "args": []}, "/op", "没有运算 eq"),
        ({"op": "=", "args": [{"property": "name"}]}, "/args", "2 个"),
        ({"op": "and", "args": [True]}, "/args", "两个或更多"),
        ({"op": "not", "args": [{"op": "=", "args": 1}]}, "/args/0/args", "数组"),
        ({"op": "in", "args": [{"property": "name"}, []]}, "/args/1", "是空的"),
        ({"op": "in", "args": [{"property": "name"}, ["a", {"x": 1}]]}, "/args/1/1", "property"),
        ({"op": "a_equals", "args": []}, "/op", "没有数组"),
        ({"op": "=", "args": [{"property": "name", "x": 1}, "a"]}, "/args/0", "不认识成员 x"),
        ({"op": "=", "args": [{"property": "name"}, None]}, "/args/1", "没有"),
        ({"op": "<", "args": [{"property": "built"}, {"date": "x"}]}, "/args/1/date", "日期"),
        ({"op": "<", "args": [{"property": "beds"}, 1e300 * 1e10]}, "/args/1", "不是数"),
        (
            {"op": "t_after", "args": [{"property": "built"}, {"interval": ["2024-01-01"]}]},
            "/args/1/interval",
            "两端",
        ),
        (
            {"op": "s_within", "args": [{"property": "geometry"}, {"type": "Circle"}]},
            "/args/1/type",
            "没有这种几何",
        ),
        (
            {
                "op": "s_within",
                "args": [
                    {"property": "geometry"},
                    {"type": "Polygon", "coordinates": [[[0, "x"]]]},
                ],
            },
            "/args/1/coordinates/0/0/1",
            "数",
        ),
        ([], "", "数组"),
    ],
)
def test_a_fault_in_json_is_told_by_its_pointer(document: object, pointer: str, said: str) -> None:
    found = fault(json.dumps(document), Language.JSON)
    assert found.members["pointer"] == pointer
    assert said in str(found)


def test_what_is_no_json_is_told_by_its_sign() -> None:
    found = fault('{"op": =}', Language.JSON)
    assert found.members["position"] == {"offset": 7, "line": 1, "column": 8}


@pytest.mark.parametrize(
    "written",
    [
        "(" * 100_000,
        "NOT " * 50_000 + "open = TRUE",
        "-" * 100_000 + "1 = 1",
        "2^" * 50_000 + "1 = 1",
        "CASEI(" * 50_000,
        "GEOMETRYCOLLECTION(" * 20_000,
        "beds" + "+ beds" * 1_000 + " = 1",
    ],
)
def test_what_is_nested_too_deeply_is_refused_wherever_it_nests(written: str) -> None:
    assert f"至多 {MOST_DEPTH} 层" in str(fault(written))


@pytest.mark.parametrize("document", ["[" * 200_000, '{"op":"not","args":[' * 20_000])
def test_json_that_is_nested_too_deeply_is_refused(document: str) -> None:
    found = fault(document, Language.JSON)
    assert "嵌套太深" in str(found) or "不是 JSON" in str(found)


def test_json_deeper_than_a_filter_is_refused() -> None:
    document = '{"op":"not","args":[' * 60 + "true" + "]}" * 60
    assert f"至多 {MOST_DEPTH} 层" in str(fault(document, Language.JSON))


def test_what_is_too_large_is_refused() -> None:
    many = ",".join(str(number) for number in range(MOST_NODES + 1))
    assert str(MOST_NODES) in str(fault(f"beds IN ({many})"))
    assert str(MOST_NODES) in str(
        fault(f'{{"op":"in","args":[{{"property":"beds"}},[{many}]]}}', Language.JSON)
    )
    assert str(MOST_SIGNS) in str(fault("name = '" + "a" * MOST_SIGNS + "'"))
    positions = ",".join(f"{n % 170} {n % 80}" for n in range(MOST_POSITIONS + 1))
    assert str(MOST_POSITIONS) in str(fault(f"S_WITHIN(geometry, MULTIPOINT({positions}))"))
    assert "至多 100 次" in str(fault(" AND ".join(["beds + 1 > 2"] * 101)))


def test_a_chain_as_long_as_a_filter_may_be_is_no_nesting() -> None:
    condition = condition_of(THINGS, " AND ".join(["beds > 1"] * 1_000))
    assert len(condition.values) == 1_000


def test_positions_are_told_in_the_order_of_their_system() -> None:
    told = "S_WITHIN(geometry, POINT(116.4 39.9))"
    assert "纬度、经度" in str(fault(told, crs="EPSG:4490"))
    zone = fault("S_WITHIN(geometry, POINT(500000 4400000))", crs="EPSG:4508")
    assert "POINT" in str(zone)


def test_no_value_of_a_filter_stands_in_the_sql() -> None:
    condition = condition_of(
        THINGS,
        "name = 'x''; DROP TABLE thing; --' AND beds IN (4711) AND built > DATE('2019-08-07')"
        " AND S_INTERSECTS(geometry, POINT(12.25 34.5)) AND area = 0.125",
    )
    assert not re.search(r"DROP|4711|2019|12\.25|0\.125", condition.sql)
    assert {"x'; DROP TABLE thing; --", Decimal("0.125")} <= {
        value for value in condition.values.values() if isinstance(value, str | Decimal)
    }
    assert [*condition.values] == [f"c{number}" for number in range(1, 6)]


def _require_place(found: BadFilter) -> None:
    assert found.members


WORDS = st.sampled_from(
    ["name", "beds", "geometry", "datetime", "AND", "OR", "NOT", "IN", "LIKE", "BETWEEN", "IS",
     "NULL", "(", ")", ",", "=", "<>", "<", "+", "-", "*", "^", "1", "2.5", "'a'", "'2024-01-01'",
     "DATE(", "INTERVAL(", "BBOX(", "POINT(", "POLYGON((", "S_WITHIN(", "T_AFTER(", "CASEI(",
     "TRUE", '"name"', "'..'", "Z", "EMPTY"]
)  # fmt: skip


@given(st.text() | st.lists(WORDS, max_size=12).map(" ".join))
@example("\ud800 = 1")
@example("name = '\ud800'")
def test_of_any_text_comes_a_condition_or_the_place_of_a_fault(written: str) -> None:
    try:
        condition_of(THINGS, written)
    except BadFilter as found:
        _require_place(found)


JSON_PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["op", "args", "property", "date", "interval", "bbox", "type"])
            | st.text(max_size=2),
            inner | st.sampled_from(["and", "in", "=", "s_within", "t_after", "name", "Point"]),
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(JSON_PARTS)
def test_of_any_json_comes_a_condition_or_the_place_of_a_fault(document: object) -> None:
    try:
        condition_of(THINGS, json.dumps(document), Language.JSON)
    except BadFilter as found:
        _require_place(found)
