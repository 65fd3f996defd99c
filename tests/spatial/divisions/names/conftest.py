"""A database with the registry of the real data and all real place names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from deploy.cluster import Cluster
from spatial.db import open_engine


@pytest.fixture(scope="session")
def real_names(cluster: Cluster, real_codes: str, real_data: Path) -> Iterator[Engine]:
    """The names without areas: positions of divisions are then unknown. Not to be written to."""
    from ingest.divisions.names.build import build_names
    from ingest.load import LOADERS
    from ingest.sources import read_folder

    name = f"names_{uuid4().hex[:8]}"
    cluster.create_database(name, real_codes)
    own = open_engine(cluster.url(name), pool=4)
    for source in read_folder(real_data).sources:
        if source.kind == "place-names":
            LOADERS[source.kind](own, source.path, **source.parameters)
    build_names(own)
    yield own
    own.dispose()
    cluster.drop_database(name)
