"""The ingest commands of the business lines, as somebody types them."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from division_rows import store_divisions
from indicator_folder import indicator_folder
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from ingest.business.commands import register
from spatial.errors import SourceRefused


@pytest.fixture
def app(database_url: str, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The commands, working on the test's database."""
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    commands = typer.Typer()
    register(commands)
    return commands


def test_the_commands_load_what_they_are_given(
    app: typer.Typer, engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    register_file = tmp_path / "facilities.csv"
    register_file.write_text(
        "id,name,kind,lon,lat,address,beds,valid_from,valid_to\n"
        "F1,虚构福利院,care_institution,110.5,30.25,虚构路1号,120,2008-03-01,\n",
        encoding="utf-8",
    )
    folder = indicator_folder(tmp_path / "indicators", "residents,990101,2016-05,17")
    for arguments in (["facilities", str(register_file)], ["indicators", str(folder)]):
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM record")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM observation")).scalar_one() == 1


@pytest.mark.parametrize("command", ["facilities", "indicators"])
def test_a_path_where_nothing_is_ends_with_a_refusal(
    app: typer.Typer, tmp_path: Path, command: str
) -> None:
    result = CliRunner().invoke(app, [command, str(tmp_path / "absent")])
    assert result.exit_code == 1
    assert isinstance(result.exception, SourceRefused)


@pytest.mark.parametrize("command", ["facilities", "indicators"])
def test_the_help_shows_the_columns_and_an_example(app: typer.Typer, command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert "Columns:" in result.output
    assert f"shikong ingest {command}" in result.output
