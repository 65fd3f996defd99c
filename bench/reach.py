"""`python -m bench reach`: the nearest facilities, and gaps, beside plain SQL and scipy.

100 counties, 2,000 facilities, 200,000 households, and a net of 40,000 crossings 1.3 km apart.
Along the ground the peer is the plain SQL that somebody would write: an order by distance, and a
NOT EXISTS of ST_DWithin by county, asked of every hundredth household and told times 100. By road
it is pgRouting over all roads for the nearest, and Dijkstra of scipy for gaps, both from and to
the nearest crossing only: no place lies on a road there. Reading is in all of them. All in one
run. Read ratios: machines differ.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from ingest.bulk import copy_rows, days
from spatial.business.answering.answer import Knowledge
from spatial.business.intake.placement import place
from spatial.business.reach.gaps import gaps
from spatial.business.reach.nearest import nearest
from spatial.business.reach.questions import Gaps, Nearest
from spatial.business.reach.routing import prepare_routing
from spatial.db import open_engine
from spatial.migrations import migrate

NAME = "shikong_bench_reach"
DAY = date(2024, 12, 31)
SIDE, DEGREE = 10, 0.25
FACILITIES, HOUSEHOLDS, CROSSINGS = 2_000, 200_000, 200
WEST, SOUTH = 110.0, 30.0
METRES, MINUTES, ASKED = 5_000, 15, 30

_NEAREST = """
SELECT key FROM record
WHERE dataset_id = 'care' AND valid @> CAST(:day AS date) AND known_until = 'infinity'
ORDER BY ST_Distance(geography(geom), geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)))
LIMIT 5
"""
_GAPS = """
SELECT area.code, count(*),
    count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM record AS f
        WHERE f.dataset_id = 'care' AND f.holds = 'facilities' AND f.known_until = 'infinity'
          AND f.valid @> CAST(:day AS date)
          AND ST_DWithin(geography(f.geom), geography(home.geom), :metres)))
FROM record AS home
JOIN division_area AS area ON ST_Covers(area.geom, home.geom)
WHERE home.dataset_id = 'home' AND home.key LIKE '%00'
GROUP BY area.code ORDER BY area.code
"""
_BY_ROAD = """
SELECT node, agg_cost FROM pgr_drivingDistance(
    'SELECT id, source, target, 3.6 * length_m / speed_kmh AS cost FROM road_edge',
    CAST(:node AS bigint), :seconds, false)
"""

Floats = NDArray[np.float64]


def run(database: Database) -> None:
    """Runs all and prints the table."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=2)
    try:
        migrate(engine)
        dice = np.random.default_rng(20241231)
        with engine.begin() as connection:
            say(machine(connection))
            _land(connection)
            _records(connection, dice)
            _roads(connection)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        say(f"{FACILITIES:,} facilities, {HOUSEHOLDS:,} households, {CROSSINGS**2:,} crossings\n")
        say("| | ours | peer | ratio |")
        say("|---|---|---|---|")
        _nearest(engine, dice)
        _gaps(engine)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _land(connection: Connection) -> None:
    """Counties that are squares, each an atom, known and drawn since ever."""
    run_id = _run(connection)
    statements = resources.files("bench").joinpath("reach_land.sql").read_text(encoding="utf-8")
    values = {"west": WEST, "south": SOUTH, "degree": DEGREE, "side": SIDE, "run": run_id}
    for statement in statements.split(";\n"):
        connection.execute(text(statement), values | {"day": DAY})


def _run(connection: Connection) -> int:
    return int(
        connection.execute(
            text(
                "INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at,"
                " finished_at) VALUES ('bench', 'bench', gen_random_uuid()::text, 'loaded', now(),"
                " now()) RETURNING id"
            )
        ).scalar_one()
    )


def _places(dice: np.random.Generator, count: int) -> list[tuple[float, float]]:
    low = (WEST + DEGREE, SOUTH + DEGREE)
    high = (low[0] + SIDE * DEGREE, low[1] + SIDE * DEGREE)
    return [(float(x), float(y)) for x, y in dice.uniform(low, high, (count, 2)).round(6)]


def _records(connection: Connection, dice: np.random.Generator) -> None:
    connection.execute(
        text(
            "INSERT INTO dataset (id, title, line, owner, holds, grade, minimum_cell) VALUES"
            " ('care', '养老机构', '养老', '某', '{facilities}', 'open', 0),"
            " ('home', '家庭', '社会救助', '某', '{cases}', 'sensitive', 10)"
        )
    )
    columns = ("dataset_id", "holds", "key", "day", "valid", "geom")
    copy_rows(
        connection,
        "record",
        columns,
        (
            ("care", "facilities", f"F{number}", None, days(date(2001, 1, 1), None))
            + (f"SRID=4490;POINT({lon} {lat})",)
            for number, (lon, lat) in enumerate(_places(dice, FACILITIES))
        ),
    )
    copy_rows(
        connection,
        "record",
        columns,
        (
            ("home", "cases", f"H{number}", DAY, None, f"SRID=4490;POINT({lon} {lat})")
            for number, (lon, lat) in enumerate(_places(dice, HOUSEHOLDS))
        ),
    )
    for dataset in ("care", "home"):
        place(connection, dataset)


def _roads(connection: Connection) -> None:
    """A net of crossings: every road 50 km/h, every tenth 90."""
    prepare_routing(connection)
    values = {"side": CROSSINGS, "run": _run(connection), "west": WEST, "south": SOUTH}
    step = SIDE * DEGREE / (CROSSINGS - 1)
    connection.execute(
        text(
            "INSERT INTO road_node (id, geom) OVERRIDING SYSTEM VALUE"
            " SELECT y * :side + x + 1, ST_SetSRID(ST_MakePoint(:west + :degree + x * :step,"
            " :south + :degree + y * :step), 4490)"
            " FROM generate_series(0, :side - 1) AS x, generate_series(0, :side - 1) AS y"
        ),
        values | {"step": step, "degree": DEGREE},
    )
    connection.execute(
        text(
            "INSERT INTO road_edge (network, source, target, class, length_m, speed_kmh, direction,"
            " walkable, component, valid, run_id, geom)"
            " SELECT 'bench', a.id, b.id, 'county', ST_Distance(geography(a.geom),"
            " geography(b.geom)), CASE WHEN way.line % 10 = 0 THEN 90 ELSE 50 END, 'both', true, 0,"
            " '[2000-01-01,)', :run, ST_MakeLine(a.geom, b.geom)"
            " FROM road_node AS a CROSS JOIN LATERAL (VALUES"
            " (a.id + 1, (a.id - 1) % :side < :side - 1, (a.id - 1) / :side),"
            " (a.id + :side, true, (a.id - 1) % :side)) AS way (target, there, line)"
            " JOIN road_node AS b ON b.id = way.target WHERE way.there"
        ),
        values,
    )


def _timed(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


def _told(what: str, ours: float, peer: float, of: str) -> None:
    say(f"| {what} | {ours * 1e3:,.1f} ms | {of} {peer * 1e3:,.1f} ms | {ours / peer:.2f} |")


def _nearest(engine: Engine, dice: np.random.Generator) -> None:
    asked = _places(dice, ASKED)
    with engine.connect() as connection:
        for by in ("metres", "minutes"):
            ours, peer = [], []
            for lon, lat in asked:
                question = Nearest(date=DAY, lon=lon, lat=lat, dataset="care", by=by)
                ours.append(_timed(partial(nearest, connection, question, Knowledge())))
                peer.append(_timed(partial(_plain, connection, by, lon, lat)))
            of = "ORDER BY ST_Distance" if by == "metres" else "pgr_drivingDistance, all roads"
            _told(f"5 nearest, {by}", statistics.median(ours), statistics.median(peer), of)


def _plain(connection: Connection, by: str, lon: float, lat: float) -> None:
    if by == "metres":
        connection.execute(text(_NEAREST), {"day": DAY, "lon": lon, "lat": lat}).all()
        return
    node = connection.execute(
        text(
            "SELECT id FROM road_node ORDER BY geom <-> ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)"
            " LIMIT 1"
        ),
        {"lon": lon, "lat": lat},
    ).scalar_one()
    connection.execute(text(_BY_ROAD), {"node": node, "seconds": 900.0}).all()


def _gaps(engine: Engine) -> None:
    with engine.connect() as connection:
        straight = Gaps(date=DAY, facilities="care", of="home", metres=METRES)
        ours = min(_timed(lambda: gaps(connection, straight, Knowledge())) for _ in range(3))
        peer = _timed(lambda: connection.execute(text(_GAPS), {"day": DAY, "metres": METRES}).all())
        _told(f"gaps, {METRES:,} m", ours, peer, "NOT EXISTS of ST_DWithin")
        by_road = Gaps(date=DAY, facilities="care", of="home", minutes=MINUTES)
        ours = min(_timed(lambda: gaps(connection, by_road, Knowledge())) for _ in range(3))
        peer = _timed(lambda: _dijkstra(*_network(connection)))
        _told(f"gaps, {MINUTES} minutes", ours, peer, "scipy between crossings")


def _network(connection: Connection) -> tuple[object, Floats, Floats, Floats]:
    """The roads as a matrix, crossings, facilities and households: what scipy begins with."""
    from scipy.sparse import csr_array

    edges = np.array(
        connection.execute(
            text("SELECT source - 1, target - 1, 3.6 * length_m / speed_kmh FROM road_edge")
        ).all()
    )
    ends = edges[:, :2].astype(int).T
    count = CROSSINGS**2
    matrix = csr_array((edges[:, 2], (ends[0], ends[1])), shape=(count, count))
    places = [
        np.array(connection.execute(text(statement)).all(), dtype=np.float64)
        for statement in (
            "SELECT ST_X(geom), ST_Y(geom) FROM road_node ORDER BY id",
            "SELECT ST_X(geom), ST_Y(geom) FROM record WHERE dataset_id = 'care'",
            "SELECT ST_X(geom), ST_Y(geom) FROM record WHERE dataset_id = 'home'",
        )
    ]
    return matrix, *places


def _dijkstra(matrix: object, nodes: Floats, care: Floats, homes: Floats) -> int:
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    tree = cKDTree(nodes)
    starts = np.unique(tree.query(care)[1])
    seconds = dijkstra(matrix, directed=False, indices=starts, min_only=True)
    return int((seconds[tree.query(homes)[1]] > MINUTES * 60).sum())
