"""Lists of statistical codes: claims, the scheme `nbs` derived from them, and what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from division_files import reasons, rows
from sqlalchemy import Engine

from ingest.divisions.claims.statistics_list import derive_statistics, load_statistics_codes
from spatial.errors import BadDate, SourceRefused

DAY = date(2023, 12, 31)
HEADER = "code,name,level,parent_code"
DONGGUAN = (
    "44,广东省,province,",
    "4419,东莞市,city,44",
    "441900,东莞市,county,4419",
    "441900003,东城街道,town,441900",
)


def write(folder: Path, lines: Iterable[str], name: str = "codes.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return path


def derive(engine: Engine) -> Any:
    with engine.begin() as connection:
        return derive_statistics(connection)


def standing(engine: Engine) -> dict[str, tuple[str, str | None]]:
    found = rows(
        engine,
        "SELECT code, level, parent_code FROM division WHERE scheme = 'nbs' AND upper_inf(known)"
        " AND upper_inf(valid)",
    )
    return {row.code: (row.level, row.parent_code) for row in found}


def test_r1_7_the_tree_of_the_scheme_has_no_false_level(engine: Engine, tmp_path: Path) -> None:
    report = load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date=DAY)
    assert (report.accepted, report.refused) == (4, 0)
    assert derive(engine).versions_added == 3
    assert standing(engine) == {
        "440000": ("province", None),
        "441900": ("prefecture", "440000"),
        "441900003": ("township", "441900"),
    }
    [row] = rows(
        engine,
        "SELECT scheme, as_of, code, kind, explanation FROM division_difference"
        " WHERE kind = 'level'",
    )
    assert (row.scheme, row.as_of, row.code) == ("nbs", DAY, "441900")
    assert "虚设" in row.explanation


def test_the_list_of_the_scheme_is_known_apart_from_the_ministrys(
    engine: Engine, tmp_path: Path
) -> None:
    load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date="2023-12-31")
    assert [tuple(row) for row in rows(engine, "SELECT scheme, list_date FROM division_list")] == [
        ("nbs", DAY)
    ]


def test_deriving_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date=DAY)
    derive(engine)
    before = {
        table: rows(engine, f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4")
        for table in ("division", "division_mapping", "division_difference")
    }
    assert not derive(engine).changed
    for table, held in before.items():
        assert rows(engine, f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4") == held


def test_r1_4_a_later_edition_ends_versions_and_earlier_knowledge_is_kept(
    engine: Engine, tmp_path: Path
) -> None:
    load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date=DAY)
    first = derive(engine).known_from
    later = (*DONGGUAN[:3], "441900003,新城街道,town,441900")
    path = write(tmp_path, later, "later.csv")
    load_statistics_codes(engine, path, list_date=date(2025, 12, 31))
    derive(engine)
    [now] = rows(
        engine,
        "SELECT upper(valid) AS until FROM division"
        " WHERE code = '441900003' AND name = '东城街道' AND upper_inf(known)",
    )
    assert now.until == date(2025, 12, 31)
    [then] = rows(
        engine,
        "SELECT upper(valid) AS until FROM division"
        " WHERE code = '441900003' AND known @> CAST(:instant AS timestamptz)",
        instant=first,
    )
    assert then.until is None


def test_the_platform_works_without_villages_and_takes_them_from_a_file_of_their_own(
    engine: Engine, tmp_path: Path
) -> None:
    load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date=DAY)
    derive(engine)
    villages = write(tmp_path, ["441900003001,岗贝社区居委会,village,441900003"], "villages.csv")
    load_statistics_codes(engine, villages, list_date=DAY)
    applied = derive(engine)
    assert (applied.versions_added, applied.versions_ended) == (1, 0)
    assert standing(engine)["441900003001"] == ("village", "441900003")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("441900003,东城街道,town,441900", "stands twice"),
        ("441801001,东城街道,town,441801", "lacks its parent 441801"),
        ("441900004,东城街道,town,441901", "names the parent 441901"),
        ("4419000004,东城街道,town,441900", "is no division code"),
        ("441900004,东城街道,street,441900", "unknown level"),
        ("441900004,,town,441900", "has no name"),
    ],
)
def test_an_impossible_row_is_refused_and_the_rest_is_stored(
    engine: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    report = load_statistics_codes(engine, write(tmp_path, [*DONGGUAN, row]), list_date=DAY)
    assert (report.accepted, report.refused) == (4, 1)
    [said] = reasons(engine, "refused")
    assert reason in said


def test_a_list_without_a_usable_row_or_day_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no row that could be stored"):
        load_statistics_codes(engine, write(tmp_path, ["x,虚,county,"]), list_date=DAY)
    with pytest.raises(BadDate):
        load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date="2023")
    mixed = write(tmp_path, [*DONGGUAN, "99,虚构省,province,"])
    with pytest.raises(SourceRefused, match="mixes fictional"):
        load_statistics_codes(engine, mixed, list_date=DAY)
    assert rows(engine, "SELECT FROM division_assertion") == []


def test_r1_10_the_mapping_follows_the_registry_of_the_ministry(
    engine: Engine, tmp_path: Path
) -> None:
    load_statistics_codes(engine, write(tmp_path, DONGGUAN), list_date=DAY)
    instant = derive(engine).known_from
    [known] = rows(engine, "SELECT DISTINCT lower(known) AS since FROM division_mapping")
    assert known.since == instant
    found = rows(
        engine,
        "SELECT from_code, to_code, reason FROM division_mapping WHERE from_scheme = 'nbs'"
        " AND upper_inf(known) ORDER BY 1",
    )
    # Nothing of the ministry is loaded, so that nothing corresponds; each row says so.
    assert [(row.from_code, row.to_code) for row in found] == [
        ("440000", None),
        ("441900", None),
        ("441900003", None),
    ]
    assert all(row.reason for row in found)
