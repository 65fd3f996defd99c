"""The commands of the business lines: `shikong ingest facilities`, `indicators` and `roads`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.business.facilities import load_facilities
from ingest.business.indicators import load_indicators
from ingest.business.roads import load_roads
from ingest.session import ingest_engine
from spatial.temporal import parse_date


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

    @app.command("roads")
    def roads(
        file: Annotated[
            Path,
            typer.Argument(help="GeoJSON, .shp, .gpkg or zipped shapefile.", show_default=False),
        ],
        crs: Annotated[str, typer.Option(help="As EPSG:4490, or GCJ-02.")],
        class_field: Annotated[
            str | None, typer.Option(help="Field of the class: 国道, primary, county …")
        ] = None,
        road_class: Annotated[
            str | None, typer.Option(help="One class for all, in place of a field.")
        ] = None,
        speed_field: Annotated[
            str | None, typer.Option(help="Field of the speed, km/h; else what the class has.")
        ] = None,
        direction_field: Annotated[
            str | None, typer.Option(help="Field of one-way roads: yes, no, -1, 单向.")
        ] = None,
        name_field: Annotated[str | None, typer.Option(help="Field of the name.")] = None,
        level_field: Annotated[
            str | None, typer.Option(help="Field of the level of bridges and tunnels.")
        ] = None,
        network: Annotated[
            str, typer.Option(help="What the source replaces, when it is loaded anew.")
        ] = "roads",
        tolerance_m: Annotated[
            float, typer.Option(help="Ends so near to each other are one node, metres.")
        ] = 1.0,
        valid_from: Annotated[
            str | None, typer.Option(help="First day of the roads, YYYY-MM-DD.")
        ] = None,
        valid_to: Annotated[str | None, typer.Option(help="First day without them.")] = None,
    ) -> None:
        """Load roads as a network in which travel times are measured.

        Lines are cut where they meet; what was moved, and into how many parts the network falls, is
        told in the remarks of the run. Bad lines are refused, each with its reason.

        Example: shikong ingest roads roads.gpkg --crs EPSG:4490 --class-field 等级
        """
        with ingest_engine() as engine:
            load_roads(
                engine,
                file,
                crs=crs,
                class_field=class_field,
                road_class=road_class,
                speed_field=speed_field,
                direction_field=direction_field,
                name_field=name_field,
                level_field=level_field,
                network=network,
                tolerance_m=tolerance_m,
                valid_from=parse_date(valid_from) if valid_from else None,
                valid_to=parse_date(valid_to) if valid_to else None,
            )
