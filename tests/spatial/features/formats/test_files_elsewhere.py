"""Files of features in programs that others wrote: GDAL of Debian 12, GeoPandas, pyogrio."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas
import pyarrow.parquet as pq
import pytest
import shapely
from feature_rows import Row, places, store_places
from sqlalchemy import Engine

from spatial.features.collection import GeometryType
from spatial.features.formats.comma_separated import FORMULA_SIGNS
from spatial.features.formats.export import Export
from spatial.features.formats.form import FACTS, Form
from spatial.features.formats.writing import NOTHING_MORE, Wishes, written
from spatial.features.selection import ALWAYS, Selection
from spatial.features.systems import system_named

ROWS = [
    Row("甲", 3, 0.5, True, date(1999, 12, 20), wkt="POLYGON((110 30, 111 30, 111 31, 110 30))"),
    Row("乙", None, wkt="MULTIPOLYGON(((113 22, 114 22, 114 23, 113 22)))"),
    Row("丙"),
]
AREAS = Export(places(GeometryType.POLYGONS), Selection(when=ALWAYS))


def file_of(
    engine: Engine, folder: Path, form: Form, export: Export = AREAS, wishes: Wishes = NOTHING_MORE
) -> Path:
    """The rows as a file."""
    path = folder / f"places.{FACTS[form].suffix}"
    with engine.connect() as connection:
        store_places(connection, ROWS)
        path.write_bytes(b"".join(written(connection, export, form, wishes)))
        connection.rollback()
    return path


@pytest.mark.parametrize("form", [Form.JSON, Form.JSONSEQ, Form.FLATGEOBUF])
def test_the_gdal_of_desktops_reads_it(engine: Engine, tmp_path: Path, form: Form) -> None:
    path = file_of(engine, tmp_path, form)
    done = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path], capture_output=True, check=True
    )
    found = json.loads(done.stdout)["features"]
    assert [one["properties"]["name"] for one in found] == ["甲", "乙", "丙"]
    assert [one["properties"].get("beds") for one in found] == [3, None, None]
    assert shapely.geometry.shape(found[0]["geometry"]).bounds == (110, 30, 111, 31)
    assert found[2]["geometry"] is None
    assert not done.stderr


def test_a_flatgeobuf_names_its_system_to_old_programs(engine: Engine, tmp_path: Path) -> None:
    told = system_named("EPSG:4490")
    path = file_of(engine, tmp_path, Form.FLATGEOBUF, replace(AREAS, system=told))
    said = subprocess.run(["ogrinfo", "-so", "-al", path], capture_output=True, text=True).stdout
    assert 'ID["EPSG",4490]' in said
    assert "Geometry: Multi Polygon" in said


def test_geoparquet_says_what_is_in_it(engine: Engine, tmp_path: Path) -> None:
    path = file_of(engine, tmp_path, Form.PARQUET)
    stored = pq.ParquetFile(path)
    about = json.loads(stored.metadata.metadata[b"geo"])
    assert about["version"] == "1.1.0"
    column = about["columns"][about["primary_column"]]
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["MultiPolygon", "Polygon"]
    assert column["bbox"] == [110, 22, 114, 31]
    sides = {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}
    assert column["covering"] == {"bbox": sides}
    assert stored.metadata.row_group(0).column(0).compression == "ZSTD"
    told = stored.schema_arrow.field("beds").metadata
    assert (told[b"title"].decode(), told[b"unit"].decode()) == ("床位", "张")


def test_geopandas_reads_a_part_of_a_geoparquet_by_its_boxes(
    engine: Engine, tmp_path: Path
) -> None:
    path = file_of(engine, tmp_path, Form.PARQUET)
    whole = geopandas.read_parquet(path)
    assert list(whole["name"]) == ["甲", "乙", "丙"]
    assert whole.crs == "OGC:CRS84"
    assert whole["founded"][0] == date(1999, 12, 20)
    assert list(geopandas.read_parquet(path, bbox=(112, 20, 115, 24))["name"]) == ["乙"]


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_cell_of_a_csv_is_a_formula(engine: Engine, sign: str) -> None:
    with engine.connect() as connection:
        store_places(connection, [Row(f"{sign}1+1", -5, -0.5)])
        body = b"".join(written(connection, AREAS, Form.CSV))
        connection.rollback()
    [cells] = csv.DictReader(io.StringIO(body.decode(), newline=""))
    assert cells["name"] == f"'{sign}1+1"
    # A number is computed to what it is.
    assert (cells["beds"], cells["share"]) == ("-5", "-0.5")
