"""The chain: one, without a hole, whoever writes at the same time."""

from __future__ import annotations

import hashlib
import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from evidence_rows import add, add_all
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from spatial.boundaries.evidence.chain import (
    ENTRY_COLUMNS,
    START,
    Entry,
    chain_pending,
    entry_of,
    head_of,
    link_of,
)
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.hashes import Algorithm
from spatial.boundaries.evidence.kinds import KINDS, content


def entries(engine: Engine) -> list[Entry]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(f"SELECT {ENTRY_COLUMNS} FROM evidence_entry ORDER BY seq")
        ).all()
    return [entry_of(row) for row in rows]


def noted(engine: Engine) -> list[tuple[str, int]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT kind, subject FROM evidence_pending ORDER BY id"))
        return [(row.kind, row.subject) for row in rows]


def sound(chain: list[Entry]) -> bool:
    links = [START, *(entry.link for entry in chain)]
    return [entry.seq for entry in chain] == list(range(1, len(chain) + 1)) and all(
        entry.follows(before) for entry, before in zip(chain, links, strict=False)
    )


def test_a_link_is_the_hash_of_the_bytes_that_are_written_down_r3_6() -> None:
    at = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(microseconds=7)
    digest, before = bytes(range(32)), b"\x01" * 32
    by_hand = (
        b"shikong-evidence-1" + struct.pack(">Qq", 258, 1_714_521_600_000_007)
        + b"\x06sha256" + b"\x08boundary" + struct.pack(">q", 9) + digest + before
    )  # fmt: skip
    assert (
        link_of(258, at, Algorithm.SHA256, "boundary", 9, digest, before)
        == hashlib.sha256(by_hand).digest()
    )


@pytest.mark.parametrize(
    ("algorithm", "abc"),
    [
        # FIPS 180-4, and GB/T 32905—2016, A.1.
        (
            Algorithm.SHA256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (Algorithm.SM3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    ],
)
def test_hashes_are_those_of_the_standards(algorithm: Algorithm, abc: str) -> None:
    assert algorithm.digest(b"abc").hex() == abc


def test_what_is_noted_is_chained_in_its_order_r3_6(engine: Engine, files: FileStore) -> None:
    with engine.begin() as connection:
        add_all(connection, files)
    order = noted(engine)
    assert len(order) == 22
    with engine.begin() as connection:
        assert chain_pending(connection) == 22
        assert chain_pending(connection) == 0
    chain = entries(engine)
    assert [(entry.kind, entry.subject) for entry in chain] == order
    assert sound(chain)
    assert noted(engine) == []
    with engine.begin() as connection:
        for entry in chain:
            [told] = content(connection, entry.kind, [entry.subject]).values()
            assert entry.digest == hashlib.sha256(told).digest()
        assert head_of(connection) == chain[-1]


def test_the_end_of_what_was_known_is_chained_once(engine: Engine, files: FileStore) -> None:
    with engine.begin() as connection:
        add_all(connection, files)
        chain_pending(connection)
        ended = [kind for kind in KINDS.values() if kind.ends]
        for kind in ended:
            connection.execute(
                text(f"UPDATE {kind.table} SET known = tstzrange(lower(known), now())")
            )
        assert chain_pending(connection) == len(ended) == 5
    assert {entry.kind for entry in entries(engine)[-5:]} == {f"{kind.name}-end" for kind in ended}
    with pytest.raises(IntegrityError, match="corrections are new rows"), engine.begin() as again:
        again.execute(text("UPDATE boundary_fact SET known = tstzrange(lower(known), now())"))


def test_a_chain_may_change_over_to_another_hash(engine: Engine) -> None:
    for number, algorithm in enumerate((Algorithm.SHA256, Algorithm.SM3, Algorithm.SHA256)):
        with engine.begin() as connection:
            add(connection, "boundary", number=str(number))
            chain_pending(connection, algorithm=algorithm)
    chain = entries(engine)
    assert [entry.algorithm for entry in chain] == ["sha256", "sm3", "sha256"]
    assert sound(chain)


def test_a_transaction_that_is_undone_leaves_no_hole(engine: Engine) -> None:
    with engine.begin() as connection:
        add(connection, "boundary", number="1")
        chain_pending(connection)
    with engine.connect() as connection:
        add(connection, "boundary", number="2")
        chain_pending(connection)
        connection.rollback()
    with engine.begin() as connection:
        add(connection, "boundary", number="3")
        chain_pending(connection)
    assert sound(entries(engine))
    assert len(entries(engine)) == 2


def test_writers_at_the_same_time_make_one_chain_r3_6(engine: Engine) -> None:
    def write(writer: int) -> None:
        for number in range(25):
            with engine.begin() as connection:
                add(connection, "boundary", number=f"{writer}-{number}")
                # Some leave it to another.
                if number % 3:
                    chain_pending(connection)

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(write, range(4)))
    with engine.begin() as connection:
        chain_pending(connection)
    chain = entries(engine)
    assert len(chain) == 100
    assert sound(chain)
    assert noted(engine) == []


def test_a_part_is_chained_at_a_time(engine: Engine) -> None:
    with engine.begin() as connection:
        for number in range(2_500):
            add(connection, "boundary", number=str(number))
        assert chain_pending(connection, most=3) == 3
        assert chain_pending(connection, most=1_500) == 1_500
        assert chain_pending(connection) == 997
    assert sound(entries(engine))


def test_the_cost_of_a_link_does_not_grow_with_the_chain(engine: Engine) -> None:
    asked: list[str] = []

    def remember(_c: object, _u: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    counts = []
    event.listen(engine, "before_cursor_execute", remember)
    for round_ in range(3):
        with engine.begin() as connection:
            add(connection, "boundary", number=str(round_))
            asked.clear()
            chain_pending(connection)
            counts.append(len(asked))
            for number in range(400 * (round_ == 1)):
                add(connection, "boundary", number=f"many-{number}")
            chain_pending(connection)
    assert counts[0] == counts[1] == counts[2]


def test_a_noted_row_that_is_gone_holds_nothing_up(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("INSERT INTO evidence_pending (kind, subject) VALUES ('boundary', 99)")
        )
    with engine.begin() as connection:
        add(connection, "boundary", number="1")
        assert chain_pending(connection) == 1
    assert noted(engine) == [("boundary", 99)]


@pytest.mark.parametrize(
    "change",
    ["UPDATE evidence_entry SET seq = 2", "DELETE FROM evidence_entry", "TRUNCATE evidence_entry"],
)
def test_the_chain_is_only_added_to_r3_6(engine: Engine, change: str) -> None:
    with engine.begin() as connection:
        add(connection, "boundary", number="1")
        chain_pending(connection)
    with pytest.raises(IntegrityError, match="only added to"), engine.begin() as connection:
        connection.execute(text(change))
