"""Every guarded table is a kind, and every column of it is in the content."""

from __future__ import annotations

import json

from evidence_rows import JPEG, add, add_all, sha256_of
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.kinds import KINDS, canonical, content, values


def test_kinds_are_what_the_triggers_note_r3_6(engine: Engine) -> None:
    with engine.connect() as connection:
        guards = connection.execute(
            text(
                "SELECT tgrelid::regclass::text AS guarded, tgargs FROM pg_trigger"
                " WHERE tgname = 'evidence_note'"
            )
        ).all()
    noted = {
        (name, row.guarded)
        for row in guards
        for name in bytes(row.tgargs).decode().split("\0")
        if name
    }
    assert noted == {(kind.name, kind.table) for kind in KINDS.values()}
    assert len(noted) == 29


def test_every_column_of_a_row_is_in_its_content_r3_6(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public'"
            )
        ).all()
    for kind in KINDS.values():
        if not kind.is_end:
            there = {row.column_name for row in rows if row.table_name == kind.table}
            assert {name for name, _ in kind.columns} == there, kind.name


def test_a_content_is_what_the_row_says(engine: Engine, files: FileStore) -> None:
    with engine.begin() as connection:
        ids = add_all(connection, files)
        connection.execute(
            text("UPDATE boundary_fact SET known = tstzrange(lower(known), '2024-01-01 08:00+08')")
        )
        fact = ids["boundary_fact"]
        told = content(connection, "boundary-fact", [fact])
        end = content(connection, "boundary-fact-end", [fact, 99])
        record = values(connection, "inspection-record", [ids["inspection_record"]])
    assert told == {
        fact: (
            '{"form":"boundary-fact/1","values":{"agreed_on":"2001-05-06","agreement":"协议书",'
            '"approved_by":"省政府","boundary_id":1,'
            f'"document":"{sha256_of(JPEG)}",'
            '"id":1,"known":["2020-01-01T00:00:00.000001Z","["],"left_code":"330106",'
            '"level":"county","name":"西萧线","note":"注","right_code":"330109","run_id":null,'
            '"stated_m":"51894.2","valid":["2002-07-01",null,"[)"]}}'
        ).encode()
    }
    assert end == {
        fact: b'{"form":"boundary-fact-end/1","values":{"id":1,"known":'
        b'["2020-01-01T00:00:00.000001Z","2024-01-01T00:00:00.000000Z","[)"]}}'
    }
    [sheet] = record.values()
    assert sheet["geom"] == "01010000208a1100000000000000e05d400000000000403e40"
    assert (sheet["from_m"], sheet["to_m"]) == ("0.1", "0.1000001")
    assert sheet["details"] == '{"字": [1.5, "甲"]}'


def test_no_setting_of_a_session_changes_a_content(engine: Engine, files: FileStore) -> None:
    with engine.begin() as connection:
        ids = add_all(connection, files)
    told = []
    for settings_ in (
        [],
        [
            "SET timezone = 'Asia/Shanghai'",
            "SET datestyle = 'German, DMY'",
            "SET extra_float_digits = -5",
            "SET bytea_output = 'escape'",
            "SET intervalstyle = 'sql_standard'",
        ],
    ):
        with engine.begin() as connection:
            for one in settings_:
                connection.execute(text(one.replace("SET", "SET LOCAL")))
            told.append(
                {table: content(connection, KINDS_OF[table], [ids[table]]) for table in ids}
            )
    assert told[0] == told[1]


KINDS_OF = {kind.table: kind.name for kind in KINDS.values() if not kind.is_end}


def test_a_whole_number_that_json_cannot_hold_is_a_text(engine: Engine) -> None:
    with engine.begin() as connection:
        batch = add(
            connection,
            "frame_batch",
            device_ids=[1, 1],
            received_us=[2**53 - 1, 2**53],
            digests=bytes(64),
        )
        [told] = values(connection, "frame-batch", [batch]).values()
    assert told["received_us"] == [9007199254740991, "9007199254740992"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner),
)


@settings(deadline=None)
@given(st.dictionaries(st.from_regex("[a-z_]{1,9}", fullmatch=True), JSON))
def test_whoever_has_the_values_has_the_content(told: dict[str, object]) -> None:
    told_again = json.loads(canonical("boundary", told))
    assert told_again == {"form": "boundary/1", "values": told}
    assert canonical("boundary", dict(reversed(told_again["values"].items()))) == canonical(
        "boundary", told
    )
