"""What type of unit a code stands for (建制类型): told by its name within its level and scheme.

The ranges that GB/T 2260 once gave to types differ between editions, so that no range decides a
type in the ministry's scheme. The statistics bureau marks by range what civil affairs has not
confirmed, and inserts levels that no law knows: those two are read from the code, in `nbs` only.
"""

from __future__ import annotations

from enum import StrEnum

from spatial.division_codes import Level


class UnitType(StrEnum):
    """The types of unit; the Chinese term stands in `TERMS`.

    functional_area: a management area with people and services, no division (功能区, 开发区).
    xpcc: a unit of the Xinjiang Production and Construction Corps that is no division (师, 团).
    archipelago: islands on the list without a constituted unit (西沙群岛).
    placeholder: a level or unit that only the statistical code has (市辖区, 东莞 as a county).
    unknown: the name tells no type.
    """

    PROVINCE = "province"
    AUTONOMOUS_REGION = "autonomous_region"
    MUNICIPALITY = "municipality"
    SPECIAL_ADMINISTRATIVE_REGION = "special_administrative_region"
    PREFECTURE_CITY = "prefecture_city"
    PREFECTURE = "prefecture"
    AUTONOMOUS_PREFECTURE = "autonomous_prefecture"
    LEAGUE = "league"
    DISTRICT = "district"
    COUNTY = "county"
    AUTONOMOUS_COUNTY = "autonomous_county"
    BANNER = "banner"
    AUTONOMOUS_BANNER = "autonomous_banner"
    COUNTY_CITY = "county_city"
    FORESTRY_DISTRICT = "forestry_district"
    SPECIAL_DISTRICT = "special_district"
    SUBDISTRICT = "subdistrict"
    TOWN = "town"
    TOWNSHIP = "township"
    ETHNIC_TOWNSHIP = "ethnic_township"
    SUMU = "sumu"
    ETHNIC_SUMU = "ethnic_sumu"
    DISTRICT_OFFICE = "district_office"
    RESIDENTS_COMMITTEE = "residents_committee"
    VILLAGE_COMMITTEE = "village_committee"
    ARCHIPELAGO = "archipelago"
    FUNCTIONAL_AREA = "functional_area"
    XPCC = "xpcc"
    PLACEHOLDER = "placeholder"
    UNKNOWN = "unknown"


TERMS = {
    UnitType.PROVINCE: "省",
    UnitType.AUTONOMOUS_REGION: "自治区",
    UnitType.MUNICIPALITY: "直辖市",
    UnitType.SPECIAL_ADMINISTRATIVE_REGION: "特别行政区",
    UnitType.PREFECTURE_CITY: "地级市",
    UnitType.PREFECTURE: "地区",
    UnitType.AUTONOMOUS_PREFECTURE: "自治州",
    UnitType.LEAGUE: "盟",
    UnitType.DISTRICT: "市辖区",
    UnitType.COUNTY: "县",
    UnitType.AUTONOMOUS_COUNTY: "自治县",
    UnitType.BANNER: "旗",
    UnitType.AUTONOMOUS_BANNER: "自治旗",
    UnitType.COUNTY_CITY: "县级市",
    UnitType.FORESTRY_DISTRICT: "林区",
    UnitType.SPECIAL_DISTRICT: "特区",
    UnitType.SUBDISTRICT: "街道",
    UnitType.TOWN: "镇",
    UnitType.TOWNSHIP: "乡",
    UnitType.ETHNIC_TOWNSHIP: "民族乡",
    UnitType.SUMU: "苏木",
    UnitType.ETHNIC_SUMU: "民族苏木",
    UnitType.DISTRICT_OFFICE: "区公所",
    UnitType.RESIDENTS_COMMITTEE: "居民委员会",
    UnitType.VILLAGE_COMMITTEE: "村民委员会",
    UnitType.ARCHIPELAGO: "群岛",
    UnitType.FUNCTIONAL_AREA: "功能区",
    UnitType.XPCC: "兵团单位",
    UnitType.PLACEHOLDER: "统计用占位",
    UnitType.UNKNOWN: "未知",
}
"""What officers read for each type."""

NOT_DIVISIONS = frozenset({UnitType.FUNCTIONAL_AREA, UnitType.XPCC, UnitType.PLACEHOLDER})
"""Types that official counts of divisions leave out (R1.10)."""

_PLACEHOLDER_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

# Cities without counties, which the statistical code repeats one level lower. Three keep the
# code of the city, 嘉峪关 does not: no rule gives it, the list says it.
_FALSE_COUNTIES = frozenset({"441900", "442000", "460400", "620201"})

# Counties of the statistical code outside 71-79 that civil affairs has not set up: the four
# districts that 大兴安岭 runs within 呼玛县 and 内蒙古's 鄂伦春自治旗, and 大柴旦 of 海西州.
_UNCONFIRMED_COUNTIES = frozenset({"232761", "232762", "232763", "232764", "632857"})

# The longest ending first: 自治县 is also a 县. A name that is only its ending tells no type, but
# for 街道: two townships of the statistics bureau are called so.
_ENDINGS: dict[Level, tuple[tuple[str, UnitType], ...]] = {
    Level.PROVINCE: (
        ("特别行政区", UnitType.SPECIAL_ADMINISTRATIVE_REGION),
        ("自治区", UnitType.AUTONOMOUS_REGION),
        ("省", UnitType.PROVINCE),
        ("市", UnitType.MUNICIPALITY),
    ),
    Level.PREFECTURE: (
        ("自治州", UnitType.AUTONOMOUS_PREFECTURE),
        ("行政区", UnitType.PREFECTURE),
        ("地区", UnitType.PREFECTURE),
        ("盟", UnitType.LEAGUE),
        ("市", UnitType.PREFECTURE_CITY),
    ),
    Level.COUNTY: (
        ("自治县", UnitType.AUTONOMOUS_COUNTY),
        ("自治旗", UnitType.AUTONOMOUS_BANNER),
        ("群岛", UnitType.ARCHIPELAGO),
        ("岛礁及其海域", UnitType.ARCHIPELAGO),
        ("特区", UnitType.SPECIAL_DISTRICT),
        ("区", UnitType.DISTRICT),
        ("县", UnitType.COUNTY),
        ("旗", UnitType.BANNER),
        ("市", UnitType.COUNTY_CITY),
        ("镇", UnitType.TOWN),
    ),
    Level.TOWNSHIP: (
        ("区公所", UnitType.DISTRICT_OFFICE),
        ("街道", UnitType.SUBDISTRICT),
        ("街道办", UnitType.SUBDISTRICT),
        ("办事处", UnitType.SUBDISTRICT),
        ("地区", UnitType.SUBDISTRICT),
        ("街", UnitType.SUBDISTRICT),
        ("族苏木", UnitType.ETHNIC_SUMU),
        ("苏木", UnitType.SUMU),
        ("族乡", UnitType.ETHNIC_TOWNSHIP),
        ("乡", UnitType.TOWNSHIP),
        ("镇", UnitType.TOWN),
    ),
    Level.VILLAGE: (
        ("村民委员会", UnitType.VILLAGE_COMMITTEE),
        ("村委会", UnitType.VILLAGE_COMMITTEE),
        ("村委员会", UnitType.VILLAGE_COMMITTEE),
        ("社区", UnitType.RESIDENTS_COMMITTEE),
        ("居民委员会", UnitType.RESIDENTS_COMMITTEE),
        ("居委会", UnitType.RESIDENTS_COMMITTEE),
        ("村", UnitType.VILLAGE_COMMITTEE),
    ),
}

# 神农架 is the one forestry district (林区); 西林区 and 碑林区 are districts whose names end alike.
_FORESTRY_DISTRICTS = frozenset({"神农架林区"})


def unit_type(scheme: str, code: str, name: str, level: Level | str) -> UnitType:
    """The type of the unit that bears the code and the name in a list of the scheme.

    code: as the scheme writes it at this level, in canonical form or, in `nbs`, as published
    (`1101`). A code of `mca` and of any other scheme is not looked at.

    >>> unit_type("mca", "429021", "神农架林区", "county")
    <UnitType.FORESTRY_DISTRICT: 'forestry_district'>
    >>> unit_type("nbs", "130171", "石家庄高新技术产业开发区", "county")
    <UnitType.FUNCTIONAL_AREA: 'functional_area'>
    >>> unit_type("mca", "441900", "东莞市", "prefecture"), unit_type("mca", "999999", "", "county")
    (<UnitType.PREFECTURE_CITY: 'prefecture_city'>, <UnitType.UNKNOWN: 'unknown'>)
    """
    level = Level(level)
    if scheme == "nbs" and (special := _statistical(code, name, level)) is not None:
        return special
    if level is Level.COUNTY and name in _FORESTRY_DISTRICTS:
        return UnitType.FORESTRY_DISTRICT
    for ending, kind in _ENDINGS[level]:
        if name.endswith(ending) and (name != ending or kind is UnitType.SUBDISTRICT):
            return kind
    return UnitType.UNKNOWN


def _statistical(code: str, name: str, level: Level) -> UnitType | None:
    """The type that the rules of the statistical code give, or None where its name decides.

    统计用区划代码编制规则: 71-79 are counties and 400-599 townships that civil affairs has not
    confirmed, 400-599 of the last digits the committees like a residents' or a village one.
    """
    if code.startswith("66"):
        return UnitType.XPCC
    if level is Level.PREFECTURE and name in _PLACEHOLDER_NAMES:
        return UnitType.PLACEHOLDER
    if level is Level.COUNTY:
        if code in _FALSE_COUNTIES:
            return UnitType.PLACEHOLDER
        if 71 <= int(code[4:6]) <= 79 or code in _UNCONFIRMED_COUNTIES:
            return UnitType.FUNCTIONAL_AREA
    if level is Level.TOWNSHIP:
        if name.endswith("直辖村级区划") or code[6:9] in ("", "000"):
            return UnitType.PLACEHOLDER
        if "400" <= code[6:9] <= "599":
            return UnitType.FUNCTIONAL_AREA
    if level is Level.VILLAGE and "400" <= code[9:12] <= "599":
        return UnitType.FUNCTIONAL_AREA
    return None
