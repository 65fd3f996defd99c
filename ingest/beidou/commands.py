"""`shikong ingest positions`, `shikong ingest jt808-frames` and `shikong ingest nmea`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.beidou.frames import load_jt808_frames
from ingest.beidou.nmea_files import load_nmea
from ingest.beidou.positions import load_positions
from ingest.runs import IngestReport
from ingest.session import ingest_engine

_POSITIONS = """Load positions of devices from a CSV or Parquet file.

Columns: device,time,lon,lat,altitude_m,speed_kmh,course (the last three may be empty), or those of
GeoLife: user,track,time_utc,lat,lon,alt_ft. Times carry their zone; longitude and latitude are
degrees of CGCS2000 or WGS 84. A row that is no position is refused and kept with the reason.

Examples:

  shikong ingest positions patrol.csv --device-class patrol

  shikong ingest positions walks.parquet --device-class personal --device-prefix geolife-
"""

_FRAMES = """Load a recording of JT/T 808 frames (binary, as terminals sent them).

Devices are named by their phone number without leading zeros. Positions that the terminal calls
invalid, or that a secrecy plug-in has shifted, are refused and kept in hexadecimal.

Example:

  shikong ingest jt808-frames monday.bin --device-class vehicle
"""

_NMEA = """Load a log of NMEA 0183 sentences (up to 4.11, BeiDou as BD or GB) of one receiver.

RMC, GGA, GNS and ZDA of one time of day make a fix; a date is carried on over midnight. Sentences
with a wrong checksum and times without a fix are refused and kept.

Example:

  shikong ingest nmea walk.log --device patrol-07 --device-class patrol
"""

_DEVICE_CLASS = typer.Option(
    help="Of all devices in the file: vehicle, patrol, personal or marker. Only tracks of vehicles "
    "and patrols become tiles; it cannot be changed later.",
)


def register(app: typer.Typer) -> None:
    """Adds the commands `positions`, `jt808-frames` and `nmea`."""

    @app.command("positions", help=_POSITIONS)
    def positions(
        file: Annotated[Path, typer.Argument(help="A .csv, .csv.gz or .parquet file.")],
        device_class: Annotated[str, _DEVICE_CLASS],
        device_prefix: Annotated[
            str, typer.Option(help="Put before each device name of the file.")
        ] = "",
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_positions(
                engine, file, device_class=device_class, device_prefix=device_prefix
            )
        typer.echo(_sentence(outcome))

    @app.command("jt808-frames", help=_FRAMES)
    def jt808_frames(
        file: Annotated[Path, typer.Argument(help="A file of concatenated frames.")],
        device_class: Annotated[str, _DEVICE_CLASS],
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_jt808_frames(engine, file, device_class=device_class)
        typer.echo(_sentence(outcome))

    @app.command("nmea", help=_NMEA)
    def nmea(
        file: Annotated[Path, typer.Argument(help="A log as the receiver wrote it.")],
        device: Annotated[str, typer.Option(help="Whose log it is: a log does not say it.")],
        device_class: Annotated[str, _DEVICE_CLASS],
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_nmea(engine, file, device=device, device_class=device_class)
        typer.echo(_sentence(outcome))


def _sentence(outcome: IngestReport) -> str:
    return (
        f"{outcome.source}: {outcome.status}, {outcome.accepted:,} fixes accepted, "
        f"{outcome.refused:,} refused, {outcome.repaired:,} remarks, "
        f"{outcome.per_second:,.0f} a second"
    )
