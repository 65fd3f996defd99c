"""Messages of vehicles to sightings: 0x1202 and 0x9202, their re-reports 0x1203 and 0x9203.

2011 has a position block of its own; that of 2019 holds a location of JT/T 808. Times are GMT+8
(domain R4.2), longitude and latitude CGCS2000 unless the encrypt flag says that a secrecy plug-in
has shifted them. Standard: JT/T 809-2011, JT/T 809-2019.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from ingest.beidou.jt808.layouts import Value
from ingest.beidou.jt808.location import decode_location
from ingest.beidou.jt809.frame import VEHICLE_MESSAGES, Edition, Frame
from ingest.beidou.jt809.layouts import (
    LOCATION_2011,
    LOCATION_2019,
    MESSAGE_TYPES,
    decode_body,
    decode_fields,
    encode_fields,
    number,
    raw,
)
from ingest.beidou.sightings import Sighting, packed
from ingest.beidou.store import is_device_name
from spatial.errors import BadBody
from spatial.temporal import CHINA_TIME

_SHIFTED = "coordinates shifted by a secrecy plug-in (encrypt flag 1): not CGCS2000"
_SOUTH, _WEST = 1 << 2, 1 << 3

_SEPARATORS = re.compile(r"[\s·•・.]+")


@dataclass(frozen=True, slots=True)
class PositionMessage:
    """A message with positions of a vehicle. batch: whether a count stands before them."""

    name: str
    batch: bool


POSITION_MESSAGES: Mapping[int, PositionMessage] = MappingProxyType(
    {
        0x1202: PositionMessage("实时上传车辆定位信息", batch=False),
        0x1203: PositionMessage("车辆定位信息自动补报", batch=True),
        0x9202: PositionMessage("交换车辆定位信息", batch=False),
        0x9203: PositionMessage("车辆定位信息交换补发", batch=True),
    }
)
"""The messages of a vehicle that say where it was, by sub id."""


@dataclass(frozen=True, slots=True)
class VehicleMessage:
    """What is told of a vehicle. device: its plate and colour, see `device_name`."""

    device: str
    sub_id: int
    data: bytes


def device_name(plate: bytes, colour: int) -> str:
    """The name of a vehicle: its plate and the number of its colour (粤A12345:2).

    plate: GBK, padded with zeros or spaces. Two vehicles may have one number on plates of two
    colours. Dots and spaces within are left out (粤A·12345), wide letters become plain and small
    ones capital, so that one vehicle has one name. Raises BadBody for a plate that is empty, no
    GBK, or holds anything else that no device name has.

    >>> device_name("粤A·12345".encode("gbk") + bytes(8), 2)
    '粤A12345:2'
    """
    try:
        text = plate.partition(b"\0")[0].decode("gbk")
    except UnicodeDecodeError as error:
        raise BadBody(f"the plate {plate.hex()} is no GBK") from error
    tidy = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    name = f"{tidy}:{colour}"
    if not tidy or not is_device_name(name):
        raise BadBody(f"the plate {plate.hex()} is no name of a device: letters and digits only")
    return name


def vehicle_message(frame: Frame) -> VehicleMessage | None:
    """What a frame tells of a vehicle; None for one of another id. Raises BadBody.

    frame: sound, and in the clear.
    """
    if frame.message_id not in VEHICLE_MESSAGES:
        return None
    values = decode_body(frame.message_id, frame.body, frame.edition)
    return VehicleMessage(
        device_name(raw(values, "plate"), number(values, "plate_colour")),
        number(values, "sub_id"),
        raw(values, "data"),
    )


def sightings_of(frame: Frame, record: str = "") -> tuple[Sighting, ...]:
    """The positions that a frame carries, in the order sent; none for one that has none.

    frame: sound, and in the clear. record: which frame it is, for the log. A position that cannot
    be believed is a sighting with a fault; `raw` of each is its block in hex.
    Raises BadBody when the body does not hold what its ids promise: a batch is taken whole or not
    at all.
    """
    message = vehicle_message(frame)
    known = None if message is None else POSITION_MESSAGES.get(message.sub_id)
    if message is None or known is None:
        return ()
    name = f"{message.sub_id:04X} {known.name}"
    count, rest = 1, message.data
    if known.batch:
        if not rest:
            raise BadBody(f"{name}: the count of positions is missing")
        count, rest = rest[0], rest[1:]
    fields = LOCATION_2019 if frame.edition == 2019 else LOCATION_2011
    blocks: list[tuple[dict[str, Value], bytes]] = []
    for _ in range(count):
        before = rest
        values, rest = decode_fields(fields, before, name)
        blocks.append((values, before[: len(before) - len(rest)]))
    if rest:
        raise BadBody(f"{name}: {len(rest)} bytes are left behind {count} positions")
    read = _sighting_2019 if frame.edition == 2019 else _sighting_2011
    return tuple(
        read(
            values,
            message.device,
            record if count == 1 else f"{record}, position {place}",
            {"hex": block.hex()},
        )
        for place, (values, block) in enumerate(blocks, 1)
    )


def _sighting_2011(
    values: Mapping[str, Value], device: str, record: str, came: Mapping[str, str]
) -> Sighting:
    state = number(values, "state")
    fault, time = None, None
    if number(values, "encrypt"):
        fault = _SHIFTED
    try:
        time = datetime(
            number(values, "year"),
            number(values, "month"),
            number(values, "day"),
            number(values, "hour"),
            number(values, "minute"),
            number(values, "second"),
            tzinfo=CHINA_TIME,
        )
    except ValueError as error:
        fault = fault or f"the date and time are not in the calendar: {error}"
    longitude, latitude = number(values, "longitude_e6"), number(values, "latitude_e6")
    return Sighting(
        device=device,
        time=time,
        lon=(-longitude if state & _WEST else longitude) / 1e6,
        lat=(-latitude if state & _SOUTH else latitude) / 1e6,
        altitude_m=number(values, "altitude_m"),
        speed_kmh=number(values, "speed_kmh"),
        course=number(values, "course"),
        status=state,
        alarm=number(values, "alarm"),
        extras=packed(
            {name: number(values, name) for name in ("recorder_speed_kmh", "mileage_km")}
        ),
        fault=fault,
        record=record,
        raw=came,
    )


_PLATFORMS = ("company", "city", "province")


def _sighting_2019(
    values: Mapping[str, Value], device: str, record: str, came: Mapping[str, str]
) -> Sighting:
    if number(values, "encrypt"):
        return Sighting(device, fault=_SHIFTED, record=record, raw=came)
    try:
        location = decode_location(raw(values, "gnss"))
        time = location.fix_time()
    except BadBody as error:
        return Sighting(device, fault=str(error), record=record, raw=came)
    told: dict[str, object] = {"jt808_items": location.tail.hex()} if location.tail else {}
    for platform in _PLATFORMS:
        code = raw(values, f"{platform}_id").strip(b"\0 ")
        alarm = number(values, f"{platform}_alarm")
        if code.strip(b"0") or alarm:
            told[platform] = {"id": code.decode("gbk", "backslashreplace"), "alarm": alarm}
    return Sighting(
        device=device,
        time=time,
        lon=location.longitude_e6 / 1e6,
        lat=location.latitude_e6 / 1e6,
        altitude_m=location.altitude_m,
        speed_kmh=location.speed_dkmh / 10,
        course=location.course,
        status=location.status,
        alarm=location.alarm,
        extras=packed(told),
        record=record,
        raw=came,
    )


def encode_positions(sub_id: int, blocks: Sequence[Mapping[str, Value]], edition: Edition) -> bytes:
    """The data of a vehicle message with positions, the inverse of what sightings_of takes apart.

    blocks: values of the fields of LOCATION_2011 or LOCATION_2019; one, or up to 255 of a
    re-report. Raises BadBody.
    """
    known = POSITION_MESSAGES.get(sub_id)
    if known is None:
        raise BadBody(f"{sub_id:04X} is no message with positions")
    if len(blocks) > 255 or (len(blocks) != 1 and not known.batch):
        raise BadBody(f"{sub_id:04X} {known.name}: {len(blocks)} positions do not fit")
    fields = LOCATION_2019 if edition == 2019 else LOCATION_2011
    count = bytes((len(blocks),)) if known.batch else b""
    return count + b"".join(encode_fields(fields, block) for block in blocks)


def message_name(frame: Frame) -> str:
    """What a frame is, for the log: its id, its name where it is known."""
    known = MESSAGE_TYPES.get(frame.message_id)
    return f"{frame.message_id:04X} {known.name}" if known else f"{frame.message_id:04X}"
