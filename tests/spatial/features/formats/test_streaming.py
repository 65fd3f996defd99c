"""However many features there are, a process needs the same memory; a client that stops ends it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from feature_rows import places, store_many_points, store_places
from sqlalchemy import Engine, text

from spatial.features.collection import GeometryType
from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.writing import written
from spatial.features.selection import ALWAYS, Selection

GROWS_BY_MOST_MIB = 32
"""From 100,000 to 1,000,000 features: what allocators keep; the features have 60 to 190 MiB."""

# Of each way of writing: texts in lots, rows passed through, batches, batches through GDAL.
FORMS = (Form.JSON, Form.CSV, Form.PARQUET, Form.FLATGEOBUF)

CHILD = """
import sys
from feature_rows import places
from spatial.db import open_engine
from spatial.features.collection import GeometryType
from spatial.features.formats.export import Export
from spatial.features.formats.form import Form
from spatial.features.formats.writing import written
from spatial.features.selection import ALWAYS, Selection

def peak():
    told = open("/proc/self/status").read()
    return int(told.split("VmHWM:")[1].split()[0]) // 1024

engine = open_engine(sys.argv[1])
with engine.connect() as connection:
    for limit in (100_000, 1_000_000):
        export = Export(places(GeometryType.POINT), Selection(when=ALWAYS), limit=limit)
        size = sum(len(piece) for piece in written(connection, export, Form(sys.argv[2])))
        print(limit, size, peak())
"""


@pytest.fixture
def million(engine: Engine) -> Engine:
    """A database with a million narrow points."""
    with engine.begin() as connection:
        store_many_points(connection, 1_000_000)
    return engine


def test_a_million_features_take_no_more_memory_than_a_hundred_thousand(million: Engine) -> None:
    url = million.url.render_as_string(hide_password=False)
    grown = {}
    for form in FORMS:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, url, form],
            capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)},
        )  # fmt: skip
        (_, small, before), (_, large, after) = (
            map(int, line.split()) for line in done.stdout.splitlines()
        )
        assert large > 8 * small, form
        grown[form] = after - before
    assert max(grown.values()) <= GROWS_BY_MOST_MIB, grown


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.FLATGEOBUF])
def test_whoever_closes_the_bytes_ends_the_statement(engine: Engine, form: Form) -> None:
    with engine.connect() as connection, engine.connect() as beside:
        store_many_points(connection, 200_000)
        export = Export(places(GeometryType.POINT), Selection(when=ALWAYS))
        mine = connection.scalar(text("SELECT pg_backend_pid()"))
        pieces = written(connection, export, form)
        assert next(pieces)
        # Once more, for the first piece of some forms is their head.
        assert next(pieces)
        pieces.close()
        connection.rollback()
        asked = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
        assert beside.scalar(asked, {"pid": mine}) == "idle"


@pytest.mark.parametrize("form", list(Form))
def test_nothing_is_a_whole_file_too(engine: Engine, form: Form) -> None:
    with engine.connect() as connection:
        store_places(connection, [])
        body = b"".join(written(connection, Export(places(), Selection(when=ALWAYS)), form))
        connection.rollback()
    assert body or form is Form.JSONSEQ
