"""The proof of derived shapes, over the published data: `python -m bench.derived_shapes DATA`.

Table 1: of how many counties of each yearly list the shape is known, by grade.
Table 2: the counties of the platform at the end of 2021 against `cn_county_2021_zhejiang_hebei`,
which it has not seen. Its base is Tianditu, which is digitised otherwise, so this shows mostly how
far two maps of the same limits lie apart.
Table 3: the same machine on the digitising of that file: atoms from `cn_county_2020` in the list of
2019, cut by Tianditu, derived for the end of 2021. Here what is left is the derivation's own.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, text

from bench.agreement import STRIP_M, Agreement, agreements, share_of
from bench.tiles import say
from deploy.database import migrated_engine
from deploy.settings import HomeSettings
from ingest.divisions.coverage.atoms import union_of
from ingest.divisions.coverage.cuts import cut_atoms
from ingest.divisions.coverage.register import read_lineage, read_list_days
from ingest.divisions.coverage.second_vintages import (
    DrawnShape,
    SecondVintage,
    read_second_vintages,
)
from ingest.divisions.documents import read_features
from ingest.divisions.polygons.geometry import as_multipolygon, polygons_of, read_geometry
from spatial.db import DatabaseSettings, read_sql
from spatial.division_codes import Level, canonical_code
from spatial.divisions.coverage.lineage import Lineage
from spatial.divisions.coverage.timeline import Base, drawn_through, held_atoms
from spatial.divisions.coverage.walking import Atom
from spatial.errors import ShikongError
from spatial.temporal import Basis

UNSEEN_FILE = "cn_county_2021_zhejiang_hebei.geojson.gz"
UNSEEN_DAY = date(2021, 12, 31)
ENOUGH = 0.98

Shapes = Mapping[str, tuple[str, MultiPolygon]]
"""Two things by code: a name or a grade, and the shape in CGCS2000."""


@dataclass(frozen=True, slots=True)
class ListShapes:
    """The counties of one list, and of how many of them the shape is known."""

    day: date
    units: int
    grades: Mapping[str, int]

    @property
    def share(self) -> float:
        """Of the counties, how many have a shape."""
        return sum(self.grades.values()) / self.units


def list_shapes(connection: Connection) -> list[ListShapes]:
    """Every yearly list, with the grades of its counties."""
    counts: dict[date, Counter[str | None]] = {}
    for row in connection.execute(text(read_sql("bench", "county_shapes"))):
        counts.setdefault(row.list_date, Counter())[row.grade] = row.units
    return [
        ListShapes(day, found.total(), {grade: n for grade, n in found.items() if grade})
        for day, found in sorted(counts.items())
    ]


def unseen_shapes(folder: Path) -> Shapes:
    """Name and shape of the counties of the file that is not loaded, without GCJ-02."""
    found = {}
    for feature in read_features(folder / UNSEEN_FILE):
        shape, _ = polygons_of(read_geometry(feature["geometry"], "GCJ-02"))
        properties = feature["properties"]
        found[canonical_code(str(properties["adcode"]))] = (str(properties["name"]), shape)
    return found


def platform_shapes(connection: Connection, day: date) -> Shapes:
    """Grade and shape of every county area of a single unit on the day."""
    rows = connection.execute(
        text(
            "SELECT code, grade, ST_AsBinary(geom) AS geom FROM division_area"
            " WHERE level = 'county' AND valid @> CAST(:day AS date) AND upper_inf(known)"
            " AND division_id IS NOT NULL"
        ),
        {"day": day},
    )
    return {row.code: (row.grade, shapely.from_wkb(row.geom)) for row in rows}


def rederived_shapes(connection: Connection, provinces: Iterable[str], day: date) -> Shapes:
    """Grade and shape of the counties on the day, derived from the second vintage as the base.

    provinces: the first two digits of the codes to take. The limits that the second vintage cannot
    know, since they are newer, are cut by the base vintage.
    """
    lists = read_list_days(connection)
    lineage = read_lineage(connection, Basis.LIST, lists[0]).lineage
    [second] = read_second_vintages(connection, lineage, Level.COUNTY)
    return derive(lineage, second, _base_as_second(connection, lists), set(provinces), day)


def _base_as_second(connection: Connection, lists: list[date]) -> SecondVintage[date]:
    rows = connection.execute(
        text(
            "SELECT vintage.name AS vintage, vintage.drawn_as_of, shape.code, shape.name,"
            "       shape.published, ST_AsBinary(shape.geom) AS geom"
            " FROM shape_vintage AS vintage JOIN division_shape AS shape ON vintage_id = vintage.id"
            " WHERE vintage.role = 'base' AND vintage.level = 'county'"
        )
    ).all()
    shown = max(day for day in lists if day <= rows[0].drawn_as_of)
    return SecondVintage(
        rows[0].vintage,
        shown,
        tuple(
            DrawnShape(row.code, row.name, row.published, shapely.from_wkb(row.geom))
            for row in rows
        ),
    )


def derive(
    lineage: Lineage[date],
    base: SecondVintage[date],
    cutting: SecondVintage[date],
    provinces: set[str],
    day: date,
) -> Shapes:
    """The counties on the day from the polygons of one vintage, cut by another."""
    units = lineage.list_of(base.moment).units
    taken = [one for one in base.shapes if one.code[:2] in provinces and one.code in units]
    atoms = [Atom(one.code, one.name, frozenset({units[one.code].id})) for one in taken]
    # Its polygons overlap and leave holes of some metres: a coverage first.
    clean = shapely.coverage_clean(
        [one.polygon for one in taken], snapping_distance=1e-7, gap_width=1e-4
    )
    geometries = np.empty(len(atoms), dtype=object)
    geometries[:] = [as_multipolygon(shape) for shape in clean]
    cut = cut_atoms(lineage, base.moment, atoms, geometries, cutting)
    order = {atom.id: at for at, atom in enumerate(cut.atoms)}
    drawn = Base(Level.COUNTY, base.moment, {atom.id: atom for atom in cut.atoms}, cut.told)
    held = held_atoms(lineage, drawn, (Level.COUNTY,))
    found = {}
    for _, piece, (start, end) in drawn_through(lineage, drawn, held):
        if piece.unit and (start is None or start <= day) and (end is None or day < end):
            parts = cut.geometries[[order[atom] for atom in sorted(piece.atoms)]]
            found[piece.code] = (piece.grade.value, union_of(parts))
    return found


def say_lists(found: list[ListShapes]) -> None:
    """Table 1."""
    grades = ("held", "derived", "cut", "approximate")
    say("| list | counties | with a shape | " + " | ".join(grades) + " |")
    say("|---|---|---|" + "---|" * len(grades))
    for one in found:
        parts = " | ".join(f"{one.grades.get(grade, 0) / one.units:.1%}" for grade in grades)
        say(f"| {one.day.year} | {one.units} | {one.share:.1%} | {parts} |")


def say_agreement(title: str, found: list[Agreement]) -> None:
    """Table 2 or 3: how many agree, and the ten worst."""
    plain = share_of((one.iou for one in found), ENOUGH)
    wide = share_of((one.beyond_strips for one in found), ENOUGH)
    say(f"\n{title}: {len(found)} counties")
    say(f"intersection over union of at least {ENOUGH}: {plain:.1%}")
    say(f"the same without strips narrower than {STRIP_M:.0f} m: {wide:.1%}\n")
    say("| code | name | grade | IoU | without strips | median m | reason |")
    say("|---|---|---|---|---|---|---|")
    for one in found[:10]:
        say(
            f"| {one.code} | {one.name} | {one.grade} | {one.iou:.3f} | {one.beyond_strips:.3f} "
            f"| {one.off_m:.0f} | {one.reason} |"
        )


def main() -> None:
    """Prints the three tables for a database that holds the published data."""
    parser = argparse.ArgumentParser(prog="python -m bench.derived_shapes", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the published data")
    parser.add_argument("--database", help="postgresql://…; left out: SHIKONG_DATABASE_URL or ours")
    arguments = parser.parse_args()
    settings = DatabaseSettings()
    if arguments.database:
        settings = settings.model_copy(update={"database_url": arguments.database})
    try:
        with migrated_engine(HomeSettings(), settings) as engine, engine.connect() as connection:
            say_lists(list_shapes(connection))
            unseen = unseen_shapes(arguments.data)
            ours = platform_shapes(connection, UNSEEN_DAY)
            say_agreement("The platform, drawn after Tianditu", agreements(ours, unseen))
            again = rederived_shapes(connection, {code[:2] for code in unseen}, UNSEEN_DAY)
            say_agreement("The same derivation on cn_county_2020", agreements(again, unseen))
    except ShikongError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
