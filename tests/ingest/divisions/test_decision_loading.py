"""Decisions that an office records itself: taken whole or refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from division_files import reasons, rows
from sqlalchemy import Engine

from ingest.divisions.claims.decisions import KNOWN_DECISIONS, load_decisions
from spatial.errors import SourceRefused

DECISION = """
[[decision]]
document_no = "虚函〔2003〕1号"
list_year = 2003
title = "甲县并入乙县"
approved = 2003-05-06
announced = 2003-06-01

[[decision.source]]
name = "虚构公报"
url = "https://example.org/1"

[[decision.effect]]
kind = "merge"
from = "982121"
to = "982122"
share = "part"
portion = 0.5
moved = ["东镇"]
"""


def write_decisions(folder: Path, content: str, name: str = "decisions.toml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_decision_is_stored_with_all_it_says(engine: Engine, tmp_path: Path) -> None:
    assert load_decisions(engine, write_decisions(tmp_path, DECISION)).accepted == 1
    [stored] = rows(engine, "SELECT claim, said, list_date FROM division_assertion")
    assert (stored.claim, stored.list_date.isoformat()) == ("decision", "2003-12-31")
    assert (stored.said["approved"], stored.said["announced"], stored.said["effective"]) == (
        "2003-05-06", "2003-06-01", None,
    )  # fmt: skip
    [effect] = stored.said["effects"]
    assert (effect["kind"], effect["from"], effect["to"], effect["portion"], effect["moved"]) == (
        "merge", "982121", "982122", 0.5, ["东镇"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ('kind = "merge"', 'kind = "fusion"', "kind 'fusion' is none of establish"),
        ('from = "982121"', 'from = "98212"', "'98212' is no division code"),
        ('from = "982121"\nto = "982122"\n', "", "names neither from nor to"),
        ('share = "part"', 'share = "half"', "share 'half' is none of"),
        ("portion = 0.5", "portion = 1.5", "portion 1.5 is no share"),
        ('moved = ["东镇"]', "moved = 3", "moved is no list of names"),
        ('moved = ["东镇"]', 'continues = "yes"', "continues is neither true nor false"),
        ('moved = ["东镇"]', 'seet = "东镇"', "says seet; known are"),
        ("approved = 2003-05-06", 'approved = "2003-05-06"', "approved is no date"),
        ("list_year = 2003", "", "list_year None is no year"),
        ('document_no = "虚函〔2003〕1号"', "", "has no document_no"),
        ('name = "虚构公报"\n', "", "a source has no name"),
    ],
)
def test_r1_9_one_bad_effect_refuses_the_whole_decision(
    engine: Engine, tmp_path: Path, written: str, instead: str, reason: str
) -> None:
    assert written in DECISION
    good = DECISION.replace("虚函〔2003〕1号", "虚函〔2003〕2号")
    bad = DECISION.replace(written, instead)
    report = load_decisions(engine, write_decisions(tmp_path, bad + good))
    assert (report.accepted, report.refused) == (1, 1)
    assert reason in reasons(engine, "refused")[0]
    [kept] = rows(engine, "SELECT said->>'number' AS number FROM division_assertion")
    assert kept.number == "虚函〔2003〕2号"


@pytest.mark.parametrize("content", ["[[decision]", "[decision]\nx = 1", "title = 'x'"])
def test_a_file_that_holds_no_decisions_is_refused(
    engine: Engine, tmp_path: Path, content: str
) -> None:
    with pytest.raises(SourceRefused):
        load_decisions(engine, write_decisions(tmp_path, content))


def test_the_known_decisions_are_all_well_formed_and_name_a_source(engine: Engine) -> None:
    report = load_decisions(engine, KNOWN_DECISIONS)
    assert (report.accepted, report.refused) == (3, 0)
    for row in rows(engine, "SELECT said FROM division_assertion"):
        assert row.said["sources"]
