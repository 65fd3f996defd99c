"""The commands about what lies at boundaries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from shapely import MultiPolygon, Polygon
from shapely.geometry import shape as shape_of

from ingest.divisions.polygons.geometry_files import read_feature_file
from ingest.session import ingest_engine
from spatial.boundaries.register import boundary_on, course_on
from spatial.boundaries.straddling import as_csv, as_geojson, straddling, tell_building
from spatial.crs import CGCS2000, require_crs, to_cgcs2000
from spatial.errors import BadParameter
from spatial.temporal import parse_date, today_in_china


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command(
        "straddling-buildings",
        epilog="Example: shikong straddling-buildings houses.gpkg --line 4142 --out across.geojson",
    )
    def straddling_buildings(
        file: Annotated[Path, typer.Argument(help="Footprints: GeoJSON, shapefile, GeoPackage.")],
        line: Annotated[str, typer.Option(help="Number of the boundary.")],
        crs: Annotated[
            str, typer.Option(help="System of the file, as EPSG:4547 or GCJ-02.")
        ] = CGCS2000,
        more_than: Annotated[
            float, typer.Option(help="Metres that a building reaches beyond the line, both ways.")
        ] = 1.0,
        name: Annotated[
            str | None, typer.Option(help="Property of the file that names a building.")
        ] = None,
        day: Annotated[str | None, typer.Option(help="Of the register; today.")] = None,
        alert: Annotated[
            bool, typer.Option(help="Raise an alert for each, once while it lasts.")
        ] = False,
        out: Annotated[
            Path | None, typer.Option(help="A .geojson or .csv; CSV on the screen when left out.")
        ] = None,
    ) -> None:
        """Find buildings of a file that stand across a line (骑线建筑)."""
        if out is not None and out.suffix.lower() not in (".geojson", ".json", ".csv"):
            raise BadParameter(f"{out.name}: write a .geojson or a .csv")
        on = today_in_china(datetime.now(UTC)) if day is None else parse_date(day)
        footprints = read_footprints(file, crs, name)
        with ingest_engine() as engine, engine.begin() as connection:
            boundary = boundary_on(connection, line, on)
            course = course_on(connection, boundary.id, on)
            found = straddling(course, footprints, more_than_m=more_than)
            if alert:
                for one in found:
                    tell_building(connection, boundary.id, line, one)
        if out is None:
            typer.echo(as_csv(found), nl=False)
            return
        if out.suffix.lower() == ".csv":
            out.write_text(as_csv(found), encoding="utf-8", newline="")
        else:
            out.write_text(json.dumps(as_geojson(found), ensure_ascii=False), encoding="utf-8")
        typer.echo(f"{len(found)} of {len(footprints)} buildings across {line}: {out}")


def read_footprints(
    file: Path, crs: str, name: str | None
) -> list[tuple[str | None, Polygon | MultiPolygon]]:
    """The polygons of a file in CGCS2000, with what their property `name` says.

    Raises SourceRefused; BadParameter for an unknown system, for a feature that is no polygon, and
    one that is not valid.
    """
    found: list[tuple[str | None, Polygon | MultiPolygon]] = []
    for number, feature in enumerate(read_feature_file(file, require_crs(crs)).features):
        geometry = feature["geometry"]
        shape = None if geometry is None else to_cgcs2000(shape_of(geometry), crs)
        if not isinstance(shape, Polygon | MultiPolygon) or not shape.is_valid:
            raise BadParameter(f"feature {number} of {file.name} is no valid polygon")
        told = None if name is None else (feature["properties"] or {}).get(name)
        found.append((None if told is None else str(told), shape))
    return found
