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


@pytest.mark.parametrize(
    "command", ["positions", "jt808-frames", "nmea", "gpx", "positions-geojson"]
)
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


@pytest.mark.parametrize(
    ("command", "content"),
    [
        (
            "gpx",
            '<gpx version="1.1"><trk><trkseg><trkpt lat="39.9" lon="116.5">'
            "<time>2024-05-01T08:00:00Z</time></trkpt><trkpt/></trkseg></trk></gpx>",
        ),
        (
            "positions-geojson",
            '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",'
            '"coordinates":[116.5,39.9]},"properties":{"time":"2024-05-01T08:00:00Z"}},{}]}',
        ),
    ],
)
def test_a_file_of_one_device_is_loaded_by_its_command(
    app: typer.Typer,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    content: str,
) -> None:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    file = tmp_path / "walk"
    file.write_text(content)
    options = ["--device", "p-1", "--device-class", "patrol"]
    answer = CliRunner().invoke(app, [command, str(file), *options])
    assert answer.exit_code == 0, answer.output
    assert "walk: loaded, 1 fixes accepted, 1 refused" in answer.output
