"""`shikong ingest positions`, `jt808-frames`, `nmea`, `gpx` and `positions-geojson`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.beidou.frames import load_jt808_frames
from ingest.beidou.geojson_positions import load_positions_geojson
from ingest.beidou.gpx_files import load_gpx
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

_GPX = """Load a GPX file (1.0 or 1.1) of one device.

Each point of a track is a fix; points of routes and waypoints are where they tell their time. Times
are UTC. A file that declares a document type is refused.

Example:

  shikong ingest gpx walk.gpx --device patrol-07 --device-class patrol
"""

_GEOJSON = """Load GeoJSON or MF-JSON with positions of one device and their times.

Points with a `time`, lines with `times` (as `/v1/devices/{device}/track` gives them), MovingPoint
of MF-JSON. Longitude, latitude in degrees of CGCS2000 or WGS 84; times carry their zone. A feature
that names another device is refused.

Example:

  shikong ingest positions-geojson walk.geojson --device patrol-07 --device-class patrol
"""

_DEVICE = typer.Option(help="Whose positions they are: such a file does not say it.")

_DEVICE_CLASS = typer.Option(
    help="Of all devices in the file: vehicle, patrol, personal or marker. Only tracks of vehicles "
    "and patrols become tiles; it cannot be changed later.",
)


def register(app: typer.Typer) -> None:
    """Adds the commands of position files."""

    @app.command("positions", help=_POSITIONS)
    def positions(
        file: Annotated[Path, typer.Argument(help="A .csv, .csv.gz or .parquet file.")],
        device_class: Annotated[str, _DEVICE_CLASS],
        device_prefix: Annotated[
            str, typer.Option(help="Put before each device name of the file.")
        ] = "",
        owner_code: Annotated[
            str | None, typer.Option(help="Code of the division whose bureau owns the devices.")
        ] = None,
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_positions(
                engine,
                file,
                device_class=device_class,
                device_prefix=device_prefix,
                owner_code=owner_code,
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
        device: Annotated[str, _DEVICE],
        device_class: Annotated[str, _DEVICE_CLASS],
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_nmea(engine, file, device=device, device_class=device_class)
        typer.echo(_sentence(outcome))

    @app.command("gpx", help=_GPX)
    def gpx(
        file: Annotated[Path, typer.Argument(help="A .gpx file.")],
        device: Annotated[str, _DEVICE],
        device_class: Annotated[str, _DEVICE_CLASS],
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_gpx(engine, file, device=device, device_class=device_class)
        typer.echo(_sentence(outcome))

    @app.command("positions-geojson", help=_GEOJSON)
    def positions_geojson(
        file: Annotated[Path, typer.Argument(help="A .geojson or .json file in UTF-8.")],
        device: Annotated[str, _DEVICE],
        device_class: Annotated[str, _DEVICE_CLASS],
    ) -> None:
        with ingest_engine() as engine:
            outcome = load_positions_geojson(engine, file, device=device, device_class=device_class)
        typer.echo(_sentence(outcome))


def _sentence(outcome: IngestReport) -> str:
    return (
        f"{outcome.source}: {outcome.status}, {outcome.accepted:,} fixes accepted, "
        f"{outcome.refused:,} refused, {outcome.repaired:,} remarks, "
        f"{outcome.per_second:,.0f} a second"
    )
