"""Whose tracks count for a side."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from spatial.boundaries.inspections.parties import add_party, parties_of, withdraw_party
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.rounds import create_round
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import take_step
from spatial.errors import (
    BadParameter,
    InspectionConflict,
    NotPermitted,
    UnknownDevice,
    UnknownInspection,
)
from tests.inspection_rows import (
    ABOVE,
    DAY,
    EAST,
    LEFT,
    OTHER,
    RIGHT,
    WEST,
    add_device,
    add_line,
    begun,
    store_world,
)

START = datetime(2024, 5, 20, tzinfo=UTC)


def join(
    connection: Connection,
    made: int,
    device: str = "west-1",
    *,
    author: Author = WEST,
    side: str = "left",
    hours: tuple[int, int | None] = (0, 8),
) -> int:
    return add_party(
        connection,
        made,
        author,
        side=side,
        device=device,
        starts=START + timedelta(hours=hours[0]),
        ends=None if hours[1] is None else START + timedelta(hours=hours[1]),
        bearer="张三",
    )


def test_a_device_counts_for_the_side_that_owns_it(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        add_device(connection, "town", "330106001")
        add_device(connection, "city", ABOVE)
        add_device(connection, "nobody's", None)
        add_device(connection, "tracker", LEFT, "personal")
        add_device(connection, "stone", LEFT, "marker")
        made = begun(connection)
        join(connection, made)
        join(connection, made, "town")
        join(connection, made, "east-1", author=EAST, side="right")
        for device, why in (
            ("east-1", f"belongs to {RIGHT}, not to {LEFT}, the left side"),
            ("city", f"belongs to {ABOVE}"),
            ("nobody's", "does not say whose"),
            ("tracker", "registered as personal"),
            ("stone", "registered as marker"),
        ):
            with pytest.raises(BadParameter, match=why):
                join(connection, made, device)
        with pytest.raises(UnknownDevice):
            join(connection, made, "ghost")
        assert [(one.side, one.device, one.bearer) for one in parties_of(connection, made)] == [
            ("left", "west-1", "张三"),
            ("left", "town", "张三"),
            ("right", "east-1", "张三"),
        ]


def test_only_the_side_and_those_above_enter_its_parties_r3_10(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        with pytest.raises(NotPermitted, match="left side"):
            join(connection, made, author=EAST)
        with pytest.raises(UnknownInspection):
            join(connection, made, author=Author(OTHER, "柯桥"))
        party = join(connection, made, author=Author(ABOVE, "杭州"))
        with pytest.raises(NotPermitted):
            withdraw_party(connection, made, EAST, party)


def test_a_wrong_party_is_withdrawn_by_a_row_of_its_own(engine: Engine) -> None:
    store_world(engine)
    with engine.begin() as connection:
        made = begun(connection)
        party = join(connection, made)
        with pytest.raises(InspectionConflict, match=f"withdraw party {party} first"):
            join(connection, made, hours=(7, 9))
        withdraw_party(connection, made, WEST, party)
        assert parties_of(connection, made) == []
        with pytest.raises(UnknownInspection, match=f"no party {party}"):
            withdraw_party(connection, made, WEST, party)
        right = join(connection, made, hours=(7, 9))
        assert [one.id for one in parties_of(connection, made)] == [right]
        with pytest.raises(BadParameter, match="before it begins"):
            join(connection, made, hours=(9, 9))
        take_step(connection, made, State.CANCELLED, WEST, day=DAY, today=DAY, note="误立")
        with pytest.raises(InspectionConflict, match="cancelled"):
            join(connection, made, hours=(20, None))


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    spans=st.lists(
        st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(1, 20))), max_size=6
    )
)
def test_a_device_never_counts_twice_in_one_instant(
    engine: Engine, spans: list[tuple[int, int | None]]
) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        add_line(connection)
        create_round(connection, 5, date(2023, 1, 1))
        add_device(connection, "west-1", LEFT)
        made = begun(connection)
        for starts, length in spans:
            ends = None if length is None else starts + length
            with suppress(InspectionConflict):
                join(connection, made, hours=(starts, ends))
        held = parties_of(connection, made)
        assert bool(held) == bool(spans)
        for hour in range(45):
            at = START + timedelta(hours=hour)
            counts = [one for one in held if one.starts <= at and (not one.ends or at < one.ends)]
            assert len(counts) <= 1
        transaction.rollback()
