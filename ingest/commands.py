"""`shikong ingest …`: one command for each kind of source, and one for a whole folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.later_commands import later_group
from ingest.session import ingest_engine, ingest_images

MODULES = {
    "ingest.divisions.commands": (
        "division-history",
        "division-changes",
        "division-decisions",
        "division-lists",
        "township-changes",
        "statistics-codes",
        "division-shapes",
        "dated-polygons",
        "boundary-lines",
        "place-names",
    ),
    "ingest.boundaries.commands": (
        "boundary-register",
        "boundary-markers",
        "boundary-references",
        "tripoints",
    ),
    "ingest.beidou.commands": ("positions", "jt808-frames", "nmea", "gpx", "positions-geojson"),
    "ingest.imagery.commands": ("images",),
    "ingest.business.commands": ("facilities", "indicators", "roads"),
    "ingest.business.table_commands": ("records", "figures"),
    "ingest.cameras.commands": ("cameras",),
}

app = typer.Typer(
    name="ingest",
    cls=later_group(MODULES),
    no_args_is_help=True,
)


@app.callback()
def load_sources() -> None:
    """Load sources into the database: one command for each kind, `folder` for all of a folder."""
    # Without it a group of one command of its own would be that command.


def register(parent: typer.Typer) -> None:
    """Adds `ingest` with all its commands."""
    parent.add_typer(app, name="ingest")


@app.command("folder", epilog="Example: shikong ingest folder .data/sample")
def folder(
    path: Annotated[
        Path,
        typer.Argument(help="A folder with sources.toml, or of published files of known names."),
    ],
) -> None:
    """Load a whole data folder in the right order, then build the areas that are drawn.

    What is already loaded changes nothing, so that the command can be repeated.
    """
    from ingest.load import load_folder

    with ingest_engine() as engine:
        for outcome in load_folder(engine, path, ingest_images(engine)):
            typer.echo(
                f"{outcome.kind} {outcome.source}: {outcome.status}, {outcome.accepted:,} accepted "
                f"({outcome.repaired:,} repaired), {outcome.refused:,} refused, "
                f"{outcome.seconds:.1f} s, {outcome.per_second:,.0f}/s"
            )
