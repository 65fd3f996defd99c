"""Templates of links: what is refused, and that nothing filled in leads elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial.cameras.settings import CameraSettings
from spatial.cameras.templates import Use, check_template, filled
from spatial.errors import BadLinkTemplate

PLAYBACK = "https://video.example/p/{id}?from={start}&to={end}&as={user}"


@pytest.mark.parametrize(
    ("template", "use", "reason"),
    [
        ("http://video.example/{id}", Use.LIVE, "https://"),
        ("javascript:alert({id})", Use.LIVE, "https://"),
        ("//video.example/{id}", Use.LIVE, "https://"),
        ("https:///{id}", Use.LIVE, "主机"),
        ("https://{id}.example/{id}", Use.LIVE, "主机"),
        ("https://{user}/{id}", Use.LIVE, "主机"),
        ("https://user:secret@video.example/{id}", Use.LIVE, "用户名和密码"),
        ("https://video.example\\@evil.example/{id}", Use.LIVE, "ASCII"),
        ("https://video.example/ {id}", Use.LIVE, "ASCII"),
        ("https://video.example/\r\nSet-Cookie:{id}", Use.LIVE, "ASCII"),
        ("https://视频.example/{id}", Use.LIVE, "ASCII"),
        ("https://video.example:port/{id}", Use.LIVE, "不是网址"),
        ("https://video.example/{id}#x", Use.LIVE, "#"),
        ("https://video.example/live", Use.LIVE, "缺少 {id}"),
        ("https://video.example/{id}/{token}", Use.LIVE, "占位符"),
        ("https://video.example/{id}/{", Use.LIVE, "占位符"),
        ("https://video.example/{id}?at={start}", Use.LIVE, "实时"),
        ("https://video.example/{id}", Use.PLAYBACK, "缺少 {start}"),
    ],
)
def test_a_template_that_could_lead_anywhere_is_refused_r7_4(
    template: str, use: Use, reason: str
) -> None:
    with pytest.raises(BadLinkTemplate, match=reason):
        check_template(template, use)


@given(user=st.text(min_size=1, max_size=50).filter(lambda one: "\0" not in one))
def test_whoever_the_user_is_the_link_leads_to_the_host_of_the_template_r7_4(user: str) -> None:
    if any(0xD800 <= ord(sign) < 0xE000 for sign in user):
        return
    address = filled(
        PLAYBACK,
        Use.PLAYBACK,
        number="99010100001320000001",
        user=user,
        starts=datetime(2024, 1, 1, tzinfo=UTC),
        ends=datetime(2024, 1, 1, 1, tzinfo=UTC),
    )
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "video.example", "")
    assert parts.path == "/p/99010100001320000001"
    assert parse_qs(parts.query)["as"] == [user]
    assert address.isascii()


def test_hosts_that_are_not_allowed_are_refused_r7_4() -> None:
    for hosts in (("video.example",), ("VIDEO.example", "other")):
        assert filled(
            "rtsp://video.example:554/{id}", Use.LIVE, number="1", user="a", hosts=hosts
        ).endswith("/1")
    with pytest.raises(BadLinkTemplate, match="SHIKONG_CAMERA_HOSTS"):
        filled("https://video.example/{id}", Use.LIVE, number="1", user="a", hosts=("other",))


def test_settings_with_a_bad_template_are_refused_r7_4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIKONG_CAMERA_LIVE_TEMPLATE", "ftp://video.example/{id}")
    with pytest.raises(ValueError, match="https://"):
        CameraSettings()
    monkeypatch.setenv("SHIKONG_CAMERA_LIVE_TEMPLATE", "https://video.example/{id}")
    monkeypatch.setenv("SHIKONG_CAMERA_HOSTS", "Video.example, other")
    assert CameraSettings().allowed_hosts == ("video.example", "other")
