from __future__ import annotations

from datetime import date

import pytest

from ingest.imagery.naming import NamedBand, read_name

TODAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("stem", "taken"),
    [
        # Day 227 of the leap year 1988: 31+29+31+30+31+30+31 = 213 days to the end of July.
        ("LT52240631988227CUB02_B1", "1988-08-14T00:00:00+00:00"),
        ("LC08_L1TP_123032_20130506_20170310_01_T1_B4", "2013-05-06T00:00:00+00:00"),
        ("TERRA_MODIS_012010_NDVI_2013-09-14", "2013-09-14T00:00:00+00:00"),
        ("GF1_PMS1_E116.5_N39.4_20131127_L1A0000117600", "2013-11-27T00:00:00+00:00"),
        ("T34SGA_20190101T093401_TCI", "2019-01-01T09:34:01+00:00"),
        ("虚构县_2021-05-03_正射", "2021-05-03T00:00:00+00:00"),
    ],
)
def test_name_of_a_product_tells_when_it_was_taken(stem: str, taken: str) -> None:
    acquisition = read_name(stem, TODAY).acquisition
    assert acquisition is not None
    assert acquisition.start.isoformat() == taken
    assert acquisition.precision == ("instant" if "T09" in taken else "day")


@pytest.mark.parametrize(
    "stem",
    [
        "aerial",
        "tile_012010",
        "20240602",  # tomorrow
        "19711231",  # before the first Landsat
        "20210230",  # not in the calendar
        "120210503",  # a longer number
        "LT52240631987366CUB02_B1",  # day 366 of a common year
        "LT52240631988000CUB02_B1",
    ],
)
def test_name_without_a_day_that_can_be_tells_no_time(stem: str) -> None:
    assert read_name(stem, TODAY).acquisition is None


def test_today_is_a_day_that_can_be() -> None:
    acquisition = read_name("20240601", TODAY).acquisition
    assert acquisition is not None
    assert acquisition.day == TODAY


@pytest.mark.parametrize(
    ("stem", "scene", "band"),
    [
        ("a__LT52240631988227CUB02_B3", "LT52240631988227CUB02", NamedBand("B3", "red")),
        ("LT52240631988227CUB02_B6", "LT52240631988227CUB02", NamedBand("B6", None)),
        ("LT52240631988227CUB02_B5", "LT52240631988227CUB02", NamedBand("B5", "swir16")),
        ("LT52240631988227CUB02_B7", "LT52240631988227CUB02", NamedBand("B7", "swir22")),
        (
            "LC08_L1TP_123032_20130506_20170310_01_T1_B6",
            "LC08_L1TP_123032_20130506_20170310_01_T1",
            NamedBand("B6", "swir16"),
        ),
        (
            "LC08_L1TP_123032_20130506_20170310_01_T1_B4",
            "LC08_L1TP_123032_20130506_20170310_01_T1",
            NamedBand("B4", "red"),
        ),
        ("titiler__B01", "titiler__B01", NamedBand("B01", None)),
        ("town_red", "town_red", NamedBand("red", "red")),
        ("TERRA_NDVI_2013-09-14", "TERRA_NDVI_2013-09-14", NamedBand("NDVI", None)),
        ("red_blue", "red_blue", None),
        ("predator", "predator", None),
    ],
)
def test_name_tells_scene_and_band(stem: str, scene: str, band: NamedBand | None) -> None:
    name = read_name(stem, TODAY)
    assert (name.scene_id, name.band) == (scene, band)
