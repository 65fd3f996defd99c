from __future__ import annotations

from pathlib import Path

import pytest
import typer
from image_files import halves, write_image
from sqlalchemy import Engine
from typer.testing import CliRunner

from ingest.imagery.commands import register
from spatial.errors import BadParameter, SourceRefused
from spatial.imagery.queries import scene_by_id


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, database_url: str) -> typer.Typer:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    made = typer.Typer()
    made.callback()(lambda: None)
    register(made)
    return made


def test_command_loads_a_folder_and_says_what_came_of_it(
    app: typer.Typer, engine: Engine, tmp_path: Path
) -> None:
    write_image(tmp_path / "a.tif", halves(1, 2))
    (tmp_path / "b.tif").write_bytes(b"no image")
    answer = CliRunner().invoke(
        app, ["images", str(tmp_path), "--date", "a.tif=2021-05-03"], catch_exceptions=False
    )
    assert answer.exit_code == 0
    assert "loaded, 1 files accepted (0 with a repair), 1 refused" in answer.output
    with engine.connect() as connection:
        day = scene_by_id(connection, "a").acquisition.day
    assert day is not None
    assert day.isoformat() == "2021-05-03"


def test_command_has_help_with_examples(app: typer.Typer) -> None:
    answer = CliRunner().invoke(app, ["images", "--help"], catch_exceptions=False)
    assert "shikong ingest images /data/orthophotos" in answer.output


def test_command_refuses_what_it_cannot_load(app: typer.Typer, tmp_path: Path) -> None:
    for arguments, error in (
        ([str(tmp_path / "nothing")], SourceRefused),
        ([str(tmp_path), "--date", "2021-05-03"], BadParameter),
    ):
        answer = CliRunner().invoke(app, ["images", *arguments])
        assert isinstance(answer.exception, error)


def test_command_makes_cogs_in_the_store(app: typer.Typer, engine: Engine, tmp_path: Path) -> None:
    file = write_image(tmp_path / "a.tif", halves(1, 2, side=600))
    store = tmp_path / "store"
    options = ["--store", str(store), "--jobs", "1", "--grade", "open", "--licence", "CC0-1.0"]
    CliRunner().invoke(app, ["images", str(file), *options], catch_exceptions=False)
    with engine.connect() as connection:
        found = scene_by_id(connection, "a")
    assert found.assets[0].path.is_relative_to(store)
    assert (found.grade, found.licence) == ("open", "CC0-1.0")
