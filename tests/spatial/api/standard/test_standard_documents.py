"""The shared documents: several faces say of one collection, and one document comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.api.standard.documents import collection, collections, link
from spatial.api.standard.face import CollectionPart

BASE = "https://example.invalid"


def test_parts_of_one_id_become_one_collection_in_the_order_of_first_naming() -> None:
    tiles = CollectionPart(
        "county", "县级行政区", [link("tiles", f"{BASE}/t")], bbox=(73, 3, 135, 54)
    )
    cars = CollectionPart("vehicle", "车辆", [])
    features = CollectionPart(
        "county",
        None,
        [link("items", f"{BASE}/i"), link("tiles", f"{BASE}/t")],
        description="任一日期的县级行政区",
        bbox=(110, 30, 112, 32),
        interval=("1949-10-01T00:00:00Z", None),
        members={"itemType": "feature"},
    )
    found = collections(BASE, [tiles, cars, features])
    assert [one["id"] for one in found["collections"]] == ["county", "vehicle"]
    county = found["collections"][0]
    assert county["title"] == "县级行政区"
    assert county["description"] == "任一日期的县级行政区"
    assert county["itemType"] == "feature"
    assert county["extent"]["spatial"]["bbox"] == [[73, 3, 135, 54]]
    assert county["extent"]["temporal"]["interval"] == [["1949-10-01T00:00:00Z", None]]
    assert [one["rel"] for one in county["links"]] == ["self", "alternate", "tiles", "items"]


def test_a_collection_that_nobody_gave_a_title_has_its_id_as_title() -> None:
    assert collection(BASE, [CollectionPart("a b", None, [])])["title"] == "a b"


def test_an_id_is_escaped_in_addresses_and_nowhere_else() -> None:
    document = collection(BASE, [CollectionPart("a/b 县", None, [])])
    assert document["id"] == "a/b 县"
    assert document["links"][0]["href"] == f"{BASE}/ogc/collections/a%2Fb%20%E5%8E%BF"


boxes = st.tuples(st.floats(-180, 180), st.floats(-90, 0), st.floats(-180, 180), st.floats(0, 90))


@given(st.lists(boxes, min_size=1, max_size=4))
def test_the_extent_holds_the_boxes_of_all_parts(parts: list[Any]) -> None:
    told = [CollectionPart("x", None, [], bbox=box) for box in parts]
    [west, south, east, north] = collection(BASE, told)["extent"]["spatial"]["bbox"][0]
    for box in parts:
        assert south <= box[1] + 1e-6
        assert north >= box[3] - 1e-6
        if len(parts) > 1 and box[0] <= box[2]:
            assert west <= box[0] + 1e-6
            assert east >= box[2] - 1e-6


@pytest.mark.parametrize(
    ("intervals", "whole"),
    [
        ([("2001-01-01T00:00:00Z", "2002-01-01T00:00:00Z")],
         ["2001-01-01T00:00:00Z", "2002-01-01T00:00:00Z"]),
        ([("2001-01-01T00:00:00Z", None), ("1999-01-01T00:00:00Z", "2002-01-01T00:00:00Z")],
         ["1999-01-01T00:00:00Z", None]),
        ([(None, "2001-01-01T00:00:00Z"), ("1999-01-01T00:00:00Z", "2002-01-01T00:00:00Z")],
         [None, "2002-01-01T00:00:00Z"]),
    ],
)  # fmt: skip
def test_the_extent_in_time_is_open_where_a_part_is(intervals: Any, whole: list[Any]) -> None:
    told = [CollectionPart("x", None, [], interval=one) for one in intervals]
    assert collection(BASE, told)["extent"]["temporal"]["interval"] == [whole]
