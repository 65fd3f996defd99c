import os
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import deploy.loading
from deploy.loading import SampleIsStale, fill, folder_digest, sample_digest
from deploy.settings import HomeSettings
from spatial.errors import SourceRefused


def title_in(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return connection.execute(text("SELECT title FROM platform")).scalar_one_or_none()


def finished(engine: Engine) -> list[tuple[str, bool]]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT digest, finished FROM loaded_folder"))
        return [(row.digest, row.finished) for row in rows]


def test_the_digest_changes_with_name_size_and_time_of_any_file(small_data: Path) -> None:
    folder = small_data
    (folder / "deep").mkdir()
    file = folder / "deep" / "a.csv"
    file.write_text("1")
    digests = [folder_digest(folder)]
    assert folder_digest(folder) == digests[0]
    file.write_text("22")
    digests.append(folder_digest(folder))
    os.utime(file, ns=(1, 1))
    digests.append(folder_digest(folder))
    file.rename(folder / "deep" / "b.csv")
    digests.append(folder_digest(folder))
    assert len(set(digests)) == 4


def test_a_folder_that_did_not_change_is_not_read_again(
    engine: Engine, tmp_path: Path, small_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = HomeSettings(home=tmp_path, data=small_data)
    fill(engine, home, external=False)
    assert title_in(engine) == "虚构 small"
    [(digest, whole)] = finished(engine)
    assert whole
    read: list[Path] = []
    monkeypatch.setattr(deploy.loading, "load_folder", lambda _, folder, __: read.append(folder))
    fill(engine, home, external=False)
    assert read == []
    (small_data / "note.txt").write_text("another file")
    fill(engine, home, external=False)
    assert read == [small_data]
    assert finished(engine)[0][0] != digest


def test_a_load_that_was_cut_off_is_done_again(
    engine: Engine, tmp_path: Path, small_data: Path
) -> None:
    markers = small_data / "markers.csv"
    whole_text = markers.read_text()
    markers.unlink()
    home = HomeSettings(home=tmp_path, data=small_data)
    with pytest.raises(SourceRefused):
        fill(engine, home, external=False)
    assert [whole for _, whole in finished(engine)] == [False]
    markers.write_text(whole_text)
    fill(engine, home, external=False)
    assert [whole for _, whole in finished(engine)] == [True]


def test_the_sample_of_another_generator_is_noticed(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO loaded_folder VALUES (true, 'older', true)"))
    with pytest.raises(SampleIsStale):
        fill(engine, HomeSettings(home=tmp_path, data=None), external=False)


def test_the_sample_never_goes_into_an_external_database_that_holds_something(
    engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at,"
                " finished_at) VALUES ('positions', 'own.csv', 'ab', 'loaded', now(), now())"
            )
        )
    fill(engine, HomeSettings(home=tmp_path, data=None), external=True)
    assert finished(engine) == []
    assert list(tmp_path.iterdir()) == []


def test_the_samples_digest_is_the_same_each_time() -> None:
    assert sample_digest() == sample_digest()
    assert len(sample_digest()) == 64
