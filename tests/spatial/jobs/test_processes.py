"""What each process answers is what its operator or route answers."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from figure_rows import store_figures, store_indicator
from image_files import halves, write_image
from job_answers import answered
from reach_rows import Facility as Home
from reach_rows import Road, store_roads
from reach_rows import store_facilities as store_homes
from record_rows import Case, Outline, store_cases, store_dataset, store_outlines, store_world
from sqlalchemy import Engine, text

from ingest.imagery.scenes import load_images
from spatial.business.answering.kept import asked_again, kept_answer
from spatial.business.harmonise import again as harmonise_again
from spatial.business.operators import again as operators_again
from spatial.business.reach import again as reach_again
from spatial.jobs.job import Status
from spatial.temporal import Period
from tests.spatial.boundaries.walked_lines import register_line, store_walk, walked

AGAIN = {**operators_again.AGAIN, **harmonise_again.AGAIN, **reach_again.AGAIN}

SOUTH, NORTH, EAST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5)
PARQUET = "application/vnd.apache.parquet"


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties with cases, homes, figures and roads."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
    said = [(date(2015, 3, 2), SOUTH), (date(2015, 3, 9), NORTH), (date(2016, 3, 9), EAST)]
    store_cases(engine, "warnings", [Case(str(n), day, at) for n, (day, at) in enumerate(said)])
    with engine.begin() as connection:
        store_dataset(connection, "zones", "areas")
    always = Period(date(2010, 1, 1), None)
    store_outlines(engine, "zones", [Outline("Z", (110.0, 30.0, 111.0, 31.0), always)])
    store_indicator(engine, "helped")
    store_figures(engine, [("helped", "990201", date(2016, 1, 1), 7)])
    store_homes(engine, "care", [Home("A", 110.5, 30.5), Home("B", 110.6, 30.5)])
    crossings = [(110.5, 30.5), (110.53, 30.5), (110.6, 30.5)]
    store_roads(engine, crossings, [Road(0, 1, 40), Road(1, 2, 80)])
    return engine


DAY = {"date": "2019-01-01"}
YEARS = {"from": "2015-01-01", "to": "2017-01-01"}

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("aggregate", {"dataset": "warnings", **DAY}),
    ("fixed", {"dataset": "warnings", "by": "year", **DAY, **YEARS}),
    ("harmonise", {"indicator": "helped", **DAY}),
    ("within", {"dataset": "care", "lon": 110.5, "lat": 30.5, "metres": 50_000, **DAY}),
    ("gaps", {"facilities": "care", "metres": 20_000, "step_m": 20_000, **DAY}),
    ("isochrones", {"minutes": [2, 10], "lon": 110.5, "lat": 30.5, **DAY}),
    ("overlap", {"dataset": "care", "areas": "zones", **DAY}),
    ("hotspots", {"dataset": "warnings", "permutations": 99, **DAY, **YEARS}),
]


@pytest.mark.parametrize(("process", "inputs"), ASKED, ids=[name for name, _ in ASKED])
def test_an_operator_answers_as_a_job_and_is_asked_again_r8_6(
    world: Engine, process: str, inputs: dict[str, Any]
) -> None:
    job, made = answered(world, process, inputs)
    assert job.status is Status.SUCCESSFUL, job.failure
    answer = json.loads(made["answer"])
    assert answer["items"]
    assert job.answer == answer["id"]
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, answer["id"]), AGAIN)
    assert again.as_json() == answer


def test_an_answer_comes_as_a_sheet_where_that_is_wished(world: Engine) -> None:
    _, made = answered(world, "aggregate", ASKED[0][1], answer="text/csv")
    rows = list(csv.DictReader(io.StringIO(made["answer"].decode())))
    assert {row["code"] for row in rows} >= {"990101", "990102"}


def test_isochrones_come_as_features_where_that_is_wished(world: Engine) -> None:
    _, made = answered(world, "isochrones", ASKED[5][1], answer="application/geo+json")
    found = json.loads(made["answer"])
    assert [one["type"] for one in found["features"]] == ["Feature", "Feature"]
    assert found["operator"] == "isochrones"


def test_what_an_operator_refuses_is_told_as_by_its_route(world: Engine) -> None:
    job, _ = answered(world, "aggregate", {"dataset": "none", **DAY})
    assert job.failure is not None
    assert job.failure["kind"] == "UnknownDataset"
    job, _ = answered(world, "export-features", {"collection": "none"})
    assert job.failure is not None
    assert job.failure["kind"] == "UnknownCollection"


def test_a_whole_table_is_placed_row_by_row_and_forgotten(world: Engine) -> None:
    rows = [(110.5, 31.5, "2017-01-01"), (110.5, 31.5, "2019-01-01"), (0, 0, ""), ("x", 1, "")]
    sheet = "lon,lat,date\n" + "".join(f"{lon},{lat},{day}\n" for lon, lat, day in rows)
    job, made = answered(
        world,
        "which-division",
        {"levels": ["county"], **DAY},
        {"table": ("text/csv", sheet.encode())},
    )
    assert job.status is Status.SUCCESSFUL, job.failure
    found = list(csv.DictReader(io.StringIO(made["table"].decode())))
    assert [one["county_code"] for one in found] == ["990101", "990102", "", ""]
    assert found[3]["row_error"]
    with world.connect() as connection:
        kept = connection.execute(
            text("SELECT inputs, (SELECT count(*) FROM job_content WHERE side = 'input') FROM job")
        ).one()
    assert tuple(kept) == ({}, 0)


def test_a_parquet_table_comes_back_as_parquet(world: Engine) -> None:
    sink = io.BytesIO()
    points = {"id": list(range(3)), "lon": [110.5] * 3, "lat": [30.5, 31.5, 0.0]}
    pq.write_table(pa.table(points), sink)
    files = {"table": (PARQUET, sink.getvalue())}
    job, made = answered(world, "which-division", DAY, files, table=PARQUET)
    assert job.status is Status.SUCCESSFUL, job.failure
    found = pq.read_table(io.BytesIO(made["table"])).to_pydict()
    assert found["id"] == [0, 1, 2]
    assert found["county_code"] == ["990101", "990102", None]


def test_a_table_without_degrees_is_refused_with_its_columns(world: Engine) -> None:
    job, made = answered(world, "which-division", {}, {"table": ("text/csv", b"x,y\n1,2\n")})
    assert (job.status, made) == (Status.FAILED, {})
    assert job.failure is not None
    assert job.failure["members"]["columns"] == ["x", "y"]


def test_coverage_of_a_line_is_answered_and_what_was_asked_is_forgotten(engine: Engine) -> None:
    register_line(engine)
    store_walk(engine, "left-1", walked(0, 20_000))
    with engine.begin() as connection:
        connection.execute(text("UPDATE device SET owner_code = '410100'"))
    asked = {"boundary": "4142", "from": "2024-05-13T00:00:00Z", "to": "2024-05-14T00:00:00Z"}
    job, made = answered(engine, "boundary-coverage", asked)
    assert job.status is Status.SUCCESSFUL, job.failure
    shares = {one["side"]: one["share"] for one in json.loads(made["answer"])["items"]}
    assert shares["left"] == pytest.approx(0.5, abs=0.01)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT inputs FROM job")).scalar_one() == {}


BOX = {
    "type": "Polygon",
    "coordinates": [
        [[117.001, 29.98], [117.019, 29.98], [117.019, 29.995], [117.001, 29.995], [117.001, 29.98]]
    ],
}


@pytest.mark.parametrize("kind", ["text/csv", "application/x-ndjson", PARQUET])
def test_images_are_counted_in_every_area_r6_3(engine: Engine, tmp_path: Path, kind: str) -> None:
    for year, west in ((2020, 10), (2021, 30)):
        pixels = np.stack([halves(west, 20)] * 2)
        write_image(tmp_path / f"town_{year}0101.tif", pixels, descriptions=("red", "nir"))
    load_images(engine, tmp_path)
    features = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": "甲", "properties": {"name": "=甲"}, "geometry": BOX}
        ],
    }
    asked = {"band": "red", "from": "2020-01-01", "to": "2022-01-01", "features": features}
    job, made = answered(engine, "image-series", asked | {"quantiles": [0.5]}, series=kind)
    assert job.status is Status.SUCCESSFUL, job.failure
    rows = _rows(kind, made["series"])
    assert [(one["area"], one["image"], float(one["mean"])) for one in rows] == [
        ("甲", "town_20200101", 10.0),
        ("甲", "town_20210101", 30.0),
    ]
    assert {one["name"] for one in rows} == {"'=甲" if kind == "text/csv" else "=甲"}
    assert [float(one["q0.5"]) for one in rows] == [10.0, 30.0]


def _rows(kind: str, body: bytes) -> list[dict[str, Any]]:
    if kind == "text/csv":
        return list(csv.DictReader(io.StringIO(body.decode())))
    if kind == PARQUET:
        return list(pq.read_table(io.BytesIO(body)).to_pylist())
    return [json.loads(line) for line in body.splitlines()]


@pytest.mark.parametrize("kind", ["application/geo+json", "text/csv", PARQUET])
def test_a_collection_is_exported_as_it_stood_on_a_day(world: Engine, kind: str) -> None:
    asked = {"collection": "county", "bbox": [110.0, 29.0, 112.5, 33.0], **DAY}
    job, made = answered(world, "export-features", asked, features=kind)
    assert job.status is Status.SUCCESSFUL, job.failure
    body = made["features"]
    if kind == "application/geo+json":
        codes = {one["properties"]["code"] for one in json.loads(body)["features"]}
    elif kind == "text/csv":
        codes = {one["code"] for one in csv.DictReader(io.StringIO(body.decode()))}
    else:
        codes = set(pq.read_table(io.BytesIO(body))["code"].to_pylist())
    assert codes == {"990101", "990102"}


@pytest.mark.parametrize(
    "said", ["code = '990102'", {"op": "=", "args": [{"property": "code"}, "990102"]}]
)
def test_an_export_takes_a_filter_as_text_or_as_json(
    world: Engine, said: str | dict[str, Any]
) -> None:
    asked = {"collection": "county", "filter": said, **DAY}
    job, made = answered(world, "export-features", asked, features="application/geo+json")
    assert job.status is Status.SUCCESSFUL, job.failure
    found = json.loads(made["features"])["features"]
    assert [one["properties"]["code"] for one in found] == ["990102"]
    job, _ = answered(world, "export-features", asked | {"filter": "none = 1"})
    assert job.failure is not None
    assert job.failure["kind"] == "BadFilter"
