"""From loaded files to the registry in the database, and what a correction leaves as it was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from division_files import rows, write_history
from sqlalchemy import Connection, Engine
from test_decision_loading import DECISION, write_decisions

from ingest.divisions.claims.decisions import load_decisions
from ingest.divisions.claims.history import load_division_history
from ingest.divisions.derivation import registry
from ingest.divisions.derivation.registry import derive_registry

HISTORY = (
    "980000,虚省,province,,2000,,",
    "982100,东市,prefecture,980000,2000,,",
    "982121,甲县,county,982100,2000,2003,982122;982123",
    "982122,乙县,county,982100,2000,,",
    "982123,丙县,county,982100,2000,,",
)


def answers(engine: Engine, at: datetime | str = "infinity") -> list[tuple[object, ...]]:
    """All that the registry says of one county, as known at an instant."""
    found = rows(
        engine,
        "SELECT division.code, valid::text, valid_announced::text, event.key, event.approved_on,"
        " effect.kind, effect.portion"
        " FROM division JOIN division_effect AS effect ON predecessor_id = division.id"
        " JOIN division_event AS event ON event.id = event_id"
        " WHERE division.known @> CAST(:at AS timestamptz)"
        " AND event.known @> CAST(:at AS timestamptz) ORDER BY 1, 2, 4, 6, successor_code",
        at=at,
    )
    return [tuple(row) for row in found]


def derivations(engine: Engine) -> list[datetime]:
    return [
        row.known_from
        for row in rows(engine, "SELECT known_from FROM division_registry ORDER BY 1")
    ]


def test_r1_4_a_correction_changes_what_is_known_now_and_not_what_was_known_then(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    assert derive_registry(engine)
    then = derivations(engine)[-1]
    before = answers(engine)
    assert before == answers(engine, then)
    load_decisions(engine, write_decisions(tmp_path, DECISION))
    assert derive_registry(engine)
    assert answers(engine, then) == before
    now = answers(engine)
    assert {row[1] for row in now} == {"[2000-12-31,2003-05-06)"}
    assert {row[2] for row in now} == {"[2000-12-31,2003-06-01)"}
    corrected = DECISION.replace("approved = 2003-05-06", "approved = 2003-05-16")
    load_decisions(engine, write_decisions(tmp_path, corrected, "later.toml"))
    assert derive_registry(engine)
    assert {row[1] for row in answers(engine)} == {"[2000-12-31,2003-05-16)"}
    first, second, third = derivations(engine)
    assert first == then
    assert answers(engine, second) == now
    assert answers(engine, then) == before
    assert answers(engine, third) == answers(engine)


def test_a_derivation_of_the_same_sources_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    assert derive_registry(engine)
    ids = rows(engine, "SELECT id, known FROM division ORDER BY id")
    assert not derive_registry(engine)
    assert rows(engine, "SELECT id, known FROM division ORDER BY id") == ids
    assert len(derivations(engine)) == 1


def test_r1_9_a_derivation_that_is_cut_short_leaves_the_registry_as_it_was(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    derive_registry(engine)
    before, known = answers(engine), derivations(engine)
    load_decisions(engine, write_decisions(tmp_path, DECISION))

    def cut_short(connection: Connection) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(registry, "derive_statistics", cut_short)
        with pytest.raises(KeyboardInterrupt):
            derive_registry(engine)
    assert answers(engine) == before
    assert derivations(engine) == known
    assert derive_registry(engine)
    assert answers(engine) != before


def test_two_derivations_at_once_are_one(engine: Engine, tmp_path: Path) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    outcomes: list[bool] = []
    threads = [Thread(target=lambda: outcomes.append(derive_registry(engine))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]
    assert len(derivations(engine)) == 1


def test_r1_9_a_decision_on_an_unknown_unit_is_reported_and_nothing_of_it_applied(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    derive_registry(engine)
    before = answers(engine)
    half = DECISION + '\n[[decision.effect]]\nkind = "transfer"\nfrom = "982129"\nto = "982122"\n'
    load_decisions(engine, write_decisions(tmp_path, half))
    derive_registry(engine)
    assert answers(engine) == before
    [reported] = rows(
        engine, "SELECT kind, code, source_says, explanation FROM division_difference"
    )
    assert (reported.kind, reported.code) == ("unknown_unit", "982129")
    assert "虚函〔2003〕1号" in reported.source_says
    assert "整个决定未采用" in reported.explanation


def test_of_two_files_the_later_holds_and_each_disagreement_is_a_row(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    derive_registry(engine)
    more = ["982122,新乙县,county,982100,2000,,"]
    load_division_history(engine, write_history(tmp_path, more, name="more.csv"))
    derive_registry(engine)
    standing = rows(engine, "SELECT name FROM division WHERE code = '982122' AND upper_inf(known)")
    assert [row.name for row in standing] == ["新乙县"]
    [said] = rows(engine, "SELECT kind, source_says, registry_says FROM division_difference")
    assert said.kind == "name"
    assert (said.source_says[:2], said.registry_says[:3]) == ("乙县", "新乙县")


def test_the_type_of_each_unit_is_stored(engine: Engine, tmp_path: Path) -> None:
    load_division_history(engine, write_history(tmp_path, HISTORY))
    derive_registry(engine)
    types = rows(engine, "SELECT DISTINCT level, type FROM division ORDER BY 1")
    assert [tuple(row) for row in types] == [
        ("county", "county"), ("prefecture", "prefecture_city"), ("province", "province"),
    ]  # fmt: skip
