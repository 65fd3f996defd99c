"""The commands of the register of boundaries: lines, markers, references, tripoints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.boundaries.lines import load_boundary_register
from ingest.boundaries.markers import load_boundary_markers
from ingest.boundaries.references import load_boundary_references
from ingest.boundaries.tripoints import load_tripoints
from ingest.divisions.building import build_divisions
from ingest.session import ingest_engine

Csv = Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)]
RowCrs = Annotated[
    str | None,
    typer.Option(help="CRS where a row names none: EPSG:4490, EPSG:4513 …, GCJ-02."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands of boundaries to `shikong ingest`."""

    @app.command(
        "boundary-register",
        epilog="Example: shikong ingest boundary-register lines.geojson --crs EPSG:4490",
    )
    def boundary_register(
        file: Annotated[
            Path,
            typer.Argument(
                help="GeoJSON (plain or .gz), shapefile (.shp or zipped) or GeoPackage.",
                show_default=False,
            ),
        ],
        crs: Annotated[str, typer.Option(help="CRS of the source: EPSG:4490, EPSG:4513 …")],
    ) -> None:
        """Register legal lines (行政区域界线): a feature for each segment or line.

        Properties: number,name,level,left_code,right_code,valid_from, and valid_to,approved_by,
        agreement,agreed_on,document,stated_m,note, of a segment ordinal,feature,description,
        from_marker,to_marker,accuracy_m. What was registered for these days before is held no more.
        """
        with ingest_engine() as engine:
            load_boundary_register(engine, file, crs=crs)

    @app.command("boundary-markers", epilog="Example: shikong ingest boundary-markers markers.csv")
    def boundary_markers(file: Csv, crs: RowCrs = None) -> None:
        """Load boundary markers (界桩).

        Columns: number,line_name,lon,lat,valid_from,valid_to,state; and line_number,in_charge,
        material,height_m,accuracy_m,note,crs where there is something to say.
        """
        with ingest_engine() as engine:
            load_boundary_markers(engine, file, crs=crs)
            build_divisions(engine)

    @app.command(
        "boundary-references", epilog="Example: shikong ingest boundary-references references.csv"
    )
    def boundary_references(file: Csv) -> None:
        """Load what markers are found again by (方位物).

        Columns: line_number,marker_number,name,bearing,distance_m,valid_from; valid_to,ordinal.
        """
        with ingest_engine() as engine:
            load_boundary_references(engine, file)

    @app.command("tripoints", epilog="Example: shikong ingest tripoints tripoints.csv")
    def tripoints(file: Csv, crs: RowCrs = None) -> None:
        """Load tripoints (三交点): where three units meet.

        Columns: name,codes,lon,lat,valid_from; valid_to,lines,monument,accuracy_m,crs.
        """
        with ingest_engine() as engine:
            load_tripoints(engine, file, crs=crs)
