"""The plans of pages: the key gives order and place at any depth, the geometry's index a box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from record_rows import store_dataset
from sqlalchemy import Connection, Engine, text

from spatial.errors import QuestionTooLarge
from spatial.features import reading
from spatial.features.catalogue import collection_named
from spatial.features.collection import Collection, Condition
from spatial.features.reading import page
from spatial.features.selection import Box, Selection
from spatial.features.statements import FEW, Plan, statement
from spatial.features.time_limit import page_limit, without_sorting

TODAY = date(2024, 1, 1)
ROWS = 20_000
NEAR = Box(110.0, 30.0, 110.5, 30.5)
WIDE = Box(80.0, 20.0, 130.0, 50.0)


@pytest.fixture(scope="module")
def many(module_engine: Engine) -> Engine:
    """A database with many villages, many facilities and many cases. Not to be written to."""
    with module_engine.begin() as own:
        store_dataset(own, "homes", "facilities", grade="open")
        store_dataset(own, "events", "cases", grade="open")
        own.execute(
            text(
                "INSERT INTO division_area (level, code, name, valid, grade, geom, label_point)"
                " SELECT CASE n % 10 WHEN 0 THEN 'county' ELSE 'village' END, n::text, '村',"
                " daterange('2000-01-01', NULL), 'held', ST_Multi(ST_Expand(p, 0.01)), p"
                " FROM (SELECT n, ST_Point(80 + n % 50, 20 + (n / 50) % 30, 4490) AS p"
                " FROM generate_series(1, :rows) AS n) AS made"
            ),
            {"rows": ROWS},
        )
        for dataset, holds, days in (
            ("homes", "facilities", "NULL, daterange('2000-01-01', NULL)"),
            ("events", "cases", "date '2020-01-01', NULL"),
        ):
            own.execute(
                text(
                    "INSERT INTO record (dataset_id, holds, key, day, valid, geom)"
                    f" SELECT :dataset, :holds, lpad(n::text, 6, '0'), {days},"
                    " ST_Point(80 + random() * 50, 20 + random() * 30, 4490)"
                    " FROM generate_series(1, :rows) AS n"
                ),
                {"dataset": dataset, "holds": holds, "rows": ROWS},
            )
        own.execute(text("ANALYZE division_area, record"))
    return module_engine


@pytest.fixture
def connection(many: Engine) -> Iterator[Connection]:
    """A connection to it."""
    with many.connect() as own:
        yield own


def plan_of(
    connection: Connection,
    collection: Collection,
    selection: Selection,
    plan: Plan,
    after: str | None = None,
) -> str:
    """The plan of a page of a thousand."""
    sql, values = statement(collection, selection, after=after, limit=1001, plan=plan)
    with page_limit(connection, 60):
        if plan is Plan.BY_KEY:
            without_sorting(connection)
        return "\n".join(row[0] for row in connection.execute(text(f"EXPLAIN {sql}"), values))


def after_most(connection: Connection, collection: Collection) -> str:
    """The id of a feature that comes after nine of ten."""
    sql, values = statement(collection, Selection(), columns=[])
    return str(connection.execute(text(sql), values).all()[-ROWS // 100].id)


@pytest.mark.parametrize(
    ("id", "index"),
    [
        ("village", "division_area_village"),
        ("county", "division_area_county"),
        ("homes", "record_feature"),
        ("events", "record_"),
    ],
)
def test_a_page_at_depth_begins_where_it_begins(
    connection: Connection, id: str, index: str
) -> None:
    collection = collection_named(connection, id)
    selection = Selection(known_at=datetime.now(UTC)).by_default(collection, TODAY)
    after = after_most(connection, collection)
    plan = plan_of(connection, collection, selection, Plan.BY_KEY, after)
    assert f"using {index}" in plan
    assert "Sort" not in plan
    [condition] = [one for one in plan.splitlines() if "Index Cond" in one]
    assert after.partition(".")[0] in condition


@pytest.mark.parametrize("id", ["village", "homes", "events"])
def test_few_in_a_box_are_found_by_the_index_of_the_geometry(
    connection: Connection, id: str
) -> None:
    collection = collection_named(connection, id)
    selection = Selection(boxes=(NEAR,)).by_default(collection, TODAY)
    plan = plan_of(connection, collection, selection, Plan.GATHERED)
    assert "_geom" in plan
    assert "geom &&" in plan
    assert "Seq Scan" not in plan


def test_the_first_page_finds_out_how_many_there_are(connection: Connection) -> None:
    homes = collection_named(connection, "homes")

    def first(*boxes: Box) -> tuple[int | None, Plan]:
        selection = Selection(boxes=boxes, day=TODAY)
        with page_limit(connection, 60):
            found = page(connection, homes, selection, limit=10)
        assert len(found.features) == 10 if boxes != (NEAR,) else True
        return found.matched, found.plan

    assert first() == (ROWS, Plan.BY_KEY)
    near, plan = first(NEAR)
    assert near is not None
    assert near < FEW
    assert plan is Plan.GATHERED
    assert first(WIDE) == (None, Plan.BY_KEY)


def test_a_question_that_reads_too_long_is_stopped(connection: Connection) -> None:
    homes = collection_named(connection, "homes")
    slow = Selection(condition=Condition("pg_sleep(0.01) IS NOT NULL"))
    with pytest.raises(QuestionTooLarge, match="smaller bbox"), page_limit(connection, 0.3):
        page(connection, homes, slow, limit=1000)


def test_what_cannot_be_gathered_in_a_second_is_read_without_being_counted(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_GATHERING_S", 0.1)
    homes = collection_named(connection, "homes")
    slow = Selection(condition=Condition("pg_sleep(0.01) IS NOT NULL"))
    with page_limit(connection, 60):
        found = page(connection, homes, slow, limit=3)
    assert (len(found.features), found.matched, found.plan) == (3, None, Plan.FREE)
    assert found.last is not None
