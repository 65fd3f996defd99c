"""Chunks of one device never share an hour, whatever comes in whatever order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from spatial.locations import chunk_plan
from spatial.locations.chunk_plan import DAY_US, HOUR_US, Chunk, planned

HOURS = st.dictionaries(st.integers(0, 71), st.integers(1, 400), min_size=1, max_size=30)


@settings(max_examples=500, deadline=None)
@given(st.lists(HOURS, min_size=1, max_size=6))
def test_chunks_stay_apart_and_hold_all_however_often_more_comes(
    batches: list[dict[int, int]],
) -> None:
    held: list[Chunk] = []
    came: dict[int, int] = {}
    for batch in batches:
        runs = []
        begin = 0
        for hour, count in sorted(batch.items()):
            runs.append((1, hour * HOUR_US, begin, begin + count))
            begin += count
            came[hour] = came.get(hour, 0) + count
        parts = list(planned(1, runs, held))
        # Every fix goes into one part, of its own hour.
        assert [part.begin for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == begin
        for part in parts:
            hours = [hour for _, hour, first, _ in runs if part.begin <= first < part.end]
            assert part.starts <= min(hours)
            assert max(hours) + HOUR_US <= part.ends
        taken = [part.held for part in parts if part.held is not None]
        assert len({id(one) for one in taken}) == len(taken)
        kept = [one for one in held if not any(one is other for other in taken)]
        held = sorted(
            [
                *kept,
                *(
                    Chunk(
                        part.starts,
                        part.ends,
                        part.end - part.begin + (part.held.fixes if part.held else 0),
                    )
                    for part in parts
                ),
            ],
            key=lambda one: one.starts,
        )
        for one, following in pairwise(held):
            assert one.ends <= following.starts
        for one in held:
            assert one.starts // DAY_US == (one.ends - 1) // DAY_US
            assert one.starts % HOUR_US == one.ends % HOUR_US == 0
    assert sum(one.fixes for one in held) == sum(came.values())
    # Chunks of few fixes are the exception: no two neighbours of one day that came together.
    assert len(held) <= len(came)


def test_hours_that_come_together_share_a_chunk_until_it_has_enough() -> None:
    few = chunk_plan.FEW
    runs = [(1, hour * HOUR_US, hour * 100, hour * 100 + 100) for hour in range(6)]
    assert [part.end - part.begin for part in planned(1, runs, [])] == [300, 300]
    assert few == 256
    dense = [(1, hour * HOUR_US, hour * 360, hour * 360 + 360) for hour in range(3)]
    assert len(list(planned(1, dense, []))) == 3
