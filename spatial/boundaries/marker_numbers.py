"""Marker numbers (界桩号): what a number says, and whether those of a line are complete (R3.2).

GB/T 17796 writes markers of provincial lines in eight characters: four of the line, the serial in
three digits from 001, and a letter for the type. Of lines inside a province no format is
published: there the line's own number, of any length, stands before the same four characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from spatial.errors import BadMarkerNumber

PROVINCIAL_LINE = re.compile(r"[0-9A-Z]{4}", re.ASCII)
"""The number of a provincial line: the first four characters of its markers."""

_NUMBER = re.compile(r"(?P<line>\S+)(?P<serial>[0-9]{3})(?P<kind>[QABCDE])", re.ASCII)


class Group(StrEnum):
    """What the markers of one serial are together.

    One (单立), two on both sides of a river or road (同号双立), three where such ways meet
    (同号三立); mixed where their letters do not belong together.
    """

    SINGLE = "single"
    DOUBLE = "double"
    TRIPLE = "triple"
    MIXED = "mixed"


_LETTERS: Mapping[Group, str] = {Group.SINGLE: "Q", Group.DOUBLE: "AB", Group.TRIPLE: "CDE"}

_GROUP_OF = {letter: group for group, letters in _LETTERS.items() for letter in letters}


class Fault(StrEnum):
    """What is wrong with the markers of a line: never a reason to refuse them.

    incomplete: half of a double, or less than a triple. mixed: letters of several types at one
    serial. repeated: one number twice. hole: a serial that no marker has, below one that some has.
    """

    INCOMPLETE = "incomplete"
    MIXED = "mixed"
    REPEATED = "repeated"
    HOLE = "hole"


@dataclass(frozen=True, slots=True, order=True)
class MarkerNumber:
    """A number taken apart. kind: Q single, A and B of a double, C, D and E of a triple.

    >>> str(MarkerNumber("4142", 7, "Q"))
    '4142007Q'
    """

    line: str
    serial: int
    kind: str

    def __str__(self) -> str:
        return f"{self.line}{self.serial:03}{self.kind}"


@dataclass(frozen=True, slots=True)
class MarkerGroup:
    """The markers of one serial. missing: letters that the group lacks."""

    serial: int
    group: Group
    letters: str
    missing: str


@dataclass(frozen=True, slots=True)
class SeriesFault:
    """A fault of the markers of a line. text: for officers."""

    serial: int
    fault: Fault
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """The markers of a line by serial, and what is wrong with them; both in order of serials."""

    groups: tuple[MarkerGroup, ...]
    faults: tuple[SeriesFault, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def parse_marker_number(number: str, *, provincial: bool, line: str | None = None) -> MarkerNumber:
    """What a number says.

    provincial: of a line between provinces, with eight characters. line: the number of the line
    that it has to begin with; None takes any. Raises BadMarkerNumber with what does not fit.

    >>> parse_marker_number("4142001A", provincial=True)
    MarkerNumber(line='4142', serial=1, kind='A')
    >>> parse_marker_number("990102-03012Q", provincial=False, line="990102-03").serial
    12
    """
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise BadMarkerNumber(
            f"{number!r} is no marker number: the number of the line, three digits from 001 and "
            "one of the letters Q, A, B, C, D, E"
        )
    read = MarkerNumber(found["line"], int(found["serial"]), found["kind"])
    if read.serial == 0:
        raise BadMarkerNumber(f"{number!r} has the serial 000: serials begin with 001")
    if provincial and PROVINCIAL_LINE.fullmatch(read.line) is None:
        raise BadMarkerNumber(
            f"{number!r} has {len(number)} characters: markers of provincial lines have 8, the "
            "first 4 digits or capital letters of the line"
        )
    if line is not None and read.line != line:
        raise BadMarkerNumber(f"{number!r} does not begin with {line!r}, the number of its line")
    return read


def review(numbers: Iterable[MarkerNumber]) -> Series:
    """The groups of the markers of one line, and what is wrong with them.

    >>> told = review([MarkerNumber("0203", 1, "Q"), MarkerNumber("0203", 3, "A")])
    >>> [(fault.serial, str(fault.fault)) for fault in told.faults]
    [(2, 'hole'), (3, 'incomplete')]
    >>> review([])
    Series(groups=(), faults=())
    """
    letters: defaultdict[int, list[str]] = defaultdict(list)
    for number in numbers:
        letters[number.serial].append(number.kind)
    groups, faults = [], []
    for serial in range(1, max(letters, default=0) + 1):
        if serial not in letters:
            faults.append(SeriesFault(serial, Fault.HOLE, f"第{serial:03}号缺失，序号不连续"))
            continue
        group, wrong = _group(serial, letters[serial])
        groups.append(group)
        faults += wrong
    return Series(tuple(groups), tuple(faults))


def _group(serial: int, letters: list[str]) -> tuple[MarkerGroup, list[SeriesFault]]:
    distinct = "".join(sorted(set(letters)))
    faults = [
        SeriesFault(serial, Fault.REPEATED, f"第{serial:03}号的{letter}桩登记了多次")
        for letter in distinct
        if letters.count(letter) > 1
    ]
    kinds = {_GROUP_OF[letter] for letter in distinct}
    if len(kinds) > 1:
        text = f"第{serial:03}号同时有{'、'.join(distinct)}，类型不一致"
        faults.append(SeriesFault(serial, Fault.MIXED, text))
        return MarkerGroup(serial, Group.MIXED, distinct, ""), faults
    [kind] = kinds
    missing = "".join(letter for letter in _LETTERS[kind] if letter not in distinct)
    if missing:
        text = f"第{serial:03}号只有{'、'.join(distinct)}，缺{'、'.join(missing)}"
        faults.append(SeriesFault(serial, Fault.INCOMPLETE, text))
    return MarkerGroup(serial, kind, distinct, missing), faults
