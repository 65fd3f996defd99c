"""`shikong sample`: writes the fictional sample into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.sample.generate import generate_sample
from spatial.progress import step


def register(app: typer.Typer) -> None:
    """Adds the command `sample`."""

    @app.command(
        epilog="Example: shikong sample --out .data/sample, then shikong ingest folder .data/sample"
    )
    def sample(
        out: Annotated[Path, typer.Option(help="The folder to write; made where it is missing.")],
        seed: Annotated[
            int, typer.Option(min=0, help="Another seed is another prefecture.")
        ] = 2024,
    ) -> None:
        """Write the sample: a fictional prefecture with its history, tracks, images and figures.

        The same seed gives the same bytes.
        """
        with step("样例 sample", 1) as done:
            generate_sample(out, seed)
            done.advance(1)
        typer.echo(f"{out}: the sample of seed {seed}")
