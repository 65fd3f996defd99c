"""Two counties beside each other, squares of a degree, and roads for those who ask for them."""

from __future__ import annotations

from datetime import date

import pytest
from area_rows import store_areas
from registry_rows import FIRST, store_registry, version
from sqlalchemy import Engine, text

DAY = date(2015, 6, 1)


@pytest.fixture
def land(engine: Engine) -> Engine:
    """东县 from 110 to 111° east and 西县 beside it, both from 30 to 31° north."""
    store_registry(
        engine,
        [
            version("990000", "虚构省", type="province"),
            version("990100", "虚构市", type="prefecture_city"),
            version("990121", "西县", FIRST, type="county"),
            version("990122", "东县", FIRST, type="county"),
        ],
        [],
    )
    store_areas(
        engine,
        {"w": (110.0, 30.0), "e": (111.0, 30.0)},
        [("990121", DAY, ["w"]), ("990122", DAY, ["e"])],
    )
    with engine.begin() as connection:
        # What is drawn is known since it was built.
        connection.execute(
            text("INSERT INTO division_build VALUES (true, 'test', clock_timestamp())")
        )
    return engine
