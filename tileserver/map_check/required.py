"""What a map is looked through for: the facts of required.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from tileserver.vector_tiles import Bounds

RECORD = date(1983, 1, 1)
"""Until then areas may stand without codes of their own."""

_MORE_THAN_HALF = 18
"""Provinces from which on a map is one of the whole country, whatever its limits leave out."""


class Kind(StrEnum):
    """What a thing is drawn as: an area that bears a code, or a line that bears a kind."""

    AREA = "area"
    DASHED_LINE = "dashed_line"
    NATIONAL = "national"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Required:
    """One thing that a map must show.

    codes: of the areas whose code may stand for it (their first two digits count); none for lines.
    lon, lat: where it is, CGCS2000. reach: degrees. since, before: from when on it has its code,
    and whose it was until then. demanded: False where it is told and may miss.
    """

    name: str
    kind: Kind
    lon: float
    lat: float
    reach: float
    codes: tuple[str, ...] = ()
    since: date | None = None
    before: str | None = None
    from_zoom: int = 0
    demanded: bool = True

    def codes_on(self, day: date) -> tuple[str, ...] | None:
        """The codes that may stand for it on a day; None where any may."""
        if day < RECORD:
            return None
        if self.before is not None and self.since is not None and day < self.since:
            return (*self.codes, self.before)
        return self.codes

    def lies_in(self, box: Bounds) -> bool:
        """Whether its place lies in a box."""
        return box.west <= self.lon <= box.east and box.south <= self.lat <= box.north


@lru_cache
def required_things() -> tuple[Required, ...]:
    """Everything, provinces first."""
    text = resources.files("tileserver.map_check").joinpath("required.toml").read_text("utf-8")
    return tuple(_things(tomllib.loads(text)))


def _things(document: dict[str, Any]) -> Iterator[Required]:
    for one in document["province"]:
        yield _thing(one | {"codes": [one["code"]]}, Kind.AREA)
    for one in document["island"]:
        yield _thing(one, Kind.AREA)
    for group, kind in (
        ("stroke", Kind.DASHED_LINE),
        ("border", Kind.NATIONAL),
        ("undetermined", Kind.UNDETERMINED),
    ):
        for one in document[group]:
            yield _thing(one, kind)


def _thing(one: dict[str, Any], kind: Kind) -> Required:
    return Required(
        name=one["name"],
        kind=kind,
        lon=float(one["at"][0]),
        lat=float(one["at"][1]),
        reach=float(one.get("reach", 0.05)),
        codes=tuple(one.get("codes", ())),
        since=one.get("since"),
        before=one.get("before"),
        from_zoom=one.get("from_zoom", 0),
        demanded=one.get("demanded", True),
    )


def required_in(boxes: Sequence[Bounds]) -> list[Required]:
    """What a map must show that covers these boxes together.

    All of it where more than half of the provinces lie in them: what such a map leaves out beyond
    its limits, it leaves out of the country.
    """
    things = required_things()
    inside = [one for one in things if any(one.lies_in(box) for box in boxes)]
    provinces = {one.codes for one in inside if one.kind is Kind.AREA and len(one.codes) == 1}
    return list(things) if len(provinces) >= _MORE_THAN_HALF else inside
