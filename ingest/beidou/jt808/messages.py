"""The messages that say where the terminal was, as a table; all others are not positions.

Adding one is adding a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ingest.beidou.jt808.location import BLOCK_LENGTH, Location, decode_batch, decode_location
from spatial.errors import BadBody


@dataclass(frozen=True, slots=True)
class PositionMessage:
    """A message with locations. name: of the standard. locations: body → what it carries."""

    name: str
    locations: Callable[[bytes], tuple[Location, ...]]


def _whole(body: bytes) -> tuple[Location, ...]:
    return (decode_location(body),)


def _after_serial(body: bytes) -> tuple[Location, ...]:
    """Answers begin with the serial WORD of the request."""
    return (decode_location(body, 2),)


def _in_multimedia(body: bytes) -> tuple[Location, ...]:
    """Multimedia id DWORD, type, format, event and channel BYTE, location block, then the data.

    The 2011 edition has no location here and cannot be told apart by the header: a body whose
    block is impossible is judged like any other position.
    """
    return (decode_location(body[: 8 + BLOCK_LENGTH], 8),)


POSITION_MESSAGES: Mapping[int, PositionMessage] = MappingProxyType(
    {
        0x0200: PositionMessage("位置信息汇报", _whole),
        0x0201: PositionMessage("位置信息查询应答", _after_serial),
        0x0500: PositionMessage("车辆控制应答", _after_serial),
        0x0704: PositionMessage("定位数据批量上传", decode_batch),
        0x0801: PositionMessage("多媒体数据上传", _in_multimedia),
    }
)

STORED: frozenset[int] = frozenset({0x0200, 0x0201, 0x0500, 0x0704})
"""The messages whose locations become fixes. That of 0x0801 is where a picture was taken: it
belongs to the picture, and its time is often that of an earlier fix."""


def locations_of(message_id: int, body: bytes) -> tuple[Location, ...]:
    """The locations that a message carries, in order; none for a message that has none.

    Raises BadBody when the body of such a message does not hold what its id promises.
    """
    message = POSITION_MESSAGES.get(message_id)
    if message is None:
        return ()
    try:
        return message.locations(body)
    except BadBody as error:
        raise BadBody(f"{message_id:04X} {message.name}: {error}") from error
