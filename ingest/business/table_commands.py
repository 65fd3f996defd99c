"""The commands `shikong ingest records` and `shikong ingest figures`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.business.taking import load_figures, load_records
from ingest.runs import IngestReport
from ingest.session import ingest_engine
from spatial.crs import CGCS2000
from spatial.errors import BadParameter

Dataset = Annotated[str, typer.Argument(help="Identifier of a declared dataset.")]
Table = Annotated[
    Path, typer.Argument(help="CSV, Excel (.xlsx), Parquet, JSON lines.", show_default=False)
]
Scheme = Annotated[str, typer.Option(help="Of the division codes: mca or nbs.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", help="Where something stands, as day=救助日期; may be repeated."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands of tables of declared datasets to `shikong ingest`."""

    @app.command("records", epilog="Example: shikong ingest records rescue_events 救助台账.xlsx")
    def records(
        dataset: Dataset,
        file: Table,
        crs: Annotated[str, typer.Option(help="Of the coordinates.")] = CGCS2000,
        scheme: Scheme = "mca",
        holds: Annotated[
            str | None, typer.Option(help="What the rows are: facilities, cases or areas.")
        ] = None,
        column: Columns = None,
    ) -> None:
        """Load single records of a declared dataset: facilities, cases or areas.

        Columns: the declared fields by name or Chinese title, 编号 (key), 日期 (day) or 起始日期
        and 截止日期 (valid_from, valid_to), and a place: 区划代码, 区划名称, 经度 and 纬度, 地址.
        Upsert by key; what was replaced keeps its row. Refused rows are kept with their reasons.
        """
        with ingest_engine() as engine:
            _tell(
                load_records(
                    engine, file, dataset=dataset, crs=crs, scheme=scheme, holds=holds,
                    columns=_columns(column),
                )
            )  # fmt: skip

    @app.command(
        "figures",
        epilog="Example: shikong ingest figures elderly_care 养老月报.xlsx --period 2024-05",
    )
    def figures(
        dataset: Dataset,
        file: Table,
        period: Annotated[
            str | None, typer.Option(help="Of all rows, where no column tells it.")
        ] = None,
        scheme: Scheme = "mca",
        column: Columns = None,
    ) -> None:
        """Load figures of the indicators of a declared dataset.

        Columns: 指标, 区划代码 or 区划名称, 时期, 值 (indicator, division, period, value); or in
        place of 指标 and 值 a column per indicator. Periods are 2024, 2024H1, 2024Q2, 2024-05,
        2024年5月, 2024-W05, 2024-05-01.
        """
        with ingest_engine() as engine:
            _tell(
                load_figures(
                    engine, file, dataset=dataset, period=period, scheme=scheme,
                    columns=_columns(column),
                )
            )  # fmt: skip


def _columns(told: list[str] | None) -> dict[str, str]:
    found = {}
    for one in told or ():
        place, equals, column = one.partition("=")
        if not equals or not column:
            raise BadParameter(f"--column {one}: write what it is and its name, as day=救助日期")
        found[place] = column
    return found


def _tell(outcome: IngestReport) -> None:
    typer.echo(
        f"{outcome.source}: {outcome.status}, {outcome.accepted:,} accepted, "
        f"{outcome.refused:,} refused, {outcome.repaired:,} remarks"
    )
