"""In any little world, what is said to be known after cuts is the land that a unit truly had."""

from __future__ import annotations

import math

import numpy as np
import shapely
from division_worlds import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box
from test_coverage import worlds

from ingest.divisions.coverage.cuts import cut_atoms
from ingest.divisions.coverage.second_vintages import DrawnShape, SecondVintage
from spatial.division_codes import Level
from spatial.divisions.coverage.coverage import AreaGrade, Layer
from spatial.divisions.coverage.walking import walk

M_LAT = 1 / 111_319.49
M_LON = M_LAT / math.cos(math.radians(30))
SIDE_M = 5_000
KNOWN = (AreaGrade.HELD, AreaGrade.DERIVED, AreaGrade.CUT)


def field(parcel: int) -> MultiPolygon:
    """A parcel as a square; they stand in rows of three."""
    west, south = SIDE_M * (parcel % 3), SIDE_M * (parcel // 3)
    square = box(west, south, west + SIDE_M, south + SIDE_M)
    return MultiPolygon([shapely.transform(square, lambda xy: xy * (M_LON, M_LAT) + (120.0, 30.0))])


def fields(parcels: set[int]) -> MultiPolygon:
    whole = shapely.coverage_union_all([field(parcel) for parcel in sorted(parcels)])
    return MultiPolygon(shapely.get_parts(whole).tolist())


def vintage_of(world: World, year: int) -> SecondVintage[int]:
    """A map that shows all counties of the year exactly."""
    record = world.lineage()
    land: dict[int, set[int]] = {}
    for parcel, owner in world.truth[year].items():
        land.setdefault(owner, set()).add(parcel)
    shapes = [
        DrawnShape(record.units[key].code, record.units[key].name, True, fields(parcels))
        for key, parcels in sorted(land.items())
    ]
    return SecondVintage("second", year, tuple(shapes))


@given(worlds(), st.data())
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_area_said_to_be_known_after_cuts_is_the_land_that_the_unit_truly_had(
    world: World, data: st.DataObject
) -> None:
    years = st.sampled_from(sorted(world.truth))
    base, second = data.draw(years), data.draw(years)
    record, atoms, land = world.lineage(), world.atoms(base), world.land(base)
    shapes = np.empty(len(atoms), dtype=object)
    shapes[:] = [fields(land[atom]) for atom in atoms]
    found = cut_atoms(record, base, list(atoms.values()), shapes, vintage_of(world, second))
    assert shapely.coverage_is_valid(found.geometries)
    geometry = dict(zip([atom.id for atom in found.atoms], found.geometries, strict=True))
    whole = shapely.union_all(list(shapes))
    assert shapely.union_all(found.geometries).symmetric_difference(whole).area < 1e-12

    by_id = {atom.id: atom for atom in found.atoms}
    lots = walk(record, found.atoms, base, found.told)
    layer = Layer(record, by_id, Level.COUNTY, Level.COUNTY)
    held = layer.held_atoms(base, lots[base])
    layer = Layer(record, by_id, Level.COUNTY, Level.COUNTY, held)
    for year in record.moments:
        for piece in layer.pieces(year, lots[year]):
            if piece.grade not in KNOWN:
                continue
            drawn = shapely.union_all([geometry[atom] for atom in piece.atoms])
            truth = {
                parcel
                for parcel, owner in world.truth[year].items()
                if owner == piece.unit and parcel in world.truth[base]
            }
            assert drawn.symmetric_difference(fields(truth)).area < 1e-9, (year, piece.code)
