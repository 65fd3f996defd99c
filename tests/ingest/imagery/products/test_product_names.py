"""Names of products, most of them as public code quotes them; docs/products.md has the sources."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.imagery.products.cameras import bands_of, light_of, nominal_gsd_m
from ingest.imagery.products.names import read_product_name

# A name, and below it: satellite | instrument | level | part | day | metres.
REAL = """
GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-MSS1
    GF-1 | PMS1 | L1A | MSS1 | 2013-11-27 | 8
GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-PAN1
    GF-1 | PMS1 | L1A | PAN1 | 2013-11-27 | 2
GF1_PMS2_E108.2_N33.8_20141005_L1A0000505585-PAN2
    GF-1 | PMS2 | L1A | PAN2 | 2014-10-05 | 2
GF1_PMS2_E116.6_N29.4_20200731_L2E0004961884-MSS2
    GF-1 | PMS2 | L2E | MSS2 | 2020-07-31 | 8
GF1_PMS2_E51.6_N49.8_20231213_L1A13202129001-MSS2
    GF-1 | PMS2 | L1A | MSS2 | 2023-12-13 | 8
GF1_WFV3_E113.0_N34.0_20220624_L1A0006547030
    GF-1 | WFV3 | L1A | - | 2022-06-24 | 16
GF1B_PMS_E112.7_N23.0_20191207_L1A1227736448-MUX
    GF-1B | PMS | L1A | MUX | 2019-12-07 | 8
GF1B_PMS_E110.2_N24.6_20221017_L1A1228202900-PAN
    GF-1B | PMS | L1A | PAN | 2022-10-17 | 2
GF1B_PMS_E83.5_N43.0_20201108_L3A1227888051-MUX
    GF-1B | PMS | L3A | MUX | 2020-11-08 | 8
GF1B_PMS_E125.3_N43.5_20180622_L1A0005110192
    GF-1B | PMS | L1A | - | 2018-06-22 | -
GF1C_PMS_E119.4_N35.8_20190831_L1A1021465858-MUX4
    GF-1C | PMS | L1A | MUX4 | 2019-08-31 | 8
GF1C_PMS_E51.9_N49.6_20240329_L1A1022230270-MUX
    GF-1C | PMS | L1A | MUX | 2024-03-29 | 8
GF2_PMS2_E109.1_N34.2_20181026_L1A0003549601-PAN2
    GF-2 | PMS2 | L1A | PAN2 | 2018-10-26 | 1
GF6_WFV_E104.9_N35.8_20201107_L1A1120048697-2
    GF-6 | WFV | L1A | 2 | 2020-11-07 | 16
GF6_WFV_E127.9_N46.8_20180823_L1A1119838015
    GF-6 | WFV | L1A | - | 2018-08-23 | 16
GF6_WFV_E115.8_N40.2_20230815_L1A1420343042-2
    GF-6 | WFV | L1A | 2 | 2023-08-15 | 16
GF7_DLC_E102.8_N27.3_20210330_L1A0000379699-BWDPAN
    GF-7 | DLC | L1A | BWDPAN | 2021-03-30 | 0.65
GF7_DLC_E117.4_N39.2_20200319_L1A0000178402-FWDPAN
    GF-7 | DLC | L1A | FWDPAN | 2020-03-19 | 0.65
GF7_DLC_E129.3_N45.9_20200429_L1L0000091709-BWDMUX
    GF-7 | DLC | L1L | BWDMUX | 2020-04-29 | -
GF7_DLC_E106.2_N38.6_20191224_L1L0000024554-FWDPAN
    GF-7 | DLC | L1L | FWDPAN | 2019-12-24 | 0.65
ZY3_MUX_E107.4_N33.5_20140819_L1A0002931946
    ZY-3 01 | MUX | L1A | - | 2014-08-19 | 5.8
ZY3_MUX_E125.9_N51.6_20120824_L2A0001835323
    ZY-3 01 | MUX | L2A | - | 2012-08-24 | 5.8
ZY302_PMS_E100.4_N37.0_20171127_L1A0000217243
    ZY-3 02 | PMS | L1A | - | 2017-11-27 | -
ZY3_01a_mynnavp_884148_20131026_105447_0007_SASMAC_CHN_sec_rel_001_1310280963
    ZY-3 01 | NAD | SC | - | 2013-10-26 | 2.1
ZY3_01a_synbavp_880176_20120523_104436_0008_SASMAC_CHN_sec_rel_001_1206077058
    ZY-3 01 | BWD | SC | - | 2012-05-23 | 3.5
ZY3_01a_hsnfavp_001166_20121209_111837_0008_SASMAC_CHN_sec_rel_001_1212135661
    ZY-3 01 | FWD | SC | - | 2012-12-09 | 3.5
ZY3_01a_hsnfavm_001126_20121011_111248_0007_SASMAC_CHN_sec_rel_004_1210127866
    ZY-3 01 | MUX | SC | - | 2012-10-11 | 5.8
ZY3_01a_hsnbavp_897148_20130812_111815_0008_SASMAC_CHN_sec_rel_001_1308281144
    ZY-3 01 | BWD | SC | - | 2013-08-12 | 3.5
GF1D_PMS_E111.4_N24.6_20190817_L1A1256618333
    GF-1D | PMS | L1A | - | 2019-08-17 | -
GF2_PMS1_E112.6_N33.3_20200919_L1A0005072297-MSS1
    GF-2 | PMS1 | L1A | MSS1 | 2020-09-19 | 4
GF2_PMS1_E111.4_N32.3_20250526_L1A14660056001
    GF-2 | PMS1 | L1A | - | 2025-05-26 | -
GF6_PMS_E121.0_N27.6_20200130_L1A1119963704-MUX
    GF-6 | PMS | L1A | MUX | 2020-01-30 | 8
ZY302_TMS_E108.2_N21.5_20180619_L1A0000311608-MUX
    ZY-3 02 | TMS | L1A | MUX | 2018-06-19 | -
ZY303_TMS_E107.8_N33.1_20200824_L1A0000040340
    ZY-3 03 | TMS | L1A | - | 2020-08-24 | -
zy302a_nad_000944_006157_20160731111715_01_sec_0001_1609284788
    ZY-3 02 | NAD | SC | - | 2016-07-31 | -
zy301a_mux_029533_016146_20170504110226_01_sec_0004_1705056054
    ZY-3 01 | MUX | SC | - | 2017-05-04 | 5.8
"""

# Names that we made after the same rule, of satellites and sensors for which we found none.
MADE = """
GF1_WFV1_E113.0_N34.0_20160507_L1A0001571234
    GF-1 | WFV1 | L1A | - | 2016-05-07 | 16
GF1D_PMS_E116.1_N40.0_20190504_L1A1256596430-PAN
    GF-1D | PMS | L1A | PAN | 2019-05-04 | 2
GF2_PMS1_E107.9_N21.7_20230108_L1A0007037214-MSS1
    GF-2 | PMS1 | L1A | MSS1 | 2023-01-08 | 4
GF6_PMS_E116.3_N39.9_20190506_L1A1119878012-PAN
    GF-6 | PMS | L1A | PAN | 2019-05-06 | 2
GF6_PMS_E116.3_N39.9_20190506_L1A1119878012-MUX
    GF-6 | PMS | L1A | MUX | 2019-05-06 | 8
ZY3_NAD_E126.1_N50.0_20150915_L1A0003302112
    ZY-3 01 | NAD | L1A | - | 2015-09-15 | 2.1
ZY3_FWD_E126.1_N50.0_20150915_L1A0003302113
    ZY-3 01 | FWD | L1A | - | 2015-09-15 | 3.5
ZY302_TMS_E105.0_N11.6_20180802_L1A0000356944-BWD
    ZY-3 02 | TMS | L1A | BWD | 2018-08-02 | 2.5
ZY303_TMS_E114.2_N30.5_20210412_L1A0000123456-MUX
    ZY-3 03 | TMS | L1A | MUX | 2021-04-12 | -
ZY303_TMS_E114.2_N30.5_20210412_L1A0000123456-NAD
    ZY-3 03 | TMS | L1A | NAD | 2021-04-12 | -
gf2_pms1_w75.2_s12.0_20180101_l1a0002900001-mss1
    GF-2 | PMS1 | L1A | MSS1 | 2018-01-01 | 4
"""


def rows(table: str) -> list[tuple[str, ...]]:
    lines = table.strip().splitlines()
    facts = ([one.strip() for one in line.split("|")] for line in lines[1::2])
    return [(stem, *told) for stem, told in zip(lines[0::2], facts, strict=True)]


@pytest.mark.parametrize(
    ("stem", "platform", "instrument", "level", "part", "day", "metres"),
    rows(REAL) + rows(MADE),
)
def test_name_of_a_product_is_read_r6_1(
    stem: str,
    platform: str,
    instrument: str,
    level: str,
    part: str,
    day: str,
    metres: str,
) -> None:
    name = read_product_name(stem)
    assert name is not None
    assert (name.platform, name.sensor, name.level) == (platform, instrument, level)
    assert (name.part or "-") == part
    assert name.acquisition is not None
    assert name.acquisition.day == date.fromisoformat(day)
    assert nominal_gsd_m(name) == (None if metres == "-" else float(metres))
    assert name.rest == ""
    assert stem.startswith(name.scene)


@pytest.mark.parametrize(
    ("stem", "rest"),
    [
        (
            "GF1B_PMS_E123.4_N47.9_20211012_L1A1228046777-MUX_apprad_FLAASH_fuse",
            "_apprad_FLAASH_fuse",
        ),
        ("GF1_PMS1_E110.2_N24.4_20221026_L1A0006852535-PAN1_output", "_output"),
        ("GF2_PMS1_E119.1_N34.2_20210730_L1A0005787958-pansharp1", "-pansharp1"),
        ("zy302a_nad_007831_895146_20171027111543_01_sec_0001_1710306797_ORTHO_PAN", "_ORTHO_PAN"),
        ("GF6_WFV_E115.8_N40.2_20230815_L1A1420343042-2_B1", "_B1"),
        (
            "ZY3_01a_mynnavp_884148_20131026_105447_0007_SASMAC_CHN_sec_rel_001_1310280963"
            "_rpcortho",
            "_rpcortho",
        ),
        ("GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-MSS1_thumb", "_thumb"),
    ],
)
def test_what_stands_behind_a_name_is_kept_apart(stem: str, rest: str) -> None:
    name = read_product_name(stem)
    assert name is not None
    assert name.rest == rest


@pytest.mark.parametrize(
    "stem",
    [
        "GF3_SL_E116.5_N39.4_20170101_L1A0000117600",  # radar
        "LC08_L1TP_123032_20130506_20170310_01_T1_B4",
        "GF1_PMS1_E116.5_N39.4_2013_L1A0000117600",
        "GF9_PMS1_E116.5_N39.4_20131127_L1A0000117600",
        "aerial",
        "",
    ],
)
def test_name_of_another_producer_is_none(stem: str) -> None:
    assert read_product_name(stem) is None


def test_day_or_place_that_cannot_be_is_left_out() -> None:
    name = read_product_name("GF1_PMS1_E200.5_N39.4_20131327_L1A0000117600")
    assert name is not None
    assert (name.acquisition, name.centre) == (None, None)


def test_second_in_the_name_of_the_surveying_centre_is_beijing_time_r6_1() -> None:
    name = read_product_name(
        "ZY3_01a_mynnavp_884148_20131026_105447_0007_SASMAC_CHN_sec_rel_001_1310280963"
    )
    assert name is not None
    assert name.acquisition is not None
    assert name.acquisition.start.isoformat() == "2013-10-26T02:54:47+00:00"


@pytest.mark.parametrize(
    ("stem", "count", "bands"),
    [
        (
            "GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-MSS1",
            4,
            "MSS1 blue, MSS2 green, MSS3 red, MSS4 nir",
        ),
        ("GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-PAN1", 1, "PAN pan"),
        ("GF1_WFV3_E113.0_N34.0_20220624_L1A0006547030", 4, "B1 blue, B2 green, B3 red, B4 nir"),
        (
            "GF1B_PMS_E112.7_N23.0_20191207_L1A1227736448-MUX",
            4,
            "MUX1 blue, MUX2 green, MUX3 red, MUX4 nir",
        ),
        (
            "GF6_WFV_E104.9_N35.8_20201107_L1A1120048697-2",
            8,
            "B1 blue, B2 green, B3 red, B4 nir, B5 rededge, B6 rededge, B7 coastal, B8 yellow",
        ),
        ("GF7_DLC_E102.8_N27.3_20210330_L1A0000379699-BWDPAN", 1, "BWD pan"),
        (
            "GF7_DLC_E129.3_N45.9_20200429_L1L0000091709-BWDMUX",
            4,
            "MUX1 blue, MUX2 green, MUX3 red, MUX4 nir",
        ),
        (
            "GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600-MSS1",
            3,
            "",
        ),  # somebody left a band out: the file has to tell
        ("GF1B_PMS_E125.3_N43.5_20180622_L1A0005110192", 4, ""),  # neither MUX nor PAN is said
    ],
)
def test_bands_are_named_as_the_producer_numbers_them(stem: str, count: int, bands: str) -> None:
    name = read_product_name(stem)
    assert name is not None
    told = bands_of(name, count)
    assert ", ".join(f"{band.name} {band.common_name}" for band in told) == bands


@given(st.text(max_size=120) | st.from_regex(r"GF[126]_PMS1_E\d+\.\d_N\d+\.\d_\d{8}_L1A\d+.*"))
@settings(deadline=None)
def test_any_text_is_a_name_or_none(stem: str) -> None:
    name = read_product_name(stem)
    assert name is None or light_of(name) in ("", "PAN", "NAD", "FWD", "BWD", "MSS", "WFV")
