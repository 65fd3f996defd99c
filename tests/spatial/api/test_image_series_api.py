from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from image_files import halves, write_image
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.access.declaration import Action, DataClass, Grade, declaration_of
from spatial.api.images.series import areas as image_series_areas
from spatial.api.images.series import routes as routes
from spatial.imagery import series as series_module

# A box in the western half (10) of the picture of image_files.halves: a little east of 117 E.
WEST = {
    "type": "Polygon",
    "coordinates": [
        [[117.001, 29.98], [117.019, 29.98], [117.019, 29.995], [117.001, 29.995], [117.001, 29.98]]
    ],
}
PARQUET = "application/vnd.apache.parquet"


@pytest.fixture
def client(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    folder = tmp_path / "images"
    folder.mkdir()
    write_image(folder / "town_20200101.tif", halves(10, 20))
    write_image(
        folder / "town_20210101.tif", np.stack([halves(30, 20)] * 2), descriptions=("red", "nir")
    )
    write_image(folder / "旧影像.tif", halves(1, 2))
    load_images(engine, folder)
    return client_of(engine, routes.router, raise_server_exceptions=False)


@pytest.fixture
def months(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """NDVI of three Januaries (10, 20, 60), one of nothing but nodata, and a July."""
    folder = tmp_path / "months"
    folder.mkdir()
    for day, west in (
        *(("20180110", 10), ("20190110", 20), ("20200110", 60)),
        *(("20200210", 0), ("20200710", 90)),
    ):
        write_image(folder / f"NDVI_{day}.tif", halves(west, 99), nodata=0)
    load_images(engine, folder)
    return client_of(engine, routes.router, raise_server_exceptions=False)


def series(client: TestClient, form: str | None = None, **changes: Any) -> Any:
    question = {"polygon": WEST, "band": "1", "from": "2020-01-01", "to": "2021-01-01"}
    question = {name: one for name, one in (question | changes).items() if one is not None}
    return client.post("/v1/images/series", json=question, params={"format": form} if form else {})


def test_series_answers_the_contract(client: TestClient) -> None:
    answer = series(client, quantiles=[0.9, 0.1]).json()
    assert (answer["band"], answer["by"]) == ("1", "scene")
    assert answer["area"]["km2"] == pytest.approx(2.89, abs=0.01)
    (value,) = answer["values"]
    assert value.pop("valid_pixels") == value.pop("total_pixels") > 200
    assert value == {
        "image": "town_20200101",
        "datetime": "2020-01-01T00:00:00Z",
        "mean": 10.0,
        "median": 10.0,
        "min": 10.0,
        "max": 10.0,
        "std": 0.0,
        "quantiles": {"0.1": 10.0, "0.9": 10.0},
        "valid_share": 1.0,
        "clouded_share": 0.0,
        "reason": None,
        "anomaly": None,
        "normal": None,
        "standardised": None,
        "normal_years": None,
    }


def test_no_answer_of_a_series_holds_a_path_of_a_file(client: TestClient, tmp_path: Path) -> None:
    assert str(tmp_path) not in series(client).text


def test_image_without_the_band_is_an_entry_with_a_reason(client: TestClient) -> None:
    values = series(client, band="red", to="2022-01-01").json()["values"]
    assert values[0]["mean"] is None
    assert values[0]["reason"] == "no band red; it has 1"
    assert (values[1]["mean"], values[1]["reason"]) == (30.0, None)


@pytest.mark.parametrize(
    ("measure", "value"),
    [({"expression": "red*2+nir"}, 90.0), ({"index": "ndvi"}, 0.0), ({"band": "NIR"}, 30.0)],
)
def test_expression_and_index_are_measured_as_a_band_is(
    client: TestClient, measure: dict[str, str], value: float
) -> None:
    answer = series(client, **{"band": None} | measure, to="2022-01-01").json()
    assert answer["values"][0]["mean"] is None
    assert "1" in answer["values"][0]["reason"]
    assert answer["values"][1]["mean"] == value


CROSSED = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"band": "swir"}, "bad-parameter"),
        ({"polygon": CROSSED}, "bad-geometry"),
        ({"polygon": {"type": "Point", "coordinates": [117, 30]}}, "bad-geometry"),
        ({"polygon": None}, "bad-parameter"),
        ({"division": "110000"}, "bad-parameter"),
        ({"index": "ndvi"}, "bad-parameter"),
        ({"band": None}, "bad-parameter"),
        ({"band": None, "index": "nonsense"}, "bad-parameter"),
        ({"band": None, "expression": "import os"}, "bad-parameter"),
        ({"quantiles": [1.5]}, "bad-parameter"),
        ({"quantiles": [0.5] * 21}, "bad-parameter"),
        ({"by": "week"}, "bad-parameter"),
        ({"by": "month", "from": "1800-01-01"}, "bad-parameter"),
        ({"from": "yesterday"}, "bad-date"),
        ({"to": "2020-01-01"}, "bad-parameter"),
        ({"unknown": 1}, "bad-parameter"),
        ({"band": 1}, "bad-parameter"),
    ],
)
def test_bad_question_of_a_series_is_a_problem(
    client: TestClient, changes: dict[str, Any], kind: str
) -> None:
    answer = series(client, **changes)
    assert answer.status_code == 400
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"


def test_unknown_band_is_told_with_those_that_exist(client: TestClient) -> None:
    answer = series(client, band="swir", to="2022-01-01")
    assert "there are 1, red, nir" in answer.json()["detail"]


def test_file_that_is_gone_is_a_problem_without_its_path(
    client: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "images" / "town_20200101.tif").unlink()
    answer = series(client)
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:shikong:problem:image-unreadable"
    assert "'town_20200101'" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text


def test_gaps_of_months_stay_gaps_with_their_reasons_r6_3(months: TestClient) -> None:
    answer = series(months, band="NDVI", by="month", to="2020-08-01").json()
    told = [(one["period"], one["mean"], one["scenes"]) for one in answer["values"]]
    assert told == [
        ("2020-01", 60.0, 1), ("2020-02", None, 0), ("2020-03", None, 0), ("2020-04", None, 0),
        ("2020-05", None, 0), ("2020-06", None, 0), ("2020-07", 90.0, 1),
    ]  # fmt: skip
    february, march = answer["values"][1:3]
    assert february["reason"].startswith("no clear pixel: none of the")
    assert (february["valid_share"], february["total_pixels"] > 200) == (0.0, True)
    assert march["reason"] == "no image"
    assert (march["valid_share"], march["total_pixels"]) == (None, 0.0)


def test_anomaly_is_against_the_same_month_of_the_other_years(months: TestClient) -> None:
    window = {"from": "2018-01-01", "to": "2021-01-01", "anomaly": True, "band": "NDVI"}
    by_month = series(months, by="month", **window).json()["values"]
    january = {one["period"]: one for one in by_month if one["period"].endswith("-01")}
    assert january["2020-01"]["anomaly"] == 60.0 - 15.0
    assert january["2018-01"]["normal"] == 40.0
    assert january["2020-01"]["normal_years"] == 2
    assert january["2020-01"]["standardised"] is None
    july = next(one for one in by_month if one["period"] == "2020-07")
    assert (july["mean"], july["anomaly"], july["normal_years"]) == (90.0, None, 0)
    march = next(one for one in by_month if one["period"] == "2020-03")
    assert (march["anomaly"], march["normal_years"]) == (None, None)
    by_scene = series(months, **window).json()["values"]
    assert [one["anomaly"] for one in by_scene] == [-30.0, -15.0, 45.0, None, None]


def test_series_as_csv_and_parquet_hold_what_json_does(months: TestClient) -> None:
    question = {"band": "NDVI", "quantiles": [0.5], "anomaly": True, "from": "2018-01-01"}
    values = series(months, **question).json()["values"]
    answer = series(months, "csv", **question)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["image"] for row in rows] == [one["image"] for one in values]
    assert [float(row["mean"]) if row["mean"] else None for row in rows] == [
        one["mean"] for one in values
    ]
    assert rows[3]["mean"] == ""
    assert rows[3]["reason"] == values[3]["reason"]
    answer = series(months, "parquet", **question)
    table = pq.read_table(io.BytesIO(answer.content))
    assert table.schema.metadata[b"measure"] == b"NDVI"
    for name in ("image", "datetime", "mean", "valid_share", "anomaly", "normal_years"):
        assert table[name].to_pylist() == [one[name] for one in values]
    assert table["q0.5"].to_pylist() == [one["quantiles"]["0.5"] for one in values]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        (PARQUET, PARQUET),
        ("image/svg+xml;q=0.4, text/csv;q=0.2", "image/svg+xml"),
        ("text/html", "application/json"),
    ],
)
def test_form_of_a_series_follows_what_is_accepted(
    client: TestClient, accept: str, expected: str
) -> None:
    question = {"polygon": WEST, "band": "1", "from": "2020-01-01", "to": "2021-01-01"}
    answer = client.post("/v1/images/series", json=question, headers={"Accept": accept})
    assert answer.headers["content-type"] == expected


SVG = "{http://www.w3.org/2000/svg}"


def test_line_of_the_drawing_breaks_at_gaps_r6_3(months: TestClient) -> None:
    answer = series(
        months, "svg", band="NDVI", to="2020-09-01", by="month", **{"from": "2019-12-01"}
    )
    drawing = ET.fromstring(answer.text)
    dots = drawing.findall(f"{SVG}circle")
    assert len(dots) == 2
    between = sorted(float(dot.attrib["cx"]) for dot in dots)
    for line in drawing.findall(f"{SVG}polyline"):
        if line.attrib.get("stroke-width") == "2":
            pytest.fail(f"a line runs from {between[0]} to {between[1]} over a gap")
    texts = [one.text for one in drawing.findall(f"{SVG}text")]
    assert "所选区域 NDVI 时间序列" in texts
    assert any("其中 7 个无有效值" in (text or "") for text in texts)


def test_drawing_without_any_image_says_so(client: TestClient) -> None:
    away = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    assert "该时段没有影像" in series(client, "svg", polygon=away).text


def test_table_of_nothing_has_the_columns_of_any(client: TestClient) -> None:
    away = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    empty = series(client, "csv", polygon=away, quantiles=[0.1]).text
    full = series(client, "csv", quantiles=[0.1]).text
    assert empty.splitlines() == full.splitlines()[:1]
    assert empty.startswith("image,datetime,mean,median,")
    assert pq.read_table(io.BytesIO(series(client, "parquet", polygon=away).content)).num_rows == 0


def square(west: float, south: float, side: float = 0.005) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def features(*polygons: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": f"a{number}", "properties": {"name": f"区 {number}"},
             "geometry": polygon}
            for number, polygon in enumerate(polygons)
        ],
    }  # fmt: skip


AREAS = features(square(117.003, 29.985), square(117.03, 29.985), square(10, 10))


def areas(client: TestClient, form: str | None = None, **changes: Any) -> Any:
    question = {"features": AREAS, "band": "1", "from": "2020-01-01", "to": "2022-01-01"}
    question = {name: one for name, one in (question | changes).items() if one is not None}
    address = "/v1/images/series/areas"
    return client.post(address, json=question, params={"format": form} if form else {})


def test_many_areas_are_lines_with_an_end(client: TestClient) -> None:
    answer = areas(client, quantiles=[0.5])
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["kind"] for line in lines] == ["value"] * 4 + ["end"]
    told = {(line["area"], line["image"]): line["mean"] for line in lines[:-1]}
    assert told == {
        ("a0", "town_20200101"): 10.0, ("a1", "town_20200101"): 20.0,
        ("a0", "town_20210101"): None, ("a1", "town_20210101"): None,
    }  # fmt: skip
    assert lines[0]["name"] == "区 0"
    assert lines[0]["q0.5"] == 10.0
    assert lines[-1]["reason"] == "4 values"


def test_many_areas_as_csv_and_parquet_end_with_the_same_row(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(areas(client, "csv").text)))
    table = pq.read_table(io.BytesIO(areas(client, "parquet").content)).to_pylist()
    assert (
        [row["kind"] for row in rows] == [row["kind"] for row in table] == ["value"] * 4 + ["end"]
    )
    assert [row["area"] or None for row in rows] == [row["area"] for row in table]
    assert [float(row["mean"]) if row["mean"] else None for row in rows] == [
        row["mean"] for row in table
    ]


def test_no_area_is_an_answer_with_its_end(client: TestClient) -> None:
    (line,) = areas(client, features=features()).text.splitlines()
    assert json.loads(line) == {"kind": "end", "reason": "0 values"}


@pytest.mark.parametrize("form", ["ndjson", "csv", "parquet"])
def test_file_that_breaks_in_the_middle_ends_the_answer_with_an_error(
    client: TestClient, tmp_path: Path, form: str
) -> None:
    (tmp_path / "images" / "town_20210101.tif").unlink()
    answer = areas(client, form, band=None, expression="red+0")
    # The first image lacks the band; the second is gone.
    if form == "parquet":
        kinds = [one["kind"] for one in pq.read_table(io.BytesIO(answer.content)).to_pylist()]
    elif form == "csv":
        kinds = [row["kind"] for row in csv.DictReader(io.StringIO(answer.text))]
        assert "'town_20210101'" in answer.text
    else:
        kinds = [json.loads(line)["kind"] for line in answer.text.splitlines()]
    assert kinds == ["value", "value", "error"]
    assert str(tmp_path).encode() not in answer.content


def test_areas_beyond_the_limits_are_refused_or_end_with_an_error(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series_module, "MAX_AREAS_PIXELS", 10)
    last = json.loads(areas(client).text.splitlines()[-1])
    assert last["kind"] == "error"
    assert "more than 10 pixels" in last["reason"]
    monkeypatch.setattr(image_series_areas, "MAX_AREAS", 2)
    assert areas(client).status_code == 400


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"features": None}, "bad-parameter"),
        ({"level": "county"}, "bad-parameter"),
        ({"features": {"type": "Feature"}}, "bad-geometry"),
        ({"features": {"type": "FeatureCollection", "features": [1]}}, "bad-geometry"),
        ({"features": features(CROSSED)}, "bad-geometry"),
        ({"features": None, "level": "hamlet"}, "bad-parameter"),
        ({"band": "swir"}, "bad-parameter"),
    ],
)
def test_bad_question_of_many_areas_is_a_problem(
    client: TestClient, changes: dict[str, Any], kind: str
) -> None:
    answer = areas(client, **changes)
    assert answer.status_code == 400
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"


@pytest.mark.parametrize(
    "endpoint",
    [
        routes.image_series, routes.image_series_of_division, routes.image_series_of_areas,
        routes.image_statistics,
    ],
)  # fmt: skip
def test_series_are_declared_internal_and_only_read(endpoint: Callable[..., object]) -> None:
    declaration = declaration_of(endpoint)
    assert declaration is not None
    assert (declaration.data_class, declaration.grade, declaration.action) == (
        *(DataClass.IMAGE, Grade.INTERNAL, Action.READ),
    )
