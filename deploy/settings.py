"""Where this machine keeps what the platform makes, and which data it serves."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class HomeSettings(BaseSettings):
    """The platform's own folder and the data that it loads."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_")

    home: Path = Field(
        default=ROOT / ".data",
        description=(
            "Folder of the private PostgreSQL, the generated sample and the logs; "
            ".data in the clone when not set."
        ),
    )
    data: Path | None = Field(
        default=None,
        description="Data folder to load and serve; the fictional sample when not set.",
    )
