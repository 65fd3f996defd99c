from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ingest.beidou.commands import register


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    register(found)
    return found


@pytest.mark.parametrize("command", ["positions", "jt808-frames"])
def test_the_help_of_each_command_has_an_example(app: typer.Typer, command: str) -> None:
    answer = CliRunner().invoke(app, [command, "--help"])
    assert answer.exit_code == 0
    assert f"shikong ingest {command}" in answer.output
    assert "--device-class" in answer.output


def test_a_file_is_loaded_and_the_counts_are_said(
    app: typer.Typer, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    file = tmp_path / "patrol.csv"
    file.write_text(
        "device,time,lon,lat,altitude_m,speed_kmh,course\n"
        "a,2024-05-01T08:00:00Z,116.5,39.9,,,\n"
        "a,2024-05-01T08:00:10Z,39.9,116.5,,,\n"
    )
    answer = CliRunner().invoke(app, ["positions", str(file), "--device-class", "patrol"])
    assert answer.exit_code == 0, answer.output
    assert "patrol.csv: loaded, 1 fixes accepted, 1 refused" in answer.output


def test_the_device_class_is_never_guessed(app: typer.Typer, tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["positions", str(tmp_path / "patrol.csv")])
    assert answer.exit_code == 2
    assert "device-class" in answer.output
