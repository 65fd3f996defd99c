"""The commands `shikong ingest facilities` and `shikong ingest indicators`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.business.facilities import load_facilities
from ingest.business.indicators import load_indicators
from ingest.session import ingest_engine


def register(app: typer.Typer) -> None:
    """Adds the commands of the business lines to `shikong ingest`."""

    @app.command("facilities")
    def facilities(
        file: Annotated[Path, typer.Argument(help="CSV, UTF-8.", show_default=False)],
    ) -> None:
        """Load a register of facilities (养老机构 …) with the days on which each one stood.

        Columns: id,name,kind,lon,lat,address,beds,valid_from,valid_to. Degrees are CGCS2000, days
        are YYYY-MM-DD, valid_to is not included and empty while the facility is open.

        Example: shikong ingest facilities facilities.csv
        """
        with ingest_engine() as engine:
            load_facilities(engine, file)

    @app.command("indicators")
    def indicators(
        folder: Annotated[
            Path, typer.Argument(help="Folder with datasets.toml.", show_default=False)
        ],
    ) -> None:
        """Load monthly indicators: datasets.toml and one CSV per dataset beside it.

        Columns: indicator,division,month,value; months are YYYY-MM. The division history has to be
        loaded before, for each code is looked up in the lists of its month.

        Example: shikong ingest indicators indicators/
        """
        with ingest_engine() as engine:
            load_indicators(engine, folder)
