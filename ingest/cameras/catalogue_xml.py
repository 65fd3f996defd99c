"""Catalogues of GB/T 28181 as platforms exchange them: XML with an Item for each device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from spatial.business.intake.rows import SourceRow
from spatial.cameras.device_number import CAMERA_TYPES
from spatial.errors import SourceRefused

MOST_BYTES = 512_000_000

_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CODECS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8-sig"}


def catalogue_rows(path: Path) -> Iterator[SourceRow]:
    """A row for each camera of a catalogue, as its item says; other devices are passed over.

    Members of an item's `Info` stand beside its own. Items of other types (platforms, groups,
    alarms) are told apart by their number; what has no 20 digits is handed on, to be refused.
    Raises SourceRefused when it is no such catalogue, has a document type, or is too large.
    """
    if path.stat().st_size > MOST_BYTES:
        raise SourceRefused(f"{path.name} 超过 {MOST_BYTES // 1_000_000} 兆字节，请分开")
    root = _root(path)
    items = list(root.iter("Item"))
    if not items:
        raise SourceRefused(f"{path.name} 不是 GB/T 28181 目录：没有 Item")
    for place, item in enumerate(items, start=1):
        values = {one.tag: (one.text or "").strip() for one in item.iter() if len(one) == 0}
        number = values.get("DeviceID", "")
        if len(number) == 20 and number.isdecimal() and number[10:13] not in CAMERA_TYPES:
            continue
        yield SourceRow(f"Item {place}", values)


def _root(path: Path) -> Element:
    content = path.read_bytes()
    head = _DECLARATION.match(content)
    named = _ENCODING.search(head[0]) if head else None
    encoding = named[1].decode("ascii").lower() if named else "utf-8"
    if encoding not in _CODECS:
        raise SourceRefused(f"{path.name} 的编码是 {encoding}：应为 UTF-8 或 GB18030")
    try:
        text = content[head.end() if head else 0 :].decode(_CODECS[encoding])
    except UnicodeDecodeError as error:
        raise SourceRefused(f"{path.name} 不是 {encoding}（第 {error.start} 字节）") from error
    try:
        root = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceRefused(f"{path.name} 带有 DOCTYPE：目录没有，未读") from error
    except ParseError as error:
        raise SourceRefused(f"{path.name} 不是完整的 XML：{error}") from error
    assert isinstance(root, Element)
    return root
