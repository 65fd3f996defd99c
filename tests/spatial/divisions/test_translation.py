"""Codes and names of one day in the terms of another, there and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from spatial.api import division_translation
from spatial.divisions.bulk.translation import Asked, Status, translate, translate_into
from spatial.divisions.bulk.translation_tables import Answered, csv_of, facts_of
from spatial.divisions.bulk.whole_register import WholeRegister, whole_register
from spatial.divisions.bulk.whole_register_loading import Mapped
from spatial.divisions.effects import Effect, EventDates
from spatial.divisions.versions import UnitVersion
from spatial.temporal import Period
from tests.division_rows import store_divisions

START = date(2000, 12, 31)
TRANSLATE = "/v1/divisions/translate"


def version(
    id_: int, code: str, start: date, end: date | None, identity: str | None = None
) -> UnitVersion:
    return UnitVersion(
        id_, identity or f"mca:{code}:{id_}", code, f"县{code}", "county", "county", None,
        Period(start, end), "list",
    )  # fmt: skip


def effect(id_: int, kind: str, before: int, after: int, day: date, share: str = "whole") -> Effect:
    dates = EventDates(None, None, None, day, datetime(2025, 1, 1, tzinfo=UTC), day, day)
    return Effect(
        id_, id_, f"e{id_}", None, (f"国函{id_}号",), dates, kind, before, after, None,
        False, "test", share, None, (), None,
    )  # fmt: skip


def ask(register: WholeRegister, code: str, day: date, target: date) -> Any:
    return translate(register, Asked(code, None, None, day, target))


# A register in which every year some unit is recoded, gives a part, or is merged.
STEPS = st.lists(
    st.tuples(st.sampled_from(["code", "transfer", "merge"]), st.integers(0, 9), st.integers(0, 9)),
    max_size=12,
)


def world(steps: list[tuple[str, int, int]]) -> WholeRegister:
    day = START
    versions = {n: version(n + 1, f"9901{n + 21}", START, None) for n in range(5)}
    every = dict(versions)
    effects: list[Effect] = []
    code, ids, key = 60, 100, 5
    for kind, first, second in steps:
        day += timedelta(days=366)
        standing = sorted(versions)
        giver = standing[first % len(standing)]
        taker = standing[second % len(standing)]
        old = versions[giver]
        if kind == "transfer" and giver != taker:
            effects.append(effect(len(effects) + 1, kind, old.id, versions[taker].id, day, "part"))
        elif kind == "merge" and giver != taker:
            del versions[giver]
            every[giver] = version(old.id, old.code, old.valid.start, day, old.identity)
            effects.append(effect(len(effects) + 1, kind, old.id, versions[taker].id, day))
        elif kind == "code":
            ids, code, key = ids + 1, code + 1, key + 1
            del versions[giver]
            every[giver] = version(old.id, old.code, old.valid.start, day, old.identity)
            versions[key] = every[key] = version(ids, f"9901{code}", day, None, old.identity)
            effects.append(effect(len(effects) + 1, kind, old.id, ids, day))
    return whole_register(every.values(), effects)


@settings(max_examples=100, deadline=None)
@given(STEPS, st.integers(0, 4400), st.integers(0, 4400))
def test_translation_there_and_back_holds_the_start(
    steps: list[tuple[str, int, int]], first: int, second: int
) -> None:
    register = world(steps)
    day, target = START + timedelta(days=first), START + timedelta(days=second)
    for start in register.versions.values():
        if not start.stands_on(day):
            continue
        there = register.reach(start, day, target)
        assert there
        for one in there:
            back = {found.version.id for found in register.reach(one.version, target, day)}
            assert start.id in back


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.just("code"), st.integers(0, 9), st.just(0)), max_size=12))
def test_r10_2_pure_changes_of_code_pass_exactly_there_and_back(
    steps: list[tuple[str, int, int]],
) -> None:
    register = world(steps)
    last = START + timedelta(days=366 * (len(steps) + 1))
    for number in range(5):
        code = f"9901{number + 21}"
        there = ask(register, code, START, last)
        assert (there.status, there.candidates) == (Status.EXACT, ())
        back = ask(register, there.code, last, START)
        assert (back.status, back.code, back.candidates) == (Status.EXACT, code, ())


def test_r10_3_a_part_that_moved_is_said_with_its_document() -> None:
    day = date(2010, 6, 5)
    register = whole_register(
        [version(1, "990121", START, None), version(2, "990122", START, None)],
        [effect(1, "transfer", 1, 2, day, "part")],
    )
    found = ask(register, "990121", START, day)
    assert (found.status, found.code) == (Status.CHANGED, "990121")
    assert [(one.version.code, one.share) for one in found.candidates] == [("990122", "part")]
    assert found.effects[0].document_nos == ("国函1号",)
    assert ask(register, "990121", START, date(2010, 6, 4)).status is Status.EXACT
    taker = ask(register, "990122", START, day)
    assert (taker.status, taker.candidates) == (Status.CHANGED, ())


def test_a_part_that_came_later_does_not_follow_what_left_earlier() -> None:
    register = whole_register(
        [version(n, f"99012{n}", START, None) for n in (1, 2, 3)],
        [
            effect(1, "transfer", 2, 3, date(2005, 1, 1), "part"),
            effect(2, "transfer", 1, 2, date(2010, 1, 1), "part"),
        ],
    )
    found = ask(register, "990121", START, date(2020, 1, 1))
    assert [one.version.code for one in found.candidates] == ["990122"]


def test_r1_10_a_code_of_the_other_scheme_is_mapped_on_its_day_and_followed_from_there() -> None:
    recoded, learned = date(2010, 6, 5), date(2023, 12, 31)
    ours = whole_register(
        [
            version(1, "990121", START, recoded, "mca:a"),
            version(2, "990151", recoded, None, "mca:a"),
        ],
        [effect(1, "code", 1, 2, recoded)],
    )
    theirs = whole_register(
        [version(3, "990171", learned, None), version(4, "990172", learned, None)], []
    )
    mapping = {
        "990171": [Mapped("990151", Period(learned, None), "代码不同")],
        "990172": [Mapped(None, Period(learned, None), "民政无此单位")],
    }
    asked = Asked("990171", None, None, learned, START)
    found = translate_into(theirs, ours, asked, mapping)
    assert (found.status, found.code) == (Status.EXACT, "990121")
    assert translate_into(theirs, ours, replace(asked, day=START), mapping).status is Status.NOT_YET
    none = translate_into(theirs, ours, replace(asked, code="990172"), mapping)
    assert (none.status, none.code, none.explanation) == (Status.UNMAPPED, None, "民政无此单位")
    back = {"990151": [Mapped("990171", Period(learned, None), "代码不同")]}
    forth = translate(ours, Asked("990121", None, None, START, learned), back)
    assert (forth.status, forth.code) == (Status.EXACT, "990171")
    early = translate(ours, Asked("990121", None, None, START, recoded), back)
    assert (early.status, early.explanation) == (Status.UNMAPPED, "该日无对照")


def test_r1_10_candidates_are_told_in_the_codes_of_the_scheme_that_is_wanted() -> None:
    split, learned = date(2010, 6, 5), date(2023, 12, 31)
    ours = whole_register(
        [
            version(1, "990121", START, split),
            version(2, "990101", split, None),
            version(3, "990102", split, None),
        ],
        [effect(1, "split", 1, 2, split, "part"), effect(2, "split", 1, 3, split, "part")],
    )
    mapping = {
        "990101": [Mapped("990171", Period(learned, None), "代码不同")],
        "990102": [Mapped(None, Period(learned, None), "统计无此单位")],
    }
    found = translate(ours, Asked("990121", None, None, START, learned), mapping)
    assert found.status is Status.CANDIDATES
    assert [(one.version.code, one.code) for one in found.candidates] == [
        ("990101", "990171"),
        ("990102", None),
    ]
    [here] = [facts_of(Answered({}, found))["candidates"]]
    assert [(one["unit_code"], one["code"]) for one in here] == [
        ("990101", "990171"),
        ("990102", None),
    ]
    table = csv_of(["code"], [Answered({"code": "990121"}, found)])
    assert "990171 县990101 part;- 县990102 part" in table


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_divisions(engine)
    return client_of(engine, division_translation.router)


def rows(client: TestClient, *asked: Any, **query: str) -> list[dict[str, Any]]:
    answer = client.post(TRANSLATE, params=query, json=list(asked))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def test_r1_11_retired_future_and_unknown_codes_are_reported_with_candidates(
    client: TestClient,
) -> None:
    found = rows(
        client, "990121", "990101", "990188", "abc", "990122",
        {"code": "990122", "date": "2016-01-01"},
        date="2012-01-01", to="2020-12-31",
    )  # fmt: skip
    assert [one["status"] for one in found] == [
        "candidates", "not_yet", "unknown", "unreadable", "candidates", "retired",
    ]  # fmt: skip
    assert [one["code"] for one in found[0]["candidates"]] == ["990101"]
    assert found[0]["candidates"][0]["share"] == "whole"
    assert [one["code"] for one in found[5]["candidates"]] == ["990101"]


def test_r1_2_every_form_of_a_code_is_read_and_what_is_unknown_below_resolves_upwards(
    client: TestClient,
) -> None:
    found = rows(client, "99", "9900", "990000000000", "990121001001", "990121001",
                 date="2012-01-01", to="2012-01-01")  # fmt: skip
    assert [one["code"] for one in found] == ["990000", "990000", "990000", "990121", "990121"]
    assert [one["resolved_from"] for one in found[3:]] == ["990121001001", "990121001"]


def test_names_are_translated_and_asked_within_their_parent(client: TestClient) -> None:
    found = rows(
        client,
        {"name": "东县", "within": "虚构市"},
        {"name": "东县", "within": "别处"},
        date="2012-01-01",
        to="2012-06-01",
    )
    assert [one["status"] for one in found] == ["exact", "unknown"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_csv_comes_back_row_by_row_with_what_it_held(client: TestClient, encoding: str) -> None:
    table = "代码,日期,机构\n990121,2012-01-01,甲\n990121,2012-02-30,乙\n990121\n"
    answer = client.post(
        TRANSLATE,
        params={"to": "2012-06-01"},
        content=table.encode(encoding),
        headers={"content-type": "text/csv"},
    )
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [one["机构"] for one in found] == ["甲", "乙", ""]
    assert [one["status"] for one in found] == ["exact", "unreadable", "unreadable"]


def test_ten_thousand_rows_are_answered_in_one_request(client: TestClient) -> None:
    found = rows(client, *(["990121"] * 10_000), date="2012-01-01", to="2020-12-31")
    assert len(found) == 10_000
