"""The commands of divisions: history, shapes, lines and markers, and the build of areas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.divisions.areas import build_areas
from ingest.divisions.history import load_division_history
from ingest.divisions.lines import load_boundary_lines
from ingest.divisions.markers import load_boundary_markers
from ingest.divisions.shapes import load_division_shapes
from ingest.session import ingest_engine

GeoJson = Annotated[Path, typer.Argument(help="GeoJSON, plain or .gz.", show_default=False)]
SourceCrs = Annotated[str, typer.Option(help="CRS of the source: EPSG:4490, GCJ-02 …")]


def register(app: typer.Typer) -> None:
    """Adds the commands of divisions to `shikong ingest`."""

    @app.command(
        "division-history",
        epilog="Example: shikong ingest division-history division_history_1981_2024.csv.gz",
    )
    def division_history(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
        last_list: Annotated[
            int | None, typer.Option(help="Year of the newest list, if no row mentions it.")
        ] = None,
    ) -> None:
        """Load yearly versions of division codes with what became of them.

        Columns: code,name,level,parent_code,valid_from,valid_to,successors. Years are those of
        lists: a list is the state at the end of its 31 December; valid_to is the first list that
        lacks the version.
        """
        with ingest_engine() as engine:
            load_division_history(engine, file, last_list=last_list)

    @app.command(
        "division-shapes",
        epilog="Example: shikong ingest division-shapes county.geojson.gz --vintage datav-2020 "
        "--drawn-as-of 2020-06-30 --level county --crs GCJ-02 --code-field adcode "
        "--name-field name --role second",
    )
    def division_shapes(
        file: GeoJson,
        vintage: Annotated[str, typer.Option(help="A name for this set of polygons.")],
        drawn_as_of: Annotated[str, typer.Option(help="The day it shows, YYYY-MM-DD.")],
        level: Annotated[str, typer.Option(help="province, prefecture, county, township, village")],
        crs: SourceCrs,
        code_field: Annotated[str, typer.Option(help="The property that holds the code.")],
        name_field: Annotated[str, typer.Option(help="The property that holds the name.")],
        role: Annotated[
            str, typer.Option(help="base: the atoms of its level; second: kept beside.")
        ],
    ) -> None:
        """Load a vintage of polygons, then derive the areas anew.

        Shapes are converted to CGCS2000 and repaired where invalid, each with a note; codes that
        the list of the day lacks are corrected by name where that is certain.
        """
        with ingest_engine() as engine:
            load_division_shapes(
                engine,
                file,
                vintage=vintage,
                drawn_as_of=drawn_as_of,
                level=level,
                crs=crs,
                code_field=code_field,
                name_field=name_field,
                role=role,
            )
            build_areas(engine)

    @app.command(
        "boundary-lines",
        epilog="Example: shikong ingest boundary-lines lines.geojson.gz --crs EPSG:4490 "
        "--kind-field name",
    )
    def boundary_lines(
        file: GeoJson,
        crs: SourceCrs,
        kind_field: Annotated[
            str | None, typer.Option(help="The property that holds the kind (国界, 九段线 …).")
        ] = None,
        kind: Annotated[str | None, typer.Option(help="One kind for all features.")] = None,
    ) -> None:
        """Load boundary lines: national, province, sar, dashed_line, undetermined …"""
        with ingest_engine() as engine:
            load_boundary_lines(engine, file, crs=crs, kind_field=kind_field, kind=kind)
            build_areas(engine)

    @app.command("boundary-markers", epilog="Example: shikong ingest boundary-markers markers.csv")
    def boundary_markers(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
    ) -> None:
        """Load boundary markers (界桩).

        Columns: number,line_name,lon,lat,valid_from,valid_to,state. Degrees are CGCS2000.
        """
        with ingest_engine() as engine:
            load_boundary_markers(engine, file)
            build_areas(engine)

    @app.command("build-areas", epilog="Example: shikong ingest build-areas")
    def build() -> None:
        """Derive what is drawn at every date from the loaded lists and shapes, if they changed."""
        with ingest_engine() as engine:
            build_areas(engine)
