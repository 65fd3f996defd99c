"""Settings of the tile server."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TileSettings(BaseSettings):
    """What one server process keeps of its tiles."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_TILE_")

    layers: Path | None = Field(
        default=None,
        description="A TOML file with layers of the office's own, written as "
        "tileserver/layers.toml is: any table or view with a geometry, or values of divisions "
        "(docs/tiles.md).",
    )
    cache_mb: int = Field(
        default=64,
        ge=0,
        description="Megabytes of finished tiles that one process keeps in memory; 0 keeps none.",
    )
    look_s: float = Field(
        default=1.0,
        ge=0,
        description=(
            "Seconds for which a process trusts what it knows of editions and builds; a new build "
            "is seen that much later at most."
        ),
    )
    published_s: float = Field(
        default=10.0,
        ge=0,
        description="Seconds for which a tile of a published table is kept: nothing tells when "
        "others write into their tables.",
    )
    store_connections: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Connections on which one server process reads built tiles at most; what comes "
        "while they are busy is read together.",
    )
    cut_connections: int = Field(
        default=4,
        ge=1,
        le=64,
        description="Connections on which one server process cuts tiles of large zooms at most.",
    )
    build_ahead: bool = Field(
        default=True,
        description="Build the tiles of all days ahead, beside the server, one at a time.",
    )
    build_look_s: float = Field(
        default=10.0,
        gt=0,
        description="Seconds between two looks whether a new build of areas needs tiles.",
    )


class PublicSettings(BaseSettings):
    """What the public profile may see (R5.6)."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_PUBLIC_")

    max_zoom: int = Field(
        default=10,
        ge=0,
        le=14,
        description="Greatest zoom of public vector tiles. Coordinates are whole pixels of a zoom: "
        "at 10 they are rounded to about 10 m on the ground.",
    )
    image_metres: float | None = Field(
        default=None,
        gt=0,
        description="Metres on the ground of the finest pixel of public image tiles; finer zooms "
        "do not exist there. Without it the public profile shows no image.",
    )
