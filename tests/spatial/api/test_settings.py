"""Settings of the served application: loopback only, each one described."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from spatial.api.settings import MapSettings, ServerSettings, require_loopback
from spatial.errors import NotLoopback

LOOPBACK = ["localhost", "127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "[::1]"]
ELSEWHERE = [
    "",
    "*",
    "0",
    "0.0.0.0",
    "::",
    "[::]",
    "192.168.1.1",
    "10.0.0.1",
    "169.254.1.1",
    "fe80::1",
    "2001:db8::1",
    "::ffff:192.168.1.1",
    "127.0.0.1.example.org",
    "localhost.example.org",
    "127.0.0.1:8080",
    "host",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_a_loopback_address_is_accepted(host: str) -> None:
    require_loopback(host)
    assert ServerSettings(host=host).host == host


@pytest.mark.parametrize("host", ELSEWHERE)
def test_any_other_address_is_refused(host: str) -> None:
    with pytest.raises(NotLoopback, match="this machine only"):
        require_loopback(host)
    with pytest.raises(NotLoopback):
        ServerSettings(host=host)


def test_an_address_from_the_environment_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIKONG_HOST", "0.0.0.0")
    with pytest.raises(NotLoopback):
        ServerSettings()


@pytest.mark.parametrize("port", [-1, 65536, "http"])
def test_a_port_that_is_none_is_refused(port: object) -> None:
    with pytest.raises(ValidationError):
        ServerSettings(port=port)  # type: ignore[arg-type]


@pytest.mark.parametrize("settings", [ServerSettings, MapSettings])
def test_every_setting_is_described_and_named_in_the_environment(
    settings: type[BaseSettings],
) -> None:
    assert all(field.description for field in settings.model_fields.values())
    assert str(settings.model_config.get("env_prefix", "")).startswith("SHIKONG_")


def test_the_map_has_no_review_number_until_somebody_sets_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SHIKONG_MAP_REVIEW_NUMBER", raising=False)
    assert MapSettings().review_number == ""
    monkeypatch.setenv("SHIKONG_MAP_REVIEW_NUMBER", "GS(2026)0001号")
    assert MapSettings().review_number == "GS(2026)0001号"
