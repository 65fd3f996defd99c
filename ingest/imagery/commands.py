"""`shikong ingest images`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.imagery.cogs import LOSSLESS, PROFILES
from ingest.imagery.fetching import fetched, is_address
from ingest.imagery.scenes import load_all_images
from ingest.session import ingest_engine, ingest_images
from spatial.errors import BadParameter

_HELP = """Catalogue images and products: folders, files, archives, object storage.

GeoTIFF and JPEG 2000, product folders of GF-1/2/6/7, ZY-3, Sentinel-2 and Landsat, and .zip, .tar,
.tar.gz with them. Cloud-optimised GeoTIFFs stay where they are; of others one is made in the
store (SHIKONG_IMAGES). A run that was interrupted goes on where it stopped.

The day on which an image was taken is read from --date, from the file's own metadata, the
product's or from its name (20130914, 2013-09-14, Landsat identifiers).

Object storage (s3://bucket/prefix, gs://, az://) is fetched into the store; keys, region and
endpoint come from its usual environment variables.

Examples:

  shikong ingest images /data/orthophotos /data/GF2_order.tar.gz

  shikong ingest images town.tif --date town.tif=2021-05-03 --cloud town.tif=0.2

  shikong ingest images s3://images/2024 --jobs 4
"""


def register(app: typer.Typer) -> None:
    """Adds the command `images`."""

    @app.command("images", help=_HELP)
    def images(
        paths: Annotated[list[str], typer.Argument(help="Folders, files, archives or addresses.")],
        date: Annotated[
            list[str] | None,
            typer.Option(help="FILE=YYYY-MM-DD, or an instant with its zone; may be repeated."),
        ] = None,
        cloud: Annotated[
            list[str] | None,
            typer.Option(help="FILE=SHARE of clouds from 0 to 1; may be repeated."),
        ] = None,
        store: Annotated[
            Path | None,
            typer.Option(help="Folder of what is made and fetched; SHIKONG_IMAGES if left out."),
        ] = None,
        convert: Annotated[
            bool, typer.Option(help="Make COGs of what is none, or keep all as it is.")
        ] = True,
        copy: Annotated[
            bool, typer.Option("--copy", help="Make valid COGs anew in the store too.")
        ] = False,
        profile: Annotated[
            str, typer.Option(help=f"How COGs are packed: {', '.join(PROFILES)}.")
        ] = LOSSLESS,
        jobs: Annotated[int | None, typer.Option(min=1, help="Files at a time.")] = None,
        grade: Annotated[
            str, typer.Option(help="open, internal, personal, sensitive.")
        ] = "internal",
        licence: Annotated[str, typer.Option(help="An SPDX identifier, or other.")] = "other",
    ) -> None:
        dates = dict(_named(text, "YYYY-MM-DD") for text in date or [])
        clouds = {name: _share(text) for name, text in (_named(c, "SHARE") for c in cloud or [])}
        with ingest_engine() as engine:
            places = ingest_images(engine)
            kept = places.store if store is None else store.resolve()
            sources = [
                fetched(one, kept, places.roots) if is_address(one) else Path(one) for one in paths
            ]
            outcomes = load_all_images(
                engine,
                sources,
                dates=dates,
                clouds=clouds,
                grade=grade,
                licence=licence,
                store=kept,
                convert=convert,
                copy=copy,
                profile=profile,
                jobs=jobs or places.jobs,
                # What was fetched lies in the store, which is ours.
                roots=(*places.roots, kept) if places.roots and kept else places.roots,
            )
        for outcome in outcomes:
            typer.echo(
                f"{outcome.source}: {outcome.status}, {outcome.accepted} files accepted "
                f"({outcome.repaired} with a repair), {outcome.refused} refused"
            )


def _named(text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.rpartition("=")
    if not equals or not name:
        raise BadParameter(f"{text!r} is not of the form FILE={form}")
    return name, value


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise BadParameter(f"{text!r} is no share of clouds from 0 to 1") from error
