"""Sentences to fixes: those of one time of day belong together, and get their date.

GGA and GNS have no date; RMC and ZDA have one. It is carried on from the last of them, over
midnight as well, and carried back to what came before the first (R4.6). Times are UTC.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from ingest.beidou.nmea.sentences import Sentence
from spatial.errors import BadBody

_HALF_DAY = timedelta(hours=12)
_KNOT_KMH = 1.852

_FIXED_BY_HAND = {"7": "entered by hand", "8": "simulated"}
"""Qualities of GGA that are no measurement; 6 is dead reckoning, which is one."""

MOST_SENTENCES = 100
"""Sentences of one epoch at most: a receiver whose clock stands still takes no memory."""

_FIRST_YEAR, _LAST_YEAR = 1980, 2079
"""Years that receivers tell: those of satellites, and of two digits."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_ANGLE = re.compile(r"\d*(\.\d*)?", re.ASCII)


@dataclass(slots=True)
class Epoch:
    """What the sentences of one time of day say.

    clock: time of day, UTC. day: None until one is known. lon, lat: degrees, None without a fix.
    altitude_m: above the sea. refused: why it is no position. offset: of its first sentence in the
    stream. raw: its sentences as they came.
    """

    clock: time
    offset: int
    day: date | None = None
    lon: float | None = None
    lat: float | None = None
    altitude_m: float | None = None
    speed_kmh: float | None = None
    course: float | None = None
    refused: str | None = None
    told: dict[str, object] = field(default_factory=dict)
    raw: list[str] = field(default_factory=list)

    @property
    def instant(self) -> datetime | None:
        """The instant, None without a day."""
        return None if self.day is None else datetime.combine(self.day, self.clock, UTC)

    @property
    def extras(self) -> bytes:
        """What else is told of the fix, as JSON; b"" for nothing."""
        return json.dumps(self.told, sort_keys=True).encode() if self.told else b""


class EpochReader:
    """Takes sentences in order, gives epochs whose day is known."""

    def __init__(self) -> None:
        self._open: Epoch | None = None
        self._undated: list[Epoch] = []
        self._last: datetime | None = None

    @property
    def undated(self) -> int:
        """Epochs that wait for their day."""
        return len(self._undated)

    def take(self, sentence: Sentence, offset: int = 0, raw: str = "") -> Iterator[Epoch]:
        """The epochs that are whole now. Raises BadBody for a time that cannot be read."""
        reader = _READERS.get(sentence.kind)
        if reader is None:
            return
        clock = _clock(sentence.field(0))
        if clock is None:
            return
        if self._open is not None and (
            self._open.clock != clock or len(self._open.raw) >= MOST_SENTENCES
        ):
            yield from self._closed()
        if self._open is None:
            self._open = Epoch(clock, offset)
        self._open.raw.append(raw)
        try:
            reader(self._open, sentence)
        except BadBody as error:
            # Of what cannot be read in part nothing is believed.
            self._open.refused = str(error)

    def finish(self) -> Iterator[Epoch]:
        """What is left: the last epoch, and those whose day nothing tells."""
        yield from self._closed()
        yield from self._undated
        self._undated = []

    def _closed(self) -> Iterator[Epoch]:
        epoch, self._open = self._open, None
        if epoch is None:
            return
        if epoch.day is None and self._last is not None:
            epoch.day = _day_after(self._last, epoch.clock)
        if epoch.instant is None:
            self._undated.append(epoch)
            return
        following = epoch.instant
        for earlier in reversed(self._undated):
            earlier.day = _day_before(following, earlier.clock)
            assert earlier.instant is not None
            following = earlier.instant
        yield from self._undated
        self._undated = []
        self._last = epoch.instant
        yield epoch


def _day_after(last: datetime, clock: time) -> date:
    """The day of a time of day that follows an instant: the same, or the next over midnight."""
    same = datetime.combine(last.date(), clock, UTC)
    if last - same > _HALF_DAY:
        return last.date() + timedelta(days=1)
    if same - last > _HALF_DAY:
        return last.date() - timedelta(days=1)
    return last.date()


def _day_before(following: datetime, clock: time) -> date:
    return _day_after(following, clock)


def _clock(text: str) -> time | None:
    """hhmmss.sss; None for none. Raises BadBody."""
    if not text:
        return None
    whole, _, fraction = text.partition(".")
    try:
        if len(whole) != 6 or not whole.isdecimal() or not (fraction or "0").isdecimal():
            raise ValueError(text)
        # A leap second is the last instant of its minute here.
        second = min(int(whole[4:6]), 59)
        micro = int(fraction[:6].ljust(6, "0")) if fraction else 0
        return time(int(whole[:2]), int(whole[2:4]), second, micro)
    except ValueError as error:
        raise BadBody(f"{text} is no time of day") from error


def _degrees(text: str, hemisphere: str, negative: str) -> float | None:
    """ddmm.mmmm or dddmm.mmmm; None for none. Raises BadBody."""
    if not text:
        return None
    head, point, minutes = text.partition(".")
    try:
        if not _ANGLE.fullmatch(text):
            raise ValueError(text)
        value = int(head[:-2] or "0") + float(f"{head[-2:]}{point}{minutes}") / 60
    except ValueError as error:
        raise BadBody(f"{text} are no degrees and minutes") from error
    return -value if hemisphere == negative else value


def _number(text: str) -> float | None:
    """A decimal number; None for none. Raises BadBody."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or math.isinf(float(text)):
        raise BadBody(f"{text} is no number")
    return float(text)


def _place(epoch: Epoch, sentence: Sentence, at: int) -> None:
    lat = _degrees(sentence.field(at), sentence.field(at + 1), "S")
    lon = _degrees(sentence.field(at + 2), sentence.field(at + 3), "W")
    if lat is not None and lon is not None and epoch.lat is None:
        epoch.lat, epoch.lon = lat, lon


def _rmc(epoch: Epoch, sentence: Sentence) -> None:
    text = sentence.field(8)
    if text:
        epoch.day = _short_date(text)
    if sentence.field(1) != "A" or sentence.field(11) == "N":
        epoch.refused = epoch.refused or "the receiver says that it has no fix"
        return
    _place(epoch, sentence, 2)
    knots = _number(sentence.field(6))
    epoch.speed_kmh = None if knots is None else knots * _KNOT_KMH
    epoch.course = _number(sentence.field(7))


def _short_date(text: str) -> date:
    """ddmmyy of 1980 to 2079. Raises BadBody."""
    try:
        if not text.isdecimal():
            raise ValueError(text)
        day, month, year = (int(text[at : at + 2]) for at in (0, 2, 4))
        return date(year + (1900 if year >= 80 else 2000), month, day)
    except ValueError as error:
        raise BadBody(f"{text} is no date") from error


def _gga(epoch: Epoch, sentence: Sentence) -> None:
    quality = sentence.field(5)
    if quality in ("", "0"):
        epoch.refused = epoch.refused or "the receiver says that it has no fix"
        return
    if quality in _FIXED_BY_HAND:
        epoch.refused = f"the position is {_FIXED_BY_HAND[quality]} (quality {quality})"
        return
    _place(epoch, sentence, 1)
    epoch.altitude_m = _number(sentence.field(8))
    epoch.told["quality"] = int(quality) if quality.isdecimal() else quality
    _satellites(epoch, sentence.field(6), sentence.field(7))


def _gns(epoch: Epoch, sentence: Sentence) -> None:
    modes = sentence.field(5)
    if not modes.strip("N"):
        epoch.refused = epoch.refused or "the receiver says that it has no fix"
        return
    if set(modes) & {"M", "S"}:
        epoch.refused = f"the position is entered by hand or simulated (mode {modes})"
        return
    _place(epoch, sentence, 1)
    if epoch.altitude_m is None:
        epoch.altitude_m = _number(sentence.field(8))
    epoch.told["modes"] = modes
    _satellites(epoch, sentence.field(6), sentence.field(7))


def _satellites(epoch: Epoch, count: str, dilution: str) -> None:
    number = _number(count)
    if number is not None:
        epoch.told["satellites"] = int(number)
    hdop = _number(dilution)
    if hdop is not None:
        epoch.told["hdop"] = hdop


def _zda(epoch: Epoch, sentence: Sentence) -> None:
    parts = [sentence.field(at) for at in (3, 2, 1)]
    if not all(parts):
        return
    try:
        year, month, day = map(int, parts)
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise ValueError(year)
        epoch.day = date(year, month, day)
    except ValueError as error:
        raise BadBody(f"{'-'.join(parts)} is no date") from error


_READERS = {"RMC": _rmc, "GGA": _gga, "GNS": _gns, "ZDA": _zda}
"""The sentences that say when and where. Those of others are not read."""

POSITION_KINDS = frozenset(_READERS)
"""The kinds of sentences that are read."""
