"""Areas of square atoms put straight into the tables, for tests that stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from shapely import MultiPolygon, box, unary_union
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Engine, text

# A name for each atom, and its west and south edge; atoms are squares of one degree.
Atoms = Mapping[str, tuple[float, float]]
# Code, a day in the version that is drawn, its atoms.
Area = tuple[str, date, Sequence[str]]


def store_areas(
    engine: Engine, atoms: Atoms, areas: Sequence[Area], *, level: str = "county"
) -> None:
    """Draws versions of units, through all their days on every basis, as unions of atoms."""
    with engine.begin() as connection:
        squares = {name: box(x, y, x + 1, y + 1) for name, (x, y) in atoms.items()}
        ids = {name: _store_atom(connection, level, name, squares[name]) for name in atoms}
        for code, day, members in areas:
            shape = unary_union([squares[name] for name in members])
            area = _store_area(connection, level, code, day, shape)
            for name in members:
                connection.execute(
                    text("INSERT INTO division_area_atom VALUES (:area, :atom)"),
                    {"area": area, "atom": ids[name]},
                )
        connection.execute(
            text("INSERT INTO layer_edition VALUES (:level, :day) ON CONFLICT DO NOTHING"),
            {"level": level, "day": date(1981, 12, 31)},
        )


def _store_atom(connection: Connection, level: str, name: str, square: BaseGeometry) -> int:
    atom = connection.execute(
        text(
            "INSERT INTO division_atom (level, code, name, geom)"
            " VALUES (:level, :name, :name, ST_GeomFromText(:wkt, 4490)) RETURNING id"
        ),
        {"level": level, "name": name, "wkt": MultiPolygon([square]).wkt},
    ).scalar_one()
    connection.execute(
        text("INSERT INTO division_atom_part VALUES (:atom, ST_GeomFromText(:wkt, 4490))"),
        {"atom": atom, "wkt": square.wkt},
    )
    return int(atom)


def _store_area(
    connection: Connection, level: str, code: str, day: date, shape: BaseGeometry
) -> int:
    parts = shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
    return int(
        connection.execute(
            text(
                "INSERT INTO division_area (level, division_id, code, name, parent_code, valid,"
                " valid_announced, valid_approved, grade, geom, label_point)"
                " SELECT :level, id, code, name, parent_code, valid,"
                " datemultirange(valid_announced), datemultirange(valid_approved), 'held',"
                " drawn, ST_PointOnSurface(drawn)"
                " FROM division, ST_GeomFromText(:wkt, 4490) AS drawn"
                " WHERE scheme = 'mca' AND code = :code AND valid @> :day AND upper_inf(known)"
                " RETURNING id"
            ),
            {"level": level, "code": code, "day": day, "wkt": parts.wkt},
        ).scalar_one()
    )
