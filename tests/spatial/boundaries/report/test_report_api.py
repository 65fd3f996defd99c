"""The route and the command of the report bundle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from fastapi.testclient import TestClient
from report_making import Made
from report_worlds import LEFT
from typer.testing import CliRunner

import deploy.report_commands
import spatial.api.inspections.report


@pytest.fixture
def client(made: Made, client_of: Callable[..., TestClient]) -> TestClient:
    """Of the report alone, with the store of files that the composition root would give."""
    client = client_of(made.engine, spatial.api.inspections.report.router)
    client.app.state.file_store = made.files  # type: ignore[attr-defined]
    return client


def archive_of(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_the_bundle_is_sent_as_a_zip_r3_8(client: TestClient, made: Made) -> None:
    answer = client.get(f"/v1/inspections/{made.world.inspection}/report")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].endswith(".zip")
    with archive_of(answer.content) as archive:
        names = set(archive.namelist())
        assert archive.read("gaps.csv") == (made.folder / "gaps.csv").read_bytes()
    assert {"report.html", "report.pdf", "manifest.json", "verify.py"} <= names
    assert {f"photos/{sha256}.jpg" for sha256 in made.world.photos} <= names


def test_an_office_gets_what_it_may_see_r3_10(client: TestClient, made: Made) -> None:
    asked = f"/v1/inspections/{made.world.inspection}/report"
    answer = client.get(asked, params={"office": LEFT})
    with archive_of(answer.content) as archive:
        assert "北斗-右-01" not in archive.read("tracks.geojson").decode()
    other = client.get(asked, params={"office": "110105"})
    assert (other.status_code, other.json()["type"]) == (
        404, "urn:shikong:problem:unknown-inspection",
    )  # fmt: skip


@pytest.mark.parametrize("number", ["999", "0", "x"])
def test_what_is_no_inspection_is_told(client: TestClient, number: str) -> None:
    answer = client.get(f"/v1/inspections/{number}/report")
    assert answer.status_code == (404 if number == "999" else 400)
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_office_that_is_no_code_is_told(client: TestClient, made: Made) -> None:
    asked = f"/v1/inspections/{made.world.inspection}/report"
    assert client.get(asked, params={"office": "x"}).status_code == 400


def test_the_command_writes_a_folder_or_a_zip_r3_8(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = made.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SHIKONG_DATABASE_URL", url)
    monkeypatch.setenv("SHIKONG_FILES", str(made.folder.parent / "files"))
    app = typer.Typer()
    deploy.report_commands.register(app)
    number = str(made.world.inspection)
    runner = CliRunner()
    done = runner.invoke(app, [number, "--out", str(tmp_path / "report.zip"), "--office", LEFT])
    assert done.exit_code == 0, done.output
    with archive_of((tmp_path / "report.zip").read_bytes()) as archive:
        assert archive.testzip() is None
    done = runner.invoke(app, [number, "--out", str(tmp_path / "report")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "report" / "gaps.csv").read_bytes() == (
        made.folder / "gaps.csv"
    ).read_bytes()
    assert [path.name for path in (tmp_path / "report" / "photos").iterdir()]
