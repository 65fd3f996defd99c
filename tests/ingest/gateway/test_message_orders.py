"""Any order and repetition of the same messages gives the same history."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from fix_rows import EARLIEST, LATEST
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from terminals import just_now, location

from ingest.beidou.gateway.arrivals import Arrival, packed, unpacked
from ingest.beidou.gateway.committing import Committer
from ingest.beidou.gateway.serving import committer_without_keys
from ingest.beidou.jt808.frame import write_frames
from ingest.beidou.jt808.location import Location, encode_batch, encode_location
from ingest.beidou.registry import register_device
from spatial.locations.clock import microseconds
from spatial.locations.fixes import fix_keys
from spatial.locations.history import fixes_of

BEGINNING = just_now()

# From now back over the limit between hot rows and chunks; few values, so that many are alike.
_LOCATIONS = st.builds(
    lambda minutes, lon, speed, extras, status: location(
        BEGINNING - timedelta(minutes=minutes),
        120_000_000 + lon,
        speed=speed,
        extras=((0x01, extras),) if extras else (),
        status=status,
    ),
    st.sampled_from([0, 1, 2, 30, 59, 118, 119, 121, 240, 300, 1440, 1441]),
    st.integers(0, 2),
    st.sampled_from([0, 10]),
    st.sampled_from([b"", b"\0\0\0\1", b"\0\0\0\2\3"]),
    st.sampled_from([0b11, 0b11, 0b11, 0b1]),
)
_MESSAGES = st.lists(st.lists(_LOCATIONS, min_size=1, max_size=4), min_size=1, max_size=6)


def frames_of(message: Sequence[Location], phone: str, serial: int) -> bytes:
    if len(message) == 1:
        return b"".join(write_frames(0x0200, phone, serial, encode_location(message[0])))
    return b"".join(write_frames(0x0704, phone, serial, encode_batch(message)))


def state(engine: Engine, device_id: int) -> str:
    """A hash of all that the history of a device says, but for when it came."""
    with engine.connect() as connection:
        fixes = fixes_of(connection, device_id, EARLIEST, LATEST)
    told = hashlib.sha256()
    for values in (fixes.time_us, fix_keys(fixes)):
        told.update(values.tobytes())
    told.update(repr(fixes.extras.tolist()).encode())
    return f"{len(fixes)} {told.hexdigest()}"


def take(engine: Engine, committer: Committer, batches: Sequence[Sequence[Arrival]]) -> None:
    for batch in batches:
        with engine.begin() as connection:
            committer.commit(connection, batch)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(messages=_MESSAGES, data=st.data())
def test_every_order_gives_the_same_history_r4_5(
    engine: Engine, messages: list[list[Location]], data: st.DataObject
) -> None:
    committer = committer_without_keys()
    states = []
    for _ in range(2):
        phone = str(uuid4().int % 10**11 + 1)
        with engine.begin() as connection:
            device = register_device(
                connection, phone, device_class="vehicle", protocol="jt808", identifier=phone
            )
        order = data.draw(st.permutations(range(len(messages))))
        again = data.draw(st.lists(st.sampled_from(range(len(messages))), max_size=4))
        arrivals = [
            Arrival(
                "jt808",
                phone,
                "test",
                microseconds(BEGINNING),
                frames_of(messages[number], phone, serial),
            )
            for serial, number in enumerate([*order, *again])
        ]
        cut = data.draw(st.integers(0, len(arrivals)))
        # What went through a spool is the same message.
        take(engine, committer, [arrivals[:cut], [unpacked(packed(one)) for one in arrivals[cut:]]])
        states.append(state(engine, device))
    assert states[0] == states[1]
