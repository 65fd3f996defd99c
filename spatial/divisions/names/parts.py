"""The two parts of a name: the specific (专名) and the generic (通名). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PEOPLES = (
    "柯尔克孜族|乌孜别克族|维吾尔族|哈萨克族|柯尔克孜|达斡尔族|塔吉克族|俄罗斯族|"
    "鄂温克族|塔塔尔族|鄂伦春族|蒙古族|维吾尔|布依族|朝鲜族|土家族|哈尼族|"
    "哈萨克|傈僳族|高山族|拉祜族|东乡族|纳西族|景颇族|达斡尔|仫佬族|布朗族|"
    "撒拉族|毛南族|仡佬族|锡伯族|阿昌族|普米族|塔吉克|鄂温克|德昂族|保安族|"
    "裕固族|独龙族|鄂伦春|赫哲族|门巴族|珞巴族|基诺族|各族|汉族|蒙古|回族|"
    "藏族|苗族|彝族|壮族|满族|侗族|瑶族|白族|傣族|黎族|佤族|畲族|水族|土族|"
    "羌族|锡伯|怒族|京族"
)
"""Names of peoples in names of autonomies, the longer ones first, as alternatives."""

_OF_PEOPLES = ("自治区", "自治州", "自治县", "自治旗", "民族乡", "民族苏木", "乡")

_GENERIC = (
    "特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "街道办事处", "街道",
    "民族乡", "民族苏木", "林区", "特区", "矿区", "新区", "村民委员会", "村委会", "居民委员会",
    "居委会", "社区", "苏木", "嘎查", "省", "市", "盟", "区", "县", "旗", "镇", "乡", "村",
)  # fmt: skip

_PEOPLE_AT_END = re.compile(f"(?:{_PEOPLES})$")


@dataclass(frozen=True, slots=True)
class NameParts:
    """specific + generic is the name; generic is empty where the name has no generic part."""

    specific: str
    generic: str


def split_name(name: str) -> NameParts:
    """The parts of the name of a division or village, peoples of an autonomy with the generic.

    >>> split_name("丽水市")
    NameParts(specific='丽水', generic='市')
    >>> split_name("恩施土家族苗族自治州")
    NameParts(specific='恩施', generic='土家族苗族自治州')
    >>> split_name("内蒙古自治区").specific, split_name("鄂温克族自治旗").specific
    ('内蒙古', '鄂温克')
    """
    for generic in _GENERIC:
        if name.endswith(generic) and len(name) > len(generic):
            specific = name[: -len(generic)]
            if generic in _OF_PEOPLES:
                specific = _without_peoples(specific)
            return NameParts(specific, name[len(specific) :])
    return NameParts(name, "")


def _without_peoples(specific: str) -> str:
    rest = specific
    while found := _PEOPLE_AT_END.search(rest):
        if found.start() == 0:
            # Named for its people alone, a unit keeps that name: 鄂温克族自治旗, 东乡族自治县.
            return rest.removesuffix("族")
        if rest.startswith("内蒙古") and found.start() <= 1:
            return rest
        rest = rest[: found.start()]
    return rest


def short_form(name: str) -> str | None:
    """The name without its generic part, None where it cannot be left out.

    Of a specific part of one character (蔚县, 单县) the generic is never left out in use.

    >>> short_form("朝阳区"), short_form("蔚县"), short_form("虹桥")
    ('朝阳', None, None)
    """
    parts = split_name(name)
    return parts.specific if parts.generic and len(parts.specific) > 1 else None
