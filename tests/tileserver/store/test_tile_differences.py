"""Large tiles of former days are told in terms of today's, and come back byte for byte."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from tileserver.responses import MVT, Content
from tileserver.store.bodies import drop_unused, keep_bodies
from tileserver.store.differences import applied, difference


def noise(seed: int, size: int = 60_000) -> bytes:
    """Bytes that no packing makes smaller than their two thirds."""
    dice = random.Random(seed)
    return bytes(dice.choices(range(40), k=size))


@given(
    st.integers(0, 5),
    st.lists(st.tuples(st.integers(0, 59_999), st.binary(max_size=30)), max_size=8),
    st.integers(0, 3),
)
def test_what_is_told_in_terms_of_another_comes_back(
    seed: int, changes: list[tuple[int, bytes]], coarser: int
) -> None:
    base = Content.of(noise(seed), MVT)
    plain = bytearray(base.plain)
    for place, change in changes:
        plain[place : place + len(change)] = change
    content = Content.of(bytes(plain), MVT, coarser=coarser)
    made = difference(content, base)
    if content.digest == base.digest:
        assert made is None
    else:
        assert made is not None
        assert len(made) < 1_000
        assert applied(made, base, content.digest, coarser=coarser) == content


def test_what_has_nothing_in_common_is_kept_whole() -> None:
    assert difference(Content.of(noise(1), MVT), Content.of(noise(2), MVT)) is None


def test_small_tiles_are_kept_whole() -> None:
    one, other = Content.of(noise(1, 2_000), MVT), Content.of(noise(1, 2_001), MVT)
    assert difference(one, other) is None


def test_bodies_are_kept_in_terms_of_the_latest_and_go_after_it(engine: Engine) -> None:
    latest = Content.of(noise(1), MVT)
    former = [Content.of(noise(1)[:-9] + b"%09d" % year, MVT) for year in range(5)]
    with engine.begin() as connection:
        ids = keep_bodies(connection, [(one, latest) for one in (*former, latest)])
        again = keep_bodies(connection, [(one, former[0]) for one in (*former, latest)])
        assert again == ids
        rows = connection.execute(
            text("SELECT id, base_id, length(body) AS size FROM tile_body ORDER BY id")
        ).all()
        base = ids[latest.digest]
        assert {row.id: row.base_id for row in rows} == {
            one: None if one == base else base for one in ids.values()
        }
        assert sum(row.size for row in rows) < 1.2 * len(latest.body)
        connection.execute(
            text(
                "INSERT INTO tile_built (layer, basis, srid, z, x, y, starts, content, body_id)"
                " VALUES ('county', 'list', 3857, 0, 0, 0, '-infinity', '', :body)"
            ),
            {"body": ids[former[2].digest]},
        )
        # What the one tile shows, and what that is told in terms of, stay.
        assert drop_unused(connection) == 4
        connection.execute(text("DELETE FROM tile_built"))
        assert drop_unused(connection) == 2


def test_a_base_is_whole_itself(engine: Engine) -> None:
    first, second, third = (Content.of(noise(1)[:-9] + b"%09d" % n, MVT) for n in range(3))
    with engine.begin() as connection:
        keep_bodies(connection, [(first, second), (second, second)])
        # A correction makes the former the latest: nothing may be told in terms of it.
        ids = keep_bodies(connection, [(third, first)])
        base = connection.execute(
            text("SELECT base_id FROM tile_body WHERE id = :id"), {"id": ids[third.digest]}
        ).scalar_one()
    assert base is None


@pytest.mark.parametrize("size", [0, 10])
def test_tiny_bodies(engine: Engine, size: int) -> None:
    one = Content.of(b"x" * size, MVT)
    with engine.begin() as connection:
        assert len(keep_bodies(connection, [(one, one)])) == (1 if size else 0)
