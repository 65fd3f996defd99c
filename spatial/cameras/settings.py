"""Settings of cameras: where links into the video platform lead, and how long they last."""

from __future__ import annotations

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from spatial.cameras.templates import Use, check_template
from spatial.errors import BadLinkTemplate


class CameraSettings(BaseSettings):
    """Links into the video platform (GB/T 28181); no video comes through this one."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_CAMERA_")

    live_template: str | None = Field(
        default=None,
        description="Link to the picture of now of cameras without a template of their own, with "
        "{id} and {user}: https://video.example/live?channel={id}. None when not set.",
    )
    playback_template: str | None = Field(
        default=None,
        description="The same for what was recorded, with {start} and {end}. None when not set.",
    )
    hosts: str = Field(
        default="",
        description="Hosts of video platforms that links may lead to, with commas between them; "
        "when empty, those that registered templates name.",
    )
    link_minutes: int = Field(
        default=30,
        ge=1,
        le=1440,
        description="Minutes after which a link into the video platform is over, at most.",
    )
    playback_hours: int = Field(
        default=24, ge=1, le=744, description="Hours that one link to a recording spans at most."
    )

    @field_validator("live_template")
    @classmethod
    def _live(cls, template: str | None) -> str | None:
        return _checked(template, Use.LIVE)

    @field_validator("playback_template")
    @classmethod
    def _playback(cls, template: str | None) -> str | None:
        return _checked(template, Use.PLAYBACK)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """The hosts, in small letters."""
        return tuple(one.strip().lower() for one in self.hosts.split(",") if one.strip())


def _checked(template: str | None, use: Use) -> str | None:
    if not template:
        return None
    try:
        return check_template(template, use)
    except BadLinkTemplate as error:
        raise ValueError(str(error)) from error
