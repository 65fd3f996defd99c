"""Four square counties in a row, put straight into the tables of areas and atoms.

From west to east, each a degree wide, latitude 30 to 31: 甲 (116), 乙 (117), 丙 (118), 丁 (119).
甲 and 乙 became one district on 2015-06-15; until 2018 nobody knows the limit within 丙; 丁 stands
directly under the province. The sea is everywhere else.
"""

from __future__ import annotations

from datetime import date

from psycopg.types.multirange import Multirange
from psycopg.types.range import DateRange
from sqlalchemy import Connection, Engine, text

from tests.division_rows import store_divisions

FIRST, MERGER, CLEARED = date(2010, 12, 31), date(2015, 6, 15), date(2018, 12, 31)
ATOMS = ("990101", "990102", "990121", "990081")

# level, code, name, atoms, start, end, grade, flag
AreaRow = tuple[str, str, str, tuple[int, ...], date | None, date | None, str, str | None]

AREAS: list[AreaRow] = [
    *((level, "990000", "虚构省", (0, 1, 2, 3), None, FIRST, "no_data", "no_data")
      for level in ("province", "prefecture", "county")),
    ("province", "990000", "虚构省", (0, 1, 2, 3), FIRST, None, "held", None),
    ("prefecture", "990100", "虚构市", (0, 1, 2), FIRST, None, "held", None),
    ("prefecture", "990081", "丁市", (3,), FIRST, None, "held", "no_prefecture"),
    ("county", "990101", "甲区", (0,), FIRST, MERGER, "held", None),
    ("county", "990102", "乙区", (1,), FIRST, MERGER, "held", None),
    ("county", "990103", "甲乙区", (0, 1), MERGER, None, "derived", None),
    ("county", "", "丙县／丙区", (2,), FIRST, CLEARED, "unknown", "no_geometry"),
    ("county", "990121", "丙县", (2,), CLEARED, None, "held", None),
    ("county", "990081", "丁市", (3,), FIRST, None, "held", None),
]  # fmt: skip

LATER, EARLIER = "tstzrange('2020-01-01Z', NULL)", "tstzrange('2019-01-01Z', '2020-01-01Z')"


def store_point_world(engine: Engine) -> None:
    """Stores the lists, atoms and areas."""
    store_divisions(
        engine,
        [("990000", "虚构省", "province", None, FIRST, None, ())],
        (FIRST, date(2020, 12, 31)),
    )
    with engine.begin() as connection:
        atoms = [_atom(connection, code, 116 + place) for place, code in enumerate(ATOMS)]
        connection.execute(
            text(
                "INSERT INTO division_atom_part (atom_id, geom)"
                " SELECT id, ST_Subdivide(geom) FROM division_atom"
            )
        )
        for row in AREAS:
            _area(connection, row, atoms)
        connection.execute(
            text(
                "INSERT INTO layer_edition SELECT DISTINCT level, coalesce(lower(valid),"
                " '0001-01-01') FROM division_area"
            )
        )


def _atom(connection: Connection, code: str, west: int) -> int:
    return int(
        connection.execute(
            text(
                "INSERT INTO division_atom (level, code, name, geom) VALUES ('county', :code,"
                " :code, ST_Multi(ST_MakeEnvelope(:west, 30, :west + 1, 31, 4490))) RETURNING id"
            ),
            {"code": code, "west": west},
        ).scalar_one()
    )


def _area(connection: Connection, row: AreaRow, atoms: list[int]) -> None:
    level, code, name, members, start, end, grade, flag = row
    area = connection.execute(
        text(
            "INSERT INTO division_area (level, code, name, valid, valid_announced, valid_approved,"
            " grade, flag, geom, label_point) SELECT :level, :code, :name, :valid, :spans, :spans,"
            " :grade, :flag, ST_Multi(ST_Union(geom)), ST_PointOnSurface(ST_Union(geom))"
            " FROM division_atom WHERE id = ANY(:atoms) RETURNING id"
        ),
        {"level": level, "code": code, "name": name, "grade": grade, "flag": flag}
        | {"valid": DateRange(start, end), "spans": Multirange([DateRange(start, end)])}
        | {"atoms": [atoms[place] for place in members]},
    ).scalar_one()
    for place in members:
        connection.execute(
            text("INSERT INTO division_area_atom VALUES (:area, :atom)"),
            {"area": area, "atom": atoms[place]},
        )
