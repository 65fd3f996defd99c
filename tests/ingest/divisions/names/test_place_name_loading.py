"""Files of place names of all four forms are stored, refused and corrected as they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Row, text

from ingest.divisions.names.build import build_names
from ingest.divisions.names.loading import load_place_names
from spatial.crs import bd09_from_gcj02, gcj02_from_cgcs2000
from spatial.divisions.names.same_names import same_names
from spatial.divisions.names.search import Hit, search_names
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import SourceRefused
from tests.spatial.divisions.names.name_worlds import named_units

NOW = date(2024, 12, 31)
STANDARD = "id,standard_name,category,division_code,secrecy"
CHGIS = "id,names_zh,lat,lon,valid_from_year,valid_to_year,feature_type,present_location"
BD09 = "province,city,area,lat,lon"
GEONAMES = "lat,lon,name,admin1,admin2,cc"


def load(
    engine: Engine, folder: Path, form: str, header: str, *rows: str, name: str = "names.csv"
) -> Any:
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return load_place_names(engine, path, form=form)


def rows_of(engine: Engine, statement: str, **values: object) -> Sequence[Row[Any]]:
    with engine.connect() as connection:
        return connection.execute(text(statement), values).all()


def refusals(engine: Engine) -> list[tuple[str, str, Any]]:
    found = rows_of(
        engine,
        "SELECT record, reason, raw FROM ingest_remark WHERE disposition = 'refused'"
        " ORDER BY run_id, record",
    )
    return [(row.record, row.reason, row.raw) for row in found]


def hits(engine: Engine, question: str, day: date = NOW, **looking: Any) -> list[Hit]:
    with engine.connect() as connection:
        return search_names(connection, question, day=day, looking=Viewpoint(**looking))


def test_r2_10_secret_rows_are_refused_and_nothing_of_them_stands_anywhere(
    engine: Engine, tmp_path: Path
) -> None:
    load(
        engine,
        tmp_path,
        "standard",
        STANDARD + ",meaning,lon,lat",
        "a,和平街,street,330102,公开,平安,120.1,30.1",
        "b,甲号洞库,facility,330102,秘密,地下工程,121.987654,31.987654",
        "c,乙号洞库,facility,330102,机密,地下工程,121.987654,31.987654",
        "d,丙号洞库,facility,330102,top secret,地下工程,121.987654,31.987654",
        "e,丁号洞库,facility,330102,,地下工程,121.987654,31.987654",
    )
    assert [row.id for row in rows_of(engine, "SELECT id FROM place")] == ["standard:a"]
    found = refusals(engine)
    assert [record for record, _, _ in found] == ["line 3", "line 4", "line 5", "line 6"]
    assert all(raw is None for _, _, raw in found)
    for column in text_columns(engine):
        for said in ("洞库", "地下工程", "121.98765"):
            assert (
                rows_of(
                    engine,
                    f"SELECT 1 FROM {column.table_name}"
                    f" WHERE CAST({column.column_name} AS text) LIKE :said",
                    said=f"%{said}%",
                )
                == []
            ), column


def text_columns(engine: Engine) -> Sequence[Row[Any]]:
    """All columns of our tables that could hold a text or a record."""
    return rows_of(
        engine,
        "SELECT quote_ident(one.table_name) AS table_name,"
        " quote_ident(one.column_name) AS column_name"
        " FROM information_schema.columns AS one"
        " JOIN information_schema.tables AS held USING (table_schema, table_name)"
        " WHERE one.table_schema = 'public' AND held.table_type = 'BASE TABLE'"
        " AND one.data_type IN ('text', 'json', 'jsonb', 'ARRAY')"
        " AND one.table_name <> 'spatial_ref_sys'",
    )


def test_r2_10_internal_rows_are_stored_and_never_found(engine: Engine, tmp_path: Path) -> None:
    named_units(engine)
    load(
        engine,
        tmp_path,
        "standard",
        STANDARD,
        "a,和平仓库,facility,330000,internal",
        "b,和平大桥,facility,330000,open",
    )
    held = rows_of(engine, "SELECT secrecy FROM place_record ORDER BY id")
    assert [row.secrecy for row in held] == ["internal", "open"]
    for question in ("和平仓库", "和平", "heping", "hepingcangku", "平仓库", "hpck", "浙江 和平"):
        assert "和平仓库" not in [hit.name for hit in hits(engine, question)], question
    assert [hit.name for hit in hits(engine, "和平")] == ["和平大桥"]
    with engine.connect() as connection:
        assert same_names(connection, "和平仓库", day=NOW, looking=Viewpoint()) == []


def test_r2_9_the_body_of_a_village_and_its_place_count_once(
    engine: Engine, tmp_path: Path
) -> None:
    load(
        engine,
        tmp_path,
        "standard",
        STANDARD + ",class_code",
        "a,西溪村,self_governing,330106,open,21610",
        "b,西溪村村民委员会,organisation,330106,open,27610",
        "c,西溪村,self_governing,330109,open,21610",
        "d,东溪村委会,organisation,330109,open,27610",
        "e,翠苑社区,self_governing,330106,open,21620",
        "f,翠苑社区居民委员会,organisation,330106,open,27620",
    )
    pairs = rows_of(engine, "SELECT id, pair_of FROM place WHERE pair_of IS NOT NULL ORDER BY id")
    assert [tuple(row) for row in pairs] == [
        ("standard:b", "standard:a"),
        ("standard:f", "standard:e"),
    ]
    with engine.connect() as connection:
        villages = same_names(connection, "西溪", day=NOW, looking=Viewpoint())
        assert [one.place_id for one in villages] == ["standard:a", "standard:c"]
        assert same_names(connection, "西溪村村民委员会", day=NOW, looking=Viewpoint()) == []


def test_r2_9_a_body_that_is_renamed_loses_its_pair(engine: Engine, tmp_path: Path) -> None:
    header = STANDARD + ",class_code"
    ground = "a,西溪村,self_governing,330106,open,21610"
    load(
        engine, tmp_path, "standard", header, ground, "b,西溪村委会,organisation,330106,open,27610"
    )
    load(
        engine, tmp_path, "standard", header, ground, "b,南溪村委会,organisation,330106,open,27610"
    )
    assert rows_of(engine, "SELECT 1 FROM place WHERE pair_of IS NOT NULL") == []


def test_r2_4_a_point_that_several_units_share_is_flagged(engine: Engine, tmp_path: Path) -> None:
    named_units(engine)
    load(
        engine,
        tmp_path,
        "divisions-bd09",
        BD09,
        "浙江省,丽水市,,28.45,119.92",
        "山西省,吕梁市,,37.52,111.15",
        "陕西省,西安市,,37.52,111.15",
        "北京市,市辖区,朝阳区,,",
    )
    flags = {
        row.name: row.flags
        for row in rows_of(
            engine,
            "SELECT division.name, record.flags FROM place_record AS record"
            " JOIN place ON place.id = record.place_id"
            " JOIN division USING (identity_id) WHERE upper_inf(record.known)",
        )
    }
    assert flags == {
        "丽水市": [],
        "吕梁市": ["fallback_point"],
        "西安市": ["fallback_point"],
        "朝阳区": ["no_coordinates"],
    }


def test_positions_in_bd09_come_back_to_where_they_are(engine: Engine, tmp_path: Path) -> None:
    named_units(engine)
    lishui = (119.9178, 28.4517)
    ((lon, lat),) = bd09_from_gcj02(gcj02_from_cgcs2000([lishui]))
    load(engine, tmp_path, "divisions-bd09", BD09, f"浙江省,丽水市,,{lat},{lon}")
    (row,) = rows_of(
        engine,
        "SELECT ST_X(geom) AS lon, ST_Y(geom) AS lat, source_crs, position_source"
        " FROM place_record",
    )
    assert (row.lon, row.lat) == pytest.approx(lishui, abs=1e-8)
    assert abs(lon - lishui[0]) > 0.005
    assert (row.source_crs, row.position_source) == ("BD-09", "geocoder")


def test_a_path_that_means_no_one_unit_is_kept_as_a_place_of_its_own(
    engine: Engine, tmp_path: Path
) -> None:
    named_units(engine)
    load(
        engine,
        tmp_path,
        "divisions-bd09",
        BD09,
        "浙江省,丽水市,莲都区,28.45,119.92",
        "北京市,市辖区,,39.9,116.4",
    )
    (place,) = rows_of(engine, "SELECT id, identity_id FROM place WHERE id LIKE 'bd09:%'")
    assert tuple(place) == ("bd09:浙江省/丽水市/莲都区", None)
    (hit,) = hits(engine, "莲都区")
    assert hit.flags == ("unmatched_division",)
    assert [record for record, _, _ in refusals(engine)] == ["line 3"]


def test_geonames_are_found_by_their_letters(engine: Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path,
        "geonames",
        GEONAMES,
        "29.84,121.46,Zongzhai,Zhejiang,Ningbo,CN",
        "29.84,121.46,Zongzhai,Zhejiang,Ningbo,CN",
        "x,121.46,Nowhere,Zhejiang,,CN",
        "95.1,121.46,Beyond,Zhejiang,,CN",
        "29.84,121.46,,Zhejiang,,CN",
    )
    (hit,) = hits(engine, "zongzhai")
    assert (hit.name, hit.point, hit.parents) == ("Zongzhai", (121.46, 29.84), "Ningbo, Zhejiang")
    assert [record for record, _, _ in refusals(engine)] == ["line 3", "line 4", "line 5", "line 6"]


def test_bad_rows_are_refused_with_the_reason_and_what_they_said(
    engine: Engine, tmp_path: Path
) -> None:
    report = load(
        engine,
        tmp_path,
        "chgis",
        CHGIS,
        "a,郿縣;郿县,34.2,107.7,-763,-221,county 县,陕西眉县",
        "b,,34.2,107.7,1,2,county 县,",
        "c,某县,34.2,107.7,早年,2,county 县,",
        "d,某县,north,107.7,1,2,county 县,",
        "e,某县,34.2,207.7,1,2,county 县,",
        "f,某县,34.2,107.7,1,99999,county 县,",
    )
    assert (report.accepted, report.refused) == (1, 5)
    reasons = {record: reason for record, reason, _ in refusals(engine)}
    assert "no name" in reasons["line 3"]
    assert "早年" in reasons["line 4"]
    assert "no position" in reasons["line 5"]
    assert "no position on the earth" in reasons["line 6"]
    assert "99999" in reasons["line 7"]
    assert all(raw["names_zh"] in ("", "某县") for _, _, raw in refusals(engine))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",和平街,street,330102,open,,,,,,", "no id"),
        ("a,,street,330102,open,,,,,,", "no standard_name"),
        ("a,和平街,lane,330102,open,,,,,,", "no category"),
        ("a,和平街,street,33x,open,,,,,,", "33x"),
        ("a,和平街,street,330102,open,12,,,,,", "20 digits"),
        ("a,和平街,street,330102,open,,2610,,,,", "5 digits"),
        ("a,和平街,street,330102,open,,,2020-13-01,,,", "2020-13-01"),
        ("a,和平街,street,330102,open,,,2020-01-01,2019-01-01,,", "2019-01-01"),
        ("a,和平街,street,330102,open,,,,,120,", "lon and lat"),
        ("a,和平街,street,330102,open,,,,,30,120", "no position on the earth"),
    ],
)
def test_bad_rows_of_an_office_are_refused_with_the_reason(
    engine: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    header = STANDARD + ",place_code,class_code,named_on,abolished_on,lon,lat"
    load(engine, tmp_path, "standard", header, row, "z,好街,street,330102,open,,,,,,")
    ((record, said, raw),) = refusals(engine)
    assert record == "line 2"
    assert reason in said
    assert raw["division_code"] in ("330102", "33x")
    assert [one.id for one in rows_of(engine, "SELECT id FROM place")] == ["standard:z"]


def test_two_places_cannot_bear_one_place_code(engine: Engine, tmp_path: Path) -> None:
    header, code = STANDARD + ",place_code", "33010212345678901234"
    load(
        engine,
        tmp_path,
        "standard",
        header,
        f"a,和平街,street,330102,open,{code}",
        f"b,平和街,street,330102,open,{code}",
    )
    load(
        engine,
        tmp_path,
        "standard",
        header,
        f"c,安和街,street,330102,open,{code}",
        "d,新街,street,330102,open,",
    )
    assert [(record, reason) for record, reason, _ in refusals(engine)] == [
        ("line 3", f"the place code {code} is that of standard:a"),
        ("line 2", f"the place code {code} is that of standard:a"),
    ]


def test_a_file_without_one_good_row_or_of_no_known_form_is_refused(
    engine: Engine, tmp_path: Path
) -> None:
    with pytest.raises(SourceRefused, match="no row"):
        load(engine, tmp_path, "chgis", CHGIS, "b,,34.2,107.7,1,2,county 县,")
    with pytest.raises(SourceRefused, match="lacks the columns"):
        load(engine, tmp_path, "chgis", BD09)
    with pytest.raises(SourceRefused, match="unknown form"):
        load(engine, tmp_path, "gazetteer", BD09)


def knowledge(engine: Engine) -> list[tuple[Any, ...]]:
    """All that is stored of places, in a fixed order."""
    return [
        tuple(row)
        for row in rows_of(
            engine,
            "SELECT place_id, 'record', location, known FROM place_record UNION ALL"
            " SELECT place_id, kind, text, known FROM place_name ORDER BY 1, 2, 3, 4",
        )
    ]


def test_the_same_file_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    rows = [
        "a,郿縣;郿县,34.2,107.7,-763,-221,county 县,陕西眉县",
        "b,某縣;某县,,,1276,1268,county 县,",
    ]
    load(engine, tmp_path, "chgis", CHGIS, *rows)
    before = knowledge(engine)
    assert load(engine, tmp_path, "chgis", CHGIS, *rows).status == "unchanged"
    # The same rows in another file are new to the run, and say nothing new.
    load(engine, tmp_path, "chgis", CHGIS, *reversed(rows), name="again.csv")
    assert knowledge(engine) == before


def test_a_corrected_file_is_a_difference_in_system_time(engine: Engine, tmp_path: Path) -> None:
    header = STANDARD + ",aliases,named_on,location,lon,lat"
    load(
        engine,
        tmp_path,
        "standard",
        header,
        "a,合平街,street,330102,open,旧街,2001-05-01,湖滨,120.1,30.1",
        "b,平安街,street,330102,open,,2001-05-01,湖滨,120.2,30.1",
    )
    build_names(engine)
    untouched = [row for row in knowledge(engine) if row[0] == "standard:b"]
    then = datetime.now(UTC)
    load(
        engine,
        tmp_path,
        "standard",
        header,
        "a,和平街,street,330102,open,旧街,2001-05-01,湖滨,120.1,30.1",
        "b,平安街,street,330102,open,,2001-05-01,湖滨,120.2,30.1",
    )
    build_names(engine)
    assert [hit.name for hit in hits(engine, "和平街")] == ["和平街"]
    assert "合平街" not in [hit.name for hit in hits(engine, "合平街")]
    assert [hit.name for hit in hits(engine, "合平街", known_at=then)] == ["合平街"]
    assert [hit.name for hit in hits(engine, "旧街", known_at=then)] == ["合平街"]
    assert [row for row in knowledge(engine) if row[0] == "standard:b"] == untouched


def test_a_place_that_a_file_leaves_out_stays(engine: Engine, tmp_path: Path) -> None:
    load(
        engine,
        tmp_path,
        "standard",
        STANDARD,
        "a,和平街,street,330102,open",
        "b,平安街,street,330102,open",
    )
    load(engine, tmp_path, "standard", STANDARD, "b,平安街,street,330102,open")
    assert [hit.name for hit in hits(engine, "和平街")] == ["和平街"]


def test_r2_1_a_record_holds_all_fields_and_every_form_is_a_row(
    engine: Engine, tmp_path: Path
) -> None:
    fields = {
        "id": "hohhot-east",
        "standard_name": "呼和浩特东站",
        "category": "facility",
        "division_code": "150102",
        "secrecy": "公开",
        "roman_spelling": "Hohhot Dong Zhan",
        "class_code": "23120",
        "place_code": "15010212345678901234",
        "former_names": "新华站@2008-09-01;老站",
        "aliases": "东客站",
        "short_name": "呼东站",
        "map_name": "呼和浩特东",
        "minority_script": "ᠬᠥᠬᠡᠬᠣᠲᠠ",
        "language": "mn-Mong",
        "historical": "no",
        "set_up_year": "1921",
        "abolished_year": "",
        "named_on": "2008-09-01",
        "abolished_on": "",
        "lon": "111.75",
        "lat": "40.85",
        "lon_to": "111.76",
        "lat_to": "40.86",
        "position_source": "map",
        "location": "新城区东部",
        "meaning": "青色的城",
        "origin": "蒙古语",
        "history": "1921年建",
        "description": "高铁站",
        "recording": "hohhot-east.ogg",
        "media": "front.jpg;plan.pdf",
        "sources": "志书",
        "spans": "150105",
        "approving_authority": "市政府",
        "approved_on": "2008-08-01",
    }
    load(engine, tmp_path, "standard", ",".join(fields), ",".join(fields.values()))
    (record,) = rows_of(
        engine, "SELECT *, ST_AsText(geom) AS line FROM place_record WHERE upper_inf(known)"
    )
    held = record._mapping
    expected = {
        "category": "facility",
        "class_code": "23120",
        "place_code": "15010212345678901234",
        "historical": False,
        "first_year": 1921,
        "last_year": None,
        "named_on": date(2008, 9, 1),
        "location": "新城区东部",
        "meaning": "青色的城",
        "origin": "蒙古语",
        "history": "1921年建",
        "description": "高铁站",
        "language": "mn-Mong",
        "recording": "hohhot-east.ogg",
        "media": ["front.jpg", "plan.pdf"],
        "sources": ["志书"],
        "spans": ["150102", "150105"],
        "approving_authority": "市政府",
        "approved_on": date(2008, 8, 1),
        "secrecy": "open",
        "position_source": "map",
        "source_crs": "EPSG:4490",
        "line": "LINESTRING(111.75 40.85,111.76 40.86)",
    }
    assert {name: held[name] for name in expected} == expected
    forms = {
        (row.kind, row.text, row.language, row.valid)
        for row in rows_of(
            engine,
            "SELECT kind, text, language, CAST(valid AS text) AS valid FROM place_name_form",
        )
    }
    since = "{[2008-09-01,)}"
    assert {
        ("standard", "呼和浩特东站", "zh", since),
        ("former", "新华站", "zh", "{(,2008-09-01)}"),
        ("former", "老站", "zh", "{(,2008-09-01)}"),
        ("alias", "东客站", "zh", since),
        ("short", "呼东站", "zh", since),
        ("map", "呼和浩特东", "zh", since),
        ("minority_script", "ᠬᠥᠬᠡᠬᠣᠲᠠ", "mn-Mong", since),
        ("roman", "Hohhot Dong Zhan", "zh-Latn", since),
        ("pinyin", "hū hé hào tè dōng zhàn", "zh-Latn", since),
        ("pinyin_toneless", "huhehaotedongzhan", "zh-Latn", since),
        ("initials", "hhhtdz", "zh-Latn", since),
    } <= forms
