"""The bodies of the messages between platforms, as a table: read and written by it.

A row says what a body is made of, once; decoder and encoder both come from it. Numbers come most
significant byte first; text is GBK, padded with zeros, and kept as the bytes that came. Adding a
message is adding a row. Standard: JT/T 809-2011, and JT/T 809-2019 where it differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ingest.beidou.jt808.layouts import Field, Value
from ingest.beidou.jt809.frame import Edition
from spatial.errors import BadBody


def _byte(name: str) -> Field:
    return Field(name, 1, number=True)


def _word(name: str) -> Field:
    return Field(name, 2, number=True)


def _dword(name: str, length_of: str | None = None) -> Field:
    return Field(name, 4, number=True, length_of=length_of)


_LINK = (Field("down_link_ip", 32), _word("down_link_port"))
_USER = (_dword("user_id"), Field("password", 8))

VEHICLE = (
    Field("plate", 21),
    _byte("plate_colour"),
    _word("sub_id"),
    _dword("length", length_of="data"),
    Field("data", 0),
)
"""Around what is told of one vehicle: its plate (车牌号), the colour of the plate (车牌颜色, of
JT/T 415: 1 blue, 2 yellow, 3 black, 4 white, 9 other), which message it is, and that message."""

LOCATION_2011 = (
    _byte("encrypt"),
    _byte("day"),
    _byte("month"),
    _word("year"),
    _byte("hour"),
    _byte("minute"),
    _byte("second"),
    _dword("longitude_e6"),
    _dword("latitude_e6"),
    _word("speed_kmh"),
    _word("recorder_speed_kmh"),
    _dword("mileage_km"),
    _word("course"),
    _word("altitude_m"),
    _dword("state"),
    _dword("alarm"),
)
"""The position of a vehicle (GNSS_DATA), 36 bytes: longitude before latitude, unsigned, in 1e-6
degree; date and time as plain numbers in GMT+8. State and alarm are the words of JT/T 808."""

LOCATION_2019 = (
    _byte("encrypt"),
    _dword("length", length_of="gnss"),
    Field("gnss", 0),
    Field("company_id", 11),
    _dword("company_alarm"),
    Field("city_id", 11),
    _dword("city_alarm"),
    Field("province_id", 11),
    _dword("province_alarm"),
)
"""The position of a vehicle in the edition of 2019: a body of JT/T 808, 0x0200, and what the
platforms of company, city and province (their codes) raise as alarms."""


@dataclass(frozen=True, slots=True)
class MessageType:
    """A message. name: of the standard. fields: of 2011. fields_2019: None where they are equal."""

    name: str
    fields: tuple[Field, ...]
    fields_2019: tuple[Field, ...] | None = None

    def of(self, edition: Edition) -> tuple[Field, ...]:
        """The fields in that edition."""
        if edition == 2019 and self.fields_2019 is not None:
            return self.fields_2019
        return self.fields


MESSAGE_TYPES: Mapping[int, MessageType] = MappingProxyType(
    {
        0x1001: MessageType(
            "主链路登录请求", (*_USER, *_LINK), (*_USER, _dword("platform_id"), *_LINK)
        ),
        0x1002: MessageType("主链路登录应答", (_byte("result"), _dword("verify_code"))),
        0x1003: MessageType("主链路注销请求", _USER),
        0x1004: MessageType("主链路注销应答", ()),
        0x1005: MessageType("主链路连接保持请求", ()),
        0x1006: MessageType("主链路连接保持应答", ()),
        0x1007: MessageType("主链路断开通知", (_byte("error_code"),)),
        0x1008: MessageType("下级平台主动关闭链路通知", (_byte("reason_code"),)),
        0x1200: MessageType("主链路动态信息交换", VEHICLE),
        0x9200: MessageType("从链路动态信息交换", VEHICLE),
    }
)
"""The messages whose bodies are read and written. Those of others are left as they came."""

LOGIN_RESULTS: Mapping[int, str] = MappingProxyType(
    {
        0x00: "successful",
        0x01: "the address is wrong",
        0x02: "the platform id is wrong",
        0x03: "the user is not registered",
        0x04: "the password is wrong",
        0x05: "too few resources, try again later",
        0x06: "other",
    }
)
"""What `result` of 0x1002 says."""


def decode_body(message_id: int, body: bytes, edition: Edition) -> dict[str, Value]:
    """Takes a body apart by its row of the table; field name → value.

    body: in the clear. Raises BadBody for a message that is not in the table, and for a body that
    is shorter or longer than its fields.
    """
    message = _message(message_id)
    values, rest = decode_fields(message.of(edition), body, f"{message_id:04X} {message.name}")
    if rest:
        raise BadBody(f"{message_id:04X} {message.name}: {len(rest)} bytes are left over")
    return values


def encode_body(message_id: int, values: Mapping[str, Value], edition: Edition) -> bytes:
    """Writes a body by its row of the table; the inverse of decode_body.

    Bytes shorter than their field are padded with zeros; a length is measured and need not be
    given. Raises BadBody for what the table does not know or has no room for.
    """
    return encode_fields(_message(message_id).of(edition), values)


def _message(message_id: int) -> MessageType:
    message = MESSAGE_TYPES.get(message_id)
    if message is None:
        raise BadBody(f"{message_id:04X} is not in the table of messages")
    return message


def decode_fields(
    fields: Sequence[Field], body: bytes, name: str
) -> tuple[dict[str, Value], bytes]:
    """The values of the fields at the beginning of a body, and what follows them.

    name: of the body, for the message. Raises BadBody when it ends before they do.
    """
    values: dict[str, Value] = {}
    sizes: dict[str, int] = {}
    at = 0
    for field in fields:
        size = sizes.get(field.name, field.size or 0)
        raw = body[at : at + size]
        if len(raw) < size:
            raise BadBody(
                f"{name}: {field.name} at byte {at} has {size} bytes, {len(raw)} are left"
            )
        values[field.name] = int.from_bytes(raw, "big") if field.number else raw
        if field.length_of is not None:
            sizes[field.length_of] = int.from_bytes(raw, "big")
        at += size
    return values, body[at:]


def encode_fields(fields: Sequence[Field], values: Mapping[str, Value]) -> bytes:
    """The bytes of the fields; the inverse of decode_fields. Raises BadBody."""
    measured = {field.length_of for field in fields}
    return b"".join(_written(field, values, measured) for field in fields)


def _written(field: Field, values: Mapping[str, Value], measured: set[str | None]) -> bytes:
    value = values.get(field.length_of or field.name)
    size = field.size or 0
    if field.length_of is not None and isinstance(value, bytes):
        value = len(value)
    if isinstance(value, bytes) and not field.number:
        if field.name not in measured and len(value) > size:
            raise BadBody(f"{field.name}: {len(value)} bytes, there is room for {size}")
        return value.ljust(size, b"\0")
    if isinstance(value, int) and field.number:
        if not 0 <= value < 1 << 8 * size:
            raise BadBody(f"{field.name}: {value} does not fit into {size} bytes")
        return value.to_bytes(size, "big")
    raise BadBody(f"{field.name}: {value!r} is {'no number' if field.number else 'no bytes'}")


def number(values: Mapping[str, Value], name: str) -> int:
    """A whole number among the values."""
    value = values[name]
    assert isinstance(value, int)
    return value


def raw(values: Mapping[str, Value], name: str) -> bytes:
    """Bytes among the values."""
    value = values[name]
    assert isinstance(value, bytes)
    return value
