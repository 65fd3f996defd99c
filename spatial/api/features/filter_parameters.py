"""The parameters of a filter (OGC 19-079r2, 6.2): what is asked, in which encoding and system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from spatial.errors import BadParameter
from spatial.features.collection import Collection, Condition
from spatial.features.filters.conditions import condition_of
from spatial.features.filters.source import Language
from spatial.features.systems import CRS84, System, system_named


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as it was asked. system: of its coordinates."""

    text: str
    language: Language
    system: System

    def on(self, collection: Collection) -> Condition:
        """Its condition on the features of a collection. Raises BadFilter."""
        return condition_of(collection, self.text, self.language, self.system)


def asked_filter(
    filter: Annotated[
        str | None,
        Query(
            description="A condition in CQL2 on the queryables of the collection: "
            "name LIKE '%县' AND S_INTERSECTS(geometry, BBOX(110,30,112,32)). "
            "The time of a feature is datetime; texts stand in single quotes.",
        ),
    ] = None,
    filter_lang: Annotated[
        Language | None,
        Query(
            alias="filter-lang",
            description="The encoding of filter; cql2-text when left out, or cql2-json where it "
            "begins with a brace.",
        ),
    ] = None,
    filter_crs: Annotated[
        str | None,
        Query(
            alias="filter-crs",
            description="The system of the coordinates in filter as a URI, in its order of axes; "
            "CRS84 (longitude, latitude) when left out.",
        ),
    ] = None,
) -> Filter | None:
    """The filter of a question, None without one. Raises BadParameter, UnknownCrs."""
    system = CRS84 if filter_crs is None else system_named(filter_crs)
    if filter is None:
        if filter_lang is not None:
            raise BadParameter("filter-lang is given without filter")
        return None
    if filter_lang is None:
        filter_lang = Language.JSON if filter.lstrip().startswith("{") else Language.TEXT
    return Filter(filter, filter_lang, system)


AskedFilter = Annotated[Filter | None, Depends(asked_filter)]
