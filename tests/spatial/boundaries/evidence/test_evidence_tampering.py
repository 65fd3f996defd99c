"""Whatever is done to a table of evidence past the triggers is found and named (R3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from evidence_rows import JPEG, add, add_all
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text
from tampering import CHANGED, found, tampered, told, without_checks

from ingest.beidou.gateway.arrivals import Arrival
from ingest.beidou.gateway.frames import FrameRow, store_frames
from spatial.boundaries.evidence.chain import (
    ENTRY_COLUMNS,
    START,
    Algorithm,
    chain_pending,
    entry_of,
    link_of,
)
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.findings import What
from spatial.boundaries.evidence.kinds import KINDS, Form
from spatial.boundaries.evidence.verify import snapshot, verify

Ids = dict[str, int]
ROWS = [kind for kind in KINDS.values() if not kind.is_end]
ENDS = [kind for kind in KINDS.values() if kind.is_end]


@pytest.fixture
def ids(engine: Engine, files: FileStore) -> Iterator[Ids]:
    """A row in each table of evidence, all chained."""
    with engine.begin() as connection:
        kept = add_all(connection, files)
        device = connection.execute(text("SELECT id FROM device")).scalar_one()
        store_frames(
            connection,
            [
                FrameRow(Arrival("jt808", "1", "tcp", at, b"%d" % at), device, [at - 5], [7])
                for at in (1_714_600_000_000_000, 1_714_600_000_000_001)
            ],
        )
        kept["frame_batch"] = connection.execute(text("SELECT id FROM frame_batch")).scalar_one()
        spare = add(
            connection, "inspection_round", number=9, valid="[2033-01-01,2038-01-01)", name="9"
        )
        chain_pending(connection)
        kept["evidence_erasure"] = add(
            connection, "evidence_erasure", kind="inspection-round", subject=spare, rule="法",
            office="330106", person="李四",
        )  # fmt: skip
        connection.execute(text("DELETE FROM inspection_round WHERE number = 9"))
        for kind in KINDS.values():
            if kind.ends:
                connection.execute(
                    text(f"UPDATE {kind.table} SET known = tstzrange(lower(known), '2024-01-01Z')")
                )
        chain_pending(connection)
    yield kept
    with snapshot(engine) as connection:
        assert told(found(connection, files)) == {("erased", "inspection-round", spare)}


def test_untouched_evidence_gives_no_fault_r3_6(engine: Engine, files: FileStore, ids: Ids) -> None:
    with snapshot(engine) as connection:
        findings = found(connection, files)
    assert [finding.what for finding in findings] == [What.ERASED]
    assert findings[0].rule == "法"
    assert not findings[0].is_fault
    assert set(ids) == {kind.table for kind in ROWS}


def test_a_change_of_any_column_is_found_and_named_r3_6(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        for kind in ROWS:
            without_checks(connection, kind.table)
            for column, form in kind.columns[1:]:
                for change in (CHANGED[form], "NULL"):
                    with connection.begin_nested() as step:
                        if _change(connection, kind.table, column, change.format(column)):
                            wanted = ("altered", kind.name, ids[kind.table])
                            assert wanted in told(found(connection)), (kind.name, column, change)
                        step.rollback()


def _change(connection: Connection, table: str, column: str, value: str) -> bool:
    """Whether it could be changed: a column that must be there is not made null."""
    needed = connection.execute(
        text(
            "SELECT attnotnull FROM pg_attribute"
            " WHERE attrelid = to_regclass(:table) AND attname = :column"
        ),
        {"table": table, "column": column},
    ).scalar_one()
    if needed and value == "NULL":
        return False
    return bool(
        connection.execute(
            text(f"UPDATE {table} SET {column} = {value} WHERE {column} IS DISTINCT FROM {value}")
        ).rowcount
    )


@pytest.mark.parametrize("kind", ENDS, ids=lambda kind: kind.name)
def test_a_changed_end_of_knowledge_is_found(engine: Engine, ids: Ids, kind: object) -> None:
    table = kind.table  # type: ignore[attr-defined]
    for known in (
        "tstzrange(lower(known), NULL)",
        "tstzrange(lower(known), upper(known) + interval '1 microsecond')",
    ):
        with tampered(engine) as connection:
            connection.execute(text(f"UPDATE {table} SET known = {known}"))
            assert told(found(connection)) >= {("altered", kind.name, ids[table])}  # type: ignore[attr-defined]


def test_a_row_that_is_gone_is_found_and_named_r3_6(engine: Engine, ids: Ids) -> None:
    for kind in ROWS:
        with tampered(engine) as connection:
            connection.execute(
                text(f"DELETE FROM {kind.table} WHERE id = :id"), {"id": ids[kind.table]}
            )
            findings = found(connection)
            assert ("missing", kind.name, ids[kind.table]) in told(findings), kind.name
            [named] = [
                one for one in findings if one.what is What.MISSING and one.kind == kind.name
            ]
            assert f"表 {kind.table} 第 {ids[kind.table]} 号" in named.sentence
            if kind.ends:
                assert ("missing", f"{kind.name}-end", ids[kind.table]) in told(findings)


def test_a_row_that_came_by_the_way_is_found_and_named_r3_6(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        for kind in ROWS:
            without_checks(connection, kind.table)
            copied = [name for name, _ in kind.columns[1:]]
            values = [UNIQUE.get((kind.table, name), name) for name in copied]
            new = connection.execute(
                text(
                    f"INSERT INTO {kind.table} ({', '.join(copied)})"
                    f" SELECT {', '.join(values)} FROM {kind.table} WHERE id = :id RETURNING id"
                ),
                {"id": ids[kind.table]},
            ).scalar_one()
            assert ("inserted", kind.name, new) in told(found(connection)), kind.name


UNIQUE = {
    ("boundary", "number"): "number || '-2'",
    ("deposited_file", "sha256"): "sha256(sha256)",
    ("inspection_round", "number"): "number + 1",
    ("inspection", "round_id"): "NULL",
    ("evidence_erasure", "subject"): "subject + 1",
    ("patch_source", "digest"): "sha256(digest)",
    ("patch", "number"): "number + 1",
    ("patch_division", "code"): "code || '2'",
    ("patch_step", "number"): "number + 1",
}


def test_an_end_of_knowledge_that_nobody_noted_is_found(engine: Engine, files: FileStore) -> None:
    with engine.begin() as connection:
        ids = add_all(connection, files)
        chain_pending(connection)
    with tampered(engine) as connection:
        connection.execute(text("UPDATE tripoint SET known = tstzrange(lower(known), now())"))
        assert told(found(connection)) == {("inserted", "tripoint-end", ids["tripoint"])}


@pytest.mark.parametrize("column", [name.strip() for name in ENTRY_COLUMNS.split(",")])
def test_a_changed_link_is_found_and_named_r3_6(engine: Engine, ids: Ids, column: str) -> None:
    value = {
        "seq": "seq + 1000",
        "at": "at + interval '1 microsecond'",
        "algorithm": "'sm3'",
        "kind": "'boundary-gone'",
        "subject": "subject + 1000",
        "digest": "sha256(digest)",
        "link": "sha256(link)",
    }[column]
    with tampered(engine) as connection:
        connection.execute(text(f"UPDATE evidence_entry SET {column} = {value} WHERE seq = 5"))
        faults = [one for one in found(connection) if one.is_fault]
        if column == "seq":
            assert ("entry-missing", 5) in {(one.what.value, one.seq) for one in faults}
        else:
            assert ("entry-altered", 5) in {(one.what.value, one.seq) for one in faults}
        # Where the link alone was changed, nothing else is.
        assert column != "link" or len(faults) == 1


@pytest.mark.parametrize("at", ["infinity", "-infinity", "20000-01-01"])
def test_a_link_of_no_instant_is_found(engine: Engine, ids: Ids, at: str) -> None:
    with tampered(engine) as connection:
        connection.execute(text("UPDATE evidence_entry SET at = :at WHERE seq = 2"), {"at": at})
        assert [(one.what.value, one.seq) for one in found(connection) if one.is_fault] == [
            ("entry-altered", 2)
        ]


def test_links_that_changed_places_are_found_and_named_r3_6(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        for seq, to in ((3, 1003), (4, 3), (1003, 4)):
            connection.execute(
                text("UPDATE evidence_entry SET seq = :to WHERE seq = :seq"), {"seq": seq, "to": to}
            )
        faults = {(one.what.value, one.seq) for one in found(connection) if one.is_fault}
    assert {("entry-altered", 3), ("entry-altered", 4)} <= faults


def test_a_hole_in_the_chain_is_found_and_named_r3_6(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        gone = connection.execute(
            text("DELETE FROM evidence_entry WHERE seq IN (1, 6, 7) RETURNING kind, subject")
        ).all()
        findings = found(connection)
    assert [one.seq for one in findings if one.what is What.ENTRY_MISSING] == [1, 6, 7]
    assert {("inserted", row.kind, row.subject) for row in gone} <= told(findings)


def test_a_chain_without_its_end_is_found_by_the_rows_r3_6(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        gone = connection.execute(
            text(
                "DELETE FROM evidence_entry"
                " WHERE seq > (SELECT max(seq) - 3 FROM evidence_entry) RETURNING kind, subject"
            )
        ).all()
        assert len(gone) == 3
        assert {("inserted", row.kind, row.subject) for row in gone} <= told(found(connection))


def test_a_link_that_was_put_in_is_found(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        last = connection.execute(text("SELECT max(seq) FROM evidence_entry")).scalar_one()
        connection.execute(
            text(
                "INSERT INTO evidence_entry VALUES"
                " (:seq, now(), 'sha256', 'nothing', 1, sha256('1'), sha256('2'))"
            ),
            {"seq": last + 1},
        )
        assert {(one.what.value, one.seq) for one in found(connection) if one.is_fault} == {
            ("entry-altered", last + 1)
        }


def test_a_row_that_is_gone_before_it_was_chained_is_named(engine: Engine) -> None:
    with engine.begin() as connection:
        line = add(connection, "boundary", number="1")
    with tampered(engine) as connection:
        assert told(found(connection)) == set()
        connection.execute(text("DELETE FROM boundary"))
        assert told(found(connection)) == {("missing", "boundary", line)}


def test_a_chain_made_anew_passes_without_an_anchor(engine: Engine, ids: Ids) -> None:
    """What docs/evidence.md says the chain alone does not prove; test_evidence_anchors has more."""
    with tampered(engine) as connection:
        make_anew(connection, "UPDATE boundary SET number = 'forged'")
        assert all(not one.is_fault for one in found(connection))


def make_anew(connection: Connection, change: str) -> None:
    """A change, and a chain that fits it, as the platform would make it."""
    from spatial.boundaries.evidence.kinds import content

    connection.execute(text(change))
    rows = connection.execute(
        text(f"SELECT {ENTRY_COLUMNS} FROM evidence_entry ORDER BY seq")
    ).all()
    before = START
    for entry in map(entry_of, rows):
        algorithm = Algorithm(entry.algorithm)
        there = content(connection, entry.kind, [entry.subject]).get(entry.subject)
        digest = entry.digest if there is None else algorithm.digest(there)
        before = link_of(entry.seq, entry.at, algorithm, entry.kind, entry.subject, digest, before)
        connection.execute(
            text("UPDATE evidence_entry SET digest = :digest, link = :link WHERE seq = :seq"),
            {"seq": entry.seq, "digest": digest, "link": before},
        )


def test_files_that_are_gone_or_damaged_are_named_r3_6(
    engine: Engine, files: FileStore, ids: Ids
) -> None:
    with engine.connect() as connection:
        sha256 = str(
            connection.execute(text("SELECT encode(sha256, 'hex') FROM deposited_file")).scalar()
        )
        place = files._place
        place.write(f"{sha256[:2]}/{sha256}", b"another")
        [altered] = [one for one in found(connection, files) if one.is_fault]
        files.remove(sha256)
        [missing] = [one for one in found(connection, files) if one.is_fault]
        place.write(f"{sha256[:2]}/{sha256}", JPEG)
    assert (altered.what, altered.sha256) == (What.FILE_ALTERED, sha256)
    assert (missing.what, missing.sha256) == (What.FILE_MISSING, sha256)
    assert sha256 in missing.sentence


def test_a_part_of_the_chain_is_verified_by_itself(engine: Engine, ids: Ids) -> None:
    with tampered(engine) as connection:
        connection.execute(text("UPDATE boundary SET number = 'x'"))
        connection.execute(text("UPDATE boundary_alert SET key = 'x'"))
        seqs = {one.kind: one.seq for one in verify(connection, None) if one.what is What.ALTERED}
        assert set(seqs) == {"boundary", "boundary-alert"}
        since = seqs["boundary"]
        assert since is not None
        later = [one.kind for one in verify(connection, None, since=since) if one.is_fault]
        before = [one.kind for one in verify(connection, None, until=since) if one.is_fault]
    assert (later, before) == (["boundary-alert"], ["boundary"])


STEPS = st.lists(
    st.tuples(st.sampled_from(["line", "round", "end", "chain", "frames"]), st.integers(0, 5)),
    max_size=25,
)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_no_history_of_writing_gives_a_fault_r3_6(
    engine: Engine, steps: list[tuple[str, int]]
) -> None:
    with engine.connect() as connection:
        for number, (step, about) in enumerate(steps):
            if step == "line":
                line = add(connection, "boundary", number=str(number))
                add(
                    connection, "boundary_fact", boundary_id=line, valid="[2002-07-01,)",
                    name="线" * (about + 1), level="county", left_code="1", right_code="2",
                    known="[2020-01-01 00:00+00,)",
                )  # fmt: skip
            elif step == "round":
                years = f"[{1000 + number}-01-01,{1001 + number}-01-01)"
                add(connection, "inspection_round", number=number + 1, valid=years, name="轮")
            elif step == "end":
                connection.execute(
                    text(
                        "UPDATE boundary_fact SET known = tstzrange(lower(known), now())"
                        " WHERE upper_inf(known) AND length(name) = :about + 1"
                    ),
                    {"about": about},
                )
            elif step == "frames":
                at = 1_714_600_000_000_000 + about
                store_frames(
                    connection,
                    [
                        FrameRow(Arrival("jt808", "1", "tcp", at + day, b"x"), about, [], [])
                        for day in (0, timedelta(days=1) // timedelta(microseconds=1))
                    ],
                )
            else:
                chain_pending(connection, algorithm=list(Algorithm)[about % 2])
        assert told(found(connection)) == set()
        chain_pending(connection)
        assert told(found(connection)) == set()
        connection.rollback()


def test_each_form_has_a_change() -> None:
    assert {form for kind in ROWS for _, form in kind.columns} == set(CHANGED)
    assert set(Form) - set(CHANGED) == {Form.SPAN}
