"""`shikong ingest images`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.imagery.scenes import load_images
from ingest.session import ingest_engine
from spatial.errors import BadParameter

_HELP = """Catalogue the GeoTIFF and JPEG 2000 images of a folder, or one file.

The files stay where they are; with --store, those that are no cloud-optimised GeoTIFFs are made
into ones there, and a run that was interrupted goes on where it stopped.

The day on which an image was taken is read from --date, from the file's own metadata or from
its name (20130914, 2013-09-14, Landsat identifiers).

Examples:

  shikong ingest images /data/orthophotos

  shikong ingest images town.tif --date town.tif=2021-05-03
"""


def register(app: typer.Typer) -> None:
    """Adds the command `images`."""

    @app.command("images", help=_HELP)
    def images(
        path: Annotated[Path, typer.Argument(help="A folder or a file (.tif, .tiff, .jp2).")],
        date: Annotated[
            list[str] | None,
            typer.Option(help="FILE=YYYY-MM-DD, or an instant with its zone; may be repeated."),
        ] = None,
        store: Annotated[
            Path | None,
            typer.Option(help="Folder for COGs made of files that are none; else all stay as is."),
        ] = None,
        copy: Annotated[bool, typer.Option(help="Copy valid COGs into the store too.")] = False,
        jobs: Annotated[int | None, typer.Option(min=1, help="Files at a time.")] = None,
        grade: Annotated[
            str, typer.Option(help="open, internal, personal, sensitive.")
        ] = "internal",
        licence: Annotated[str, typer.Option(help="An SPDX identifier, or other.")] = "other",
    ) -> None:
        dates = dict(_named(text) for text in date or [])
        with ingest_engine() as engine:
            outcome = load_images(
                engine,
                path,
                dates=dates or None,
                grade=grade,
                licence=licence,
                store=None if store is None else store.resolve(),
                copy=copy,
                jobs=jobs,
            )
        typer.echo(
            f"{outcome.source}: {outcome.status}, {outcome.accepted} files accepted "
            f"({outcome.repaired} with a repair), {outcome.refused} refused"
        )


def _named(text: str) -> tuple[str, str]:
    name, equals, day = text.rpartition("=")
    if not equals or not name:
        raise BadParameter(f"{text!r} is not of the form FILE=YYYY-MM-DD")
    return name, day
