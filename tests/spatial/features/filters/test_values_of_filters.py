"""What values of a filter are: folded texts, numbers without limits, and what has no value."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from filter_trees import THINGS, Thing, create_things
from sqlalchemy import Connection, Engine, text

from spatial.features.filters.conditions import condition_of


@pytest.fixture(scope="module")
def connection(module_engine: Engine) -> Iterator[Connection]:
    with module_engine.connect() as opened:
        create_things(
            opened,
            [
                Thing(1, name="STRASSE", beds=0, area=float("nan")),
                Thing(2, name="Οδός", beds=-8, area=float("inf")),
                Thing(3, name="Café", beds=2**62, area=1e308),
            ],
        )
        yield opened


def found(connection: Connection, written: str) -> list[int]:
    condition = condition_of(THINGS, written)
    rows = connection.execute(
        text(f"SELECT f.id FROM thing AS f WHERE {condition.sql} ORDER BY f.id"),
        dict(condition.values),
    )
    return list(rows.scalars())


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("CASEI(name) = CASEI('Straße')", [1]),
        ("CASEI(name) LIKE CASEI('stra%')", [1]),
        ("CASEI(name) = CASEI('ΟΔΌΣ')", [2]),
        ("ACCENTI(name) = ACCENTI('Cafe')", [3]),
        ("CASEI(ACCENTI(name)) = ACCENTI(CASEI('CAFÉ'))", [3]),
        ("ACCENTI(CASEI(name)) IN (ACCENTI(CASEI('cafe')), CASEI('strasse'))", [1, 3]),
        ("CASEI(name) = name", []),
        ("CASEI(name) <> name AND CASEI(name) > 'a'", [1, 2, 3]),
    ],
)
def test_texts_are_folded_wholly(connection: Connection, written: str, ids: list[int]) -> None:
    assert found(connection, written) == ids


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("beds * beds * beds * beds > 0", [2, 3]),
        ("beds + 9223372036854775807 > 9223372036854775807", [3]),
        ("beds = 4611686018427387904", [3]),
        ("beds < 99999999999999999999999", [1, 2, 3]),
        ("1 / beds IS NULL", [1]),
        ("1 % beds IS NULL AND 1 div beds IS NULL", [1]),
        ("NOT 1 / beds = 7", [2, 3]),
        ("beds ^ 0.5 IS NULL", [2]),
        ("beds ^ -1 IS NULL", [1]),
        ("beds ^ 3 = -512", [2]),
        ("beds ^ 0 = 1", [1, 2, 3]),
        ("beds ^ 100 IS NULL", [3]),
        ("10 ^ 400 IS NULL AND 10 ^ 1e200 IS NULL AND 10 ^ 2 = 100", [1, 2, 3]),
        ("area * area > 1e300", [1, 2, 3]),
        ("area ^ 2 IS NULL AND area ^ area IS NULL", [1, 2, 3]),
        ("area - area = 0", [3]),
        ("area % 2 >= 0 AND area div 2 > 0", [1, 2, 3]),
        ("-7 div 2 = -3 AND -7 % 2 = -1", [1, 2, 3]),
        ("2 + 3 * 4 ^ 2 / 8 - 1 = 7", [1, 2, 3]),
        ("2 ^ 3 ^ 2 = 512", [1, 2, 3]),
        (" AND ".join(["area * 1e300 > 1"] * 99), [1, 2, 3]),
        ("area * " + " * ".join(["1e300"] * 39) + " > 1", [1, 2, 3]),
    ],
)
def test_no_number_makes_a_filter_fail(
    connection: Connection, written: str, ids: list[int]
) -> None:
    assert found(connection, written) == ids
