"""Where land lies on another day, and why the record does not say."""

from __future__ import annotations

from datetime import date

from registry_rows import EVENTS, FIRST, VERSIONS, XINGTAI, effect, event, store_registry, version
from sqlalchemy import Engine

from spatial.business.harmonise.land import Land, Lost, Where
from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.divisions.registry import ChangeKind, EventRecord, Share, VersionRecord
from spatial.divisions.viewpoint import NOW

BEFORE, TODAY = date(2019, 12, 31), date(2024, 12, 31)


def land(engine: Engine, level: Level = Level.COUNTY) -> Land:
    with engine.begin() as connection:
        return Land(register_in(connection, NOW), level)


def codes(where: Where) -> list[str]:
    return [one.unit.code for one in where.destinations]


def where(found: Land, code: str, day: date, target: date) -> Where:
    unit = found.unit_of(code, day)
    assert unit is not None
    return found.where(unit, day, target)


def stored(engine: Engine, versions: list[VersionRecord], events: list[EventRecord]) -> Land:
    store_registry(engine, [*VERSIONS, *versions], [*EVENTS, *events])
    return land(engine)


def test_land_is_followed_directly_both_ways(engine: Engine) -> None:
    store_registry(engine)
    found = land(engine)
    assert codes(where(found, "130521", BEFORE, TODAY)) == ["130502", "130503"]
    assert codes(where(found, "330114", TODAY, BEFORE)) == ["330104", "330109"]
    assert where(found, "220381", BEFORE, TODAY).whole
    assert where(found, "330102", BEFORE, TODAY).whole
    # Of the days after a change nothing is followed but what comes after them.
    assert codes(where(found, "130502", TODAY, TODAY)) == ["130502"]


def test_a_unit_that_stands_without_change_is_where_it_was(engine: Engine) -> None:
    store_registry(engine)
    found = land(engine)
    assert codes(where(found, "330109", date(1990, 1, 1), date(2010, 1, 1))) == ["330109"]
    assert codes(where(found, "330109", date(1990, 1, 1), TODAY)) == ["330109", "330114"]


def test_a_unit_of_which_nothing_is_told_is_lost_r10_3(engine: Engine) -> None:
    found = stored(
        engine,
        [version("130599", "无后县", FIRST, XINGTAI), version("130598", "无前县", XINGTAI)],
        [],
    )
    assert where(found, "130599", BEFORE, TODAY) == Where((), Lost.NO_SUCCESSOR)
    assert where(found, "130598", TODAY, BEFORE) == Where((), Lost.NO_PREDECESSOR)


def test_a_part_that_went_nowhere_on_record_makes_it_no_longer_whole_r10_3(engine: Engine) -> None:
    base = len(VERSIONS)
    found = stored(
        engine,
        [version("130599", "失地县")],
        [event("mca/2020/x", XINGTAI, effect(ChangeKind.TRANSFER, base, None, Share.PART))],
    )
    there = where(found, "130599", BEFORE, TODAY)
    assert codes(there) == ["130599"]
    assert there.lost is Lost.PART
    assert not there.whole


def test_a_prefecture_lies_where_its_counties_do_r10_3(engine: Engine) -> None:
    """四平市 lost 公主岭市 to 长春市, and no record of a prefecture says so."""
    versions = [version("220322", "梨树县")]
    store_registry(engine, [*VERSIONS, *versions], EVENTS)
    found = land(engine, Level.PREFECTURE)
    assert codes(where(found, "220300", BEFORE, TODAY)) == ["220100", "220300"]
    assert codes(where(found, "130500", BEFORE, TODAY)) == ["130500"]


def test_a_city_without_counties_stands_for_a_county(engine: Engine) -> None:
    store_registry(engine, [*VERSIONS, version("441900", "东莞市"), version("440000", "广东省")])
    found = land(engine)
    assert found.unit_of("441900", TODAY) is not None
    assert found.unit_of("330100", TODAY) is None


def test_townships_lie_where_decisions_name_them_r10_3(engine: Engine) -> None:
    towns = [
        version(f"13052110{number}", name, end=XINGTAI)
        for number, name in enumerate(("东汪镇", "皇寺镇", "别处乡"))
    ]
    found = stored(engine, towns, [])
    unit = found.unit_of("130521", BEFORE)
    assert unit is not None
    parts = {one.unit.name: one.where for one in found.parts(unit, BEFORE, TODAY)}
    assert codes(parts["东汪镇"]) == ["130502"]
    assert codes(parts["皇寺镇"]) == ["130503"]
    # Both decisions list theirs, so that of any other one nothing is told.
    assert parts["别处乡"].lost is Lost.NO_SUCCESSOR
