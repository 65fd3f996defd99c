"""Loads roads: lines of GeoJSON, shapefile or GeoPackage become a network of edges and nodes."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, text

from ingest.bulk import copy_rows, days, reserve_ids
from ingest.business.road_fields import RoadFacts, RoadFields, facts_of
from ingest.business.road_network import Floats, Network, RoadLine, network_of
from ingest.divisions.polygons.geojson_structure import feature_geometry
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex, lines_of, read_noted
from ingest.divisions.polygons.geometry_files import companions_sha256, read_feature_file
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.business.reach.routing import prepare_routing
from spatial.crs import require_crs
from spatial.errors import BadGeometry, BadParameter, SourceRefused
from spatial.progress import step
from spatial.temporal import Period

KIND = "roads"

MOST_TOLERANCE_M = 50.0


def load_roads(
    engine: Engine,
    path: Path,
    *,
    crs: str,
    class_field: str | None = None,
    road_class: str | None = None,
    speed_field: str | None = None,
    direction_field: str | None = None,
    name_field: str | None = None,
    level_field: str | None = None,
    network: str = "roads",
    tolerance_m: float = 1.0,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> IngestReport:
    """Stores the roads of a source as one network, in the place of the former one of that name.

    crs: of the source. Either class_field or road_class says the class (国道, primary …).
    speed_field: km/h; where it is empty, what is usual of the class. direction_field: yes, no, -1,
    单向, 双向. level_field: of bridges and tunnels. tolerance_m: ends so near to each other are one
    node. valid_from, valid_to: the days of the whole source, the last not included; None: open.
    Roads whose geometry, class, speed or direction cannot be read are refused with the reason; what
    was moved or left out, and into how many parts the network falls, is kept as remarks.
    Raises SourceRefused, BadParameter, BadPeriod.
    """
    begun = time.monotonic()
    fields = RoadFields(class_field, speed_field, direction_field, name_field, level_field)
    parameters = _checked(crs, fields, road_class, network, tolerance_m, valid_from, valid_to)
    beside = companions_sha256(path)
    if beside is not None:
        parameters["companions"] = beside
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            roads = _read(run, path, crs, fields, road_class)
            lines = [RoadLine(line, facts.crossing) for facts, line in roads]
            given = _nodes_of_others(run.connection, network, lines)
            built = network_of(lines, tolerance_m, given[1])
            _store(
                run, network, [facts for facts, _ in roads], built, given[0], valid_from, valid_to
            )
            _tell(run, path.name, built)
            prepare_routing(run.connection)
    return report(run, KIND, path, time.monotonic() - begun)


def _checked(
    crs: str,
    fields: RoadFields,
    road_class: str | None,
    network: str,
    tolerance_m: float,
    valid_from: date | None,
    valid_to: date | None,
) -> dict[str, Any]:
    """What beside the bytes decides the network."""
    if (fields.class_ is None) == (road_class is None):
        raise BadParameter("say either class_field or road_class of the roads")
    if road_class is not None:
        facts_of({}, RoadFields(), road_class)
    if not 0 < tolerance_m <= MOST_TOLERANCE_M:
        raise BadParameter(f"tolerance_m {tolerance_m} is not above 0 and up to {MOST_TOLERANCE_M}")
    if not network.strip():
        raise BadParameter("the network has no name")
    if valid_from is not None:
        Period(valid_from, valid_to)
    return {
        "crs": require_crs(crs),
        "fields": [fields.class_, fields.speed, fields.direction, fields.name, fields.level],
        "class": road_class,
        "network": network,
        "tolerance_m": tolerance_m,
        "valid": [valid_from, valid_to],
    }


def _read(
    run: IngestRun, path: Path, crs: str, fields: RoadFields, road_class: str | None
) -> list[tuple[RoadFacts, shapely.LineString]]:
    source = read_feature_file(path, crs)
    for note in source.notes:
        run.repair(path.name, note)
    roads = []
    with step(f"{path.name} 道路", len(source.features)) as progress:
        for number, feature in enumerate(source.features, start=1):
            properties = feature["properties"]
            progress.advance(1)
            try:
                facts = facts_of(properties, fields, road_class)
                geometry, notes = read_noted(feature_geometry(feature), crs)
                parts = [part for part in shapely.get_parts(lines_of(geometry)) if part.length > 0]
                if geometry.geom_type not in ("LineString", "MultiLineString") or not parts:
                    raise BadGeometry(f"a {geometry.geom_type} without length is no road")
            except (BadGeometry, BadParameter) as error:
                run.refuse(f"feature {number}", str(error), properties)
                continue
            roads += [(facts, part) for part in parts]
            run.accepted += 1
            if notes:
                run.repair(f"feature {number}", "; ".join(notes))
    if not roads:
        raise SourceRefused(f"{path.name} holds no road that could be stored")
    return roads


def _nodes_of_others(
    connection: Connection, network: str, lines: list[RoadLine]
) -> tuple[list[int], Floats]:
    """Ids and places of the nodes of other networks where these lines are."""
    west, south, east, north = shapely.total_bounds([one.line for one in lines])
    rows = connection.execute(
        text(
            "SELECT DISTINCT n.id, ST_X(n.geom) AS lon, ST_Y(n.geom) AS lat FROM road_node n"
            " JOIN road_edge e ON n.id IN (e.source, e.target)"
            " WHERE e.network <> :network AND e.known_until = 'infinity'"
            " AND e.geom && ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4490), 0.001)"
            " ORDER BY n.id"
        ),
        {"network": network, "west": west, "south": south, "east": east, "north": north},
    ).all()
    places = np.array([(row.lon, row.lat) for row in rows], dtype=np.float64)
    return [row.id for row in rows], places.reshape(-1, 2)


def _store(
    run: IngestRun,
    network: str,
    facts: list[RoadFacts],
    built: Network,
    given: list[int],
    valid_from: date | None,
    valid_to: date | None,
) -> None:
    # Learned at one instant, after all that was known of roads: answers name such instants.
    run.connection.execute(text("LOCK TABLE road_edge IN SHARE ROW EXCLUSIVE MODE"))
    learned = run.connection.execute(
        text(
            "SELECT greatest(clock_timestamp(), (SELECT max(known_from) FROM road_edge)"
            " + interval '1 microsecond')"
        )
    ).scalar_one()
    run.connection.execute(
        text(
            "UPDATE road_edge SET known_until = :learned"
            " WHERE network = :network AND known_until = 'infinity'"
        ),
        {"network": network, "learned": learned},
    )
    fresh = reserve_ids(run.connection, "road_node", len(built.nodes) - len(given))
    ids = given + fresh
    places = shapely.points(built.nodes)
    copy_rows(
        run.connection,
        "road_node",
        ("id", "geom"),
        (
            (ids[place], ewkb_hex(places[place], CGCS2000_SRID))
            for place in range(len(given), len(ids))
        ),
    )
    valid = days(valid_from, valid_to)
    copy_rows(
        run.connection,
        "road_edge",
        ("network", "source", "target", "class", "name", "length_m", "speed_kmh", "direction")
        + ("walkable", "component", "valid", "known_from", "run_id", "geom"),
        (
            (network, ids[one.source], ids[one.target], road.class_, road.name, one.length_m)
            + (road.speed_kmh, road.direction, road.walkable, one.component, valid)
            + (learned, run.id)
            + (ewkb_hex(one.shape, CGCS2000_SRID),)
            for one in built.stretches
            for road in (facts[one.line],)
        ),
    )
    # What was copied is asked for at once, before the server would count it by itself.
    run.connection.execute(text("ANALYZE road_edge"))


def _tell(run: IngestRun, name: str, built: Network) -> None:
    """Keeps what was done to make a network of the lines."""
    if built.moved:
        run.repair(name, f"{built.moved} ends moved to a node, {built.moved_m:.2f} m at most")
    if built.short:
        run.repair(name, f"{built.short} pieces shorter than the tolerance left out")
    if len(built.components) > 1:
        share = built.components[0] / sum(built.components)
        run.repair(
            name,
            f"{len(built.components)} parts that are not connected; the largest holds "
            f"{share:.1%} of {sum(built.components)} edges",
        )
