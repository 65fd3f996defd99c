"""`shikong ingest` of lists, township tables and statistical codes, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from division_files import rows
from sqlalchemy import Engine
from typer.testing import CliRunner

from ingest.divisions.commands import register


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    register(found)
    return found


@pytest.mark.parametrize("command", ["division-lists", "township-changes", "statistics-codes"])
def test_the_help_of_each_command_has_an_example(app: typer.Typer, command: str) -> None:
    answer = CliRunner().invoke(app, [command, "--help"])
    assert answer.exit_code == 0
    assert f"shikong ingest {command}" in answer.output


def test_each_command_loads_derives_and_reports(
    app: typer.Typer,
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    history = tmp_path / "history.csv"
    history.write_text(
        "code,name,level,parent_code,valid_from,valid_to,successors\n"
        "130000,河北省,province,000000,1981,,\n130207,丰南区,county,130000,1981,,\n",
        encoding="utf-8",
    )
    towns = tmp_path / "towns.csv"
    towns.write_text(
        "year,province,old_code,old_name,reason,new_code,new_name,approval\n"
        "2022,河北,130207202,东田庄乡,撤乡设镇,130207118,东田庄镇,冀民函〔2022〕79号\n",
        encoding="utf-8",
    )
    codes = tmp_path / "codes.csv"
    codes.write_text(
        "code,name,level,parent_code\n13,河北省,province,\n1302,唐山市,city,13\n",
        encoding="utf-8",
    )
    lists = tmp_path / "lists.csv"
    lists.write_text("year,code,name\n1982,130000,河北\n1982,130207,丰南区\n", encoding="utf-8")
    for words in (
        ["division-history", str(history)],
        ["township-changes", str(towns)],
        ["statistics-codes", str(codes), "--list-date", "2023-12-31"],
        ["division-lists", str(lists)],
    ):
        answer = CliRunner().invoke(app, words)
        assert answer.exit_code == 0, answer.output
    held = rows(
        engine, "SELECT scheme, code FROM division WHERE upper_inf(known) ORDER BY scheme, code"
    )
    assert [tuple(row) for row in held] == [
        ("mca", "130000"),
        ("mca", "130207"),
        ("mca", "130207118"),
        ("mca", "130207202"),
        ("nbs", "130000"),
        ("nbs", "130200"),
    ]
    reported = rows(
        engine,
        "SELECT difference.kind, code, source_says FROM division_difference AS difference"
        " JOIN ingest_run AS run ON run.id = run_id WHERE run.kind = 'division-lists'",
    )
    assert [tuple(row) for row in reported] == [("name", "130000", "河北")]
