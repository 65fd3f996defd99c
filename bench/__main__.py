"""`python -m bench`: the benchmarks over the database in use, or over one that is named."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import (
    business_intake,
    cameras,
    catalogue,
    coverage,
    division_points,
    divisions,
    exports,
    features,
    gateway,
    harmonise,
    image_intake,
    jobs,
    name_search,
    operators,
    pictures,
    positions,
    reach,
    series,
    suppression,
    tile_speed,
    zonal,
)
from bench.tiles import run
from deploy.database import Database, database_in_use, migrated_engine
from deploy.loading import fill
from deploy.settings import HomeSettings
from spatial.db import DatabaseSettings, open_engine
from spatial.errors import ShikongError

Of = Callable[[Database, argparse.Namespace], None]

# By name: what is measured against its peers, in a database of its own on the server in use.
BENCHES: dict[str, Of] = {
    "business_intake": lambda database, said: business_intake.run(database, said.cases),
    "cameras": lambda database, _: cameras.run(database),
    "catalogue": lambda database, _: catalogue.run(database),
    "coverage": lambda database, said: coverage.run(database, said.fixes),
    "exports": lambda database, _: exports.run(database),
    "features": lambda database, said: features.run(database, said.peers),
    "gateway": lambda database, said: gateway.run(database, said.seconds, said.processes),
    "harmonise": lambda database, _: harmonise.run(open_engine(database.url, pool=2)),
    "image_intake": lambda _, __: image_intake.run(),
    "jobs": lambda database, _: jobs.run(database),
    "operators": lambda database, said: operators.run(database, said.points),
    "pictures": lambda database, _: pictures.run(database),
    "positions": lambda database, said: positions.run(database, said.fixes, said.history),
    "reach": lambda database, _: reach.run(database),
    "series": lambda database, _: series.run(database),
    "soak": lambda database, said: gateway.soak(database, said.seconds, said.rate),
    "suppression": lambda database, _: suppression.run(database),
    "tiles": lambda database, said: tile_speed.run(database, said.seconds),
    "zonal": lambda _, said: zonal.run(said.scenes),
}


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
        "--points", type=int, default=10_000_000, help="counted by county (operators; 10,000,000)"
    )
    parser.add_argument(
        "--history", type=int, default=1, help="so many times --fixes in the end (positions; 1)"
    )
    parser.add_argument(
        "--rate", type=float, default=5_000, help="reports a second of the soak (5,000)"
    )
    parser.add_argument(
        "--cases", type=int, default=1_000_000, help="that are placed (business_intake; 1,000,000)"
    )
    parser.add_argument(
        "--peers", help="the Python that has tipg and pygeoapi (features); left out: without them"
    )
    parser.add_argument("--scenes", type=int, default=12, help="images that are made (zonal; 12)")
    parser.add_argument(
        "what", nargs="?", default="all", choices=("all", *BENCHES),
        help="one against its peers (soak: a gateway under a steady load for --seconds); left out: "
        "tiles, divisions and names of the data in use",
    )  # fmt: skip
    arguments = parser.parse_args()
    settings = DatabaseSettings()
    if arguments.database:
        settings = settings.model_copy(update={"database_url": arguments.database})
    home = HomeSettings()
    try:
        if arguments.what in ("tiles", "harmonise"):
            with migrated_engine(home, settings) as engine:
                fill(engine, home, external=False)
        if arguments.what in BENCHES:
            with database_in_use(home, settings) as database:
                BENCHES[arguments.what](database, arguments)
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
