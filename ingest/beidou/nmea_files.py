"""Loads a log of NMEA sentences of one receiver: lines → sentences → fixes by time of day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from ingest.beidou.device_log import load_device_log, utc_now
from ingest.beidou.nmea.epochs import POSITION_KINDS, Epoch, EpochReader
from ingest.beidou.nmea.sentences import BadSentence, Line, LineReader, read_sentence
from ingest.beidou.sightings import Sighting
from ingest.runs import IngestReport
from spatial.errors import BadBody, SourceRefused

KIND = "nmea"


def load_nmea(
    engine: Engine,
    path: Path,
    *,
    device: str,
    device_class: str,
    clock: Callable[[], datetime] = utc_now,
) -> IngestReport:
    """Loads one log of NMEA 0183 (up to 4.11; talkers BD, GB, GN and any other).

    RMC, GGA, GNS and ZDA of one time of day make one fix (`nmea/epochs.py`). Refused with what
    came: sentences with a wrong checksum, times at which the receiver has no fix or a simulated
    one, times without a date. Other sentences are counted in one remark for each kind.

    Parameters and errors are those of `load_device_log`; SourceRefused also when the file holds no
    sentence.
    """
    return load_device_log(
        engine,
        KIND,
        path,
        NmeaReader(path.name, device),
        device=device,
        device_class=device_class,
        clock=clock,
    )


class NmeaReader:
    """Reads a log of one receiver (`device_log.LogReader`)."""

    def __init__(self, source: str, device: str) -> None:
        self._source, self._device = source, device
        self._lines, self._epochs = LineReader(), EpochReader()
        self._sentences = 0
        self._others: Counter[str] = Counter()

    def feed(self, chunk: bytes) -> Iterator[Sighting]:
        """The fixes of the times that are over, and the lines that are no sentence."""
        for line in self._lines.feed(chunk):
            yield from self._read(line)

    def finish(self) -> Iterator[Sighting]:
        """The last time, and those that nothing dates. Raises SourceRefused for no sentence."""
        if (rest := self._lines.finish()) is not None:
            yield from self._read(rest)
        for epoch in self._epochs.finish():
            yield self._sighting(epoch)
        if self._sentences == 0:
            raise SourceRefused(f"{self._source} holds no NMEA sentence with a right checksum")

    def left_out(self) -> Mapping[str, tuple[int, str]]:
        """The sentences of kinds that are not read."""
        return {kind: (count, "sentences") for kind, count in self._others.items()}

    def _read(self, line: Line) -> Iterator[Sighting]:
        text = line.content.decode("ascii", "backslashreplace")
        try:
            sentence = read_sentence(line.content)
            if sentence is None:
                return
            self._sentences += 1
            if sentence.kind not in POSITION_KINDS:
                self._others[sentence.kind or sentence.talker] += 1
            for epoch in self._epochs.take(sentence, line.offset, text):
                yield self._sighting(epoch)
        except (BadSentence, BadBody) as error:
            record = f"line at byte {line.offset}"
            yield Sighting(self._device, fault=str(error), record=record, raw={"line": text})

    def _sighting(self, epoch: Epoch) -> Sighting:
        undated = "no sentence tells the date (RMC, ZDA)" if epoch.instant is None else None
        return Sighting(
            device=self._device,
            time=epoch.instant,
            lon=epoch.lon,
            lat=epoch.lat,
            altitude_m=epoch.altitude_m,
            speed_kmh=epoch.speed_kmh,
            course=epoch.course,
            extras=epoch.extras,
            fault=epoch.refused or undated,
            record=f"epoch at byte {epoch.offset}",
            raw={"lines": epoch.raw},
        )
