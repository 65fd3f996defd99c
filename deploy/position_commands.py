"""The commands about the position history: sealing, what goes after a time, what is held."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.beidou.store import require_device_class
from ingest.session import ingest_engine
from spatial.locations.cooling import seal_hours
from spatial.locations.frames import pack_days, strip_payloads
from spatial.locations.retention import expire, expire_beside, hold, holds, lift
from spatial.temporal import parse_instant


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command("seal-positions")
    def seal_positions() -> None:
        """Seal the hours of the positions that are over, at once; `run` does it by the way."""
        with ingest_engine() as engine, engine.connect() as connection:
            typer.echo(f"{sum(seal_hours(connection)):,} fixes sealed")
            typer.echo(f"{sum(pack_days(connection)):,} frames packed")

    @app.command(
        "expire-positions",
        epilog="Example: shikong expire-positions --class personal --before 2026-01-01",
    )
    def expire_positions(
        device_class: Annotated[
            str, typer.Option("--class", help="vehicle, patrol, personal or marker.")
        ],
        before: Annotated[
            str, typer.Option(help="A day, or an instant with its zone; whole days (UTC) go.")
        ],
    ) -> None:
        """Delete what devices of a class reported before a day, where it is not held.

        Each deletion leaves a line in position_log: how many fixes of which device, of what time.
        Of frames that are kept as evidence the payloads go and the digests stay. Events of
        geofences and kept messages of that time go as well.
        """
        require_device_class(device_class)
        with ingest_engine() as engine, engine.begin() as connection:
            stripped = strip_payloads(connection, device_class, parse_instant(before))
            if stripped:
                typer.echo(f"{stripped:,} frames keep their digest only")
            beside = expire_beside(connection, device_class, parse_instant(before))
            if beside.events or beside.messages:
                typer.echo(
                    f"{beside.events:,} events of geofences and {beside.messages:,} messages that"
                    " were refused or repaired deleted"
                )
            for one in expire(connection, device_class, parse_instant(before)):
                held = f", {one.held:,} are held" if one.held else ""
                typer.echo(f"{one.device}: {one.gone:,} fixes deleted{held}")

    @app.command(
        "hold-positions",
        epilog="Example: shikong hold-positions patrol-07 --from 2024-05-13 --to 2024-05-20"
        " --reason 联检争议",
    )
    def hold_positions(
        device: Annotated[str, typer.Argument(help="Identifier of the device.")],
        start: Annotated[str, typer.Option("--from", help="Start, included.")],
        end: Annotated[str, typer.Option("--to", help="End, not included.")],
        reason: Annotated[str, typer.Option(help="Why it is evidence.")],
    ) -> None:
        """Keep what a device reported, whatever the time for which its class is kept."""
        with ingest_engine() as engine, engine.begin() as connection:
            number = hold(connection, device, parse_instant(start), parse_instant(end), reason)
        typer.echo(f"hold {number}")

    @app.command("lift-hold")
    def lift_hold(
        number: Annotated[int, typer.Argument(help="As `shikong position-holds` lists it.")],
    ) -> None:
        """End a hold: what it kept goes with the next expiry of its class."""
        with ingest_engine() as engine, engine.begin() as connection:
            lift(connection, number)
        typer.echo(f"hold {number} is lifted")

    @app.command("position-holds")
    def position_holds() -> None:
        """List the holds that stand."""
        with ingest_engine() as engine, engine.connect() as connection:
            for one in holds(connection):
                period = f"{one.starts.isoformat()} to {one.ends.isoformat()}"
                typer.echo(f"{one.number}  {one.device}  {period}  {one.reason}")
