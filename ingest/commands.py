"""`shikong ingest …`: one command for each kind of source, and one for a whole folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import ingest.beidou.commands
import ingest.boundaries.commands
import ingest.business.commands
import ingest.business.table_commands
import ingest.cameras.commands
import ingest.divisions.commands
import ingest.imagery.commands
from ingest.load import load_folder
from ingest.session import ingest_engine, ingest_images

app = typer.Typer(
    name="ingest",
    help="Load sources into the database: one command for each kind, `folder` for all of a folder.",
    no_args_is_help=True,
)


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
    with ingest_engine() as engine:
        for outcome in load_folder(engine, path, ingest_images(engine)):
            typer.echo(
                f"{outcome.kind} {outcome.source}: {outcome.status}, {outcome.accepted:,} accepted "
                f"({outcome.repaired:,} repaired), {outcome.refused:,} refused, "
                f"{outcome.seconds:.1f} s, {outcome.per_second:,.0f}/s"
            )


for _area in (
    ingest.divisions.commands,
    ingest.boundaries.commands,
    ingest.beidou.commands,
    ingest.imagery.commands,
    ingest.business.commands,
    ingest.business.table_commands,
    ingest.cameras.commands,
):
    _area.register(app)
