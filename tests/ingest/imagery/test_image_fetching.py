from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from image_files import halves, write_image
from object_storage import KEY, SECRET, Storage, object_storage
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from ingest.imagery.commands import register
from ingest.imagery.fetching import fetched
from spatial.errors import SourceRefused
from spatial.imagery.queries import scene_by_id


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Storage]:
    with object_storage() as started:
        for name, value in started.environment.items():
            monkeypatch.setenv(name, value)
        for number in range(5):
            file = write_image(tmp_path / "made.tif", halves(number + 1, 9, side=600))
            started.objects[f"2024/town-{number}_20240503.tif"] = file.read_bytes()
        started.objects["2023/other.tif"] = b"II*\0"
        yield started


def test_images_in_object_storage_are_catalogued_by_the_command(
    storage: Storage,
    engine: Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SHIKONG_DATABASE_URL", database_url)
    monkeypatch.setenv("SHIKONG_IMAGES", str(tmp_path / "store"))
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    answer = CliRunner().invoke(
        app, ["images", "s3://images/2024", "--jobs", "1"], catch_exceptions=False
    )
    assert "loaded, 5 files accepted (0 with a repair), 0 refused" in answer.output
    with engine.connect() as connection:
        found = scene_by_id(connection, "town-3_20240503")
        told = connection.execute(
            text("SELECT jsonb_agg(to_jsonb(r))::text FROM ingest_run AS r")
        ).scalar_one()
        told += connection.execute(
            text("SELECT jsonb_agg(to_jsonb(r))::text FROM image_source AS r")
        ).scalar_one()
    assert found.assets[0].path.is_relative_to(tmp_path / "store")
    for secret in (KEY, SECRET):
        assert secret not in told + answer.output
    # Again: nothing is fetched, nothing is made.
    asked = len(storage.asked)
    answer = CliRunner().invoke(app, ["images", "s3://images/2024"], catch_exceptions=False)
    assert "unchanged" in answer.output
    assert len(storage.asked) == asked


def test_only_what_is_missing_or_changed_is_fetched_again(storage: Storage, tmp_path: Path) -> None:
    store = tmp_path / "store"
    storage.short.add("2024/town-4_20240503.tif")
    with pytest.raises(SourceRefused, match=r"town-4.* came|cannot be read"):
        fetched("s3://images/2024", store)
    assert not list(store.rglob("town-4*"))
    storage.short.clear()
    storage.asked.clear()
    folder = fetched("s3://images/2024", store)
    assert storage.asked == ["2024/town-4_20240503.tif"]
    for key, content in storage.objects.items():
        if key.startswith("2024/"):
            assert (folder / key.removeprefix("2024/")).read_bytes() == content
    storage.asked.clear()
    storage.objects["2024/town-0_20240503.tif"] = storage.objects["2024/town-1_20240503.tif"]
    del storage.objects["2024/town-2_20240503.tif"]
    fetched("s3://images/2024", store)
    assert storage.asked == ["2024/town-0_20240503.tif"]
    assert not (folder / "town-2_20240503.tif").exists()


def test_the_address_of_one_object_is_that_object(storage: Storage, tmp_path: Path) -> None:
    folder = fetched("s3://images/2024/town-1_20240503.tif", tmp_path / "store")
    assert [file.name for file in folder.glob("*.tif")] == ["town-1_20240503.tif"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://127.0.0.1/a.tif", "not read from there"),
        ("memory:///a", "not read from there"),
        (f"s3://{KEY}:{SECRET}@images/2024", "belong in the environment"),
        (f"s3://images/2024?X-Amz-Credential={KEY}", "belong in the environment"),
        ("s3://images/nothing", "cannot be read|nothing lies there"),
        ("file:///etc", "outside the folders"),
        ("file://elsewhere/etc", "no path of this machine"),
    ],
)
def test_addresses_that_may_not_be_read_are_refused_without_a_secret(
    storage: Storage, tmp_path: Path, address: str, reason: str
) -> None:
    with pytest.raises(SourceRefused, match=reason) as refused:
        fetched(address, tmp_path / "store", roots=[tmp_path])
    assert KEY not in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_wrong_key_is_refused_and_not_told(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRONG")
    with pytest.raises(SourceRefused, match="cannot be read") as refused:
        fetched("s3://images/2024", tmp_path / "store")
    assert "AKIAWRONG" not in str(refused.value)
    with pytest.raises(SourceRefused, match="needs a store"):
        fetched("s3://images/2024", None)


@pytest.mark.parametrize("key", ["2024/../../out.tif", "2024/a\\b.tif"])
def test_hostile_names_of_objects_are_refused(storage: Storage, tmp_path: Path, key: str) -> None:
    storage.objects[key] = b"II*\0"
    with pytest.raises(SourceRefused):
        fetched("s3://images/2024", tmp_path / "store")
    assert not list(tmp_path.rglob("out.tif"))
