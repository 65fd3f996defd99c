"""Messages as they were sent: each that was changed, lost or put in is named by device and time."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from evidence_rows import add
from sqlalchemy import Engine, event, text
from tampering import found, tampered

from ingest.beidou.gateway.arrivals import Arrival
from ingest.beidou.gateway.frames import FrameRow, store_frames
from ingest.beidou.registry import register_device
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.findings import Finding, What
from spatial.boundaries.evidence.frame_records import record_digest
from spatial.boundaries.evidence.stored_frames import promise_stored_frames
from spatial.boundaries.evidence.verify import snapshot, verify
from spatial.locations.clock import microseconds
from spatial.locations.frames import pack_days, strip_payloads, unpacked

NOW = datetime.now(UTC).replace(microsecond=123)
WEEK_AGO = NOW.replace(hour=3) - timedelta(days=7)


def keep(engine: Engine, device: str, times: list[datetime], tail: bytes = b"") -> int:
    with engine.begin() as connection:
        number = register_device(
            connection, device, device_class="patrol", protocol="jt808", identifier=device
        )
        frames = [
            FrameRow(
                Arrival("jt808", device, "tcp", microseconds(at), str(at).encode() + tail),
                number,
                [microseconds(at) - 5_000_000],
                [n],
            )
            for n, at in enumerate(times)
        ]
        # The same message twice in one batch is one.
        store_frames(connection, [*frames, *frames[:1]])
        chain_pending(connection)
    return number


def pack(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(pack_days(connection))


def faults(engine: Engine) -> list[Finding]:
    with snapshot(engine) as connection:
        return [one for one in found(connection) if one.is_fault]


def batches(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(
            connection.execute(
                text("SELECT cardinality(device_ids) FROM frame_batch ORDER BY id")
            ).scalars()
        )


def test_only_new_frames_are_promised_r3_6(engine: Engine) -> None:
    keep(engine, "1", [NOW, NOW + timedelta(seconds=1)])
    keep(engine, "1", [NOW, NOW + timedelta(seconds=1)])
    keep(engine, "1", [NOW + timedelta(seconds=1), NOW + timedelta(seconds=2)])
    assert batches(engine) == [2, 1]
    assert faults(engine) == []


def test_a_record_covers_all_that_is_stored_of_a_message_r3_6(engine: Engine) -> None:
    device = keep(engine, "1", [NOW])
    payload = hashlib.sha256(str(NOW).encode()).digest()
    us = microseconds(NOW)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM frame_batch")).one()
    told = record_digest(device, us, payload, "jt808", "tcp", [(us - 5_000_000, 0)])
    assert (row.device_ids, row.received_us, bytes(row.digests)) == ([device], [us], told)
    by_hand = (
        b"shikong-frame-1" + device.to_bytes(4, "big") + us.to_bytes(8, "big") + payload
        + b"\0\5jt808" + b"\0\3tcp" + b"\0\0\0\1" + (us - 5_000_000).to_bytes(8, "big") + bytes(8)
    )  # fmt: skip
    assert told == hashlib.sha256(by_hand).digest()


def test_a_batch_of_frames_costs_one_statement_more(engine: Engine) -> None:
    asked: list[str] = []

    def remember(_c: object, _u: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    with engine.begin() as connection:
        store_frames(
            connection,
            [FrameRow(Arrival("jt808", "1", "tcp", n, b"%d" % n), 1, [], []) for n in range(50)],
        )
    # The partition of the day, the temporary table, its content into the frames; and the batch.
    assert len(asked) == 4
    asked.clear()
    with engine.begin() as connection:
        store_frames(connection, [FrameRow(Arrival("jt808", "1", "tcp", 7, b"7"), 1, [], [])] * 2)
    # Nothing new: nothing to tell.
    assert len(asked) == 3


HOT = {
    "UPDATE frame SET payload = payload || 'x'": What.PAYLOAD_ALTERED,
    "UPDATE frame SET payload = 'x', digest = sha256('x')": What.FRAME_ALTERED,
    "UPDATE frame SET digest = sha256(digest)": What.FRAME_ALTERED,
    "UPDATE frame SET protocol = 'nmea'": What.FRAME_ALTERED,
    "UPDATE frame SET peer = 'another'": What.FRAME_ALTERED,
    "UPDATE frame SET fixed_at = ARRAY[fixed_at[1] + interval '1us']": What.FRAME_ALTERED,
    "UPDATE frame SET fixed_at = ARRAY['infinity'::timestamptz]": What.FRAME_ALTERED,
    "UPDATE frame SET fix_keys = ARRAY[fix_keys[1] + 1]": What.FRAME_ALTERED,
    "UPDATE frame SET received_at = received_at + interval '1us'": What.FRAME_MISSING,
    "UPDATE frame SET device_id = device_id + 1": What.FRAME_MISSING,
    "DELETE FROM frame": What.FRAME_MISSING,
}


@pytest.mark.parametrize("change", HOT)
def test_a_changed_frame_is_found_and_named_r3_6(engine: Engine, change: str) -> None:
    other = NOW - timedelta(seconds=9)
    keep(engine, "patrol-7", [NOW, other])
    with tampered(engine) as connection:
        connection.execute(text(f"{change} WHERE received_at = :at").bindparams(at=NOW))
        findings = found(connection)
    assert (HOT[change], "patrol-7", NOW) in {(one.what, one.device, one.at) for one in findings}
    assert other not in {one.at for one in findings}
    [sentence] = {one.sentence for one in findings if one.what is HOT[change]}
    assert "设备 patrol-7 于 " in sentence
    assert all(one.table == "frame" for one in findings)


def test_a_frame_that_came_by_the_way_is_found_r3_6(engine: Engine) -> None:
    device = keep(engine, "1", [NOW])
    keep(engine, "2", [WEEK_AGO])
    pack(engine)
    with tampered(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO frame SELECT received_at + interval '1s', device_id, digest, protocol,"
                " peer, payload, fixed_at, fix_keys FROM frame"
            )
        )
        # A whole day of a device of which nothing is told.
        connection.execute(
            text(
                "INSERT INTO frame_block (device_id, starts, ends, told, frames, heads, payloads)"
                " SELECT :device, starts, ends, told, frames, heads, payloads FROM frame_block"
            ),
            {"device": device},
        )
        findings = found(connection)
    assert [(one.what, one.device, one.at) for one in findings] == [
        (What.FRAME_INSERTED, "1", WEEK_AGO),
        (What.FRAME_INSERTED, "1", NOW + timedelta(seconds=1)),
    ]


PACKED = {
    "UPDATE frame_block SET heads = heads || 'x'": What.BLOCK_UNREADABLE,
    "UPDATE frame_block SET heads = set_byte(heads, 30, get_byte(heads, 30) # 1)": (
        What.BLOCK_UNREADABLE
    ),
    "UPDATE frame_block SET payloads = payloads || 'x'": What.BLOCK_UNREADABLE,
    "UPDATE frame_block SET payloads = 'x'": What.BLOCK_UNREADABLE,
    "UPDATE frame_block SET payloads = NULL": What.PAYLOAD_MISSING,
    "UPDATE frame_block SET starts = starts - interval '1 day'": What.FRAME_MISSING,
    "UPDATE frame_block SET device_id = device_id + 1": What.FRAME_MISSING,
    "DELETE FROM frame_block": What.FRAME_MISSING,
}


@pytest.mark.parametrize("change", PACKED)
def test_a_changed_block_is_found_and_named_r3_6(engine: Engine, change: str) -> None:
    times = [WEEK_AGO, WEEK_AGO + timedelta(hours=1)]
    keep(engine, "1", times)
    assert pack(engine) == 2
    assert faults(engine) == []
    with tampered(engine) as connection:
        connection.execute(text(change))
        findings = found(connection)
    wanted = PACKED[change]
    named = [one.at for one in findings if one.what is wanted and one.device == "1"]
    assert named == (times[:1] if wanted is What.BLOCK_UNREADABLE else times)


def test_a_payload_that_was_changed_in_its_block_is_found(engine: Engine) -> None:
    from dataclasses import replace

    from spatial.locations.frames import packed

    keep(engine, "1", [WEEK_AGO, WEEK_AGO + timedelta(hours=1)])
    pack(engine)
    with tampered(engine) as connection:
        row = connection.execute(text("SELECT heads, payloads FROM frame_block")).one()
        first, second = unpacked(bytes(row.heads), bytes(row.payloads))
        heads, payloads = packed([first, replace(second, payload=b"another")])
        connection.execute(
            text("UPDATE frame_block SET heads = :heads, payloads = :payloads"),
            {"heads": heads, "payloads": payloads},
        )
        [finding] = found(connection)
    assert (finding.what, finding.at) == (
        What.PAYLOAD_ALTERED,
        WEEK_AGO + timedelta(hours=1),
    )


def test_payloads_that_retention_took_are_erased_by_a_rule_r3_6(engine: Engine) -> None:
    keep(engine, "1", [WEEK_AGO, WEEK_AGO + timedelta(hours=1)])
    pack(engine)
    with engine.begin() as connection:
        assert strip_payloads(connection, "patrol", NOW, rule="档案保管期限表第三条") == 2
        chain_pending(connection)
    with snapshot(engine) as connection:
        [finding] = found(connection)
    assert (finding.what, finding.rule) == (What.ERASED, "档案保管期限表第三条")
    assert "档案保管期限表第三条" in finding.sentence
    assert "设备 1 自 " in finding.sentence
    # The rest of what was stored is proved still.
    with tampered(engine) as connection:
        connection.execute(text("DELETE FROM evidence_erasure"))
        found_now = {one.what for one in found(connection)}
    assert found_now == {What.MISSING, What.PAYLOAD_MISSING}


def test_the_rule_is_the_retention_of_the_class_when_none_is_named(engine: Engine) -> None:
    keep(engine, "1", [WEEK_AGO])
    pack(engine)
    with engine.begin() as connection:
        strip_payloads(connection, "patrol", NOW)
        [rule] = connection.execute(text("SELECT rule FROM evidence_erasure")).scalars()
    assert rule.startswith("保留期限：patrol")


def test_frames_that_were_there_before_the_chain_come_into_it_r3_6(engine: Engine) -> None:
    keep(engine, "1", [WEEK_AGO, WEEK_AGO + timedelta(days=1)])
    pack(engine)
    keep(engine, "1", [NOW, NOW + timedelta(seconds=1)])
    with tampered(engine) as connection:
        # As it was before.
        for table in ("frame_batch", "evidence_entry", "evidence_pending"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(
            text(
                "UPDATE frame_block SET payloads = NULL"
                " WHERE starts = (SELECT min(starts) FROM frame_block)"
            )
        )
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        assert len([one for one in found(connection) if one.is_fault]) == 4
        promise_stored_frames(connection)
        assert chain_pending(connection) == 2
        assert [one.what for one in found(connection)] == [What.ERASED]


def test_a_part_verifies_the_frames_that_it_tells_of(engine: Engine) -> None:
    keep(engine, "1", [NOW])
    keep(engine, "1", [NOW + timedelta(seconds=1)])
    with tampered(engine) as connection:
        add(connection, "boundary", number="1")
        connection.execute(text("UPDATE frame SET peer = 'another'"))
        ats = [
            [one.at for one in verify(connection, None, since=since, until=until)]
            for since, until in ((0, 1), (1, 2), (2, 3))
        ]
    assert ats == [[NOW], [NOW + timedelta(seconds=1)], []]
