"""Filters, judged by the library cql2, which reads and reckons them by itself: what we return is
exactly what it holds for true of all features, in text and in JSON.
"""

from __future__ import annotations

import json
from typing import Any

import cql2
import httpx
import pytest
from watched_server import Watched

TEXTS = [
    "name = '虚龙家源社区'",
    "code > '990110' AND NOT name LIKE '%社区'",
    "name LIKE '虚北%' OR name LIKE '_南家%'",
    "code IN ('990102001001', '990102001003', '1')",
    "code BETWEEN '990102' AND '990103'",
    "flag IS NOT NULL",
    "CASEI(level) = CASEI('VILLAGE') AND CASEI(name) LIKE '%村%'",
    "ACCENTI(name) = ACCENTI('虚南家塘社区')",
    "code <> name AND parent_code < code",
]
SHAPES = [
    "S_INTERSECTS(geometry, BBOX(150.8, 30.6, 150.9, 30.7))",
    "S_INTERSECTS(geometry, POINT(150.9 30.65))",
    "S_WITHIN(geometry, POLYGON((150.7 30.5, 151.1 30.5, 150.9 30.9, 150.7 30.5)))",
    "S_DISJOINT(geometry, BBOX(150.6, 30.5, 151.2, 31.0))",
    "S_CONTAINS(geometry, POINT(150.9 30.65))",
    "S_CROSSES(geometry, LINESTRING(150.7 30.6, 151.0 30.7))",
    "S_OVERLAPS(geometry, BBOX(150.8, 30.6, 150.9, 30.7))",
    "NOT S_TOUCHES(geometry, POINT(150.9 30.65))",
    "S_EQUALS(geometry, POINT(150.9 30.65))",
]
NUMBERS = [
    "beds >= 68",
    "beds + 10 < 100",
    "beds * 2 - 20 > 90 AND beds / 3 <= 40",
    "beds % 2 = 0",
    "nursing_beds IS NULL AND beds BETWEEN 60 AND 200",
]
TIMES = [
    "T_BEFORE(datetime, DATE('2023-06-30'))",
    "T_AFTER(datetime, DATE('2023-06-30'))",
    "T_EQUALS(datetime, DATE('2023-06-30')) OR T_BEFORE(datetime, DATE('2022-12-01'))",
    "T_INTERSECTS(datetime, INTERVAL('2023-01-01', '..'))",
    "T_DISJOINT(datetime, INTERVAL('..', '2023-01-01'))",
    "datetime >= DATE('2022-12-31')",
]

ASKED = [
    *(("village", text) for text in (*TEXTS, *SHAPES)),
    *(("care_institution", text) for text in NUMBERS),
    *(("boundary_incidents", text) for text in TIMES),
]


@pytest.fixture(scope="module")
def features(sample_server: Watched) -> dict[str, list[dict[str, Any]]]:
    """All features of the collections that are asked; a day that a thing happened is its time."""
    found = {}
    with httpx.Client(trust_env=False, base_url=f"{sample_server.address}/ogc") as client:
        for collection in {collection for collection, _ in ASKED}:
            path = f"/collections/{collection}/items"
            found[collection] = client.get(path, params={"limit": 10000}).json()["features"]
            for one in found[collection]:
                if "happened" in one["properties"]:
                    one["properties"]["datetime"] = one["properties"]["happened"]
    return found


@pytest.mark.parametrize(("collection", "said"), ASKED)
def test_a_filter_returns_what_another_reader_of_cql2_holds_for_true(
    server: Watched, features: dict[str, list[dict[str, Any]]], collection: str, said: str
) -> None:
    judge = cql2.parse_text(said)
    expected = {one["id"] for one in features[collection] if judge.matches(one)}
    path = f"{server.address}/ogc/collections/{collection}/items"
    with httpx.Client(trust_env=False) as client:
        for language, text in (
            ("cql2-text", said),
            ("cql2-json", json.dumps(judge.to_json(), ensure_ascii=False)),
        ):
            answer = client.get(
                path, params={"filter": text, "filter-lang": language, "limit": 10000}
            )
            assert answer.status_code == 200, answer.text
            assert {one["id"] for one in answer.json()["features"]} == expected, language
