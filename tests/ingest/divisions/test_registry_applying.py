"""The registry in the database: a difference in system time, and states that it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from division_files import rows
from psycopg.errors import IntegrityError
from registry_records import effect, event, registry, stored_run, version
from sqlalchemy import Engine

from ingest.divisions.derivation.applying import Applied, apply_registry
from spatial.divisions.registry import ChangeKind, Passed, Registry, Share
from spatial.temporal import Period


def apply(engine: Engine, wanted: Registry) -> Applied:
    with engine.begin() as connection:
        return apply_registry(connection, wanted)


def known(engine: Engine, at: datetime | str = "infinity") -> list[tuple[object, ...]]:
    found = rows(
        engine,
        "SELECT code, name, valid::text FROM division"
        " WHERE known @> CAST(:at AS timestamptz) ORDER BY code, valid",
        at=at,
    )
    return [tuple(row) for row in found]


def union_town(run: int) -> Registry:
    old = version(run, "990121", "东县", "2010-12-31", "2015-06-01")
    new = version(run, "990101", "东区", "2015-06-01", identity=old.identity)
    return registry(
        [old, new],
        [
            event(
                "mca/2015/虚函1号", "2015-06-01",
                effect(ChangeKind.TYPE, 0, 1, continues=True, moved=("甲镇",)),
                document_nos=("虚函1号",), approved_on=date(2015, 6, 1),
                sources=({"name": "虚构公报", "url": "https://example.org/1"},),
            )
        ],
    )  # fmt: skip


def test_versions_events_and_effects_are_stored_with_all_they_say(engine: Engine) -> None:
    wanted = union_town(stored_run(engine))
    done = apply(engine, wanted)
    assert (done.versions_added, done.events_added, done.changed) == (2, 1, True)
    [stored] = rows(
        engine,
        "SELECT event.key, document_nos, approved_on, sources, kind, before.code AS old,"
        " after.code AS new, continues, share, moved, before.identity_id = after.identity_id AS one"
        " FROM division_effect JOIN division_event AS event ON event.id = event_id"
        " JOIN division AS before ON before.id = predecessor_id"
        " JOIN division AS after ON after.id = successor_id",
    )
    assert tuple(stored) == (
        "mca/2015/虚函1号", ["虚函1号"], date(2015, 6, 1),
        [{"name": "虚构公报", "url": "https://example.org/1"}],
        "type", "990121", "990101", True, "whole", ["甲镇"], True,
    )  # fmt: skip


def test_the_same_registry_again_changes_nothing(engine: Engine) -> None:
    wanted = union_town(stored_run(engine))
    apply(engine, wanted)
    before = rows(engine, "SELECT * FROM division ORDER BY id")
    again = apply(engine, replace(wanted, versions=wanted.versions))
    assert not again.changed
    assert rows(engine, "SELECT * FROM division ORDER BY id") == before
    assert rows(engine, "SELECT count(*) FROM division_event")[0][0] == 1


def test_r1_4_a_correction_is_a_new_fact_and_known_at_answers_as_before(engine: Engine) -> None:
    run = stored_run(engine)
    first = union_town(run)
    then = apply(engine, first).known_from
    old, new = first.versions
    corrected = replace(first, versions=(old, replace(new, name="东新区")))
    now = apply(engine, corrected)
    assert (now.versions_added, now.versions_ended) == (1, 1)
    assert (now.events_added, now.events_ended) == (1, 1)
    assert [name for _, name, _ in known(engine)] == ["东新区", "东县"]
    assert [name for _, name, _ in known(engine, then)] == ["东区", "东县"]
    kept = rows(engine, "SELECT lower(known) AS since FROM division WHERE code = '990121'")
    assert [row.since for row in kept] == [then]
    of_then = rows(
        engine,
        "SELECT name FROM division_event AS event JOIN division_effect ON event_id = event.id"
        " JOIN division ON division.id = successor_id"
        " WHERE event.known @> CAST(:at AS timestamptz)",
        at=then,
    )
    assert [row.name for row in of_then] == ["东区"]


def test_a_retracted_correction_brings_the_old_answer_back_as_a_new_fact(engine: Engine) -> None:
    first = union_town(stored_run(engine))
    apply(engine, first)
    apply(engine, registry(first.versions[:1]))
    again = apply(engine, first)
    assert (again.versions_added, again.versions_ended) == (1, 0)
    times = rows(engine, "SELECT known FROM division WHERE code = '990101' ORDER BY known")
    assert len(times) == 2


def test_other_schemes_are_not_touched(engine: Engine) -> None:
    run = stored_run(engine)
    apply(engine, Registry("nbs", (version(run, "990121", "东县", "2010-12-31",
                                           identity="nbs:990121:2010", announced=None,
                                           approved=None),)))  # fmt: skip
    done = apply(engine, union_town(run))
    assert (done.versions_added, done.versions_ended) == (2, 0)
    assert len(known(engine)) == 3
    assert apply(engine, Registry("nbs", ())).versions_ended == 1
    assert len(known(engine)) == 2


def test_a_version_passed_over_on_a_basis_is_stored_as_empty(engine: Engine) -> None:
    run = stored_run(engine)
    wanted = registry([version(run, "990121", "东县", "2010-12-31", announced=Passed.OVER)])
    apply(engine, wanted)
    assert rows(engine, "SELECT isempty(valid_announced) AS e FROM division")[0].e is True
    assert not apply(engine, wanted).changed


def test_r1_9_a_failure_on_the_way_leaves_the_registry_as_it_was(engine: Engine) -> None:
    first = union_town(stored_run(engine))
    apply(engine, first)
    before = known(engine)
    doubled = version(first.versions[0].run_id, "990121", "西县", "2012-12-31",
                      identity="mca:990122:2012")  # fmt: skip
    with pytest.raises(IntegrityError, match="division_code_once"):
        apply(engine, replace(first, versions=(*first.versions, doubled)))
    assert known(engine) == before
    with pytest.raises(ValueError, match="one key"):
        apply(engine, replace(first, events=first.events * 2))
    assert known(engine) == before


def test_readers_see_the_old_registry_until_the_new_one_is_whole(engine: Engine) -> None:
    first = union_town(stored_run(engine))
    apply(engine, first)
    before = known(engine)
    with engine.begin() as connection:
        apply_registry(connection, registry([]))
        assert known(engine) == before
    assert known(engine) == []


@pytest.mark.parametrize(
    ("change", "refused_by"),
    [
        ({"identity": "mca:990122:2010"}, "division_code_once"),
        ({"code": "990122"}, "division_identity_once"),
        (
            {"identity": "mca:990122:2010", "valid": Period(date(2016, 12, 31), None)},
            "division_code_once_announced",
        ),
        (
            {"code": "990122", "valid": Period(date(2016, 12, 31), None), "announced": None},
            "division_identity_once_approved",
        ),
    ],
)
def test_r1_4_the_database_itself_refuses_two_answers_at_one_time(
    engine: Engine, change: dict[str, object], refused_by: str
) -> None:
    run = stored_run(engine)
    one = version(run, "990121", "东县", "2010-12-31", "2015-06-01")
    other = replace(one, **change)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError, match=f'"{refused_by}"'):
        apply(engine, registry([one, other]))


def test_r1_5_all_eleven_kinds_are_stored_and_one_decision_may_hold_them_all(
    engine: Engine,
) -> None:
    run = stored_run(engine)
    old = version(run, "990121", "东县", "2010-12-31", "2015-06-01")
    new = version(run, "990101", "东区", "2015-06-01")
    kinds = [effect(kind, 0, 1, portion=0.5, share=Share.PART) for kind in ChangeKind]
    apply(engine, registry([old, new], [event("mca/2015/1", "2015-06-01", *kinds)]))
    stored = rows(engine, "SELECT kind, portion FROM division_effect")
    assert {row.kind for row in stored} == set(ChangeKind)
    assert len(stored) == 11


def test_an_effect_of_nothing_on_nothing_is_refused_by_the_database(engine: Engine) -> None:
    nothing = event("mca/2015/1", "2015-06-01", effect(ChangeKind.SEAT, None, None))
    with pytest.raises(IntegrityError):
        apply(engine, registry([], [nothing]))
