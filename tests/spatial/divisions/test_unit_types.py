"""Types of unit: by name and scheme, never by a range of the ministry's codes."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from spatial.division_codes import Level
from spatial.divisions.derivation.statistics_codes import LEVELS
from spatial.divisions.unit_types import NOT_DIVISIONS, TERMS, UnitType, unit_type


@pytest.mark.parametrize(
    ("code", "name", "level", "kind"),
    [
        ("130000", "河北省", "province", UnitType.PROVINCE),
        ("450000", "广西壮族自治区", "province", UnitType.AUTONOMOUS_REGION),
        ("110000", "北京市", "province", UnitType.MUNICIPALITY),
        ("810000", "香港特别行政区", "province", UnitType.SPECIAL_ADMINISTRATIVE_REGION),
        ("710000", "台湾省", "province", UnitType.PROVINCE),
        ("441900", "东莞市", "prefecture", UnitType.PREFECTURE_CITY),
        ("654200", "塔城地区", "prefecture", UnitType.PREFECTURE),
        ("442100", "海南行政区", "prefecture", UnitType.PREFECTURE),
        ("222400", "延边朝鲜族自治州", "prefecture", UnitType.AUTONOMOUS_PREFECTURE),
        ("152200", "兴安盟", "prefecture", UnitType.LEAGUE),
        ("130107", "井陉矿区", "county", UnitType.DISTRICT),
        ("230705", "西林区", "county", UnitType.DISTRICT),
        ("429021", "神农架林区", "county", UnitType.FORESTRY_DISTRICT),
        ("520203", "六枝特区", "county", UnitType.SPECIAL_DISTRICT),
        ("350527", "金门县", "county", UnitType.COUNTY),
        ("469025", "白沙黎族自治县", "county", UnitType.AUTONOMOUS_COUNTY),
        ("150121", "土默特左旗", "county", UnitType.BANNER),
        ("150723", "鄂伦春自治旗", "county", UnitType.AUTONOMOUS_BANNER),
        ("659001", "石河子市", "county", UnitType.COUNTY_CITY),
        ("460037", "西沙群岛", "county", UnitType.ARCHIPELAGO),
        ("533126", "畹町镇", "county", UnitType.TOWN),
        ("110106014", "宛平城地区", "township", UnitType.SUBDISTRICT),
        ("130207118", "东田庄镇", "township", UnitType.TOWN),
        ("130207202", "东田庄乡", "township", UnitType.TOWNSHIP),
        ("469001203", "毛阳回族乡", "township", UnitType.ETHNIC_TOWNSHIP),
        ("150724201", "锡尼河东苏木", "township", UnitType.SUMU),
        ("150724300", "鄂温克族苏木", "township", UnitType.ETHNIC_SUMU),
        ("130731200", "赵家蓬区公所", "township", UnitType.DISTRICT_OFFICE),
        ("110101001001", "多福巷社区居委会", "village", UnitType.RESIDENTS_COMMITTEE),
        ("331121219221", "周垟村村委会", "village", UnitType.VILLAGE_COMMITTEE),
    ],
)
def test_a_name_tells_the_type_within_its_level(
    code: str, name: str, level: str, kind: UnitType
) -> None:
    assert unit_type("mca", code, name, level) is kind


@pytest.mark.parametrize("code", ["130101", "130171", "130199", "130121"])
def test_the_range_of_a_code_of_the_ministry_says_nothing(code: str) -> None:
    assert unit_type("mca", code, "虚县", Level.COUNTY) is UnitType.COUNTY
    assert unit_type("mca", f"{code}450", "虚镇", Level.TOWNSHIP) is UnitType.TOWN


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("1101", "市辖区", "prefecture"),
        ("5002", "县", "prefecture"),
        ("4290", "省直辖县级行政区划", "prefecture"),
        ("6590", "自治区直辖县级行政区划", "prefecture"),
        ("441900", "东莞市", "county"),
        ("442000", "中山市", "county"),
        ("460400", "儋州市", "county"),
        ("620201", "嘉峪关市", "county"),
        ("330383198", "龙港县直辖村级区划", "township"),
        ("350527000", "金门县", "township"),
    ],
)
def test_r1_7_what_only_the_statistical_code_has_is_a_placeholder(
    code: str, name: str, level: str
) -> None:
    assert unit_type("nbs", code, name, level) is UnitType.PLACEHOLDER
    assert UnitType.PLACEHOLDER in NOT_DIVISIONS


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("130171", "石家庄高新技术产业开发区", "county"),
        ("632857", "大柴旦行政委员会", "county"),
        ("110115403", "北京经济技术开发区", "township"),
        ("130426400", "涉城镇", "township"),
        ("330102001499", "虚拟社区", "village"),
    ],
)
def test_r1_10_units_that_civil_affairs_has_not_confirmed_are_functional_areas(
    code: str, name: str, level: str
) -> None:
    assert unit_type("nbs", code, name, level) is UnitType.FUNCTIONAL_AREA
    assert UnitType.FUNCTIONAL_AREA in NOT_DIVISIONS


def test_units_of_the_production_corps_are_a_type_of_their_own() -> None:
    assert unit_type("nbs", "660101", "第一师", "county") is UnitType.XPCC


def test_a_name_that_tells_nothing_is_unknown_and_no_error() -> None:
    assert unit_type("mca", "120110011", "华明新家园", "township") is UnitType.UNKNOWN
    assert unit_type("chgis", "hvd_1", "Alta California", "county") is UnitType.UNKNOWN
    assert unit_type("mca", "130100", "市", "prefecture") is UnitType.UNKNOWN


def test_officers_can_read_every_type() -> None:
    assert set(TERMS) == set(UnitType)


@pytest.mark.real_data
def test_r1_10_the_list_of_2023_has_2710_functional_townships(real_data: Path) -> None:
    with gzip.open(real_data / "cn_division_codes_2023_levels1_4.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    found = Counter(
        (row["level"], unit_type("nbs", row["code"], row["name"], LEVELS[row["level"]]))
        for row in rows
    )
    assert found["town", UnitType.FUNCTIONAL_AREA] == 2710
    # 124 of 71-79, four districts of 大兴安岭 and 大柴旦.
    assert found["county", UnitType.FUNCTIONAL_AREA] == 129
    assert found["county", UnitType.PLACEHOLDER] == 4
    assert found["city", UnitType.PLACEHOLDER] == 9
    assert not [key for key in found if key[1] is UnitType.UNKNOWN]


@pytest.mark.real_data
def test_every_unit_of_the_lists_since_1981_has_a_type(real_data: Path) -> None:
    with gzip.open(real_data / "division_history_1981_2024.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    untold = [r for r in rows if unit_type("mca", r["code"], r["name"], r["level"]) == "unknown"]
    assert untold == []
