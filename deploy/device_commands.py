"""The commands about devices: who may send, who waits for adoption, what was refused."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.beidou.jt808.frame import terminal_name
from ingest.beidou.registry import (
    key_version,
    reasons,
    register_device,
    release_terminal,
    set_blocked,
    unknown_senders,
)
from ingest.session import ingest_engine

Protocol = Annotated[
    str, typer.Option(help="How it sends: jt808, jt809, nmea, beidou-message, mqtt.")
]
Name = Annotated[str, typer.Argument(help="Name of the device.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command(
        "register-device",
        epilog="Example: shikong register-device patrol-07 --class patrol --identifier 13900000007"
        " --owner 330100",
    )
    def register_device_command(
        name: Name,
        device_class: Annotated[
            str, typer.Option("--class", help="vehicle, patrol, personal or marker.")
        ],
        identifier: Annotated[
            str, typer.Option(help="What it is called there: for jt808 the phone number.")
        ],
        protocol: Protocol = "jt808",
        owner: Annotated[
            str | None, typer.Option(help="Code of the division whose bureau owns it.")
        ] = None,
        key: Annotated[
            str | None,
            typer.Option(help="A key of its own, in place of the one the gateway gives it."),
        ] = None,
    ) -> None:
        """Let a device send; what it sent while it was unknown comes into the history."""
        # Adoption writes as the gateway does, and needs no key for it.
        from ingest.beidou.gateway.adoption import adopt
        from ingest.beidou.gateway.serving import committer_without_keys

        called = terminal_name(identifier) if protocol == "jt808" else identifier
        with ingest_engine() as engine, engine.begin() as connection:
            register_device(
                connection,
                name,
                device_class=device_class,
                protocol=protocol,
                identifier=called,
                owner_code=owner,
                key=key,
            )
            waited = adopt(connection, committer_without_keys(), protocol, called)
        typer.echo(f"{name} is registered" + (f"; {waited:,} messages adopted" if waited else ""))

    @app.command(
        "register-platform",
        epilog="Example: shikong register-platform 33010001 --name 杭州平台 --user 7"
        " --password abc --class vehicle",
    )
    def register_platform(
        platform_id: Annotated[int, typer.Argument(help="Its access code (下级平台接入码).")],
        name: Annotated[str, typer.Option(help="What it is called.")],
        user: Annotated[int, typer.Option(help="The user with which it logs in.")],
        password: Annotated[str, typer.Option(help="8 bytes at most.")],
        device_class: Annotated[
            str | None,
            typer.Option(
                "--class", help="Class of its vehicles that are new; else they wait for adoption."
            ),
        ] = None,
        cipher: Annotated[
            tuple[int, int, int] | None,
            typer.Option(help="M1 IA1 IC1, where its messages are encrypted."),
        ] = None,
    ) -> None:
        """Let a platform hand positions of its vehicles on by JT/T 809."""
        from ingest.beidou.gateway.peers import register_peer

        with ingest_engine() as engine, engine.begin() as connection:
            register_peer(
                connection,
                platform_id,
                name=name,
                user_id=user,
                password=password,
                device_class=device_class,
                cipher=cipher,
            )
        typer.echo(f"platform {platform_id} may log in")

    @app.command("device-key", epilog="Example: shikong device-key rtk-3 --protocol nmea")
    def device_key(
        identifier: Annotated[str, typer.Argument(help="What it is called in the protocol.")],
        protocol: Protocol = "nmea",
    ) -> None:
        """Print the key of a device that does not register by itself, such as a receiver."""
        from deploy.gateway import keys_of
        from deploy.settings import HomeSettings
        from ingest.beidou.gateway.settings import GatewaySettings

        with ingest_engine() as engine, engine.connect() as connection:
            version = key_version(connection, protocol, identifier)
        keys = keys_of(GatewaySettings(), HomeSettings())
        typer.echo(keys.key(protocol, identifier, version).decode())

    @app.command("block-device")
    def block_device(name: Name) -> None:
        """Refuse what a device sends from now on; what it has sent stays."""
        with ingest_engine() as engine, engine.begin() as connection:
            set_blocked(connection, name, True)
        typer.echo(f"{name} is blocked")

    @app.command("unblock-device")
    def unblock_device(name: Name) -> None:
        """Let a blocked device send again."""
        with ingest_engine() as engine, engine.begin() as connection:
            set_blocked(connection, name, False)
        typer.echo(f"{name} may send")

    @app.command("release-terminal")
    def release_terminal_command(
        identifier: Annotated[str, typer.Argument(help="For jt808 the phone number.")],
        protocol: Protocol = "jt808",
    ) -> None:
        """Let another terminal take a number: keys given for it until now are worthless."""
        with ingest_engine() as engine, engine.begin() as connection:
            called = terminal_name(identifier) if protocol == "jt808" else identifier
            release_terminal(connection, protocol, called)
        typer.echo(f"{protocol} {identifier} may be taken by another terminal")

    @app.command("unknown-devices")
    def unknown_devices() -> None:
        """List devices that send and that nobody has registered."""
        with ingest_engine() as engine, engine.connect() as connection:
            for one in unknown_senders(connection):
                away = f", {one.turned_away:,} turned away" if one.turned_away else ""
                typer.echo(
                    f"{one.protocol}  {one.identifier}  {one.messages:,} messages{away}"
                    f"  {one.first.isoformat()} to {one.last.isoformat()}"
                )

    @app.command("refused-messages")
    def refused_messages(
        name: Annotated[str | None, typer.Argument(help="A device; all when left out.")] = None,
    ) -> None:
        """Count what was refused or repaired, by sender and reason."""
        with ingest_engine() as engine, engine.connect() as connection:
            for one in reasons(connection, name):
                typer.echo(
                    f"{one.times:>9,}  {one.protocol}  {one.identifier}  {one.disposition}:"
                    f" {one.reason}  (last {one.last.isoformat()})"
                )
