"""Cuts a polygon of one vintage along the limits that another vintage draws in it. Pure geometry.

Two vintages are digitised apart: everywhere their lines lie some ten to some hundred metres from
each other. So of the second one only the lines that divide its units *inside* the polygon are
taken; where it leaves a strip at the rim to nobody, or to a neighbour, the dividing line is led on
to the rim, and ends there in a vertex of the rim or in a new one on its edge.

All polygons are in degrees of CGCS2000, longitude first; lengths are in metres of a local plane.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

UnitId = int
Polygons = dict[UnitId, MultiPolygon]
Ring = NDArray[np.float64]

TOLERANCE_M = 200.0
"""What is thinner is a difference of digitising, never a part of a unit."""

MOST_UNCOVERED = 0.1
"""The share of a polygon that the other vintage may give to none of the units asked for."""

_SNAP_M = 50.0
_SAMPLE_M = 40.0
_DUST_M = 0.05
_DEGREE_M = 111_319.49079327358


@dataclass(frozen=True, slots=True)
class _Plane:
    """Metres around a place; straight lines of degrees stay straight."""

    lon: float
    lat: float

    @property
    def _scale(self) -> Ring:
        return np.array([_DEGREE_M * np.cos(np.radians(self.lat)), _DEGREE_M])

    def metres(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: (xy - (self.lon, self.lat)) * self._scale)

    def degrees(self, geometry: BaseGeometry) -> BaseGeometry:
        return shapely.transform(geometry, lambda xy: xy / self._scale + (self.lon, self.lat))


def cut_polygon(
    polygon: MultiPolygon,
    drawn: Mapping[UnitId, BaseGeometry],
    tolerance_m: float = TOLERANCE_M,
) -> Polygons:
    """The parts of the polygon that lay in each unit; together they are exactly the polygon.

    drawn: what the other vintage draws of the units that may have had land here. It may be
    invalid and may overlap itself. A unit that reaches less than the tolerance into the polygon
    has no part. One part only: the polygon lay in that unit whole. Nothing: the other vintage does
    not tell, since it leaves more than a tenth of the polygon to none of the units.

    The parts keep the vertices of the polygon and share those of the cut; a vertex that they have
    beyond these lies on an edge of the polygon, and its neighbours need it too (`rim_nodes`).
    """
    middle = polygon.envelope.centroid
    plane = _Plane(middle.x, middle.y)
    whole = _polygonal(plane.metres(polygon))
    cores = _cores(whole, {unit: plane.metres(drawn[unit]) for unit in sorted(drawn)}, tolerance_m)
    if sum(core.area for core in cores.values()) < (1 - MOST_UNCOVERED) * whole.area:
        return {}
    if len(cores) == 1:
        return dict.fromkeys(cores, polygon)
    found: dict[UnitId, list[Polygon]] = {unit: [] for unit in cores}
    for part in polygon.geoms:
        for unit, piece in _cut_part(part, cores, plane, tolerance_m):
            found[unit].append(piece)
    return {unit: _joined(pieces) for unit, pieces in found.items() if pieces}


def area_within_m2(polygon: MultiPolygon, drawn: BaseGeometry, width_m: float) -> float:
    """Square metres of the polygon that lie in what is drawn, where that is so wide at least."""
    middle = polygon.envelope.centroid
    plane = _Plane(middle.x, middle.y)
    shared = _cores(plane.metres(polygon), {0: plane.metres(drawn)}, width_m)
    return float(sum(core.area for core in shared.values()))


def _cores(
    whole: MultiPolygon, drawn: Mapping[UnitId, BaseGeometry], tolerance_m: float
) -> dict[UnitId, MultiPolygon]:
    """What of each unit lies in the polygon for certain: disjoint, and nowhere a mere strip."""
    cores: dict[UnitId, MultiPolygon] = {}
    taken: BaseGeometry = MultiPolygon()
    for unit, shape in drawn.items():
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        reach = _polygonal(shape.intersection(whole).difference(taken))
        body = _body(reach, tolerance_m)
        # The corners that the disc does not reach come back; of a strip only its root.
        core = _polygonal(reach.intersection(body.buffer(tolerance_m / 2)))
        core = MultiPolygon([part for part in core.geoms if part.intersects(body)])
        if not core.is_empty:
            cores[unit] = core
            taken = taken.union(core)
    return cores


def _body(shape: BaseGeometry, tolerance_m: float) -> MultiPolygon:
    """Where a disc of the tolerance's width fits in, and has some room to move."""
    opened = _polygonal(shape.buffer(-tolerance_m / 2).buffer(tolerance_m / 2))
    return MultiPolygon([part for part in opened.geoms if part.area >= 2 * tolerance_m**2])


def _cut_part(
    part: Polygon, cores: Mapping[UnitId, MultiPolygon], plane: _Plane, tolerance_m: float
) -> list[tuple[UnitId, Polygon]]:
    """One polygon of the whole, divided among the units; as it is where it lies in one."""
    flat = plane.metres(part)
    inside = {unit: _polygonal(core.intersection(flat)) for unit, core in cores.items()}
    inside = {unit: core for unit, core in inside.items() if core.area > 1}
    if not inside:
        # An island that the other vintage does not draw: it belongs to the land that is nearest.
        nearest = min(cores, key=lambda unit: (cores[unit].distance(flat), unit))
        return [(nearest, part)]
    if len(inside) == 1:
        return [(next(iter(inside)), part)]
    cells = _completed(flat, inside)
    rings = [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
    lines = [_ended(line, rings, plane) for line in _dividing_lines(cells)]
    network = shapely.union_all([*(LineString(ring) for ring in rings), *lines])
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([network]))
        if part.contains(face.representative_point())
    ]
    flat_faces = [plane.metres(face) for face in faces]
    owners = [_owner(face, cells) for face in flat_faces]
    return list(zip(_without_strips(flat_faces, owners, tolerance_m), faces, strict=True))


def _completed(flat: Polygon, inside: Mapping[UnitId, MultiPolygon]) -> dict[UnitId, MultiPolygon]:
    """The cores with the strips between and around them: each place goes to the nearest core."""
    rest = _polygonal(flat.difference(shapely.union_all(list(inside.values()))))
    full = {unit: [core] for unit, core in inside.items()}
    if not rest.is_empty:
        network = shapely.union_all([rest.boundary, *_limits(list(inside.values()), rest, flat)])
        for face in shapely.get_parts(shapely.polygonize([network])):
            place = face.representative_point()
            if rest.contains(place):
                nearest = min(sorted(inside), key=lambda unit: inside[unit].distance(place))
                full[nearest].append(face)
    clean = shapely.coverage_clean(
        [shapely.union_all(parts) for parts in full.values()],
        snapping_distance=_DUST_M,
        gap_width=1.0,
    )
    return {unit: _polygonal(cell) for unit, cell in zip(inside, clean, strict=True)}


def _limits(cores: list[MultiPolygon], rest: MultiPolygon, flat: Polygon) -> list[LineString]:
    """The lines of equal distance from two cores: edges between the Voronoi cells of their rims."""
    near = rest.buffer(1)
    owners: dict[tuple[float, float], int] = {}
    for number, core in enumerate(cores):
        rim = core.boundary.segmentize(_SAMPLE_M).intersection(near)
        for x, y in shapely.get_coordinates(rim).round(3).tolist():
            owners.setdefault((x, y), number)
    sites = shapely.multipoints(list(owners))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(sites, extend_to=flat.buffer(1), ordered=True)
    )
    # Two cells can meet only where an edge of Delaunay joins their sites.
    order = {site: at for at, site in enumerate(owners)}
    joins = shapely.get_parts(shapely.delaunay_triangles(sites, only_edges=True))
    ends = [order[x, y] for x, y in shapely.get_coordinates(joins).tolist()]
    one, other = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    labels = np.fromiter(owners.values(), dtype=np.int64, count=len(owners))
    contested = labels[one] != labels[other]
    edges = shapely.intersection(cells[one[contested]], cells[other[contested]])
    return [edge for edge in shapely.get_parts(edges) if edge.geom_type == "LineString"]


def _dividing_lines(cells: Mapping[UnitId, MultiPolygon]) -> list[LineString]:
    """The edges that two cells share, joined to lines as long as they do not fork."""
    shapes = list(cells.values())
    shared = [
        one.boundary.intersection(other.boundary)
        for number, one in enumerate(shapes)
        for other in shapes[number + 1 :]
    ]
    edges = [
        line
        for line in shapely.get_parts(shapely.get_parts(shared))
        if line.geom_type == "LineString"
    ]
    return list(shapely.get_parts(shapely.line_merge(shapely.union_all(edges)))) if edges else []


def _ended(line: LineString, rings: list[Ring], plane: _Plane) -> LineString:
    """The line in degrees; its ends that lie at the rim are vertices of the rim from now on.

    rings: in degrees; a ring gets the new vertex where none of its own is near.
    """
    coords = np.asarray(plane.degrees(line).coords)
    if line.is_closed:
        return LineString(coords)
    for end in (0, -1):
        node = _node_at(coords[end], rings, plane)
        if node is not None:
            coords[end] = node
    return LineString(coords)


def _node_at(end: Ring, rings: list[Ring], plane: _Plane) -> Ring | None:
    """The vertex of the rim at which a line ends, None for an end that lies inside."""
    scale = plane._scale
    best: tuple[float, int, int, Ring] | None = None
    for number, ring in enumerate(rings):
        starts, ends = ring[:-1] * scale, ring[1:] * scale
        along = ends - starts
        length = np.maximum((along**2).sum(axis=1), 1e-12)
        share = (((end * scale - starts) * along).sum(axis=1) / length).clip(0, 1)
        feet = starts + share[:, None] * along
        away = np.hypot(*(feet - end * scale).T)
        at = int(away.argmin())
        if best is None or away[at] < best[0]:
            best = (float(away[at]), number, at, feet[at] / scale)
    assert best is not None
    distance, number, at, foot = best
    if distance > 1:
        return None
    ring = rings[number]
    near = np.hypot(*((ring[[at, at + 1]] - foot) * scale).T)
    if near.min() <= _SNAP_M:
        vertex: Ring = ring[at + int(near.argmin())]
        return vertex
    rings[number] = np.insert(ring, at + 1, foot, axis=0)
    return foot


def _owner(face: Polygon, cells: Mapping[UnitId, MultiPolygon]) -> UnitId:
    """The unit that has most of the face."""
    return max(sorted(cells), key=lambda unit: cells[unit].intersection(face).area)


def _without_strips(
    faces: list[BaseGeometry], owners: list[UnitId], tolerance_m: float
) -> list[UnitId]:
    """The owners of the faces, where a mere strip goes with its longest neighbour."""
    settled = [not _body(face, tolerance_m).is_empty for face in faces]
    owners = list(owners)
    while any(settled) and not all(settled):
        edges = [
            (faces[weak].intersection(faces[strong]).length, -weak, -strong)
            for weak, done in enumerate(settled)
            if not done
            for strong, stands in enumerate(settled)
            if stands
        ]
        _, weak, strong = max(edges)
        owners[-weak] = owners[-strong]
        settled[-weak] = True
    return owners


def _joined(pieces: list[Polygon]) -> MultiPolygon:
    if len(pieces) == 1:
        return MultiPolygon(pieces)
    whole = shapely.coverage_union_all(pieces)
    return _polygonal(whole if whole.is_valid else shapely.union_all(pieces))


def _polygonal(geometry: BaseGeometry) -> MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and part.area > 0])
