from __future__ import annotations

from dataclasses import replace

import numpy as np
from fix_rows import columns
from hypothesis import given
from hypothesis import strategies as st

from spatial.locations.fixes import degrees_e7, fix_keys

NOON = "2024-05-01T12:00:00Z"


def test_equal_values_have_equal_keys_whatever_their_device_and_instant() -> None:
    here = columns(1, [(NOON, 116.5, 39.9)])
    there = columns(7, [("2025-01-01T00:00:00Z", 116.5, 39.9)])
    assert fix_keys(here) == fix_keys(there)


def test_each_value_makes_another_key() -> None:
    plain = columns(1, [(NOON, 116.5, 39.9)])
    one = np.ones(1, np.float32)
    variants = [
        plain,
        columns(1, [(NOON, 116.5000001, 39.9)]),
        columns(1, [(NOON, 116.5, 39.9000001)]),
        columns(1, [(NOON, 39.9, 116.5)]),
        replace(plain, altitude_m=one),
        replace(plain, speed_kmh=one),
        replace(plain, course=one),
        replace(plain, flags=np.ones(1, np.int32)),
        replace(plain, altitude_m=np.zeros(1, np.float32)),
    ]
    assert len({int(fix_keys(variant)[0]) for variant in variants}) == len(variants)


def test_both_zeros_and_every_unknown_are_one_value() -> None:
    plain = columns(1, [(NOON, 116.5, 39.9)])
    zero = replace(plain, speed_kmh=np.array([0.0], np.float32))
    minus_zero = replace(plain, speed_kmh=np.array([-0.0], np.float32))
    other_nan = np.array([0xFFC00001], np.uint32).view(np.float32)
    assert fix_keys(zero) == fix_keys(minus_zero)
    assert fix_keys(plain) == fix_keys(replace(plain, speed_kmh=other_nan))


def test_stored_keys_stay_what_they_were() -> None:
    # SplitMix64 of the first fix, worked out with Python's whole numbers; a change of the function
    # would store every fix a second time.
    mask = (1 << 64) - 1

    def mixed(value: int) -> int:
        value = (value + 0x9E3779B97F4A7C15) & mask
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
        return value ^ (value >> 31)

    key = 0x9E3779B97F4A7C15
    for word in (1165000000, -399000000 & mask, 0, 0, 0x7FC00000, 0x7FC00000, 0x7FC00000):
        key = mixed(key ^ word)
    stored = fix_keys(columns(1, [(NOON, 116.5, -39.9)]))
    assert int(stored.view(np.uint64)[0]) == key


@given(st.floats(-180, 180))
def test_rounding_to_the_stored_unit_moves_less_than_half_of_it(degrees: float) -> None:
    stored = int(degrees_e7(np.array([degrees]))[0])
    assert abs(stored / 1e7 - degrees) <= 5.1e-8
