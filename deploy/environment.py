"""The environment example: every setting with its meaning, from the classes that declare them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from pydantic_settings import BaseSettings

from deploy.proxy.settings import ProxySettings
from deploy.settings import ROOT, HomeSettings
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.imagery.settings import ImageSettings
from spatial.api.settings import FilingSettings, MapSettings, ServerSettings, UploadSettings
from spatial.boundaries.evidence.files import FileSettings
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.cameras.settings import CameraSettings
from spatial.db import DatabaseSettings
from spatial.features.formats.exports import ExportSettings
from spatial.features.time_limit import FeatureSettings
from spatial.jobs.settings import JobSettings
from tileserver.settings import PublicSettings, TileSettings

SETTINGS: tuple[type[BaseSettings], ...] = (
    ServerSettings,
    HomeSettings,
    DatabaseSettings,
    MapSettings,
    UploadSettings,
    FilingSettings,
    TileSettings,
    PublicSettings,
    ProxySettings,
    GatewaySettings,
    FileSettings,
    EvidenceSettings,
    ImageSettings,
    CameraSettings,
    FeatureSettings,
    ExportSettings,
    JobSettings,
)

_HEAD = """\
# Settings of Shikong 时空, each with its default. Made by `make bless` from the classes that
# declare them. They are variables of the environment: export them, or name a copy of this file
# as EnvironmentFile= of a systemd unit.
"""


def environment_example() -> str:
    """The text of deploy/environment.example."""
    return _HEAD + "".join(_section(settings) for settings in SETTINGS)


def variables(settings: type[BaseSettings]) -> Iterator[tuple[str, str, str]]:
    """Name, description and default (empty for none) of each variable of a settings class."""
    prefix = settings.model_config.get("env_prefix", "")
    for name, field in settings.model_fields.items():
        default = field.default
        # A default inside the clone has another path on every machine; the description names it.
        inside = str(default).startswith(str(ROOT))
        value = "" if default is None or inside else str(default)
        yield f"{prefix}{name}".upper(), field.description or "", value


def _section(settings: type[BaseSettings]) -> str:
    meaning = (settings.__doc__ or "").split("\n", 1)[0]
    lines = ["", f"## {meaning}"]
    for name, description, value in variables(settings):
        lines += ["", *textwrap.wrap(description, 98, initial_indent="# ", subsequent_indent="# ")]
        lines.append(f"#{name}={value}")
    return "\n".join(lines) + "\n"
