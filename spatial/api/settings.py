"""Settings of the served application, in small classes by concern."""

from __future__ import annotations

from ipaddress import ip_address

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from spatial.errors import NotLoopback


class ServerSettings(BaseSettings):
    """Where the server listens. Loopback only until accounts and rights exist."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_")

    host: str = Field(
        default="localhost",
        description="localhost (127.0.0.1 and, where there is IPv6, ::1) or one loopback address.",
    )
    port: int = Field(default=8080, ge=0, le=65535, description="TCP port; 0 takes a free one.")

    @field_validator("host")
    @classmethod
    def _loopback(cls, host: str) -> str:
        require_loopback(host)
        return host


class MapSettings(BaseSettings):
    """What the map says of itself."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_MAP_")

    review_number: str = Field(
        default="",
        description="审图号 shown on the map; a map of the country shown in public needs one.",
    )
    attribution: str = Field(default="", description="Source line shown at the map's edge.")


class UploadSettings(BaseSettings):
    """What questions with a table in their body may bring."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_UPLOAD_")

    most_megabytes: int = Field(
        default=256,
        ge=1,
        le=65_536,
        description="Bytes of one table at most, as it comes and unpacked, in millions.",
    )

    @property
    def most_bytes(self) -> int:
        """The same in bytes."""
        return self.most_megabytes * 1_000_000


class FilingSettings(BaseSettings):
    """What the receiving office of name filings goes by."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_FILING_")

    days_allowed: int | None = Field(
        default=None,
        ge=1,
        le=3650,
        description="Days after its approval within which a name is to be filed; a later filing is "
        "marked. No limit when not set.",
    )


def require_loopback(host: str) -> None:
    """Returns for localhost and loopback addresses; else raises NotLoopback."""
    if host == "localhost":
        return
    try:
        if ip_address(host.strip("[]")).is_loopback:
            return
    except ValueError:
        pass
    raise NotLoopback(
        f"{host} is not a loopback address: there are no accounts and rights yet, so the server "
        "listens on this machine only (127.0.0.1, ::1 or localhost)"
    )
