"""A land whose truth is known, as the platform would hold its record, areas and figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from ingest.sample.changing_land import FIRST, LAST, ChangeRecord, ChangingLand, UnitRecord
from spatial.business.harmonise.measures import AtomMeasures
from spatial.business.harmonise.reported import Reported, ReportedColumn, scaled
from spatial.divisions.bulk.whole_register import WholeRegister, whole_register
from spatial.divisions.effects import Effect, EventDates
from spatial.divisions.registry import StartBasis
from spatial.divisions.versions import UnitVersion
from spatial.locations.geodesic import area_m2
from spatial.temporal import Period, list_day

_LEARNED = datetime(2025, 1, 1, tzinfo=UTC)


def register_of(land: ChangingLand) -> WholeRegister:
    """The record of the land; ids of versions are their places, from 1."""
    versions = [_version(place, one) for place, one in enumerate(land.units, 1)]
    effects = [_effect(number, one, land) for number, one in enumerate(land.changes, 1)]
    return whole_register(versions, effects)


def measures_of(land: ChangingLand) -> AtomMeasures:
    """The areas of the counties, as unions of parcels."""
    sizes = {number: area_m2(shape) for number, shape in enumerate(land.parcels)}
    drawn: defaultdict[int, list[tuple[Period, frozenset[int]]]] = defaultdict(list)
    for year in range(FIRST, LAST + 1):
        owners = land.county[year]
        for place in np.unique(owners).tolist():
            atoms = frozenset(np.flatnonzero(owners == place).tolist())
            drawn[place + 1].append((Period(list_day(year), list_day(year + 1)), atoms))
    return AtomMeasures(drawn, sizes)


def reported_of(
    land: ChangingLand, indicator: str, years: Iterable[int], *, townships: bool = False
) -> Reported:
    """What counties report of an indicator for some years, and perhaps townships too."""
    columns = []
    for year in sorted(years):
        found = land.reported(indicator, year)
        if townships:
            found |= land.reported(indicator, year, townships=True)
        codes = tuple(sorted(found))
        values = scaled([Decimal(found[code]) for code in codes], 0)
        period = Period(date(year, 1, 1), date(year + 1, 1, 1))
        columns.append(ReportedColumn(period, codes, values))
    return Reported(indicator, 0, tuple(columns))


def _version(id_: int, one: UnitRecord) -> UnitVersion:
    until = None if one.last is None else list_day(one.last)
    basis = StartBasis.RECORD_START if one.first == FIRST else StartBasis.DECISION
    days = Period(list_day(one.first), until)
    return UnitVersion(
        id_, one.identity, one.code, one.name, one.level, "unknown", one.parent, days, basis
    )


def _effect(id_: int, one: ChangeRecord, land: ChangingLand) -> Effect:
    day = list_day(one.year)
    return Effect(
        id=id_,
        event_id=one.event,
        event_key=f"made/{one.event}",
        title=None,
        document_nos=(),
        dates=EventDates(None, None, None, day, _LEARNED, day, day),
        kind=one.kind,
        predecessor_id=one.predecessor + 1,
        successor_id=one.successor + 1,
        successor_code=land.units[one.successor].code,
        continues=one.continues,
        rule="made",
        share=one.share,
        portion=None,
        moved=one.moved,
        note=None,
    )
