from pathlib import Path

import pytest

from spatial.boundaries.evidence.files import FileStore, FolderPlace


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """A store of files in a folder of the test's own."""
    return FileStore(FolderPlace(tmp_path / "files"))
