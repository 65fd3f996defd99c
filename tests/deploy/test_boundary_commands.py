"""`shikong straddling-buildings`: from a file of footprints to a table, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import shapely
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from deploy.boundary_commands import read_footprints, register
from ingest.session import IngestSession, lend
from spatial.boundaries.alerts import alerts_page
from spatial.errors import BadParameter, SourceRefused
from tests.spatial.boundaries.walked_lines import lon_lat, register_line


@pytest.fixture
def app(engine: Engine) -> typer.Typer:
    @contextmanager
    def opened() -> Iterator[Engine]:
        yield engine

    lend(IngestSession(open=opened))
    app = typer.Typer()
    register(app)

    @app.callback()
    def root() -> None:
        """So that the command keeps its name."""

    return app


def houses(folder: Path, *souths: float) -> Path:
    """Ten metres square, a hundred metres apart, each so far south of the line to begin with."""
    features = []
    for number, south in enumerate(souths):
        along = 1_000 + 100 * number
        west, low = lon_lat(along, south)
        east, high = lon_lat(along + 10, south + 10)
        features.append(
            {
                "type": "Feature",
                "properties": {"户主": f"第{number}户"},
                "geometry": shapely.geometry.mapping(shapely.box(west, low, east, high)),
            }
        )
    file = folder / "houses.geojson"
    document = {"type": "FeatureCollection", "features": features}
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_buildings_across_are_written_as_table_and_as_geojson(
    app: typer.Typer, engine: Engine, tmp_path: Path
) -> None:
    register_line(engine)
    file = houses(tmp_path, -30, -4, 5)
    asked = ["straddling-buildings", str(file), "--line", "4142", "--name", "户主"]
    told = CliRunner().invoke(app, asked)
    assert told.exit_code == 0, told.output
    [row] = csv.DictReader(io.StringIO(told.stdout))
    assert row["name"] == "第1户"
    assert float(row["right_m2"]) == pytest.approx(40, rel=0.01)
    assert float(row["from_m"]) == pytest.approx(1_100, abs=0.2)
    for _ in range(2):
        assert CliRunner().invoke(app, [*asked, "--alert"]).exit_code == 0
    with engine.connect() as connection:
        [alert] = alerts_page(connection, kind="building_across")
    assert (alert.key, alert.details["name"]) == ("4142 第1户", "第1户")
    out = tmp_path / "across.geojson"
    told = CliRunner().invoke(app, [*asked, "--out", str(out)])
    assert "1 of 3 buildings" in told.stdout
    [feature] = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert feature["properties"]["name"] == "第1户"
    out = tmp_path / "across.csv"
    CliRunner().invoke(app, [*asked, "--more-than", "4.5", "--out", str(out)])
    assert out.read_text(encoding="utf-8").splitlines()[1:] == []


def test_what_is_no_file_of_polygons_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "points.geojson"
    point = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}))
    with pytest.raises(BadParameter, match="no valid polygon"):
        read_footprints(file, "EPSG:4490", None)
    with pytest.raises(BadParameter, match="coordinate reference system"):
        read_footprints(file, "EPSG:nothing", None)
    with pytest.raises(SourceRefused):
        read_footprints(tmp_path / "missing.gpkg", "EPSG:4490", None)
    asked = ["straddling-buildings", str(file), "--line", "4142", "--out", "across.pdf"]
    told = CliRunner().invoke(app, asked)
    assert isinstance(told.exception, BadParameter)
