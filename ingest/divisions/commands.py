"""The commands of divisions: history, shapes and lines, and the build of areas."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.divisions.building import build_divisions
from ingest.divisions.claims.change_events import load_change_events
from ingest.divisions.claims.decisions import load_decisions
from ingest.divisions.claims.history import load_division_history
from ingest.divisions.claims.published_lists import load_division_lists
from ingest.divisions.claims.statistics_list import load_statistics_codes
from ingest.divisions.claims.township_changes import load_township_changes
from ingest.divisions.names.loading import load_place_names
from ingest.divisions.polygons.dated_polygons import load_dated_polygons
from ingest.divisions.polygons.lines import load_boundary_lines
from ingest.divisions.polygons.shapes import load_division_shapes
from ingest.session import ingest_engine

GeoJson = Annotated[
    Path,
    typer.Argument(
        help="GeoJSON (plain or .gz), shapefile (.shp or zipped) or GeoPackage.",
        show_default=False,
    ),
]
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
            build_divisions(engine)

    @app.command(
        "division-changes",
        epilog="Example: shikong ingest division-changes division_change_events_even_years.csv.gz",
    )
    def division_changes(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
    ) -> None:
        """Load notices of changes with their documents, then derive the registry anew.

        Columns: from_year_end,to_year_end,op,code,name,relation,date_text,document_no,
        source_name,source_url,description.
        """
        with ingest_engine() as engine:
            load_change_events(engine, file)
            build_divisions(engine)

    @app.command(
        "division-decisions", epilog="Example: shikong ingest division-decisions decisions.toml"
    )
    def division_decisions(
        file: Annotated[Path, typer.Argument(help="TOML, UTF-8.", show_default=False)],
    ) -> None:
        """Record decisions of your own, or correct recorded ones; then derive the registry anew.

        [[decision]] tables: document_no, list_year, title, approved, announced, effective, wording,
        [[decision.source]] (name, url), [[decision.effect]] (kind, from, to, share, portion, moved,
        continues, seat, note). What was known before stays known as of then.
        """
        with ingest_engine() as engine:
            load_decisions(engine, file)
            build_divisions(engine)

    @app.command(
        "division-lists",
        epilog="Example: shikong ingest division-lists division_codes_by_year.csv.gz",
    )
    def division_lists(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
    ) -> None:
        """Load published lists of codes, then report where they differ from the registry.

        Columns: year,code,name (the state of 31 December) or source,revision,code,name (YYYYMM,
        the state at the end of the month). The registry is not derived from them.
        """
        with ingest_engine() as engine:
            load_division_lists(engine, file)
            build_divisions(engine)

    @app.command(
        "township-changes",
        epilog="Example: shikong ingest township-changes subcounty_changes_even_years.csv.gz",
    )
    def township_changes(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
    ) -> None:
        """Load yearly tables of township changes, then derive the registry anew.

        Columns: year,province,old_code,old_name,reason,new_code,new_name,approval. A blank
        province, reason or approval is that of the row above, as in merged cells.
        """
        with ingest_engine() as engine:
            load_township_changes(engine, file)
            build_divisions(engine)

    @app.command(
        "statistics-codes",
        epilog="Example: shikong ingest statistics-codes cn_division_codes_2023_levels1_4.csv.gz "
        "--list-date 2023-12-31",
    )
    def statistics_codes(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
        list_date: Annotated[str, typer.Option(help="The day whose state it gives, YYYY-MM-DD.")],
    ) -> None:
        """Load a list of statistical codes (统计用区划代码), then derive the registry anew.

        Columns: code,name,level,parent_code; 2, 4, 6, 9 or 12 digits. Villages may come in a file
        of their own.
        """
        with ingest_engine() as engine:
            load_statistics_codes(engine, file, list_date=list_date)
            build_divisions(engine)

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
            build_divisions(engine)

    @app.command(
        "dated-polygons",
        epilog="Example: shikong ingest dated-polygons states.geojson.gz --scheme us-states "
        "--title 各州 --id-field id --name-field name --from-field start_date --to-field end_date "
        "--end inclusive --level province --crs EPSG:4269",
    )
    def dated_polygons(
        file: GeoJson,
        scheme: Annotated[str, typer.Option(help="Its system of ids: small letters, hyphens.")],
        title: Annotated[str, typer.Option(help="What the map calls the scheme.")],
        id_field: Annotated[str, typer.Option(help="The property that goes on through time.")],
        name_field: Annotated[str, typer.Option(help="The property that holds the name.")],
        from_field: Annotated[str, typer.Option(help="First day, YYYY-MM-DD, from year 1 on.")],
        to_field: Annotated[str, typer.Option(help="Last day; empty where it still stands.")],
        end: Annotated[str, typer.Option(help="inclusive: the last day belongs to it; exclusive.")],
        level: Annotated[str, typer.Option(help="province, prefecture, county, township, village")],
        crs: SourceCrs,
        type_field: Annotated[str | None, typer.Option(help="The property with the type.")] = None,
    ) -> None:
        """Load a set of polygons that its source dates to the day, as a scheme of its own.

        A later file of the scheme replaces what it says of the ids that it holds, as new knowledge.
        """
        with ingest_engine() as engine:
            load_dated_polygons(
                engine,
                file,
                scheme=scheme,
                title=title,
                id_field=id_field,
                name_field=name_field,
                from_field=from_field,
                to_field=to_field,
                end=end,
                level=level,
                crs=crs,
                type_field=type_field,
            )

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
            build_divisions(engine)

    @app.command(
        "place-names",
        epilog="Example: shikong ingest place-names standard_names.csv --form standard",
    )
    def place_names(
        file: Annotated[Path, typer.Argument(help="CSV, plain or .gz.", show_default=False)],
        form: Annotated[
            str, typer.Option(help="standard, chgis, geonames or divisions-bd09.")
        ] = "standard",
    ) -> None:
        """Load place names, then make them searchable.

        The form `standard` is the one in which an office hands in names; its required columns:
        id,standard_name,category,division_code,secrecy. Records graded 秘密 or above are refused.
        """
        with ingest_engine() as engine:
            load_place_names(engine, file, form=form)
            build_divisions(engine)
