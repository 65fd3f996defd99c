"""What a data folder says of itself, and each way in which it can be wrong."""

from datetime import date
from pathlib import Path

import pytest

from ingest.load import LOADERS
from ingest.sources import read_folder
from spatial.errors import SourceRefused

GOOD = """\
content = "fictional"
title = "虚构市样例"

[[source]]
kind = "division-shapes"
file = "shapes.geojson"
vintage = "v"
drawn_as_of = 2024-12-31

[[source]]
kind = "images"
file = "images"
"""


def folder_of(tmp_path: Path, text: str) -> Path:
    (tmp_path / "sources.toml").write_text(text, encoding="utf-8")
    (tmp_path / "shapes.geojson").write_text("{}", encoding="utf-8")
    (tmp_path / "images").mkdir()
    return tmp_path


def test_a_folder_names_its_sources_in_order_with_their_parameters(tmp_path: Path) -> None:
    data = read_folder(folder_of(tmp_path, GOOD))
    assert (data.content, data.title) == ("fictional", "虚构市样例")
    shapes, images = data.sources
    assert (shapes.kind, shapes.path) == ("division-shapes", tmp_path / "shapes.geojson")
    assert shapes.parameters == {"vintage": "v", "drawn_as_of": date(2024, 12, 31)}
    assert (images.kind, images.path, images.parameters) == ("images", tmp_path / "images", {})


def test_a_source_that_is_optional_may_be_missing(tmp_path: Path) -> None:
    text = GOOD + '\n[[source]]\nkind = "positions"\nfile = "villages.csv"\noptional = true\n'
    folder = folder_of(tmp_path, text)
    assert [source.path.name for source in read_folder(folder).sources] == [
        "shapes.geojson",
        "images",
    ]
    (folder / "villages.csv").write_text("")
    assert read_folder(folder).sources[-1].parameters == {}


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"there is no folder .*nowhere"):
        read_folder(tmp_path / "nowhere")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceRefused, match="there is no folder"):
        read_folder(tmp_path / "file")


def test_a_folder_of_anything_is_told_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(SourceRefused, match=r"sources\.toml.*division_history_1981_2024"):
        read_folder(tmp_path)


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SourceRefused, match=r"lacks shapes\.geojson, images; nothing was loaded"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("content = ", "is no TOML"),
        (GOOD.replace('"fictional"', '"invented"'), "content"),
        (GOOD.replace('title = "虚构市样例"', ""), "title"),
        (GOOD + "extra = 1\n[other]\n", "other"),
        (GOOD.replace('kind = "images"', ""), "source.1.kind"),
        (GOOD.replace('file = "images"', ""), "source.1.file"),
        (GOOD.replace('"images"\n', '"../images"\n'), "outside the folder"),
        (GOOD.replace('file = "images"', 'file = "/etc/passwd"'), "outside the folder"),
        ('content = "real"\ntitle = "x"\nsource = []\n', "source"),
    ],
)
def test_a_wrong_list_of_sources_is_refused_with_the_place(
    tmp_path: Path, wrong: str, told: str
) -> None:
    with pytest.raises(SourceRefused, match=told):
        read_folder(folder_of(tmp_path, wrong))


def test_a_list_of_sources_in_another_encoding_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "")
    (folder / "sources.toml").write_bytes(GOOD.encode("gbk"))
    with pytest.raises(SourceRefused, match="not UTF-8"):
        read_folder(folder)


def test_half_of_the_published_files_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "cn_county_tianditu.geojson.gz").write_bytes(b"")
    with pytest.raises(SourceRefused, match=r"lacks division_history_1981_2024\.csv\.gz"):
        read_folder(tmp_path)


@pytest.mark.real_data
def test_the_published_files_are_known_by_their_names(real_data: Path) -> None:
    data = read_folder(real_data)
    assert data.content == "real"
    names = [source.path.name for source in data.sources if source.kind != "place-names"]
    assert names == [
        "division_history_1981_2024.csv.gz",
        "division_change_events_even_years.csv.gz",
        "division_codes_by_year.csv.gz",
        "gb2260_revisions_mca_2015_2019.csv.gz",
        "subcounty_changes_even_years.csv.gz",
        "cn_division_codes_2023_levels1_4.csv.gz",
        "cn_villages_2023_beijing_zhejiang.csv.gz",
        "cn_county_tianditu.geojson.gz",
        "cn_city_tianditu.geojson.gz",
        "cn_province_tianditu.geojson.gz",
        "cn_county_2020.geojson.gz",
        "cn_boundary_lines_tianditu.geojson.gz",
        "cn_national_border_tianditu.geojson.gz",
        "gnss_geolife_sample.parquet",
        "raster",
    ]
    assert {source.kind for source in data.sources} <= LOADERS.keys()


PUBLISHED_ONLY = {
    "dated-polygons",
    "division-changes",
    "division-lists",
    "statistics-codes",
    "township-changes",
}
"""Kinds that say more of divisions than a fictional prefecture has; their tests are elsewhere."""


def test_the_sample_uses_every_kind_of_source_that_a_prefecture_has(sample_folder: Path) -> None:
    used = {source.kind for source in read_folder(sample_folder).sources}
    # `indicators` is the older form of `figures`, with its declarations beside it.
    assert used == LOADERS.keys() - PUBLISHED_ONLY - {"indicators"}
