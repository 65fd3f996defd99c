"""Alignment texts: from a line to words, and from words to a sketch."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from spatial.boundaries.alignment import (
    Alignment,
    Drawn,
    Leg,
    Turn,
    alignment_of,
    alignment_text,
    read_alignment,
    sketch,
    told,
)
from spatial.boundaries.course import Course
from spatial.boundaries.directions import DIRECTIONS
from spatial.errors import BadAlignment, BadParameter

NAMES = st.text(
    st.one_of(st.sampled_from("河山脊路向东北至自起沿转方行米1２"), st.characters()),
    min_size=1,
    max_size=8,
).map(told)
TURNS = st.builds(Turn, st.sampled_from(DIRECTIONS), st.integers(1, 60_000))
LEGS = st.builds(
    Leg,
    st.none() | st.sampled_from(["河流中心线", "山脊", "向阳渠", "省道S102"]),
    st.lists(TURNS, min_size=1, max_size=4).map(tuple),
    st.none() | st.from_regex(r"4142[0-9]{3}Q号界桩", fullmatch=True),
)
ALIGNMENTS = st.builds(
    Alignment,
    st.sampled_from(["起点", "甲乙丙三交点", "4142001A、4142001B号界桩"]),
    st.lists(LEGS, min_size=1, max_size=5).map(tuple),
)


@settings(deadline=None)
@given(ALIGNMENTS, st.floats(75, 135), st.floats(18, 53))
def test_words_to_a_sketch_and_back_are_the_same_words_r3_3(
    alignment: Alignment, lon: float, lat: float
) -> None:
    words = alignment_text(alignment)
    drawn = sketch(read_alignment(words), lon, lat)
    assert drawn[0].line.coords[0] == (lon, lat)
    assert alignment_text(alignment_of(alignment.begins, drawn)) == words


@settings(deadline=None)
@given(NAMES, NAMES, NAMES)
def test_any_names_are_read_as_they_were_written_or_refused_r3_3(
    begins: str, feature: str, to: str
) -> None:
    alignment = Alignment(begins, (Leg(feature, (Turn("东", 5),), to),))
    try:
        words = alignment_text(alignment)
    except BadAlignment:
        return
    assert read_alignment(words) == alignment


def test_line_is_told_from_marker_to_marker_r3_3() -> None:
    # 0.01 degree of latitude at 30° is 1,108.6 m; of longitude 964.8 m: 2,073.4 m together.
    legs = [
        Drawn("河流", "4142002Q号界桩", LineString([(120, 30), (120, 30.01), (120.01, 30.01)])),
        Drawn(None, "终点", LineString([(120.01, 30.01), (120.02, 30)])),
    ]
    assert alignment_text(alignment_of("4142001Q号界桩", legs)) == (
        "自4142001Q号界桩起，沿河流向北方向行1109米，转向东方向行964米，至4142002Q号界桩；"
        "向东南方向行1470米，至终点。"
    )


def test_metres_add_up_to_the_length_of_the_line_r3_3() -> None:
    line = LineString([(120 + n * 1.7e-5, 30 + (n % 3) * 1.1e-5) for n in range(400)])
    for tolerance_m in (0, 1, 50):
        metres = alignment_of("起点", [Drawn(None, "终点", line)], tolerance_m).metres
        assert abs(metres - Course.of(line).length_m) <= 0.5


def test_small_bends_are_not_told_within_the_tolerance_r3_3() -> None:
    zigzag = LineString([(120 + n * 1e-3, 30 + (n % 2) * 1e-4) for n in range(50)])
    [leg] = alignment_of("起点", [Drawn("道路", "终点", zigzag)], 100.0).legs
    [turn] = leg.turns
    assert turn.direction == "东"
    assert turn.metres == round(Course.of(zigzag).length_m)


def test_leg_shorter_than_a_metre_leaves_its_place_with_the_neighbours_r3_3() -> None:
    tiny = LineString([(120, 30), (120, 30.000001)])
    long = LineString([(120, 30.000001), (120, 30.1)])
    whole = alignment_of("起点", [Drawn(None, "甲", tiny), Drawn(None, "乙", long)])
    assert (whole.begins, [leg.to for leg in whole.legs]) == ("起点、甲", ["乙"])
    with pytest.raises(BadAlignment, match="less than a metre"):
        alignment_of("起点", [Drawn(None, "甲", tiny)])


@pytest.mark.parametrize(
    "words",
    [
        "",
        "自起点起，。",
        "自起点起，向东方向行5米",
        "自起点起，向东偏北方向行5米，至终点。",
        "自起点起，向东方向行0米，至终点。",
        "自起点起，向东方向行5.5米，至终点。",
        "自起点起，向东方向行99999999米，至终点。",
        "自起点起，沿向东方向行5米，至终点。",
        "自起点起，顺河向东方向行5米，至终点。",
        "自起点起，向东方向行5米，向西方向行5米，至终点。",
        "自起点起，向东方向行5米，至。",
        "自起点起，至终点。",
        "向东方向行5米，至终点。",
    ],
)
def test_words_of_another_form_are_refused_r3_3(words: str) -> None:
    with pytest.raises(BadAlignment):
        read_alignment(words)


def test_sketch_that_leads_to_a_pole_is_refused_r3_3() -> None:
    north = Alignment("起点", (Leg(None, (Turn("北", 9_000_000),), None),))
    with pytest.raises(BadParameter, match="pole"):
        sketch(north, 120, 30)
