"""Writes the sample: the folder of a fictional prefecture that the platform may ship and show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely import LineString, MultiPolygon, Polygon

from ingest.sample import cameras, care, images, inspection_walk, register, roads, tracks
from ingest.sample.business.folder import business_sources, write_business
from ingest.sample.business.ground import Ground
from ingest.sample.country import LAST_LIST, divide_land, draw_sizes, yearly_lists
from ingest.sample.coverage import CellEdge, Points, draw_cells, draw_edges, scatter_seeds, to_plane
from ingest.sample.decisions import decisions_toml
from ingest.sample.files import write_csv, write_geojson
from ingest.sample.places import PLACE_HEADER, place_rows
from ingest.sample.registry import HISTORY_HEADER, Entry, Level, YearList, history_rows
from ingest.sample.shapes import (
    MARKED_LINE,
    Feature,
    boundary_features,
    drawn_again,
    marked_path,
    marker_rows,
    unit_features,
    unit_shapes,
)
from ingest.sample.track_files import geojson_of, gpx_of

PHONE = "099000000004"
"""The terminal of the patrol that sends raw frames; no telephone number begins with 099."""

SOURCES = """\
# A fictional prefecture, made by `shikong sample`. Nothing here is a statement about a real place.
content = "fictional"
title = "虚构市样例"

[[source]]
kind = "division-history"
file = "division_history.csv.gz"
last_list = 2024

[[source]]
kind = "division-decisions"
file = "decisions.toml"

[[source]]
kind = "division-shapes"
file = "counties_2024.geojson.gz"
vintage = "sample-county-2024"
drawn_as_of = 2024-12-31
level = "county"
crs = "EPSG:4490"
code_field = "code"
name_field = "name"
role = "base"

[[source]]
kind = "division-shapes"
file = "townships_2024.geojson.gz"
vintage = "sample-township-2024"
drawn_as_of = 2024-12-31
level = "township"
crs = "EPSG:4490"
code_field = "code"
name_field = "name"
role = "base"

[[source]]
kind = "division-shapes"
file = "villages_2024.geojson.gz"
vintage = "sample-village-2024"
drawn_as_of = 2024-12-31
level = "village"
crs = "EPSG:4490"
code_field = "code"
name_field = "name"
role = "base"

[[source]]
kind = "division-shapes"
file = "counties_2012.geojson.gz"
vintage = "sample-county-2012"
drawn_as_of = 2012-06-30
level = "county"
crs = "EPSG:4490"
code_field = "code"
name_field = "name"
role = "second"

[[source]]
kind = "place-names"
file = "place_names.csv"
form = "standard"

[[source]]
kind = "boundary-lines"
file = "boundary_lines.geojson.gz"
crs = "EPSG:4490"
kind_field = "kind"

[[source]]
kind = "boundary-register"
file = "boundary_register.geojson.gz"
crs = "EPSG:4490"

[[source]]
kind = "boundary-markers"
file = "boundary_markers.csv"

[[source]]
kind = "boundary-markers"
file = "boundary_markers_further.csv"

[[source]]
kind = "boundary-references"
file = "boundary_references.csv"

[[source]]
kind = "tripoints"
file = "tripoints.csv"

[[source]]
kind = "positions"
file = "positions_patrol.csv"
device_class = "patrol"

[[source]]
kind = "positions"
file = "positions_vehicle.csv"
device_class = "vehicle"

[[source]]
kind = "positions"
file = "positions_personal.csv"
device_class = "personal"

[[source]]
kind = "jt808-frames"
file = "patrol_04.jt808"
device_class = "patrol"

[[source]]
kind = "nmea"
file = "patrol_05.nmea"
device = "patrol-05"
device_class = "patrol"

[[source]]
kind = "gpx"
file = "patrol_06.gpx"
device = "patrol-06"
device_class = "patrol"

[[source]]
kind = "positions-geojson"
file = "patrol_07.geojson"
device = "patrol-07"
device_class = "patrol"

[[source]]
kind = "positions"
file = "positions_inspection_left.csv.gz"
device_class = "patrol"
owner_code = "LEFT_CODE"

[[source]]
kind = "positions"
file = "positions_inspection_right.csv.gz"
device_class = "patrol"
owner_code = "RIGHT_CODE"

[[source]]
kind = "images"
file = "images"
grade = "open"
licence = "CC0-1.0"

[[source]]
kind = "facilities"
file = "facilities.csv"
"""

_SHAPE_FILES: tuple[tuple[Level, str], ...] = (
    ("county", "counties"),
    ("township", "townships"),
    ("village", "villages"),
)


@dataclass(frozen=True, slots=True)
class _Land:
    """The drawn land: cells and edges in degrees lon, lat, and the lists that speak of them."""

    cells: list[Polygon]
    edges: list[CellEdge]
    lists: Mapping[int, YearList]

    @property
    def now(self) -> YearList:
        return self.lists[LAST_LIST]


def generate_sample(folder: Path, seed: int = 2024) -> None:
    """Writes the sample into `folder` (made where it is missing), the same bytes for a seed.

    Coordinates are CGCS2000 (EPSG:4490), lon lat, the images UTM 56N. Files of the same names are
    written over; others are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    land = _draw(seed)
    history = history_rows(dict(land.lists))
    write_csv(folder / "division_history.csv.gz", HISTORY_HEADER, history)
    (folder / "decisions.toml").write_text(decisions_toml(land.lists), encoding="utf-8")
    write_csv(folder / "place_names.csv", PLACE_HEADER, place_rows(land.cells, land.now))
    lines = boundary_features(land.edges, land.lists)
    boundary = marked_path(lines)
    _write_shapes(folder, land)
    write_geojson(folder / "boundary_lines.geojson.gz", lines)
    registered = _write_register(folder, land, lines, boundary, seed)
    towns = _town_centres(land)
    _write_positions(folder, land, boundary, towns, np.random.default_rng([seed, 2]))
    _write_logs(folder, boundary, seed)
    _write_images(folder / "images", boundary, towns, np.random.default_rng([seed, 3]))
    facilities = care.facility_rows(land.cells, land.now, np.random.default_rng([seed, 4]))
    write_csv(folder / "facilities.csv", care.FACILITY_HEADER, facilities)
    write_csv(
        folder / "cameras.csv",
        cameras.CAMERA_HEADER,
        cameras.camera_rows(
            land.cells,
            land.lists,
            facilities,
            marker_rows(boundary),
            np.random.default_rng([seed, 28181]),
        ),
    )
    write_geojson(
        folder / "roads.geojson.gz",
        roads.road_features(land.cells, land.edges, land.now, np.random.default_rng([seed, 9])),
    )
    business = write_business(
        folder,
        Ground.of(land.cells, land.lists, seed),
        land.edges,
        marker_rows(boundary),
        seed,
    )
    # Last: a folder that was half written has no sources.toml and is refused.
    sources = (SOURCES + roads.ROADS + cameras.CAMERAS).replace("LEFT_CODE", registered.left.code)
    sources = sources.replace("RIGHT_CODE", registered.right.code)
    (folder / "sources.toml").write_text(sources + business_sources(business), encoding="utf-8")


def _write_register(
    folder: Path, land: _Land, lines: list[Feature], boundary: LineString, seed: int
) -> register.RegisteredLine:
    """The register of boundaries, and the walk of an inspection along its first line, which comes
    back."""
    found = register.registered_lines(
        boundary, MARKED_LINE, lines, unit_shapes(land.cells, land.now, "county")
    )
    write_geojson(folder / "boundary_register.geojson.gz", register.line_features(found))
    header = register.REGISTERED_MARKER_HEADER
    marked = register.registered_marker_rows(found, marker_rows(boundary))
    write_csv(folder / "boundary_markers.csv", header, marked)
    further = folder / "boundary_markers_further.csv"
    write_csv(further, header, register.further_marker_rows(found))
    references = register.reference_rows(found)
    write_csv(folder / "boundary_references.csv", register.REFERENCE_HEADER, references)
    write_csv(folder / "tripoints.csv", register.TRIPOINT_HEADER, register.tripoint_rows(found))
    walks = inspection_walk.walks(boundary, 9, np.random.default_rng([seed, 8]))
    for device, fixes in walks.items():
        write_csv(
            folder / f"positions_{device.replace('-', '_')}.csv.gz",
            tracks.POSITION_HEADER,
            (fix.row() for fix in fixes),
        )
    return found[0]


def _draw(seed: int) -> _Land:
    # Each part has random numbers of its own: a change of one leaves the others as they are.
    rng = np.random.default_rng([seed, 1])
    sizes = draw_sizes(rng)
    seeds = scatter_seeds(rng, sum(sum(towns) for towns in sizes.values()))
    land = divide_land(seeds, sizes, rng)
    block = land.block_of_cell
    # Borders of counties follow rivers, the others are ragged.
    edges = draw_edges(seeds, rng, lambda one, other: block.get(one) != block.get(other))
    return _Land(draw_cells(seeds, edges), edges, yearly_lists(land, rng))


def _write_shapes(folder: Path, land: _Land) -> None:
    for level, name in _SHAPE_FILES:
        shapes = unit_shapes(land.cells, land.now, level)
        write_geojson(folder / f"{name}_2024.geojson.gz", unit_features(shapes))
    # In the middle of 2012 the list of 2011 was the valid one.
    before: list[tuple[Entry, Polygon | MultiPolygon]] = unit_shapes(
        land.cells, land.lists[2011], "county"
    )
    write_geojson(folder / "counties_2012.geojson.gz", unit_features(drawn_again(before)))


def _town_centres(land: _Land) -> Points:
    """Where the towns of 虚甲区 and 虚乙区 lie, in the order of a round trip; plane, km."""
    chosen = [
        entry
        for entry in land.now.values()
        if entry.level == "township" and entry.parent_code in ("990102", "990103")
    ]
    centres = [land.cells[min(entry.cells)].representative_point() for entry in chosen]
    plane = to_plane(np.array([[centre.x, centre.y] for centre in centres]))
    # In the order of a round trip about their middle.
    x, y = (plane - plane.mean(0)).T
    return plane[np.argsort(np.arctan2(y, x), kind="stable")]


def _write_positions(
    folder: Path, land: _Land, boundary: LineString, towns: Points, rng: np.random.Generator
) -> None:
    patrols = tracks.patrols(boundary, rng)
    by_frames = patrols.pop("patrol-04")
    vehicles = tracks.vehicles(towns, rng)
    homes = [land.cells[number] for number in sorted(land.now["990102"].cells)[3:20:16]]
    personal = tracks.wristbands(homes, rng)
    for name, devices in (("patrol", patrols), ("vehicle", vehicles), ("personal", personal)):
        fixes = [fix for week in devices.values() for fix in week]
        write_csv(
            folder / f"positions_{name}.csv",
            tracks.POSITION_HEADER,
            (fix.row() for fix in tracks.as_received(fixes)),
        )
    (folder / "patrol_04.jt808").write_bytes(tracks.frame_stream(by_frames, PHONE, rng))


def _write_logs(folder: Path, boundary: LineString, seed: int) -> None:
    """Mornings of three surveyors, each with a receiver that writes another kind of file."""
    rng = np.random.default_rng([seed, 6])
    (folder / "patrol_05.nmea").write_bytes(
        tracks.nmea_stream(tracks.surveyor_day("patrol-05", boundary, rng))
    )
    for device, day, share, file, written in (
        ("patrol-06", 2, 0.25, "patrol_06.gpx", gpx_of),
        ("patrol-07", 3, 0.75, "patrol_07.geojson", geojson_of),
    ):
        rng = np.random.default_rng([seed, 7, day])
        walk = tracks.surveyor_day(device, boundary, rng, day, share)
        places = [(fix.time, fix.lon, fix.lat, fix.altitude_m) for fix in walk]
        (folder / file).write_bytes(written(device, places))


def _write_images(
    folder: Path, boundary: LineString, towns: Points, rng: np.random.Generator
) -> None:
    middle = to_plane(np.array(boundary.interpolate(0.5, normalized=True).coords))[0]
    ground = images.survey(middle, boundary, towns, rng)
    for number in range(len(images.DATES)):
        images.write_image(folder / images.file_name(number), ground, number)
