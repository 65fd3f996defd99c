"""The specific and the generic part of names (R2.5)."""

from __future__ import annotations

import pytest

from spatial.divisions.names.parts import short_form, split_name


@pytest.mark.parametrize(
    ("name", "specific", "generic"),
    [
        ("朝阳区", "朝阳", "区"),
        ("朝阳市", "朝阳", "市"),
        ("朝阳县", "朝阳", "县"),
        ("内蒙古自治区", "内蒙古", "自治区"),
        ("新疆维吾尔自治区", "新疆", "维吾尔自治区"),
        ("香港特别行政区", "香港", "特别行政区"),
        ("恩施土家族苗族自治州", "恩施", "土家族苗族自治州"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏", "柯尔克孜自治州"),
        ("前郭尔罗斯蒙古族自治县", "前郭尔罗斯", "蒙古族自治县"),
        ("积石山保安族东乡族撒拉族自治县", "积石山", "保安族东乡族撒拉族自治县"),
        ("龙胜各族自治县", "龙胜", "各族自治县"),
        ("神农架林区", "神农架", "林区"),
        ("灵隐街道", "灵隐", "街道"),
        ("大兴安岭地区", "大兴安岭", "地区"),
        ("新乡市", "新乡", "市"),
        ("石家庄市", "石家庄", "市"),
    ],
)
def test_r2_5_a_name_parts_into_specific_and_generic(
    name: str, specific: str, generic: str
) -> None:
    parts = split_name(name)
    assert (parts.specific, parts.generic) == (specific, generic)
    assert short_form(name) == specific


@pytest.mark.parametrize("name", ["鄂温克族自治旗", "鄂伦春自治旗", "东乡族自治县"])
def test_r2_5_a_unit_named_for_its_people_alone_keeps_their_name(name: str) -> None:
    assert split_name(name).specific in {"鄂温克", "鄂伦春", "东乡"}


@pytest.mark.parametrize("name", ["蔚县", "单县", "虹桥", "县", "某镇"])
def test_r2_5_where_the_generic_is_never_left_out_there_is_no_short_form(name: str) -> None:
    assert short_form(name) is None


@pytest.mark.parametrize("name", ["朝阳区", "蔚县", "虹桥", "鄂温克族自治旗", "X回族乡", ""])
def test_the_parts_make_up_the_whole_name(name: str) -> None:
    parts = split_name(name)
    assert parts.specific + parts.generic == name
