"""Tables of township changes: merged cells, split cells, what is refused, what is derived."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from division_files import reasons, rows
from sqlalchemy import Engine

from ingest.divisions.claims.township_changes import add_townships, load_township_changes
from ingest.divisions.derivation.applying import apply_registry
from spatial.divisions.registry import Registry, StartBasis, VersionRecord
from spatial.errors import SourceRefused
from spatial.temporal import Period

HEADER = "year,province,old_code,old_name,reason,new_code,new_name,approval"
HEBEI = (
    "2022,河北,130207202,东田庄乡,撤乡设镇,130207118,东田庄镇,冀民函〔2022〕79号",
    "2022,,130208202,姜家营乡,,130208120,姜家营镇,冀民函〔2022〕80号",
    "2022,,130208203,火石营乡,,130208121,火石营镇,",
)


def write(folder: Path, lines: Iterable[str]) -> Path:
    path = folder / "townships.csv"
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return path


def said(engine: Engine, key: str) -> list[str | None]:
    found = rows(
        engine, "SELECT said ->> :key AS value FROM division_assertion ORDER BY id", key=key
    )
    return [row.value for row in found]


def test_blank_cells_are_those_of_the_row_above(engine: Engine, tmp_path: Path) -> None:
    report = load_township_changes(engine, write(tmp_path, HEBEI))
    assert (report.accepted, report.refused, report.repaired) == (3, 0, 0)
    assert said(engine, "province") == ["河北"] * 3
    assert said(engine, "reason") == ["撤乡设镇"] * 3
    assert said(engine, "approval") == [
        "冀民函〔2022〕79号",
        "冀民函〔2022〕80号",
        "冀民函〔2022〕80号",
    ]
    [first, *_] = rows(engine, "SELECT code, name, list_date, raw FROM division_assertion")
    assert (first.code, first.name, first.list_date) == (
        "130207202",
        "东田庄乡",
        date(2022, 12, 31),
    )
    assert first.raw["new_code"] == "130207118"


def test_nothing_is_filled_over_a_year_or_a_province(engine: Engine, tmp_path: Path) -> None:
    lines = (
        *HEBEI,
        "2022,山西,140105200,甲乡,,140105100,甲镇,",
        "2020,,140105201,乙乡,,140105101,乙镇,",
    )
    load_township_changes(engine, write(tmp_path, lines))
    assert said(engine, "reason")[3:] == ["", ""]
    assert said(engine, "approval")[3:] == ["", ""]
    assert said(engine, "province")[3:] == ["山西", ""]


def test_a_cell_that_was_split_over_two_rows_is_put_together(
    engine: Engine, tmp_path: Path
) -> None:
    lines = (
        "2020,四川,511722100,东乡镇,撤乡、镇设街道,,东乡街道,川府民政〔2020〕8号",
        "2020,,511722125,柳池镇,,511722001,,",
    )
    report = load_township_changes(engine, write(tmp_path, lines))
    assert (report.accepted, report.repaired) == (2, 2)
    assert list(zip(said(engine, "new_code"), said(engine, "new_name"), strict=True)) == [
        ("511722001", "东乡街道"),
        (None, None),
    ]
    with engine.connect() as connection:
        registry = add_townships(connection, Registry("mca", ()))
    names = [version.name for version in registry.versions]
    pairs = {
        (names[effect.predecessor or 0], names[effect.successor or 0])
        for event in registry.events
        for effect in event.effects
    }
    assert pairs == {("东乡镇", "东乡街道"), ("柳池镇", "东乡街道")}


def test_a_rename_without_a_new_code_keeps_its_code(engine: Engine, tmp_path: Path) -> None:
    lines = ["2014,天津,120101003,体育馆街道,更名,,五大道街道,津民复〔2014〕4号"]
    load_township_changes(engine, write(tmp_path, lines))
    assert said(engine, "new_code") == ["120101003"]
    assert "a rename keeps 120101003" in reasons(engine, "repaired")[0]


def test_a_taker_that_is_named_without_its_code_is_kept_by_name(
    engine: Engine, tmp_path: Path
) -> None:
    lines = ["2014,四川,513426216,海坝乡,撤销,并入拉马乡,,川府民政〔2014〕15号"]
    load_township_changes(engine, write(tmp_path, lines))
    assert (said(engine, "new_code"), said(engine, "into")) == ([None], ["拉马乡"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2022,,,,新设镇,,,文", "neither an old code nor a new one"),
        ("2022,,130207,东田庄乡,撤乡设镇,130207118,东田庄镇,文", "130207 is no code of a township"),
        ("2022,,130207203,,撤乡设镇,130207119,甲镇,文", "130207203 has no name"),
        ("2022,,13020720X,甲乡,撤乡设镇,130207119,甲镇,文", "is no division code"),
        ("22,,130207203,甲乡,撤乡设镇,130207119,甲镇,文", "'22' is no year of a table"),
        ("2999,,130207203,甲乡,撤乡设镇,130207119,甲镇,文", "'2999' is no year of a table"),
        ("2022,,130207202,东田庄乡,撤乡设镇,130207118,东田庄镇,文", "stands already on line 2"),
    ],
)
def test_an_impossible_row_is_refused_and_the_rest_is_stored(
    engine: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    report = load_township_changes(engine, write(tmp_path, [*HEBEI, row]))
    assert (report.accepted, report.refused) == (3, 1)
    assert reason in reasons(engine, "refused")[0]


def test_a_file_without_a_usable_row_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no row that could be stored"):
        load_township_changes(engine, write(tmp_path, ["2022,,,,,,,"]))


def test_townships_are_stored_with_their_events(engine: Engine, tmp_path: Path) -> None:
    report = load_township_changes(engine, write(tmp_path, HEBEI))
    always = Period(date(1981, 12, 31), None)
    county = VersionRecord(
        "130207",
        "丰南区",
        "county",
        "district",
        None,
        "mca:130207:1981",
        always,
        always,
        always,
        StartBasis.RECORD_START,
        report.run_id,
    )
    base = Registry("mca", (county,))
    with engine.begin() as connection:
        assert apply_registry(connection, add_townships(connection, base)).changed
        assert not apply_registry(connection, add_townships(connection, base)).changed
    [row] = rows(
        engine,
        "SELECT old.code AS before, new.code AS after, event.document_nos, effect.kind,"
        " effect.continues FROM division_effect AS effect"
        " JOIN division_event AS event ON event.id = effect.event_id"
        " JOIN division AS old ON old.id = effect.predecessor_id"
        " JOIN division AS new ON new.id = effect.successor_id WHERE old.code = '130207202'",
    )
    assert tuple(row) == ("130207202", "130207118", ["冀民函〔2022〕79号"], "type", True)


@pytest.mark.real_data
def test_the_real_tables_load_with_every_odd_row_told(engine: Engine, real_data: Path) -> None:
    report = load_township_changes(engine, real_data / "subcounty_changes_even_years.csv.gz")
    # 7 rows name no unit and 15 stand twice; 4 cells are split, 7 renames give no new code.
    assert (report.accepted, report.refused, report.repaired) == (3069, 22, 11)
    with engine.connect() as connection:
        registry = add_townships(connection, Registry("mca", ()))
    old = next(one for one in registry.versions if one.code == "130207202")
    new = next(one for one in registry.versions if one.code == "130207118")
    assert (old.name, new.name) == ("东田庄乡", "东田庄镇")
    assert old.identity == new.identity
