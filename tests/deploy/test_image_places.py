from __future__ import annotations

import os
from pathlib import Path

import pytest
from image_files import halves, write_image
from sqlalchemy import Engine
from typer.testing import CliRunner

import deploy.cli
from deploy.image_places import image_places
from deploy.settings import HomeSettings
from spatial.errors import SourceRefused
from spatial.imagery.queries import scene_by_id


def test_the_store_is_in_the_home_of_each_database_unless_settings_say_another(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = HomeSettings(home=tmp_path)
    places = image_places(engine, home)
    assert places.store is not None
    assert places.store.parent == tmp_path / "images"
    assert str(engine.url.database) in places.store.name
    assert places.roots == ()
    monkeypatch.setenv("SHIKONG_IMAGES", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("SHIKONG_IMAGE_ROOTS", os.pathsep.join(["/data/a", "/data/b"]))
    monkeypatch.setenv("SHIKONG_IMAGE_JOBS", "3")
    places = image_places(engine, home)
    assert places.store == tmp_path / "elsewhere"
    assert places.roots == (Path("/data/a"), Path("/data/b"))
    assert places.jobs == 3


def test_the_command_converts_into_the_store_of_the_installation(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    monkeypatch.setenv("SHIKONG_HOME", str(tmp_path / "home"))
    (tmp_path / "in").mkdir()
    file = write_image(tmp_path / "in" / "a.tif", halves(1, 2, side=600))
    CliRunner().invoke(deploy.cli.app, ["ingest", "images", str(file)], catch_exceptions=False)
    with engine.connect() as connection:
        path = scene_by_id(connection, "a").assets[0].path
    assert path.is_relative_to(tmp_path / "home" / "images")
    monkeypatch.setenv("SHIKONG_IMAGE_ROOTS", str(tmp_path / "in"))
    outside = write_image(tmp_path / "b.tif", halves(1, 2))
    for source in (str(outside), outside.as_uri()):
        answer = CliRunner().invoke(deploy.cli.app, ["ingest", "images", source])
        assert isinstance(answer.exception, SourceRefused)
