"""Crosswalks of a scheme whose versions bring shapes of their own: by overlay."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.divisions.polygons.dated_polygons import load_dated_polygons
from spatial.business.harmonise.computing import computed_crosswalk
from spatial.business.harmonise.weights import Crosswalk, Method, require_sums
from spatial.division_codes import Level
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import Viewpoint


def crosswalk(engine: Engine, scheme: str, level: Level, first: date, second: date) -> Crosswalk:
    with engine.begin() as connection:
        footing = footing_of(connection, Viewpoint(scheme=scheme))
        return computed_crosswalk(connection, footing, level, first, second)


def ring(west: float, east: float) -> dict[str, object]:
    return {
        "type": "Polygon",
        "coordinates": [[[west, 30], [east, 30], [east, 31], [west, 31], [west, 30]]],
    }


def counties(folder: Path) -> Path:
    """A was divided in 1950; its half in the east was drawn anew, with B, a hair too far west."""
    drawn = [
        ("A", "1900-01-01", "1950-01-01", ring(100, 102)),
        ("A", "1950-01-01", "2000-01-01", ring(100, 101)),
        ("B", "1900-01-01", "1950-01-01", ring(102, 103)),
        ("B", "1950-01-01", "2000-01-01", ring(100.9999, 103)),
        ("C", "1900-01-01", "2000-01-01", ring(110, 111)),
        ("D", "1900-01-01", "1950-01-01", ring(120, 121)),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"id": code, "name": f"地{code}", "from": first, "to": last},
            "geometry": geometry,
        }
        for code, first, last, geometry in drawn
    ]
    path = folder / "old.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_dated_shapes_are_laid_over_each_other_r10_4(engine: Engine, tmp_path: Path) -> None:
    load_dated_polygons(
        engine, counties(tmp_path), scheme="old-counties", title="旧县", id_field="id",
        name_field="name", from_field="from", to_field="to", end="exclusive", level="county",
        crs="EPSG:4326",
    )  # fmt: skip
    found = crosswalk(engine, "old-counties", Level.COUNTY, date(1940, 1, 1), date(1960, 1, 1))
    require_sums(found.weights)
    rows = {(one.source.code, one.target and one.target.code): one for one in found.weights}
    assert set(rows) == {("A", "A"), ("A", "B"), ("B", "B"), ("C", "C"), ("D", None)}
    assert rows["A", "A"].weight == pytest.approx(0.5, abs=1e-3)
    assert rows["A", "A"].method is Method.OVERLAY
    assert rows["B", "B"].weight == 1
    assert (rows["C", "C"].method, rows["C", "C"].exact) == (Method.UNCHANGED, True)
    assert rows["D", None].reason == "uncovered"


@pytest.mark.real_data
def test_virginia_gave_land_to_west_virginia_in_1863_r10_4(engine: Engine, real_data: Path) -> None:
    load_dated_polygons(
        engine, real_data / "us_states_history_1783_2000.geojson.gz", scheme="us-states",
        title="US", id_field="id", name_field="name", from_field="start_date",
        to_field="end_date", end="inclusive", level="province", crs="EPSG:4269",
    )  # fmt: skip
    found = crosswalk(engine, "us-states", Level.PROVINCE, date(1862, 6, 1), date(1867, 6, 1))
    require_sums(found.weights)
    virginia = {
        one.target.name: one.weight
        for one in found.weights
        if one.source.name == "Virginia" and one.target is not None
    }
    # Land of today by the census bureau: 24,038 square miles beside 39,490 of Virginia.
    assert virginia["West Virginia"] == pytest.approx(24_038 / 63_528, abs=0.005)
    assert sum(virginia.values()) == pytest.approx(1, abs=1e-9)
    texas = [one for one in found.weights if one.source.name == "Texas"]
    assert [(one.weight, one.method) for one in texas] == [(1.0, Method.UNCHANGED)]
