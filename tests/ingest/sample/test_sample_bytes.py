"""The sample as files: the same bytes for a seed, small, and plainly fictional."""

from pathlib import Path

import pytest
import shapely
from sample_files import features
from typer.testing import CliRunner

from ingest.sample.generate import generate_sample


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def other_seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other-seed")
    generate_sample(folder, seed=7)
    return folder


def test_the_same_seed_gives_the_same_bytes(sample_folder: Path, tmp_path: Path) -> None:
    generate_sample(tmp_path / "again")
    again, before = _contents(tmp_path / "again"), _contents(sample_folder)
    assert again.keys() == before.keys()
    assert [name for name in before if again[name] != before[name]] == []


def test_another_seed_gives_another_land(sample_folder: Path, other_seed: Path) -> None:
    before, other = _contents(sample_folder), _contents(other_seed)
    assert before.keys() == other.keys()
    same = {name for name in before if before[name] == other[name]}
    # References are told from markers, whatever the land is.
    assert same == {"sources.toml", "boundary_references.csv"}


@pytest.mark.parametrize("file", ["counties_2024", "townships_2024", "villages_2024"])
def test_another_seed_is_a_coverage_too(other_seed: Path, file: str) -> None:
    shapes = [shape for _, shape in features(other_seed / f"{file}.geojson.gz")]
    assert shapely.coverage_is_valid(shapes)


def test_the_whole_sample_is_below_ten_megabytes(sample_folder: Path) -> None:
    assert sum(len(content) for content in _contents(sample_folder).values()) < 10_000_000


def test_a_second_writing_into_the_folder_changes_nothing(other_seed: Path) -> None:
    before = _contents(other_seed)
    generate_sample(other_seed, seed=7)
    assert _contents(other_seed) == before


def test_the_command_writes_a_sample_of_a_seed(other_seed: Path, tmp_path: Path) -> None:
    import typer

    from ingest.sample.commands import register

    app = typer.Typer()
    register(app)
    outcome = CliRunner().invoke(app, ["--out", str(tmp_path / "new"), "--seed", "7"])
    assert outcome.exit_code == 0, outcome.output
    assert _contents(tmp_path / "new") == _contents(other_seed)
