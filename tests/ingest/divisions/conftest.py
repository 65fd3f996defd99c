"""A database with every published source of codes, and the registry derived from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from deploy.cluster import Cluster
from spatial.db import open_engine


@pytest.fixture(scope="session")
def real_registry(cluster: Cluster, template: str, real_data: Path) -> Iterator[Engine]:
    """A database of its own with both schemes and the report. Not to be written to."""
    from ingest.load import load_codes
    from ingest.sources import read_folder

    name = f"codes_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    own = open_engine(cluster.url(name), pool=4)
    load_codes(own, read_folder(real_data))
    yield own
    own.dispose()
    cluster.drop_database(name)
