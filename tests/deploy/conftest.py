"""A folder for private clusters: pytest's own are closed to the user that a server runs as."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.cluster import private_cluster


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A data folder that is loaded in no time: one boundary marker."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "sources.toml").write_text(
        'content = "fictional"\ntitle = "虚构 small"\n'
        '[[source]]\nkind = "boundary-markers"\nfile = "markers.csv"\n',
        encoding="utf-8",
    )
    (folder / "markers.csv").write_text(
        "number,line_name,lon,lat,valid_from,valid_to,state\n"
        "虚构-01,虚构线,104.6,31.1,2005-01-01,,正常\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def home() -> Iterator[Path]:
    """A home for a cluster of the test's own; its server is stopped and its data go afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="shikong-test-"))
    folder.chmod(0o755)
    yield folder
    private_cluster(folder).remove()
    shutil.rmtree(folder)
