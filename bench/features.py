"""`python -m bench features`: pages of features over HTTP, beside tipg and pygeoapi.

A million points with eight properties, and three thousand areas with the 360 corners of counties,
in one PostGIS, served by one process each. Each question is asked of all servers in turn over kept
connections; the median of its times, and how many times as long the others take. The floor is the
same page as GeoJSON by one plain statement in psql's place. Depth is where the page begins.

What is otherwise: tipg and pygeoapi count all features at each page, ours once a change.

--peers names the Python that has tipg and pygeoapi installed; without it the floor alone stands
beside ours.
"""

from __future__ import annotations

import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, text

from bench.feature_peers import Peer, missing_peers, ours, pygeoapi, tipg
from bench.tiles import machine, say
from deploy.database import Database
from spatial.db import open_engine, read_sql
from spatial.migrations import migrate

NAME = "shikong_bench_features"
POINTS = 1_000_000
AREAS = 3_000
SIZES = (10, 100, 1_000, 10_000)
ROUNDS = 15
LONG_S = 4.0
"""Who has taken so long for a question is not asked it again."""
BOX = "110,28,112,30"
KIND = "养老院"

_PLAIN_POINTS = """
SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(feature))::text
FROM (
    SELECT ST_AsGeoJSON(page.*, 'geom', 9)::json AS feature
    FROM (
        SELECT * FROM office.bench_point WHERE id > :after {where} ORDER BY id LIMIT :size
    ) AS page
) AS features
"""


@dataclass(slots=True)
class Client:
    """Asks one server over one kept connection."""

    peer: Peer
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.peer.port, timeout=600)

    def ask(self, path: str) -> bytes:
        """The body of an answer. RuntimeError where it is not 200."""
        try:
            answer, body = self._answer(path)
        except (http.client.RemoteDisconnected, ConnectionError):
            # A server lets go of a connection on which nobody asked for long.
            self.connection.close()
            answer, body = self._answer(path)
        if answer.status != 200:
            raise RuntimeError(
                f"{self.peer.name}: {path} answered {answer.status}: {body[:600].decode()}"
            )
        return body

    def _answer(self, path: str) -> tuple[http.client.HTTPResponse, bytes]:
        # GDAL and QGIS ask for GeoJSON first.
        accept = "application/geo+json, application/json, */*"
        self.connection.request("GET", path, headers={"Accept": accept})
        answer = self.connection.getresponse()
        return answer, answer.read()


def run(database: Database, peers: str | None) -> None:
    """Runs all and prints tables. peers: the Python of tipg and pygeoapi."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    if peers is not None and (absent := missing_peers(peers)):
        raise RuntimeError(f"{peers} has not installed: {', '.join(absent)}")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    url = database.cluster.url(NAME)
    engine = open_engine(url, pool=2)
    try:
        migrate(engine)
        _fill(engine)
        with engine.connect() as connection:
            say(machine(connection))
            connection.rollback()
            with _servers(url, peers) as clients:
                _pages(connection, clients)
                _others(connection, clients)
                _opening(clients[0])
                _exports(connection, clients[0])
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def _fill(engine: Engine) -> None:
    begun = time.perf_counter()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in read_sql("bench", "feature_tables").split(";\n"):
            if statement.strip():
                connection.execute(text(statement), {"points": POINTS, "areas": AREAS})
        for table in ("office.bench_point", "office.bench_area"):
            connection.execute(text(f"VACUUM ANALYZE {table}"))
            connection.execute(text(f"VACUUM ANALYZE {table.replace('office', 'office84')}"))
    say(f"{POINTS:,} points and {AREAS:,} areas in {time.perf_counter() - begun:.0f} s")


@contextmanager
def _servers(url: str, python: str | None) -> Iterator[list[Client]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = [stack.enter_context(ours(url, folder))]
        if python is not None:
            found.append(stack.enter_context(tipg(url, python, folder)))
            found.append(stack.enter_context(pygeoapi(url, python, folder)))
        yield [Client(peer) for peer in found]


def _pages(connection: Connection, clients: Sequence[Client]) -> None:
    tokens = _tokens(clients[0])
    say("\nPages of the points: median ms, and how many times ours the others take\n")
    _head(clients, "depth | features")
    for depth in (0, POINTS // 2, POINTS - max(SIZES)):
        for size in SIZES:
            paths = [
                client.peer.items("bench_point", limit=size, after=tokens[depth])
                if client.peer.name == "ours" and depth
                else client.peer.items("bench_point", limit=size)
                if client.peer.name == "ours"
                else client.peer.items("bench_point", limit=size, offset=depth, f=_form(client))
                for client in clients
            ]
            _row(
                f"{depth:,} | {size:,}", clients, paths,
                _plain(connection, "", after=depth, size=size), size,
            )  # fmt: skip


def _tokens(client: Client) -> dict[int, str]:
    """By depth the token of our page that begins there; found by paging on, as a client does."""
    found, at = {}, 0
    path: str | None = client.peer.items("bench_point", limit=max(SIZES))
    while path is not None and at < POINTS:
        answer = json.loads(client.ask(path))
        at += answer["numberReturned"]
        path = next(
            (_path(one["href"]) for one in answer["links"] if one["rel"] == "next"), None
        )  # fmt: skip
        if path is not None:
            found[at] = path.split("after=")[1].split("&")[0]
    return found


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _form(client: Client) -> str:
    return "geojson" if client.peer.name == "tipg" else "json"


def _others(connection: Connection, clients: Sequence[Client]) -> None:
    say("\nOther questions of the points, and the areas\n")
    _head(clients, "question")
    for size in (100, 1_000):
        west, south, east, north = BOX.split(",")
        where = f"AND ST_Intersects(geom, ST_MakeEnvelope({west}, {south}, {east}, {north}, 4490))"
        paths = [
            client.peer.items("bench_point", limit=size, bbox=BOX, **_with_form(client))
            for client in clients
        ]
        plain = _plain(connection, where, after=0, size=size)
        _row(f"{size:,} in a box of 2°", clients, paths, plain, size)
    paths = [
        client.peer.items("bench_point", limit=1_000, kind=KIND, **_with_form(client))
        for client in clients
    ]
    plain = _plain(connection, f"AND kind = '{KIND}'", after=0, size=1_000)
    _row("1,000 of a kind", clients, paths, plain, 1_000)
    said = f"kind = '{KIND}' AND beds > 300"
    paths = [
        client.peer.items(
            "bench_point",
            limit=1_000,
            filter=said,
            **{"filter-lang": "cql-text" if client.peer.name == "pygeoapi" else "cql2-text"},
            **_with_form(client),
        )
        for client in clients
    ]
    plain = _plain(connection, f"AND {said}", after=0, size=1_000)
    _row("1,000 by a filter of two properties", clients, paths, plain, 1_000)
    for size in (10, 100, 1_000):
        paths = [
            client.peer.items("bench_area", limit=size, **_with_form(client)) for client in clients
        ]
        statement = _PLAIN_POINTS.replace("bench_point", "bench_area").format(where="")
        _row(f"{size:,} areas", clients, paths, _plain_of(connection, statement, 0, size), size)


def _with_form(client: Client) -> dict[str, str]:
    return {} if client.peer.name == "ours" else {"f": _form(client)}


def _plain(connection: Connection, where: str, *, after: int, size: int) -> Callable[[], bytes]:
    return _plain_of(connection, _PLAIN_POINTS.format(where=where), after, size)


def _plain_of(connection: Connection, statement: str, after: int, size: int) -> Callable[[], bytes]:
    prepared = text(statement)

    def ask() -> bytes:
        told = connection.execute(prepared, {"after": after, "size": size}).scalar_one()
        return str(told).encode()

    return ask


def _head(clients: Sequence[Client], first: str) -> None:
    names = [client.peer.name for client in clients]
    ratios = [f"{name}/ours" for name in names[1:]]
    columns = [first, "plain SQL", *names, "ours/plain", *ratios]
    say(f"| {' | '.join(columns)} |")
    say("|" + "---|" * (len(columns) + first.count("|")))


def _row(
    title: str,
    clients: Sequence[Client],
    paths: Sequence[str],
    plain: Callable[[], bytes],
    size: int,
) -> None:
    asks: list[Callable[[], bytes]] = [plain]
    for client, path in zip(clients, paths, strict=True):
        asks.append(lambda client=client, path=path: client.ask(path))  # type: ignore[misc]
    taken: list[list[float]] = []
    for ask in asks:
        begun = time.perf_counter()
        told = len(json.loads(ask())["features"])
        taken.append([time.perf_counter() - begun])
        if told != size:
            raise RuntimeError(f"{title}: {told} features in place of {size}")
    for _ in range(ROUNDS):
        for times, ask in zip(taken, asks, strict=True):
            if sum(times) < LONG_S:
                begun = time.perf_counter()
                ask()
                times.append(time.perf_counter() - begun)
    floor, own, *others = (statistics.median(times) * 1e3 for times in taken)
    told_ms = " | ".join(f"{value:.2f}" for value in (floor, own, *others))
    ratios = " | ".join(f"{value:.2f}" for value in (own / floor, *(one / own for one in others)))
    say(f"| {title} | {told_ms} | {ratios} |")


def _opening(client: Client) -> None:
    """From the landing page to the first feature, as a client that knows nothing goes."""
    say("\nFrom the landing page to the first feature, the requests that QGIS makes\n")
    root = client.peer.root
    steps = [root, f"{root}/conformance", "/openapi.json", f"{root}/collections"]
    collection = f"{root}/collections/bench_point"
    steps += [collection, f"{collection}/items?limit=10", f"{collection}/items?limit=1000"]
    taken: dict[str, list[float]] = {step: [] for step in steps}
    for _ in range(5):
        for step in steps:
            begun = time.perf_counter()
            client.ask(step)
            taken[step].append(time.perf_counter() - begun)
    for step, times in taken.items():
        say(f"{step:<55}{times[0] * 1e3:8.1f} ms first {statistics.median(times) * 1e3:8.1f} ms")
    first = sum(times[0] for times in taken.values())
    warm = sum(statistics.median(times) for times in taken.values())
    say(f"{'all':<55}{first * 1e3:8.1f} ms first {warm * 1e3:8.1f} ms")


def _exports(connection: Connection, client: Client) -> None:
    """All points as files, beside COPY of the same columns into nothing."""
    say("\nAll points at once: features a second\n")
    raw = connection.connection.driver_connection
    begun = time.perf_counter()
    with raw.cursor().copy(  # type: ignore[union-attr]
        "COPY (SELECT id, number, name, kind, county, beds, area, opened, checked,"
        " ST_AsBinary(geom) FROM office.bench_point ORDER BY id) TO STDOUT (FORMAT binary)"
    ) as copy:
        for _ in copy:
            pass
    floor = time.perf_counter() - begun
    connection.rollback()
    say(f"{'COPY of the same columns':<30}{POINTS / floor:12,.0f}       1.00")
    for form in ("parquet", "arrow", "flatgeobuf", "csv", "jsonseq"):
        path = client.peer.items("bench_point", f=form)
        begun = time.perf_counter()
        body = client.ask(path)
        taken = time.perf_counter() - begun
        say(f"{form:<30}{POINTS / taken:12,.0f} {taken / floor:10.2f}   {len(body) / 1e6:,.0f} MB")
