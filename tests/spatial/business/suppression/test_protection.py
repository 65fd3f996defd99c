"""What is shown of stored figures, and how it stands when figures are added and corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import product

import pytest
from cell_attack import intervals
from division_rows import store_divisions
from protected_rows import declare, tell
from sqlalchemy import Connection, Engine, text

from spatial.business.suppression.protection import Protection, protection_of, shown
from spatial.business.suppression.renewal import protect, protect_all
from spatial.db import read_sql
from spatial.errors import BadParameter, UnknownIndicator

JANUARY, FEBRUARY = date(2019, 1, 1), date(2019, 2, 1)
FIRST, SECOND, THIRD = (datetime(2020, month, 1, tzinfo=UTC) for month in (1, 2, 3))
CITY, EAST, WEST, NORTH = "990100", "990101", "990102", "990103"
COUNTIES = (EAST, WEST, NORTH)


@pytest.fixture
def connection(engine: Engine) -> Connection:
    """A database with an indicator whose k is 5, in a transaction that is not kept."""
    store_divisions(engine)
    with engine.connect() as connection, connection.begin() as transaction:
        declare(connection, "helped")
        yield connection
        transaction.rollback()


def counts(values: dict[str, Sequence[float]], indicator: str = "helped") -> list:
    """Values from January on, by code."""
    return [
        (indicator, code, date(2019, 1 + place, 1), value)
        for code, row in values.items()
        for place, value in enumerate(row)
    ]


def visible(connection: Connection, months: Sequence[date] = (JANUARY,), **asked) -> set[str]:
    found = shown(connection, "helped", list(product((CITY, *COUNTIES), months)), **asked)
    return {code for code, _ in found}


def test_a_small_cell_takes_another_with_it_and_the_city_stays_shown_r8_4(
    connection: Connection,
) -> None:
    tell(connection, counts({EAST: [3], WEST: [20], NORTH: [40], CITY: [63]}), FIRST)
    made = protect(connection, "helped")
    assert made is not None
    assert (made.version, made.cells, made.small) == (1, 3, 1)
    assert visible(connection) == {CITY, NORTH}
    protection = protection_of(connection, "helped")
    assert protection.shows([(code, JANUARY) for code in COUNTIES])
    assert protection.shows([(EAST, JANUARY), (WEST, JANUARY)])
    assert not protection.shows([(EAST, JANUARY), (NORTH, JANUARY)])
    # The city without the two others is the small one.
    assert not protection.shows({(CITY, JANUARY): 1, (WEST, JANUARY): -1, (NORTH, JANUARY): -1})


def test_zero_is_no_small_cell_and_k_itself_is_none(connection: Connection) -> None:
    tell(connection, counts({EAST: [0], WEST: [5], NORTH: [40]}), FIRST)
    protect(connection, "helped")
    assert visible(connection) >= {EAST, WEST, NORTH}


def test_the_year_of_a_county_and_each_month_of_the_city_stay_shown_r8_4(
    connection: Connection,
) -> None:
    tell(connection, counts({EAST: [3, 30], WEST: [20, 20], NORTH: [60, 60]}), FIRST)
    protect(connection, "helped")
    protection = protection_of(connection, "helped")
    year = [(EAST, JANUARY), (EAST, FEBRUARY)]
    assert not protection.shows(year[:1])
    assert protection.shows(year)
    assert protection.shows([(code, JANUARY) for code in COUNTIES])
    assert protection.shows([(NORTH, JANUARY)])


def test_what_nothing_can_cover_is_closed_at_all_levels_r8_4(connection: Connection) -> None:
    tell(connection, counts({EAST: [3], WEST: [0], NORTH: [0], CITY: [3]}), FIRST)
    protect(connection, "helped")
    assert visible(connection) == {WEST, NORTH}


def test_nothing_is_shown_before_it_is_protected_r8_4(connection: Connection) -> None:
    tell(connection, counts({EAST: [30, 30], WEST: [20, 20]}), FIRST)
    assert visible(connection, (JANUARY, FEBRUARY)) == set()
    protect(connection, "helped")
    tell(connection, [("helped", WEST, JANUARY, 2)], SECOND)
    # January is other than what was protected; February is not.
    assert not visible(connection)
    assert visible(connection, (FEBRUARY,)) >= {EAST, WEST}
    protect(connection, "helped")
    assert NORTH in visible(connection)


def test_protecting_again_without_a_change_makes_no_version(connection: Connection) -> None:
    tell(connection, counts({EAST: [3], WEST: [20]}), FIRST)
    first = protect(connection, "helped")
    assert protect(connection, "helped") == first
    assert [one.subject for one in protect_all(connection)] == ["helped"]


def test_a_late_county_is_not_covered_by_what_everybody_knows_r8_4(
    connection: Connection,
) -> None:
    tell(connection, counts({WEST: [20], NORTH: [40]}), FIRST)
    protect(connection, "helped")
    assert visible(connection) >= {WEST, NORTH}
    tell(connection, counts({EAST: [3]}), SECOND)
    protect(connection, "helped")
    protection = protection_of(connection, "helped")
    # The sum of the three less the two that are known is the small one: it stays closed.
    assert not protection.shows([(code, JANUARY) for code in COUNTIES])
    assert protection.shows([(WEST, JANUARY)])
    # New figures that nobody knows cover it afterwards.
    tell(connection, counts({"990104": [50]}), THIRD)
    protect(connection, "helped")
    protection = protection_of(connection, "helped")
    assert protection.shows([(code, JANUARY) for code in (*COUNTIES, "990104")])
    assert not protection.shows([("990104", JANUARY)])


def test_an_earlier_answer_comes_back_as_it_was_r8_4(connection: Connection) -> None:
    tell(connection, counts({EAST: [9], WEST: [20], NORTH: [40]}), FIRST)
    protect(connection, "helped")
    before = visible(connection)
    assert EAST in before
    tell(connection, counts({EAST: [3]}), SECOND)
    protect(connection, "helped")
    assert EAST not in visible(connection)
    assert visible(connection, known_at=FIRST) == before


def test_a_patch_that_a_correction_makes_too_thin_is_closed_r8_4(connection: Connection) -> None:
    tell(connection, counts({EAST: [3], WEST: [20], NORTH: [40]}), FIRST)
    protect(connection, "helped")
    pair = [(EAST, JANUARY), (WEST, JANUARY)]
    assert protection_of(connection, "helped").shows(pair)
    tell(connection, counts({WEST: [2]}), SECOND)
    protect(connection, "helped")
    assert not protection_of(connection, "helped").shows(pair)
    assert protection_of(connection, "helped", known_at=FIRST).shows(pair)
    # West stays hidden when it is large again: what was shown of the pair would give East away.
    tell(connection, counts({WEST: [20]}), THIRD)
    protect(connection, "helped")
    assert visible(connection) == {NORTH} | ({CITY} & visible(connection))


def test_a_year_that_came_month_by_month_shows_its_sum_in_the_end_r8_4(
    connection: Connection,
) -> None:
    year = {EAST: [3, 2, 4] + [2] * 9, WEST: [20] * 12, NORTH: [60] * 12}
    for month in range(12):
        told = [one for one in counts(year) if one[2].month == month + 1]
        tell(connection, told, datetime(2020, 1, 1 + month, tzinfo=UTC))
        protect(connection, "helped")
        if month == 10:
            sofar = [(EAST, date(2019, one, 1)) for one in range(1, 12)]
            assert not protection_of(connection, "helped").shows(sofar)
    protection = protection_of(connection, "helped")
    east = [(EAST, date(2019, one, 1)) for one in range(1, 13)]
    assert protection.shows(east)
    assert protection.shown(east) == frozenset()
    for month in range(1, 13):
        assert protection.shows([(code, date(2019, month, 1)) for code in COUNTIES])
    cells = {(code, start): 1.0 for code, start in product(COUNTIES, (one[1] for one in east))}
    truth = {cell: year[cell[0]][cell[1].month - 1] for cell in cells}
    published = [
        (weights, sum(truth[cell] for cell in weights))
        for weights in (
            *({cell: 1.0} for cell in cells),
            *({cell: 1.0 for cell in cells if cell[0] == code} for code in COUNTIES),
            *({cell: 1.0 for cell in cells if cell[1] == start} for _, start in east),
        )
        if protection.shows(weights)
    ]
    assert len(published) == 27
    for found in intervals(published, [{cell: 1.0} for cell in east]):
        assert found.hides(5)


def test_old_and_new_values_put_together_pin_nothing_r8_4(connection: Connection) -> None:
    old = {EAST: [3, 8], WEST: [20, 25], NORTH: [40, 2]}
    new = {EAST: [4, 8], WEST: [20, 25], NORTH: [40, 11]}
    tell(connection, counts(old), FIRST)
    protect(connection, "helped")
    changed = [one for one in counts(new) if one not in counts(old)]
    tell(connection, changed, SECOND)
    protect(connection, "helped")
    published, targets = [], []
    cells = list(product(COUNTIES, (JANUARY, FEBRUARY)))
    for known_at, told in ((FIRST, old), (SECOND, new)):
        protection = protection_of(connection, "helped", known_at=known_at)
        truth = {(code, start): told[code][start.month - 1] for code, start in cells}
        # Nobody is told which cells of a patch were corrected; what is shown says so itself.
        corrected = {
            one.patch
            for one in protection.hidden
            if known_at == SECOND and any(one.cell[:2] == other[1:3] for other in changed)
        }
        touched = {one.cell[:2] for one in protection.hidden if one.patch in corrected}
        for number in range(1, 2 ** len(cells)):
            some = [cell for place, cell in enumerate(cells) if number >> place & 1]
            named = {(*cell, known_at) if cell in touched else cell: 1.0 for cell in some}
            value = sum(truth[cell] for cell in some)
            if protection.shows(some):
                published.append((named, value))
            elif 0 < value < 5:
                targets.append(named)
    assert targets
    for found in intervals(published, targets):
        assert found.hides(5), found


def test_another_k_begins_anew(connection: Connection) -> None:
    tell(connection, counts({EAST: [3], WEST: [20], NORTH: [8]}), FIRST)
    protect(connection, "helped")
    connection.execute(text("UPDATE indicator SET minimum_cell = 10"))
    assert visible(connection) == set()
    made = protect(connection, "helped")
    assert made is not None
    assert (made.version, made.first_version, made.small) == (2, 2, 2)
    connection.execute(text("UPDATE indicator SET minimum_cell = 0"))
    assert visible(connection) >= {EAST, WEST, NORTH}
    assert protect(connection, "helped") is None


def test_a_part_is_hidden_where_the_rest_of_its_whole_is_small_r8_4(
    connection: Connection,
) -> None:
    declare(connection, "old_helped")
    declare(connection, "share_of_old", rate_of=("old_helped", "helped"))
    whole = counts({EAST: [50], WEST: [60], NORTH: [90]})
    part = counts({EAST: [48], WEST: [30], NORTH: [45]}, "old_helped")
    tell(connection, [*whole, *part], FIRST)
    made = protect(connection, "old_helped")
    assert made is not None
    assert made.subject == "helped"
    of_whole, of_part, of_rate = (
        protection_of(connection, one) for one in ("helped", "old_helped", "share_of_old")
    )
    figure = [(EAST, JANUARY)]
    # 50 are shown; that 48 of them are old would tell that two are not.
    assert of_whole.shows(figure)
    assert not of_part.shows(figure)
    assert not of_rate.shows(figure)
    assert of_part.shows([(code, JANUARY) for code in COUNTIES])
    assert of_rate.shows([(NORTH, JANUARY)])
    assert of_rate.shown([(NORTH, JANUARY), (EAST, JANUARY)]) == {(NORTH, JANUARY)}


def test_a_part_that_is_declared_later_hides_all_until_both_are_protected_r8_4(
    connection: Connection,
) -> None:
    declare(connection, "old_helped")
    tell(connection, counts({EAST: [48], WEST: [30], NORTH: [45]}, "old_helped"), FIRST)
    tell(connection, counts({EAST: [50], WEST: [60], NORTH: [90]}), FIRST)
    protect_all(connection)
    assert EAST in visible(connection)
    declare(connection, "share_of_old", rate_of=("old_helped", "helped"))
    assert visible(connection) == set()
    made = protect(connection, "helped")
    assert made is not None
    assert made.members == ["helped", "old_helped"]
    assert EAST in visible(connection)
    assert not protection_of(connection, "old_helped").shows([(EAST, JANUARY)])


def test_year_to_date_hides_what_a_month_added_r8_4(connection: Connection) -> None:
    declare(connection, "so_far", kind="year_to_date")
    told = counts({EAST: [20, 23, 60], WEST: [30, 60, 90], NORTH: [80, 160, 240]}, "so_far")
    tell(connection, told, FIRST)
    protect(connection, "so_far")
    protection = protection_of(connection, "so_far")
    march = date(2019, 3, 1)
    east = [(EAST, month) for month in (JANUARY, FEBRUARY, march)]
    # February alone is 3: January is not told, and the first number is that of both.
    assert protection.shown(east) == {east[1], east[2]}
    assert not protection.shows({east[1]: 1, east[0]: -1})
    assert protection.shows([(code, FEBRUARY) for code in COUNTIES])


def test_what_does_not_add_up_is_hidden_alone(connection: Connection) -> None:
    declare(connection, "mean_age", kind="stock", additive=False)
    tell(connection, counts({EAST: [3], WEST: [60]}, "mean_age"), FIRST)
    protect(connection, "mean_age")
    found = shown(connection, "mean_age", [(EAST, JANUARY), (WEST, JANUARY)])
    assert found == {(WEST, JANUARY)}


def test_a_protection_is_asked_only_for_what_it_knows(connection: Connection) -> None:
    tell(connection, counts({EAST: [3], WEST: [20]}), FIRST)
    protect(connection, "helped")
    protection = protection_of(connection, "helped", codes=[EAST], first=JANUARY, last=JANUARY)
    assert isinstance(protection, Protection)
    assert not protection.shows([(EAST, JANUARY)])
    with pytest.raises(BadParameter, match="990102 in 2019-01-01"):
        protection.shows([(WEST, JANUARY)])
    with pytest.raises(BadParameter, match="in 2019-02-01"):
        protection.shows([(EAST, FEBRUARY)])
    with pytest.raises(UnknownIndicator, match="'beds'"):
        protect(connection, "beds")
    assert shown(connection, "helped", []) == frozenset()


def test_the_cells_of_a_division_are_found_by_their_index(connection: Connection) -> None:
    tell(connection, counts({EAST: [3], WEST: [20]}), FIRST)
    protect(connection, "helped")
    connection.execute(
        text(
            "INSERT INTO protection_touch SELECT 'helped', CAST(980000 + n % 3000 AS text),"
            " CAST('2019-01-02' AS date) + n / 3000, patch_id FROM protection_touch,"
            " generate_series(1, 30000) AS n WHERE code = '990101'"
        )
    )
    connection.execute(text("ANALYZE protection_touch"))
    plan = "\n".join(
        connection.execute(
            text(f"EXPLAIN {read_sql('spatial.business.suppression', 'protected_grids')}"),
            {"subject": "helped", "version": 1, "codes": [EAST]}
            | {"first": JANUARY, "last": FEBRUARY},
        ).scalars()
    )
    assert "protection_touch_pkey" in plan
