from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ingest.beidou.checks import AHEAD, CHECKS, Candidates, judge
from spatial.locations.clock import microseconds

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def one(
    lon: float = 116.5,
    lat: float = 39.9,
    *,
    at: datetime = datetime(2024, 4, 1, tzinfo=UTC),
    status: int | None = None,
    altitude_m: float = 50,
    speed_kmh: float = 30,
    course: float = 90,
) -> Candidates:
    return Candidates(
        device=np.zeros(1, np.int32),
        time_us=np.array([microseconds(at)], np.int64),
        lon=np.array([lon]),
        lat=np.array([lat]),
        altitude_m=np.array([altitude_m], np.float32),
        speed_kmh=np.array([speed_kmh], np.float32),
        course=np.array([course], np.float32),
        status=None if status is None else np.array([status], np.uint32),
    )


def reason(found: Candidates) -> str | None:
    judgement = judge(found, NOW)
    assert bool(judgement.accepted[0]) == (0 not in judgement.refused)
    return judgement.refused.get(0)


CASES: list[tuple[Candidates, str]] = [
    (one(lon=float("nan")), "missing"),
    (one(status=0), "not valid"),
    (one(status=1 << 1 | 1 << 5), "secrecy plug-in"),
    (one(0, 0), "both 0"),
    (one(39.9, 116.5), "swapped"),
    (one(lat=400.1667), "latitude lies outside"),
    (one(lat=float("inf")), "latitude lies outside"),
    (one(lon=180.1), "longitude lies outside"),
    (one(at=datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)), "before 2000"),
    (one(at=NOW + AHEAD + timedelta(microseconds=1)), "future"),
]


@pytest.mark.parametrize(("found", "what"), CASES, ids=[what for _, what in CASES])
def test_what_is_no_position_is_refused_with_its_reason_r4_3_r4_4(
    found: Candidates, what: str
) -> None:
    assert what in str(reason(found))


def test_every_check_has_a_case() -> None:
    met = {reason(found) for found, _ in CASES}
    assert met == {text for text, _ in CHECKS}


@pytest.mark.parametrize(
    "found",
    [
        one(),
        one(180, 90),
        one(-180, -90),
        one(0, 0.001),
        one(at=NOW + AHEAD),
        one(at=datetime(2000, 1, 1, tzinfo=UTC)),
        one(status=1 << 1),
    ],
)
def test_the_limits_themselves_are_accepted(found: Candidates) -> None:
    assert reason(found) is None


def test_what_the_reader_could_not_read_is_not_judged_again() -> None:
    assert reason(replace(one(lat=400), faults={0: "time is missing"})) == "time is missing"


def test_impossible_side_values_are_taken_off_and_the_position_is_kept() -> None:
    judgement = judge(one(speed_kmh=20_000, course=-5, altitude_m=float("inf")), NOW)
    assert judgement.accepted[0]
    assert np.isnan(judgement.candidates.speed_kmh[0])
    assert np.isnan(judgement.candidates.course[0])
    assert np.isnan(judgement.candidates.altitude_m[0])
    assert [word in judgement.repaired[0] for word in ("altitude", "speed", "course")] == [True] * 3


def test_a_course_of_360_degrees_is_north_and_no_repair() -> None:
    judgement = judge(one(course=360), NOW)
    assert judgement.candidates.course[0] == 0
    assert judgement.repaired == {}


def test_unknown_side_values_are_no_fault() -> None:
    unknown = float("nan")
    judgement = judge(one(altitude_m=unknown, speed_kmh=unknown, course=unknown), NOW)
    assert judgement.accepted[0]
    assert judgement.repaired == {}


def test_an_empty_batch_is_judged_too() -> None:
    none = one()
    empty = Candidates(
        none.device[:0],
        none.time_us[:0],
        none.lon[:0],
        none.lat[:0],
        none.altitude_m[:0],
        none.speed_kmh[:0],
        none.course[:0],
    )
    assert len(judge(empty, NOW).accepted) == 0
