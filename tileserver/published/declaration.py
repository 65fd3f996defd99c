"""What a file of layers says of a relation that is published: read strictly, so that nothing that
is misspelt is silently left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from spatial.errors import BadLayer

_NAME = re.compile(r"\w+(\.\w+)?")


def _none() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A relation whose rows are features.

    name: of the table or view, with its schema where it is not on the search path. geometry: its
    column. key: columns that tell a row from any other; the primary key where left out. period: one
    column (a range of days or instants, or a day on which alone a row is shown), two columns (from
    and until, the second without), or none for rows that are always shown. known: a range of
    instants in which a row was held for true. rank: the column whose largest values stay when a
    tile is too large; where left out, large shapes stay before small ones, and points by a lot that
    is the same at every zoom. parameters: what a request has to choose, by the column that it is
    compared with. coverage: neighbours share borders, and keep them when they are generalised.
    """

    name: str
    geometry: str = "geom"
    key: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    known: str | None = None
    rank: str | None = None
    parameters: Mapping[str, str] = field(default_factory=_none)
    coverage: bool = False


@dataclass(frozen=True, slots=True)
class PublishedValues:
    """A relation whose rows tell values of divisions: a choropleth.

    name, known, parameters: as of PublishedTable. level: of the divisions. code: the column with
    their codes. period: as of PublishedTable, but that a row with one day holds from that day until
    the next row of its division.
    """

    name: str
    level: str
    code: str
    period: tuple[str, ...] = ()
    known: str | None = None
    parameters: Mapping[str, str] = field(default_factory=_none)


Published = PublishedTable | PublishedValues

_ALLOWED = {
    PublishedTable: {"name", "geometry", "key", "period", "known", "rank", "parameters",
                     "coverage"},
    PublishedValues: {"name", "level", "code", "period", "known", "parameters"},
}  # fmt: skip


def published_of(layer: str, entry: Mapping[str, Any]) -> Published | None:
    """What the entry of a layer publishes: its `table` or `values`, None where it has neither.

    Raises BadLayer with the layer and what is wrong.
    """
    if "table" in entry and "values" in entry:
        raise BadLayer(f"layer {layer} has both a table and values")
    if "table" in entry:
        told = _checked(layer, PublishedTable, entry["table"])
        table = PublishedTable(
            name=told["name"],
            geometry=told.get("geometry", "geom"),
            key=_columns(told.get("key", ())),
            period=_columns(told.get("period", ())),
            known=told.get("known"),
            rank=told.get("rank"),
            parameters=MappingProxyType(dict(told.get("parameters", {}))),
            coverage=bool(told.get("coverage", False)),
        )
        if table.coverage and table.period:
            raise BadLayer(f"layer {layer}: rows of several periods lie over each other, so they "
                           "are no coverage")  # fmt: skip
        return table
    if "values" in entry:
        told = _checked(layer, PublishedValues, entry["values"])
        for needed in ("level", "code"):
            if needed not in told:
                raise BadLayer(f"layer {layer}: its values need {needed}")
        return PublishedValues(
            name=told["name"],
            level=told["level"],
            code=told["code"],
            period=_columns(told.get("period", ())),
            known=told.get("known"),
            parameters=MappingProxyType(dict(told.get("parameters", {}))),
        )
    return None


def _columns(told: str | Sequence[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


def _checked(layer: str, kind: type[Published], told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Mapping) or "name" not in told:
        raise BadLayer(f"layer {layer} does not name its relation")
    unknown = sorted(set(told) - _ALLOWED[kind])
    if unknown:
        raise BadLayer(
            f"layer {layer}: nothing is called {', '.join(unknown)} here; "
            f"there are {', '.join(sorted(_ALLOWED[kind]))}"
        )
    names = [told["name"], *_columns(told.get("key", ())), *_columns(told.get("period", ()))]
    names += [told[one] for one in ("geometry", "known", "rank", "code") if one in told]
    names += dict(told.get("parameters", {})).values()
    for name in names:
        if not isinstance(name, str) or _NAME.fullmatch(name) is None:
            raise BadLayer(f"layer {layer}: {name!r} is no name of a relation or column")
    if len(_columns(told.get("period", ()))) > 2:
        raise BadLayer(f"layer {layer}: a period is one column, or two: from and until")
    return told
