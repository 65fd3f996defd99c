"""Settings of `shikong gateway`."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class GatewaySettings(BaseSettings):
    """The gateway to which devices send their positions: what `shikong gateway` starts."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_GATEWAY_")

    host: str = Field(
        default="localhost",
        description="localhost or one loopback address, until access control is there.",
    )
    jt808_port: int = Field(
        default=6808,
        ge=0,
        le=65535,
        description="TCP and UDP port of JT/T 808; 0 takes one that is free.",
    )
    jt809_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="TCP port on which other platforms log in by JT/T 809 (see "
        "`shikong register-platform`); none when not set.",
    )
    sentences_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="TCP and UDP port of NMEA sentences and BeiDou short messages; none when not "
        "set.",
    )
    mqtt_host: str | None = Field(
        default=None, description="MQTT broker to listen to; none when not set."
    )
    mqtt_port: int = Field(
        default=1883, ge=1, le=65535, description="Port at which the MQTT broker listens."
    )
    mqtt_user: str | None = Field(
        default=None, description="User as whom the gateway logs in at the broker."
    )
    mqtt_password: SecretStr | None = Field(
        default=None, description="Password with which it logs in at the broker."
    )
    mqtt_client: str = Field(
        default="shikong-gateway",
        description="Client identifier at the broker, another one for each gateway.",
    )
    mqtt_tls: bool = Field(default=False, description="Whether it speaks with the broker over TLS.")
    authentication: bool = Field(
        default=True,
        description="Positions are taken only from terminals and receivers that bring their key.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="What keys of terminals (鉴权码) are made from; the same for all gateways of "
        "an installation. A file gateway.secret in SHIKONG_HOME when not set.",
    )
    unknown_messages: int = Field(
        default=10_000,
        ge=0,
        description="Messages that are kept of a device nobody has registered, until someone "
        "adopts it; 0 turns such devices away.",
    )
    unknown_devices: int = Field(
        default=10_000,
        ge=0,
        description="Devices that nobody has registered and of which messages wait, at most; more "
        "are turned away.",
    )
    spool: Path | None = Field(
        default=None,
        description="Folder for messages while the database is away, one for each gateway; "
        "spool/DATABASE in SHIKONG_HOME when not set.",
    )
    spool_mb: int = Field(
        default=1_024,
        ge=1,
        description="Megabytes that the spool may take; then senders wait.",
    )
    connections: int = Field(
        default=10_000, ge=1, description="Connections at the same time; more are closed at once."
    )
    silence_s: float = Field(
        default=600, gt=0, description="A connection that says nothing for so long is closed."
    )
    half_frame_s: float = Field(
        default=30, gt=0, description="A frame has to end within so many seconds."
    )
    together: int = Field(
        default=5_000, ge=1, le=100_000, description="Messages of one transaction at most."
    )
    gather_ms: float = Field(
        default=20,
        ge=0,
        le=1_000,
        description="So many milliseconds are waited for more messages before a transaction.",
    )
