"""`python -m bench`: the benchmarks over the database in use, or over one that is named."""

from __future__ import annotations

import argparse
import sys

from bench import (
    catalogue,
    coverage,
    division_points,
    divisions,
    gateway,
    name_search,
    positions,
    tile_speed,
    zonal,
    pictures,
    positions,
    tile_speed,
)
from bench.tiles import run
from deploy.database import database_in_use, migrated_engine
from deploy.loading import fill
from deploy.settings import HomeSettings
from spatial.db import DatabaseSettings
from spatial.errors import ShikongError


def main() -> None:
    """Reads the arguments and runs; the private cluster runs meanwhile when no URL is given.

    What SHIKONG_DATA names, or the sample, is loaded first where it is not there yet.
    """
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--database", help="postgresql://…; left out: SHIKONG_DATABASE_URL or ours")
    parser.add_argument("--layer", default="county", help="division layer to draw (county)")
    parser.add_argument("--date", default="2020-12-31", help="day as of which it is drawn")
    parser.add_argument("--tiles", type=int, default=12, help="different tiles per zoom (12)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=60,
        help="how long 64 clients pan about (tiles), or each load lasts (gateway); 60",
    )
    parser.add_argument(
        "--processes", type=int, default=1, help="gateway processes at one port (gateway; 1)"
    )
    parser.add_argument(
        "--fixes", type=int, default=5_000_000, help="of the fleet (positions, coverage; 5,000,000)"
    )
    parser.add_argument(
        "--history", type=int, default=1, help="so many times --fixes in the end (positions; 1)"
    )
    parser.add_argument(
        "--rate", type=float, default=5_000, help="reports a second of the soak (5,000)"
    )
    parser.add_argument("--scenes", type=int, default=12, help="images that are made (zonal; 12)")
    parser.add_argument(
        "what", nargs="?", default="all",
        choices=("all", "tiles", "positions", "gateway", "soak", "coverage", "zonal"),
        help="tiles, positions, gateway, coverage: against peers, in a database of their own; "
        "soak: a gateway under a steady load for --seconds; zonal: statistics of images",
        choices=("all", "tiles", "positions", "gateway", "soak", "coverage", "pictures"),
        help="tiles, positions, gateway, coverage, pictures: against peers, in a database of their "
        "own; soak: a gateway under a steady load for --seconds",
        choices=("all", "tiles", "positions", "gateway", "soak", "coverage", "catalogue"),
        help="tiles, positions, gateway, coverage, catalogue: against peers, in a database of "
        "their own; soak: a gateway under a steady load for --seconds",
    )  # fmt: skip
    arguments = parser.parse_args()
    settings = DatabaseSettings()
    if arguments.database:
        settings = settings.model_copy(update={"database_url": arguments.database})
    home = HomeSettings()
    try:
        if arguments.what == "zonal":
            zonal.run(arguments.scenes)
            return
        if arguments.what == "tiles":
            with migrated_engine(home, settings) as engine:
                fill(engine, home, external=False)
            with database_in_use(home, settings) as database:
                tile_speed.run(database, arguments.seconds)
            return
        if arguments.what == "positions":
            with database_in_use(home, settings) as database:
                positions.run(database, arguments.fixes, arguments.history)
            return
        if arguments.what == "coverage":
            with database_in_use(home, settings) as database:
                coverage.run(database, arguments.fixes)
            return
        if arguments.what == "pictures":
            with database_in_use(home, settings) as database:
                pictures.run(database)
        if arguments.what == "catalogue":
            with database_in_use(home, settings) as database:
                catalogue.run(database)
            return
        if arguments.what == "soak":
            with database_in_use(home, settings) as database:
                gateway.soak(database, arguments.seconds, arguments.rate)
            return
        if arguments.what == "gateway":
            with database_in_use(home, settings) as database:
                gateway.run(database, arguments.seconds, arguments.processes)
            return
        with migrated_engine(home, settings) as engine:
            if settings.database_url is None:
                fill(engine, home, external=False)
            run(engine, arguments.layer, arguments.date, arguments.tiles)
            divisions.run(engine)
            division_points.run(engine)
            name_search.run(engine)
    except ShikongError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
