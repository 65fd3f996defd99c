"""XML that came with an image: read with suspicion, asked by the names of its elements.

Nobody vouches for these files. No document type is accepted, and so no entity; none above
`MOST_BYTES` is read; what is no UTF-8 is taken for GB18030, the encoding of Chinese systems,
whatever the declaration says. A value that cannot be is left out and told, never guessed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.imagery.inspection import ImageRefused
from spatial.imagery.scene import NO_SATELLITE_BEFORE, Acquisition
from spatial.temporal import CHINA_TIME

MOST_BYTES = 16_000_000
"""Of an XML file. The longest that producers write, tile metadata of Sentinel-2, have 1 MB."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(r"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# 2013-11-27 11:28:31.5, also with T or / and without seconds' fraction; 20131127112831.5
_TIME = re.compile(
    r"(?P<year>\d{4})[-/]?(?P<month>\d{2})[-/]?(?P<day>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})(?P<fraction>\.\d{1,9})?"
    r"(?P<zone>Z|[+-]\d{2}:\d{2})?)?"
)


class Metadata:
    """The elements of one XML file, found by name in any depth, namespaces left aside.

    notes: what was found to be impossible, a sentence each; grows as members are asked for.
    """

    def __init__(self, path: Path, parse: Callable[[str], Element] | None = None) -> None:
        """Reads the file. Raises ImageRefused when it is too long or no XML.

        parse: makes elements of the text of a file that is no XML; it raises ValueError for what
        it cannot read.
        """
        self.path = path
        self._parse = parse or _xml
        self.notes: list[str] = []
        self.root = self._parsed()

    @property
    def kind(self) -> str:
        """The name of the outermost element."""
        return _local(self.root)

    def all(self, *names: str) -> Iterator[Element]:
        """The elements of a name, in order; of several names one within the other."""
        inner: list[Element] = [self.root]
        for name in names:
            inner = list(_within(inner, name))
        yield from inner

    def text(self, *names: str) -> str | None:
        """The text of the first such element that has any; None without one."""
        for element in self.all(*names):
            if element.text and element.text.strip():
                return element.text.strip()
        return None

    def number(self, *names: str, low: float, high: float) -> float | None:
        """The number of the first such element, from low to high; None, and a note, for another."""
        text = self.text(*names)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not (isfinite(value) and low <= value <= high):
            self.note(f"{names[-1]} is {text[:40]!r}, which cannot be")
            return None
        return value

    def clock(self, *names: str) -> datetime | None:
        """The date and time of day of the first such element (`clock_of`); None for another."""
        text = self.text(*names)
        if text is None:
            return None
        moment = clock_of(text)
        if moment is None:
            self.note(f"{names[-1]} is {text[:40]!r}, which is no time of an image")
        return moment

    def note(self, sentence: str) -> None:
        """Keeps a sentence of what is wrong with this file, once."""
        said = f"{self.path.name}: {sentence}"
        if said not in self.notes:
            self.notes.append(said)

    def _parsed(self) -> Element:
        size = self.path.stat().st_size
        if size > MOST_BYTES:
            raise ImageRefused(f"{self.path.name} has {size} bytes: no metadata are that long")
        text = self._decoded(self.path.read_bytes())
        try:
            return self._parse(text)
        except DefusedXmlException as error:
            raise ImageRefused(
                f"{self.path.name} declares a document type or entities: metadata have none"
            ) from error
        except (ParseError, ValueError) as error:
            raise ImageRefused(f"{self.path.name} cannot be read: {error}") from error

    def _decoded(self, content: bytes) -> str:
        for mark, encoding in _BOMS:
            if content.startswith(mark):
                return self._strict(content, encoding)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            declared = _DECLARED.search(content[:200].decode("ascii", "replace"))
            if declared and declared[1].lower() in ("utf-8", "utf8"):
                self.note("it says UTF-8 and is not: read as GB18030")
            return self._strict(content, "gb18030")

    def _strict(self, content: bytes, encoding: str) -> str:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            raise ImageRefused(
                f"{self.path.name} is neither UTF-8 nor GB18030: byte {error.start} says nothing"
            ) from error


def _xml(text: str) -> Element:
    # What was decoded has no other encoding any more, whatever the declaration says.
    root = fromstring(_DECLARATION.sub("", text, count=1), forbid_dtd=True)
    assert isinstance(root, Element)
    return root


def _within(outers: Iterable[Element], name: str) -> Iterator[Element]:
    """The elements of a name within others, each once: those within one another are not walked
    again, so that a file of nothing else takes no longer than its length.
    """
    walked: set[int] = set()
    for outer in outers:
        if id(outer) in walked:
            continue
        for element in outer.iter():
            walked.add(id(element))
            if _local(element) == name:
                yield element


def _local(element: Element) -> str:
    # Comments have a function in place of a tag.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def clock_of(text: str) -> datetime | None:
    """The date and time of day that a text begins with; with a zone where it names one.

    None where it has no time of day, which says less than the name of the product, or where no
    civil satellite flew yet.
    """
    found = _TIME.match(text.strip())
    if found is None or found["hour"] is None:
        return None
    year, month, day, hour, minute, second = (
        int(found[part]) for part in ("year", "month", "day", "hour", "minute", "second")
    )
    microsecond = min(round(float(found["fraction"] or 0) * 1_000_000), 999_999)
    try:
        zone = (
            None
            if found["zone"] is None
            else datetime.fromisoformat("2000-01-01T00:00" + found["zone"]).tzinfo
        )
        moment = datetime(year, month, day, hour, minute, second, microsecond, tzinfo=zone)
    except ValueError:
        return None
    return moment if moment.replace(tzinfo=UTC) >= NO_SATELLITE_BEFORE else None


def day_acquisition(text: str) -> Acquisition | None:
    """The day that YYYYMMDD names, None where there is none or no satellite flew yet."""
    try:
        day = datetime.strptime(text, "%Y%m%d").replace(tzinfo=CHINA_TIME)
    except ValueError:
        return None
    return Acquisition.on(day.date()) if day >= NO_SATELLITE_BEFORE else None
