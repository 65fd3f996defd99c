"""Records in the atoms of the coverage: once, on limits too, and again after a new build."""

from __future__ import annotations

from datetime import date

from area_rows import store_areas
from declared_rows import declare
from division_rows import store_divisions
from sqlalchemy import Connection, Engine, text

from spatial.business.intake.placement import place, place_all
from spatial.db import read_sql

DAY = date(2016, 5, 3)


def prepare(engine: Engine) -> None:
    """Two counties of one degree each, from west to east `e` and `w`."""
    store_divisions(engine)
    declare(engine)
    store_areas(
        engine,
        {"e": (110, 30), "w": (111, 30)},
        [("990101", date(2016, 1, 1), ["e"]), ("990122", date(2012, 1, 1), ["w"])],
    )


def store(connection: Connection, key: str, lon: float, lat: float = 30.5) -> None:
    connection.execute(
        text(
            "INSERT INTO record (dataset_id, holds, key, day, geom) VALUES"
            " ('rescues', 'cases', :key, :day, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))"
        ),
        {"key": key, "day": DAY, "lon": lon, "lat": lat},
    )


def places(connection: Connection) -> list[tuple[str, str]]:
    """Keys and names of atoms, of places that stand."""
    rows = connection.execute(
        text(
            "SELECT r.key, a.name FROM record_place AS p JOIN record AS r ON r.id = p.record_id"
            " JOIN division_atom AS a ON a.id = p.atom_id WHERE p.known_until = 'infinity'"
            " ORDER BY r.key, a.name"
        )
    )
    return [(row.key, row.name) for row in rows]


def test_a_record_is_placed_once_and_new_ones_are_added(engine: Engine) -> None:
    prepare(engine)
    with engine.begin() as connection:
        store(connection, "A", 110.5)
        assert place(connection, "rescues") == 1
        assert place(connection, "rescues") == 0
        store(connection, "B", 111.5)
        assert place_all(connection) == 1
        assert places(connection) == [("A", "e"), ("B", "w")]


def test_a_record_on_a_limit_or_at_sea_has_one_place_or_none(engine: Engine) -> None:
    prepare(engine)
    with engine.begin() as connection:
        store(connection, "limit", 111.0)
        store(connection, "corner", 110.0, 30.0)
        store(connection, "sea", 120.0)
        place(connection, "rescues")
        assert places(connection) == [("corner", "e"), ("limit", "e")]


def test_records_are_placed_again_in_atoms_that_are_built_later(engine: Engine) -> None:
    prepare(engine)
    with engine.begin() as connection:
        store(connection, "A", 110.5)
        store(connection, "limit", 111.0)
        place(connection, "rescues")
    # The western county is drawn anew, in two atoms; what was known of the old one stays known.
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE division_atom SET known = tstzrange(lower(known), now()) WHERE name = 'e'")
        )
        connection.execute(
            text(
                "INSERT INTO division_atom (level, code, name, geom, known) SELECT 'county',"
                " code, code, ST_Multi(ST_MakeEnvelope(west, 30, west + 0.5, 31, 4490)),"
                " tstzrange(now(), NULL)"
                " FROM (VALUES ('e1', 110.0), ('e2', 110.5)) AS new (code, west)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO division_atom_part SELECT id, (ST_Dump(geom)).geom FROM division_atom"
                " WHERE name LIKE 'e_'"
            )
        )
    with engine.begin() as connection:
        # A lies on the limit of the two new ones, and `limit` on that of e2 and w: as it lies in
        # e, which is over, it is placed in the new one too.
        assert place_all(connection) == 2
        assert place_all(connection) == 0
        assert places(connection) == [("A", "e"), ("A", "e1"), ("limit", "e"), ("limit", "e2")]
        once = connection.execute(
            text(
                "SELECT max(n) FROM (SELECT count(*) AS n FROM record_place AS p"
                " JOIN division_atom AS a ON a.id = p.atom_id AND upper_inf(a.known)"
                " GROUP BY p.record_id, p.level) AS counted"
            )
        ).scalar_one()
        assert once == 1


def test_what_is_taken_back_has_no_place_any_more(engine: Engine) -> None:
    prepare(engine)
    with engine.begin() as connection:
        store(connection, "A", 110.5)
        place(connection, "rescues")
    with engine.begin() as connection:
        connection.execute(text("UPDATE record SET known_until = now()"))
        assert places(connection) == []
        ended = connection.execute(
            text("SELECT p.known_until = r.known_until FROM record_place AS p, record AS r")
        ).scalar_one()
        assert ended
        connection.execute(text("DELETE FROM record"))
        assert connection.execute(text("SELECT count(*) FROM record_place")).scalar_one() == 0


def test_a_facility_without_a_division_gets_that_of_its_point(engine: Engine) -> None:
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, valid, geom) VALUES"
                " ('homes', 'facilities', 'H', '[2016-05-03,)',"
                " ST_SetSRID(ST_MakePoint(110.5, 30.5), 4490))"
            )
        )
        place(connection, "homes")
        row = connection.execute(text("SELECT division_code, division_by FROM record")).one()
    assert tuple(row) == ("990101", "point")


def test_placing_a_few_records_reads_neither_all_records_nor_all_atoms(engine: Engine) -> None:
    prepare(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, geom) SELECT 'rescues', 'cases',"
                " CAST(n AS text), :day, ST_SetSRID(ST_MakePoint(110.5, 30.5), 4490)"
                " FROM generate_series(1, 5000) AS n"
            ),
            {"day": DAY},
        )
        last = connection.execute(text("SELECT max(id) FROM record")).scalar_one()
        connection.execute(text("ANALYZE record"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            connection.execute(
                text("EXPLAIN " + read_sql("spatial.business.intake", "place_records")),
                {"dataset": "rescues", "records_through": last - 3, "atoms_through": 2}
                | {"records": last, "after": last - 3},
            ).scalars()
        )
    assert "record_pkey" in plan
    assert "division_atom_part_geom" in plan
