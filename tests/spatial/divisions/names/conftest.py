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
def real_names(cluster: Cluster, template: str, real_data: Path) -> Iterator[Engine]:
    """The names without areas: positions of divisions are then unknown. Not to be written to."""
    from ingest.divisions.names.build import build_names
    from ingest.load import LOADERS, load_codes
    from ingest.sources import read_folder

    name = f"names_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    own = open_engine(cluster.url(name), pool=4)
    data = read_folder(real_data)
    load_codes(own, data)
    for source in data.sources:
        if source.kind == "place-names":
            LOADERS[source.kind](own, source.path, **source.parameters)
    build_names(own)
    yield own
    own.dispose()
    cluster.drop_database(name)
