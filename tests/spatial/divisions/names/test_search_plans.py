"""No statement of a search reads the table of names whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from spatial.divisions.names.search import search_names
from spatial.divisions.viewpoint import Viewpoint
from tests.spatial.divisions.names.name_worlds import named_units

QUESTIONS = (
    "丽水", "丽水市", "丽", "lishui", "ls", "浙江 ls", "浙江省丽水市莲都区", "xi'an", "丽睡市",
    "乌鲁木其市", "水市", "wulumuqx", "330000", "lǚliáng",
)  # fmt: skip


def plans_of(engine: Engine, question: str) -> list[str]:
    """The plan of every statement that a search runs, with the values it ran with."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", keep)
        search_names(connection, question, day=date(2024, 12, 31), looking=Viewpoint())
        event.remove(connection, "before_cursor_execute", keep)
        return [
            "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
            for statement, values in asked
        ]


def require_indexes(engine: Engine, *tables: str) -> None:
    for question in QUESTIONS:
        plans = plans_of(engine, question)
        assert plans
        for plan in plans:
            for table in tables:
                assert f"Seq Scan on {table}" not in plan, (question, plan)


@pytest.fixture
def many_names(engine: Engine) -> Engine:
    """The small world, and names enough that reading them all would cost more than an index."""
    named_units(engine)
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO place (id) SELECT 'test:' || n FROM generate_series(1, 30000) AS n",
            "INSERT INTO place_name (place_id, kind, text, key, toneless, initials, weight, valid)"
            " SELECT 'test:' || n, 'standard', name, name, md5(CAST(n AS text)),"
            "   left(md5(CAST(n AS text)), 3), 5, '{(,)}'"
            " FROM generate_series(1, 30000) AS n, LATERAL (SELECT chr(20000 + n % 5000)"
            "   || chr(25000 + n % 3000) || chr(30000 + n % 700) AS name) AS named",
            "INSERT INTO place_record (place_id, category)"
            " SELECT 'test:' || n, 'street' FROM generate_series(1, 30000) AS n",
        ):
            connection.execute(text(statement))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE) place, place_name, place_record"))
    return engine


def test_a_search_reads_names_and_records_by_their_indexes(many_names: Engine) -> None:
    require_indexes(many_names, "place_name", "place_record")


@pytest.mark.real_data
def test_a_search_of_the_real_names_reads_no_table_whole(real_names: Engine) -> None:
    require_indexes(real_names, "place", "division")
