"""The items of an answer as a table."""

from __future__ import annotations

import csv
import io

from spatial.business.answering.sheet import sheet_of


def test_members_of_members_get_columns_and_lists_one_cell() -> None:
    items = [
        {"code": "990101", "unit": {"name": "甲县", "share": 0.5}, "kinds": ["split", "merge"]},
        {"code": None, "exact": True, "kin": [{"code": "1"}], "text": "=1+1"},
    ]
    rows = list(csv.reader(io.StringIO(sheet_of(items))))
    assert rows == [
        ["code", "unit.name", "unit.share", "kinds", "exact", "kin", "text"],
        ["990101", "甲县", "0.5", "split；merge", "", "", ""],
        ["", "", "", "", "true", '[{"code": "1"}]', "'=1+1"],
    ]


def test_no_items_give_no_columns() -> None:
    assert sheet_of([]).strip() == ""
