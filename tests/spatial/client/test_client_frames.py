"""Rows as tables: nothing is made up, and nothing lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from spatial.client.frames import shapes, table

CELLS = st.one_of(st.none(), st.integers(-(2**53), 2**53), st.booleans(), st.text(max_size=5))


@given(st.lists(st.fixed_dictionaries({"code": st.text(max_size=6), "value": CELLS}), max_size=8))
def test_a_table_holds_what_the_rows_say(rows: list[dict[str, Any]]) -> None:
    frame = table(rows, ("code", "value"))
    assert sorted(frame.columns) == ["code", "value"]
    assert frame["code"].tolist() == [row["code"] for row in rows]
    for was, told in zip([row["value"] for row in rows], frame["value"].tolist(), strict=True):
        assert (told is pd.NA or pd.isna(told)) if was is None else told == was


@given(st.lists(st.one_of(st.none(), st.dates()), min_size=1, max_size=5))
def test_days_of_any_century_stay_days(days: list[date | None]) -> None:
    rows = [{"valid_from": None if one is None else one.isoformat()} for one in days]
    told = table(rows)["valid_from"]
    assert str(told.dtype) == "datetime64[s]"
    assert [None if pd.isna(one) else one.date() for one in told] == days


def test_codes_keep_their_zeros_and_whole_numbers_that_miss_stay_whole() -> None:
    frame = table([{"code": "010203", "n": 1}, {"code": None, "n": None}])
    assert frame["code"].tolist()[0] == "010203"
    assert str(frame["n"].dtype) == "Int64"


def test_instants_are_in_utc_and_words_under_such_a_name_stay_words() -> None:
    frame = table([{"first": "2024-05-01T00:00:00Z"}, {"first": "2024-05-01T08:00:00+08:00"}])
    assert frame["first"].nunique() == 1
    assert table([{"first": "春"}])["first"].tolist() == ["春"]


def test_members_of_an_object_become_columns_also_where_one_is_missing() -> None:
    frame = table([{"left": {"code": "1"}, "n": 1}, {"left": None, "n": 2}])
    assert sorted(frame.columns) == ["left_code", "n"]


def test_features_keep_their_ids_and_lack_of_a_shape() -> None:
    frame = shapes(
        [
            {"id": 7, "geometry": {"type": "Point", "coordinates": [116, 40]}, "properties": {}},
            {"id": "8", "geometry": None, "properties": {"name": "无图"}},
        ]
    )
    assert frame["id"].tolist() == ["7", "8"]
    assert frame.geometry.iloc[0].x == 116
    assert frame.geometry.iloc[1] is None
    assert frame.crs.to_epsg() == 4490
