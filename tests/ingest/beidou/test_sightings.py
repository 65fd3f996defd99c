"""Sightings in columns: their devices, what is unknown, and what does not belong together."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from ingest.beidou.checks import judge
from ingest.beidou.sightings import (
    Sighting,
    candidates,
    candidates_at,
    device_names,
    packed,
)
from ingest.jsonb import storable

AT = datetime(2024, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_unknown_values_are_no_numbers_and_extras_stay() -> None:
    found = [
        Sighting("b", AT, 116.5, 39.9, extras=b"x"),
        Sighting("a", AT, 117.0, 40.0, altitude_m=1e300, speed_kmh=2, course=3),
    ]
    names = device_names(found)
    columns = candidates(found, names)
    assert names == ["a", "b"]
    assert columns.device.tolist() == [1, 0]
    assert columns.extras is not None
    assert columns.extras.tolist() == [b"x", b""]
    assert columns.status is None
    assert np.isnan(columns.altitude_m[0])
    judgement = judge(columns, NOW)
    assert judgement.accepted.all()
    assert list(judgement.repaired) == [1]


def test_the_index_of_a_device_may_be_that_of_its_message() -> None:
    columns = candidates_at([Sighting("a", AT, 1, 2), Sighting("a", AT, 1, 3)], [7, 9])
    assert columns.device.tolist() == [7, 9]
    assert len(candidates_at([], [])) == 0


def test_one_with_a_fault_needs_no_status_word_and_others_need_it_all() -> None:
    good = Sighting("a", AT, 116.5, 39.9, status=3, alarm=1)
    columns = candidates([good, Sighting("a", fault="broken")], ["a"])
    assert columns.status is not None
    assert columns.status.tolist() == [3, 0]
    judgement = judge(columns, NOW)
    assert judgement.refused == {1: "broken"}
    assert judgement.accepted.tolist() == [True, False]
    with pytest.raises(ValueError, match="status word"):
        candidates([good, Sighting("a", AT, 116.5, 39.9)], ["a"])


def test_a_sighting_without_a_time_is_refused() -> None:
    judgement = judge(candidates([Sighting("a", lon=1, lat=2)], ["a"]), NOW)
    assert judgement.refused == {0: "the time is missing"}


def test_what_is_kept_is_what_the_database_can_hold() -> None:
    assert (
        packed({"a": "\0\ud800", "b": float("nan")}) == b'{"a": "\\\\u0000\\\\ud800", "b": "nan"}'
    )
    assert storable({1: ("x", None, True)}) == {"1": ["x", None, True]}
