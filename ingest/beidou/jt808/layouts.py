"""The bodies of the messages between terminal and platform, as a table: read and written by it.

A row says what a body is made of, once; decoder and encoder both come from it. Text is kept as the
bytes that came (GBK, padded with zeros), so that a body is written back as it was; `text_of` shows
it. Adding a message is adding a row. Standard: JT/T 808, 8 (2011, 2013, 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from spatial.errors import BadBody

Value = int | bytes
"""A whole number (BYTE, WORD, DWORD), or bytes (BYTE[n], BCD[n], STRING)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a body. size: in bytes; None is the rest of the body.

    number: whether it is a whole number, most significant byte first. length_of: it tells how many
    bytes the field of that name has.
    """

    name: str
    size: int | None
    number: bool = False
    length_of: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a body is made of in one edition."""

    edition: int
    fields: tuple[Field, ...]

    @property
    def least(self) -> int:
        """Bytes of the shortest body."""
        return sum(field.size or 0 for field in self.fields if field.name not in self._measured)

    @property
    def _measured(self) -> set[str]:
        return {field.length_of for field in self.fields if field.length_of is not None}


def _byte(name: str, length_of: str | None = None) -> Field:
    return Field(name, 1, number=True, length_of=length_of)


def _word(name: str) -> Field:
    return Field(name, 2, number=True)


def _bytes(name: str, size: int | None) -> Field:
    return Field(name, size)


def _registration(edition: int, maker: int, model: int, terminal: int) -> Layout:
    return Layout(
        edition,
        (
            _word("province"),
            _word("county"),
            _bytes("maker", maker),
            _bytes("model", model),
            _bytes("terminal", terminal),
            _byte("plate_colour"),
            _bytes("plate", None),
        ),
    )


@dataclass(frozen=True, slots=True)
class MessageType:
    """A message. name: of the standard. layouts: the newest edition first."""

    name: str
    layouts: tuple[Layout, ...]


_ANSWER = Layout(2011, (_word("serial"), _word("message_id"), _byte("result")))
_NOTHING = Layout(2011, ())

MESSAGE_TYPES: Mapping[int, MessageType] = MappingProxyType(
    {
        0x0001: MessageType("终端通用应答", (_ANSWER,)),
        0x0002: MessageType("终端心跳", (_NOTHING,)),
        0x0003: MessageType("终端注销", (_NOTHING,)),
        0x0004: MessageType("查询服务器时间请求", (_NOTHING,)),
        0x0100: MessageType(
            "终端注册",
            (
                _registration(2019, maker=11, model=30, terminal=30),
                _registration(2013, maker=5, model=20, terminal=7),
                _registration(2011, maker=5, model=8, terminal=7),
            ),
        ),
        0x0102: MessageType(
            "终端鉴权",
            (
                Layout(
                    2019,
                    (
                        _byte("length", length_of="code"),
                        _bytes("code", 0),
                        _bytes("imei", 15),
                        _bytes("software", 20),
                    ),
                ),
                Layout(2011, (_bytes("code", None),)),
            ),
        ),
        0x8001: MessageType("平台通用应答", (_ANSWER,)),
        0x8003: MessageType(
            "服务器补传分包请求",
            (
                Layout(2019, (_word("serial"), _word("count"), _bytes("numbers", None))),
                Layout(2011, (_word("serial"), _byte("count"), _bytes("numbers", None))),
            ),
        ),
        0x8004: MessageType("查询服务器时间应答", (Layout(2019, (_bytes("time", 6),)),)),
        0x8100: MessageType(
            "终端注册应答",
            (Layout(2011, (_word("serial"), _byte("result"), _bytes("code", None))),),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Body:
    """A body taken apart. edition: by which layout. rest: bytes behind the last field."""

    edition: int
    values: Mapping[str, Value]
    rest: bytes = b""

    def number(self, name: str) -> int:
        """A whole number of it."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def text(self, name: str) -> str:
        """A text of it, without its padding."""
        value = self.values[name]
        assert isinstance(value, bytes)
        return text_of(value)


def text_of(raw: bytes) -> str:
    """GBK up to the first zero; bytes that are none are shown as U+FFFD.

    >>> text_of("测A".encode("gbk") + bytes(4))
    '测A'
    """
    return raw.partition(b"\0")[0].decode("gbk", "replace")


def decode_body(message_id: int, body: bytes, version: int | None) -> Body:
    """Takes a body apart by its row of the table. version: of the frame's header; None before 2019.

    Whether a registration is of 2011 or of 2013 is told by nothing but the body: that of 2013 has
    room for its longer model, which is printable and padded with zeros.
    Raises BadBody for a message that is not in the table, and for a body that is too short.
    """
    message = MESSAGE_TYPES.get(message_id)
    if message is None:
        raise BadBody(f"{message_id:04X} is not in the table of messages")
    layouts = [
        layout for layout in message.layouts if version is not None or layout.edition < 2019
    ] or list(message.layouts)
    if version is not None:
        layouts = layouts[:1]
    for layout in layouts:
        found = _taken_apart(layout, body)
        if found is not None and (layout is layouts[-1] or _fits(found)):
            return found
    least = min(layout.least for layout in layouts)
    raise BadBody(f"{message_id:04X} {message.name}: {len(body)} bytes, {least} are the least")


def _taken_apart(layout: Layout, body: bytes) -> Body | None:
    values: dict[str, Value] = {}
    sizes: dict[str, int] = {}
    at = 0
    for field in layout.fields:
        size = sizes.get(field.name, field.size)
        end = len(body) if size is None else at + size
        if end > len(body):
            return None
        raw = body[at:end]
        values[field.name] = int.from_bytes(raw, "big") if field.number else raw
        if field.length_of is not None:
            sizes[field.length_of] = int.from_bytes(raw, "big")
        at = end
    return Body(layout.edition, values, body[at:])


def _fits(found: Body) -> bool:
    """Whether the model of a terminal looks like one."""
    model = found.values.get("model")
    if not isinstance(model, bytes):
        return True
    name, _, padding = model.partition(b"\0")
    return not any(padding) and all(0x20 <= byte < 0x7F for byte in name)


def encode_body(
    message_id: int, values: Mapping[str, Value], edition: int | None = None, rest: bytes = b""
) -> bytes:
    """Writes a body by its row of the table; the inverse of decode_body.

    edition: by which layout; None is the newest. Bytes shorter than their field are padded with
    zeros. Raises BadBody for what the table does not know or has no room for.
    """
    message = MESSAGE_TYPES.get(message_id)
    if message is None:
        raise BadBody(f"{message_id:04X} is not in the table of messages")
    layout = next(
        (one for one in message.layouts if edition is None or one.edition <= edition), None
    )
    if layout is None:
        raise BadBody(f"{message_id:04X} {message.name} has no layout of {edition}")
    written = b"".join(_written(field, values, layout.fields) for field in layout.fields)
    return written + rest


def _written(field: Field, values: Mapping[str, Value], fields: Sequence[Field]) -> bytes:
    if field.length_of is not None:
        measured = values[field.length_of]
        assert isinstance(measured, bytes)
        return _number(field, len(measured))
    value = values[field.name]
    if isinstance(value, int):
        return _number(field, value)
    if field.size is None or any(other.length_of == field.name for other in fields):
        return value
    if len(value) > field.size:
        raise BadBody(f"{field.name}: {len(value)} bytes, there is room for {field.size}")
    return value.ljust(field.size, b"\0")


def _number(field: Field, value: int) -> bytes:
    size = field.size or 0
    if not 0 <= value < 1 << 8 * size:
        raise BadBody(f"{field.name}: {value} does not fit into {size} bytes")
    return value.to_bytes(size, "big")
