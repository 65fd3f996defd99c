"""Templates of links into a video platform: checked when registered, filled when a link is opened.

    https://video.example.gov/live?channel={id}&as={user}
    https://video.example.gov/playback/{id}?from={start}&to={end}

A template says scheme and host itself; what is filled in stands behind them and is percent-encoded,
so that no request decides where a link leads.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote, urlsplit

from spatial.errors import BadLinkTemplate
from spatial.locations.clock import iso_utc

SCHEMES = ("https", "rtsps", "rtsp")
PLACEHOLDERS = ("id", "start", "end", "user")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,1000}", re.ASCII)
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.ASCII)


class Use(StrEnum):
    """What a link shows: the picture of now, or what was recorded."""

    LIVE = "live"
    PLAYBACK = "playback"


def check_template(template: str, use: Use) -> str:
    """The template itself, where links may be made of it. Raises BadLinkTemplate with the reason.

    >>> check_template("rtsp://10.1.2.3/{id}", Use.LIVE)
    'rtsp://10.1.2.3/{id}'
    """
    if not _PRINTABLE.fullmatch(template) or "\\" in template:
        raise BadLinkTemplate("链接模板只能有可见的 ASCII 字符（其余用百分号编码），至多 1000 个")
    try:
        parts = urlsplit(template)
        _ = parts.port
    except ValueError as error:
        raise BadLinkTemplate("链接模板不是网址") from error
    if parts.scheme not in SCHEMES:
        raise BadLinkTemplate(f"链接模板应以 {'、'.join(f'{one}://' for one in SCHEMES)} 开头")
    host = parts.netloc.rpartition("@")[2]
    if host != parts.netloc:
        raise BadLinkTemplate("链接模板不能带用户名和密码")
    if parts.hostname is None or not _HOST.fullmatch(_bare_host(host)):
        raise BadLinkTemplate("链接模板没有写明主机，或主机里有占位符")
    if parts.fragment:
        raise BadLinkTemplate("链接模板不能有 # 之后的部分")
    _check_placeholders(template, use)
    return template


def _bare_host(netloc: str) -> str:
    """The host as it is written, in small letters, without its port."""
    if netloc.startswith("["):
        return netloc[: netloc.find("]") + 1].lower()
    return netloc.partition(":")[0].lower()


def _check_placeholders(template: str, use: Use) -> None:
    found = _PLACEHOLDER.findall(template)
    unknown = [name for name in found if name not in PLACEHOLDERS]
    rest = _PLACEHOLDER.sub("", template)
    if unknown or "{" in rest or "}" in rest:
        raise BadLinkTemplate(
            f"链接模板的占位符只有 {'、'.join('{' + one + '}' for one in PLACEHOLDERS)}"
        )
    if "id" not in found:
        raise BadLinkTemplate("链接模板缺少 {id}：不然各点位同一链接")
    if use is Use.LIVE and ("start" in found or "end" in found):
        raise BadLinkTemplate("实时链接的模板没有 {start} 和 {end}")
    if use is Use.PLAYBACK and "start" not in found:
        raise BadLinkTemplate("回放链接的模板缺少 {start}")


def filled(
    template: str,
    use: Use,
    *,
    number: str,
    user: str,
    starts: datetime | None = None,
    ends: datetime | None = None,
    hosts: Collection[str] = (),
) -> str:
    """The address that a template gives for a camera and a user; instants are ISO 8601 in UTC.

    hosts: those that links may lead to; any where empty. Raises BadLinkTemplate.
    """
    check_template(template, use)
    if hosts and urlsplit(template).hostname not in {one.lower() for one in hosts}:
        raise BadLinkTemplate("链接模板的主机不在允许的视频平台之内（SHIKONG_CAMERA_HOSTS）")
    values = {
        "id": number,
        "user": user,
        "start": "" if starts is None else iso_utc(starts),
        "end": "" if ends is None else iso_utc(ends),
    }
    return _PLACEHOLDER.sub(lambda one: quote(values[one[1]], safe=""), template)
