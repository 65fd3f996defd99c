"""The command `shikong ingest cameras`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.cameras.loading import load_cameras
from ingest.session import ingest_engine


def register(app: typer.Typer) -> None:
    """Adds the command of cameras to `shikong ingest`."""

    @app.command("cameras", epilog="Example: shikong ingest cameras 点位.xlsx --crs GCJ-02")
    def cameras(
        file: Annotated[
            Path,
            typer.Argument(
                help="CSV, Excel (.xlsx), JSON lines, or a GB/T 28181 catalogue (.xml).",
                show_default=False,
            ),
        ],
        crs: Annotated[
            str | None,
            typer.Option(help="CRS where a row names none: EPSG:4490, GCJ-02, BD-09."),
        ] = None,
        date: Annotated[
            str | None,
            typer.Option(help="Day of the table, for rows without dates; today when left out."),
        ] = None,
    ) -> None:
        """Load cameras (视频点位) into the register.

        Columns: 国标编码 (20 digits), 名称, 经度, 纬度; and 管理单位, 坐标系, 摄像机类型, 朝向,
        视角, 视距, 安装高度, 室内外, 状态, 启用日期, 停用日期 … or the names of GB/T 28181
        (DeviceID, Longitude, PTZType …). Refused rows are kept with their reasons.
        """
        with ingest_engine() as engine:
            done = load_cameras(engine, file, crs=crs, day=date)
        typer.echo(
            f"{done.source}: {done.status}, {done.accepted:,} accepted, {done.refused:,} refused, "
            f"{done.repaired:,} remarks"
        )
