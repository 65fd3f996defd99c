"""Every special case of the real lists has the right level, type and parent in both schemes."""

from __future__ import annotations

from datetime import date

import pytest
from division_files import rows
from sqlalchemy import Engine

pytestmark = pytest.mark.real_data

LISTS_2023, LISTS_2024 = date(2023, 12, 31), date(2024, 12, 31)

Told = tuple[str, str, str, str | None]


def told(engine: Engine, scheme: str, code: str, day: date) -> Told | None:
    """Name, level, type and parent of a code on a day; None where it does not stand."""
    found = rows(
        engine,
        "SELECT name, level, type, parent_code FROM division WHERE scheme = :scheme"
        " AND code = :code AND valid @> CAST(:day AS date) AND upper_inf(known)",
        scheme=scheme,
        code=code,
        day=day,
    )
    return tuple(found[0]) if found else None  # type: ignore[return-value]


BOTH = [
    # 直辖市: no prefecture between the city and its districts and counties.
    ("110000", ("北京市", "province", "municipality", None)),
    ("110101", ("东城区", "county", "district", "110000")),
    ("500229", ("城口县", "county", "county", "500000")),
    ("310151", ("崇明区", "county", "district", "310000")),
    # 省直辖县级: their parent is the province.
    ("419001", ("济源市", "county", "county_city", "410000")),
    ("429004", ("仙桃市", "county", "county_city", "420000")),
    ("429005", ("潜江市", "county", "county_city", "420000")),
    ("429006", ("天门市", "county", "county_city", "420000")),
    ("429021", ("神农架林区", "county", "forestry_district", "420000")),
    ("469001", ("五指山市", "county", "county_city", "460000")),
    ("469030", ("琼中黎族苗族自治县", "county", "autonomous_county", "460000")),
    ("659001", ("石河子市", "county", "county_city", "650000")),
    ("659011", ("新星市", "county", "county_city", "650000")),
    ("659012", ("白杨市", "county", "county_city", "650000")),
    # Cities without counties.
    ("441900", ("东莞市", "prefecture", "prefecture_city", "440000")),
    ("442000", ("中山市", "prefecture", "prefecture_city", "440000")),
    ("460400", ("儋州市", "prefecture", "prefecture_city", "460000")),
    ("620200", ("嘉峪关市", "prefecture", "prefecture_city", "620000")),
    ("460300", ("三沙市", "prefecture", "prefecture_city", "460000")),
    ("350527", ("金门县", "county", "county", "350500")),
    ("520203", ("六枝特区", "county", "special_district", "520200")),
    ("150721", ("阿荣旗", "county", "banner", "150700")),
    ("150723", ("鄂伦春自治旗", "county", "autonomous_banner", "150700")),
    ("232700", ("大兴安岭地区", "prefecture", "prefecture", "230000")),
    ("152200", ("兴安盟", "prefecture", "league", "150000")),
]


@pytest.mark.parametrize("scheme", ["mca", "nbs"])
@pytest.mark.parametrize(("code", "expected"), BOTH, ids=[row[0] for row in BOTH])
def test_r1_7_a_unit_of_both_schemes_has_its_level_type_and_parent(
    real_registry: Engine, scheme: str, code: str, expected: Told
) -> None:
    assert told(real_registry, scheme, code, LISTS_2023) == expected


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("659011", date(2020, 12, 31), None),
        ("659012", date(2022, 12, 31), None),
        ("469003", date(2014, 12, 31), ("儋州市", "county", "county_city", "460000")),
        ("469003", date(2015, 12, 31), None),
        ("460400", date(2014, 12, 31), None),
        ("460302", date(2020, 12, 31), ("西沙区", "county", "district", "460300")),
        ("460303", date(2020, 12, 31), ("南沙区", "county", "district", "460300")),
        ("350527", date(1984, 12, 31), None),
        ("350527", date(1985, 12, 31), ("金门县", "county", "county", "350500")),
        ("810000", date(1996, 12, 31), None),
        (
            "810000",
            date(1997, 12, 31),
            ("香港特别行政区", "province", "special_administrative_region", None),
        ),
        ("820000", date(1998, 12, 31), None),
        (
            "820000",
            date(1999, 12, 31),
            ("澳门特别行政区", "province", "special_administrative_region", None),
        ),
        ("710000", date(1982, 12, 31), ("台湾省", "province", "province", None)),
        ("710000", LISTS_2024, ("台湾省", "province", "province", None)),
        ("653228", LISTS_2023, None),
        ("653228", LISTS_2024, ("和康县", "county", "county", "653200")),
        ("653229", LISTS_2024, ("和安县", "county", "county", "653200")),
    ],
)
def test_r1_7_a_special_case_of_the_ministry_stands_when_its_lists_say(
    real_registry: Engine, code: str, day: date, expected: Told | None
) -> None:
    assert told(real_registry, "mca", code, day) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("441900003", ("东城街道", "township", "subdistrict", "441900")),
        ("460400100", ("那大镇", "township", "town", "460400")),
        ("620201001", ("雄关街道", "township", "subdistrict", "620200")),
        ("659001001", ("新城街道", "township", "subdistrict", "659001")),
        ("460321", ("西沙群岛", "county", "archipelago", "460300")),
        (
            "130171",
            ("石家庄高新技术产业开发区", "county", "functional_area", "130100"),
        ),
        ("232761", ("加格达奇区", "county", "functional_area", "232700")),
        ("110101001001", ("多福巷社区居委会", "village", "residents_committee", "110101001")),
    ],
)
def test_r1_7_a_special_case_of_the_statistics_bureau_hangs_on_what_is_real(
    real_registry: Engine, code: str, expected: Told
) -> None:
    assert told(real_registry, "nbs", code, LISTS_2023) == expected


@pytest.mark.parametrize(
    "code",
    ["110100", "120100", "310100", "419000", "429000", "469000", "500100", "500200", "659000"]
    + ["620201", "330383198"],
)
def test_r1_7_no_false_level_is_in_either_tree(real_registry: Engine, code: str) -> None:
    assert told(real_registry, "nbs", code, LISTS_2023) is None
    assert told(real_registry, "mca", code, LISTS_2023) is None


def test_r1_7_no_unit_is_named_like_a_false_level_and_every_parent_stands(
    real_registry: Engine,
) -> None:
    assert (
        rows(
            real_registry,
            "SELECT code, name FROM division WHERE upper_inf(known) AND (type = 'placeholder'"
            " OR name IN ('市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'))",
        )
        == []
    )
    orphans = rows(
        real_registry,
        "WITH standing AS (SELECT scheme, code, range_agg(valid) AS days FROM division"
        "   WHERE upper_inf(known) GROUP BY scheme, code)"
        " SELECT unit.scheme, unit.code, unit.name, unit.valid FROM division AS unit"
        " LEFT JOIN standing ON standing.scheme = unit.scheme AND standing.code = unit.parent_code"
        " WHERE upper_inf(unit.known) AND unit.parent_code IS NOT NULL"
        " AND (standing.days IS NULL OR NOT standing.days @> unit.valid)",
    )
    assert orphans == []


def test_r1_10_functional_areas_and_divisions_are_counted_apart(real_registry: Engine) -> None:
    found = rows(
        real_registry,
        "SELECT level, type = 'functional_area' AS functional, count(*) AS units FROM division"
        " WHERE scheme = 'nbs' AND upper_inf(known) AND level IN ('county', 'township')"
        " GROUP BY 1, 2",
    )
    counted = {(row.level, row.functional): row.units for row in found}
    assert counted["township", True] == 2710
    # 41,352 rows less 2,710 functional areas and 12 placeholders.
    assert counted["township", False] == 38_630
    assert counted["county", True] == 129
    assert counted["county", False] == 2_978 - 129 - 4


def test_r1_10_every_code_of_the_bureau_has_a_counterpart_or_a_reason(
    real_registry: Engine,
) -> None:
    without = rows(
        real_registry,
        "SELECT code FROM division AS unit WHERE scheme = 'nbs' AND level <> 'village'"
        " AND upper_inf(known) AND NOT EXISTS (SELECT FROM division_mapping AS pair"
        "   WHERE from_scheme = 'nbs' AND from_code = unit.code AND pair.valid && unit.valid"
        "   AND upper_inf(pair.known))",
    )
    assert without == []
    unmapped = rows(
        real_registry,
        "SELECT from_code FROM division_mapping WHERE from_scheme = 'nbs' AND to_code IS NULL"
        " AND valid @> DATE '2023-12-31' AND upper_inf(known) AND length(from_code) = 6"
        " AND from_code IN (SELECT code FROM division WHERE scheme = 'nbs'"
        "   AND type <> 'functional_area')",
    )
    assert unmapped == []


def test_r1_10_codes_of_the_two_schemes_go_there_and_back(real_registry: Engine) -> None:
    """A county and above whose code goes to the bureau comes back as the same code."""
    broken = rows(
        real_registry,
        "SELECT there.from_code, there.to_code, back.to_code AS back FROM division_mapping AS there"
        " JOIN division_mapping AS back ON back.from_scheme = there.to_scheme"
        "   AND back.from_code = there.to_code AND back.to_scheme = there.from_scheme"
        "   AND back.valid && there.valid AND upper_inf(back.known)"
        " WHERE there.from_scheme = 'mca' AND length(there.from_code) = 6"
        " AND upper_inf(there.known) AND back.to_code IS DISTINCT FROM there.from_code",
    )
    assert broken == []


def test_r1_3_every_yearly_list_is_reproduced_exactly(real_registry: Engine) -> None:
    found = rows(
        real_registry,
        "SELECT difference.as_of, difference.code, difference.kind, difference.explanation"
        " FROM division_difference AS difference"
        " JOIN ingest_run AS run ON run.id = difference.run_id"
        " WHERE run.source_name = 'division_codes_by_year.csv.gz' AND upper_inf(known)",
    )
    assert found == []


def test_every_difference_of_the_monthly_revisions_is_explained(real_registry: Engine) -> None:
    found = rows(
        real_registry,
        "WITH listed AS ("
        "   SELECT claim.list_date AS day, claim.code, claim.name"
        "   FROM division_assertion AS claim JOIN ingest_run AS run ON run.id = claim.run_id"
        "   WHERE claim.claim = 'listed' AND run.source_name LIKE 'gb2260%'),"
        " held AS ("
        "   SELECT list.day, unit.code, unit.name"
        "   FROM (SELECT DISTINCT day FROM listed) AS list"
        "   JOIN division AS unit ON unit.valid @> list.day AND unit.scheme = 'mca'"
        "     AND unit.level IN ('province', 'prefecture', 'county') AND upper_inf(unit.known))"
        " SELECT coalesce(listed.day, held.day) AS day, coalesce(listed.code, held.code) AS code"
        " FROM listed FULL JOIN held ON held.day = listed.day AND held.code = listed.code"
        " WHERE listed.name IS DISTINCT FROM held.name",
    )
    differing = {(row.day, row.code) for row in found}
    reported = rows(
        real_registry,
        "SELECT as_of, code, explanation FROM division_difference AS difference"
        " JOIN ingest_run AS run ON run.id = difference.run_id"
        " WHERE run.source_name LIKE 'gb2260%' AND upper_inf(known)",
    )
    assert {(row.as_of, row.code) for row in reported} == differing
    assert differing
    assert all(row.explanation for row in reported)


@pytest.mark.parametrize(
    ("day", "code", "kind", "said"),
    [
        (date(2015, 12, 31), "513201", "name", "从未名为马尔康区"),
        (date(2015, 12, 31), "210112", "later", "2016-11-30的表起列为浑南区"),
        (date(2016, 5, 31), "510181", "missing", "都江堰市"),
        (date(2016, 5, 31), "510180", "extra", "510185"),
    ],
)
def test_a_known_slip_of_the_revisions_has_its_reason(
    real_registry: Engine, day: date, code: str, kind: str, said: str
) -> None:
    [row] = rows(
        real_registry,
        "SELECT difference.kind, explanation FROM division_difference AS difference"
        " JOIN ingest_run AS run ON run.id = difference.run_id"
        " WHERE run.kind = 'division-lists' AND as_of = :day AND code = :code"
        " AND upper_inf(known)",
        day=day,
        code=code,
    )
    assert row.kind == kind
    assert said in row.explanation
