"""Settings of `shikong serve`."""

from __future__ import annotations

import os

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ProxySettings(BaseSettings):
    """Several workers behind nginx with a cache of tiles: what `shikong serve` starts."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_SERVE_")

    workers: int | None = Field(
        default=None,
        ge=1,
        le=64,
        description="Worker processes, and processes of nginx; one for each core, 8 at most, when "
        "not set. Each takes some 300 MB.",
    )
    cache_mb: int = Field(
        default=2_000,
        ge=10,
        description="Megabytes of tiles that nginx keeps on the disk.",
    )

    @property
    def processes(self) -> int:
        """How many worker processes there are."""
        return self.workers or min(os.cpu_count() or 1, 8)
