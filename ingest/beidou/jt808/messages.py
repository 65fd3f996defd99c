"""The messages that say where the terminal was, as a table; all others are not positions.

Adding one is adding a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ingest.beidou.jt808.location import (
    BLOCK_LENGTH,
    Location,
    batch_items,
    decode_location,
    require_block,
)
from spatial.errors import BadBody


@dataclass(frozen=True, slots=True)
class PositionMessage:
    """A message with locations. name: of the standard. items: body → its location bodies.

    Each item is a location block with the extras behind it, as in 0x0200.
    """

    name: str
    items: Callable[[bytes], list[bytes]]


def _whole(body: bytes) -> list[bytes]:
    require_block(body)
    return [body]


def _after_serial(body: bytes) -> list[bytes]:
    """Answers begin with the serial WORD of the request."""
    require_block(body, 2)
    return [body[2:]]


def _in_multimedia(body: bytes) -> list[bytes]:
    """Multimedia id DWORD, type, format, event and channel BYTE, location block, then the data.

    The 2011 edition has no location here and cannot be told apart by the header: a body whose
    block is impossible is judged like any other position.
    """
    require_block(body, 8)
    return [body[8 : 8 + BLOCK_LENGTH]]


POSITION_MESSAGES: Mapping[int, PositionMessage] = MappingProxyType(
    {
        0x0200: PositionMessage("位置信息汇报", _whole),
        0x0201: PositionMessage("位置信息查询应答", _after_serial),
        0x0500: PositionMessage("车辆控制应答", _after_serial),
        0x0704: PositionMessage("定位数据批量上传", batch_items),
        0x0801: PositionMessage("多媒体数据上传", _in_multimedia),
    }
)

STORED: frozenset[int] = frozenset({0x0200, 0x0201, 0x0500, 0x0704})
"""The messages whose locations become fixes. That of 0x0801 is where a picture was taken: it
belongs to the picture, and its time is often that of an earlier fix."""


def location_bodies(message_id: int, body: bytes) -> list[bytes]:
    """The location bodies that a message carries, in order; none for a message that has none.

    Each has 28 bytes at least. Raises BadBody when the body of such a message does not hold what
    its id promises.
    """
    message = POSITION_MESSAGES.get(message_id)
    if message is None:
        return []
    try:
        return message.items(body)
    except BadBody as error:
        raise BadBody(f"{message_id:04X} {message.name}: {error}") from error


def locations_of(message_id: int, body: bytes) -> tuple[Location, ...]:
    """The locations that a message carries, in order. Raises BadBody as `location_bodies` does."""
    return tuple(decode_location(item) for item in location_bodies(message_id, body))
