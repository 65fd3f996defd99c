"""The `shikong` command."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from deploy.database import database_in_use, database_name, migrated_engine, require_data_folder
from deploy.logs import configure_logs
from deploy.postgresql_programs import find_programs
from deploy.settings import HomeSettings
from deploy.signals import end_in_order, end_with_parent
from ingest.imagery.settings import ImagePlaces
from ingest.later_commands import later_group
from ingest.session import IngestSession, lend
from spatial.api.settings import ServerSettings
from spatial.db import DatabaseSettings
from spatial.errors import BadParameter, ShikongError

MODULES = {
    "ingest.commands": ("ingest",),
    "ingest.sample.commands": ("sample",),
    "ingest.harmonise_check.commands": ("harmonise-check",),
    "deploy.boundary_register_commands": ("derive-boundaries", "check-boundaries"),
    "deploy.boundary_commands": ("straddling-buildings",),
    "deploy.dataset_commands": ("datasets",),
    "deploy.device_commands": (
        "register-device",
        "register-platform",
        "device-key",
        "block-device",
        "unblock-device",
        "release-terminal",
        "unknown-devices",
        "refused-messages",
    ),
    "deploy.evidence_commands": ("verify", "anchor", "erase-evidence"),
    "deploy.position_commands": (
        "seal-positions",
        "expire-positions",
        "hold-positions",
        "lift-hold",
        "position-holds",
    ),
    "deploy.report_commands": ("inspection-report",),
    "deploy.tile_commands": ("export-tiles", "seed-tiles", "purge-tiles", "check-map"),
}

app = typer.Typer(
    name="shikong",
    cls=later_group(MODULES),
    help="时空 Shikong: divisions of any date, positions and images in one PostGIS.",
    epilog="Settings come from the environment too: see deploy/environment.example.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _or_before_the_command(context: typer.Context, data: Path | None) -> Path | None:
    """What the command is told, else what stood before its name: `shikong --data F migrate`."""
    return data if data is not None else context.find_root().obj


Data = Annotated[
    Path | None,
    typer.Option(
        help="Data folder; the fictional sample when left out. Each has its own database.",
        callback=_or_before_the_command,
    ),
]


@app.callback()
def choose_data(context: typer.Context, data: Data = None) -> None:
    """Which database the commands work on, where they are not told otherwise."""
    context.obj = data
    home = _home(data)

    def images(opened: Engine) -> ImagePlaces:
        from deploy.image_places import image_places

        return image_places(opened, home)

    @contextmanager
    def engine() -> Iterator[Engine]:
        with migrated_engine(home, DatabaseSettings()) as opened:
            yield opened

    lend(IngestSession(open=engine, images=images))


def _home(data: Path | None) -> HomeSettings:
    return HomeSettings() if data is None else HomeSettings(data=data)


@app.command(epilog="Example: shikong run --port 8081 --data ../shared/data")
def run(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="TCP port; 0: any.")] = None,
    host: Annotated[str | None, typer.Option(help="localhost or one loopback address.")] = None,
    data: Data = None,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="End when the calling process ends.")
    ] = False,
) -> None:
    """Start the database, load what is not loaded yet, serve the map and the API."""
    from deploy.run import run_platform

    if stop_with_parent:
        end_with_parent()
    run_platform(_server(port, host), _home(data), DatabaseSettings(), _tell)


@app.command(epilog="Example: shikong serve --workers 4 --data ../shared/data")
def serve(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="TCP port.")] = None,
    host: Annotated[str | None, typer.Option(help="localhost or one loopback address.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Worker processes; one for each core.")
    ] = None,
    data: Data = None,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="End when the calling process ends.")
    ] = False,
) -> None:
    """Serve as `run` does, for many users: several workers behind nginx with a cache of tiles."""
    from deploy.proxy.serving import serve_platform
    from deploy.proxy.settings import ProxySettings

    if stop_with_parent:
        end_with_parent()
    proxy = ProxySettings() if workers is None else ProxySettings(workers=workers)
    serve_platform(_server(port, host), _home(data), DatabaseSettings(), proxy, _tell)


@app.command(epilog="Example: shikong gateway --port 6808 --data ../shared/data")
def gateway(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="TCP and UDP port of JT/T 808; 0: any.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="localhost or one loopback address.")] = None,
    data: Data = None,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="End when the calling process ends.")
    ] = False,
) -> None:
    """Take positions from terminals (JT/T 808, TCP and UDP); answers say what is durable."""
    from deploy.gateway import run_gateway
    from ingest.beidou.gateway.settings import GatewaySettings

    if stop_with_parent:
        end_with_parent()
    given: dict[str, Any] = {"jt808_port": port, "host": host}
    settings = GatewaySettings(**{name: told for name, told in given.items() if told is not None})
    run_gateway(settings, _home(data), DatabaseSettings(), _tell)


@app.command(epilog="Example: shikong work --concurrency 4 --data ../shared/data")
def work(
    concurrency: Annotated[
        int | None, typer.Option(min=1, max=64, help="Questions answered at the same time.")
    ] = None,
    data: Data = None,
    stop_with_parent: Annotated[
        bool, typer.Option("--stop-with-parent", help="End when the calling process ends.")
    ] = False,
) -> None:
    """Answer long questions (/ogc/processes) of the database, beside servers or elsewhere."""
    from deploy.job_worker import work as answer_questions
    from spatial.jobs.settings import JobSettings

    if stop_with_parent:
        end_with_parent()
    settings = JobSettings() if concurrency is None else JobSettings(concurrency=concurrency)
    home, database = _home(data), DatabaseSettings()
    with migrated_engine(home, database), database_in_use(home, database) as used:
        answer_questions(used.url, settings)


def _server(port: int | None, host: str | None) -> ServerSettings:
    """Where to listen: as it is told here, else by the environment."""
    given: dict[str, Any] = {"port": port, "host": host}
    return ServerSettings(**{name: value for name, value in given.items() if value is not None})


def _tell(line: str) -> None:
    print(line, flush=True)


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the database to the newest schema."""
    with migrated_engine(_home(data), DatabaseSettings()):
        print("the schema is up to date")


@app.command("build-divisions")
def build_divisions_command(data: Data = None) -> None:
    """Derive registry, areas and names from what is loaded, where they are not up to date."""
    from ingest.divisions.building import build_divisions

    with migrated_engine(_home(data), DatabaseSettings()) as engine:
        build_divisions(engine)


@app.command("build-tiles", epilog="Example: shikong build-tiles --layer county --zooms 0-6")
def build_tiles_command(
    layer: Annotated[
        list[str] | None, typer.Option(help="A layer; all that are built when left out.")
    ] = None,
    grid: Annotated[
        list[str] | None, typer.Option(help="WebMercatorQuad or CGCS2000Quad; both when left out.")
    ] = None,
    zooms: Annotated[
        str | None, typer.Option(help="First and last zoom, FIRST-LAST; all when left out.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Tiles cut at the same time.")] = 2,
    data: Data = None,
) -> None:
    """Build vector tiles of all days ahead, where they are not built; `run` does it by the way."""
    from spatial.tile_grids import grid_named
    from tileserver.layers import layer_named
    from tileserver.store.building import DEEPEST
    from tileserver.store.worker import build_tiles

    first, last = (0, DEEPEST) if zooms is None else _zooms(zooms, DEEPEST)
    layers = None if layer is None else [layer_named(name) for name in layer]
    grids = None if grid is None else [grid_named(name) for name in grid]
    settings = DatabaseSettings()
    settings = settings.model_copy(
        update={"database_pool": max(settings.database_pool, workers + 2)}
    )
    with migrated_engine(_home(data), settings) as engine:
        built = build_tiles(
            engine, layers=layers, grids=grids, zooms=range(first, last + 1), workers=workers
        )
    print(f"{built.tiles:,} tiles, {built.steps:,} contents: {built.cut:,} cut now")


def _zooms(text: str, deepest: int) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    if found is None or not int(found[1]) <= int(found[2]) <= deepest:
        raise BadParameter(f"zooms {text!r}: write FIRST-LAST, within 0-{deepest}")
    return int(found[1]), int(found[2])


@app.command("database-url")
def database_url(data: Data = None) -> None:
    """Print the address of the database (the private one answers while a command uses it)."""
    from deploy.cluster import private_cluster

    settings, home = DatabaseSettings(), _home(data)
    require_data_folder(home.data)
    if settings.database_url is not None:
        print(settings.database_url)
    else:
        print(private_cluster(home.home).url(database_name(home.data)))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context, data: Data = None) -> None:
    """Open psql on the database; what else is given goes to psql."""
    with database_in_use(_home(data), DatabaseSettings()) as database:
        program = (database.cluster.programs if database.cluster else find_programs())["psql"]
        # Ctrl-C is psql's own: it cancels a statement.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            done = subprocess.run(
                [program, database.url, *context.args],
                check=False,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        finally:
            signal.signal(signal.SIGINT, before)
    raise typer.Exit(done.returncode)


@app.command()
def environment() -> None:
    """Print deploy/environment.example: every setting, its meaning and its default."""
    from deploy.environment import environment_example

    sys.stdout.write(environment_example())


@dataclass(frozen=True, slots=True)
class _Failure:
    sentence: str
    code: int


def _failure(error: Exception) -> _Failure | None:
    """What to say of an error that a user can act on; None for one that is ours to mend."""
    if isinstance(error, ShikongError):
        return _Failure(str(error), 1)
    if isinstance(error, OperationalError):
        return _Failure(f"the database does not answer: {error.orig}".strip(), 1)
    if isinstance(error, PermissionError) and error.filename:
        return _Failure(f"{error.filename} may not be read or written by this user", 1)
    if isinstance(error, ValidationError):
        faults = error.errors()
        told = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in faults)
        return _Failure(f"a setting is wrong: {told}", 2)
    return None


def main() -> None:
    """Exit code 0; 1 with a sentence for what went wrong; 2 for a wrong call; 128+n by a signal."""
    configure_logs()
    end_in_order()
    try:
        app()
    except Exception as error:
        failure = _failure(error)
        if failure is None:
            raise
        print(f"error: {failure.sentence}", file=sys.stderr)
        sys.exit(failure.code)
