"""Fixes of one device as few bytes, without loss: the body of a sealed chunk.

Each column is told by its first value and the steps from one fix to the next (of the time: the
steps of the steps), folded to whole numbers from 0 on (zigzag), cut into planes of equal
significance and packed with zstd. Units are chosen for each chunk as coarse as its values allow,
so that whole seconds or 1e-6 degree cost nothing for the digits they do not have.

Body: a byte with the version, which is read for ever; then one zstd frame of
  the number of fixes (varint);
  for each column of `_COLUMNS`: a byte with its unit, a byte with the width of its steps, its first
  value (zigzag varint); where a unit says that some are unknown, a bit for each fix;
  the planes of all columns, one column after the other;
  the lengths of the extras (varints) and the extras, where there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from spatial.errors import ShikongError
from spatial.locations.fixes import FixColumns, Places, no_extras

VERSION = 1

_LEVEL = 3
_MOST_DIGITS = 4

_RAW = 14
"""Unit of a real column: its 32 bits as they are, for no few decimals hold its values."""

_ALL_UNKNOWN = 15
_SOME_UNKNOWN = 16
"""Added to the unit of a real column with a bit for each fix: 1 is known."""

_REAL = ("altitude_m", "speed_kmh", "course")
_COLUMNS = ("time_us", "lon_e7", "lat_e7", *_REAL, "flags", "alarm", "received_s")

_PACKING = zstandard.ZstdCompressionParameters.from_level(
    _LEVEL,
    format=zstandard.FORMAT_ZSTD1_MAGICLESS,
    write_checksum=True,
    write_content_size=True,
    write_dict_id=False,
)


class BadChunk(ShikongError):
    """The bytes of a chunk are not those that were written, or of a version yet unknown."""


@dataclass(frozen=True, slots=True)
class _Column:
    unit: int
    first: int
    known: NDArray[np.bool_] | None
    steps: NDArray[np.uint64]
    width: int


def encode(fixes: FixColumns) -> bytes:
    """The body of a chunk of these fixes: of one device, in order, at least one."""
    count = len(fixes)
    columns = [_encoded(name, getattr(fixes, name)) for name in _COLUMNS]
    plain = bytearray()
    _put(plain, count)
    for column in columns:
        plain += bytes((column.unit, column.width))
        _put(plain, _folded(column.first))
        if column.known is not None:
            plain += np.packbits(column.known).tobytes()
    for column in columns:
        if column.width:
            planes = column.steps.astype("<u8").view(np.uint8).reshape(count, 8)
            plain += planes[:, : column.width].T.tobytes()
    if any(fixes.extras):
        for extra in fixes.extras:
            _put(plain, len(extra))
        for extra in fixes.extras:
            plain += extra
    packer = zstandard.ZstdCompressor(compression_params=_PACKING)
    return bytes((VERSION,)) + packer.compress(bytes(plain))


def decode(body: bytes, device_id: int) -> FixColumns:
    """The fixes of a chunk. Raises BadChunk."""
    plain = _unpacked(body)
    count, heads, at = _heads(plain)
    values = {}
    for name, head in zip(_COLUMNS, heads, strict=True):
        values[name] = _decoded(name, head, _steps(plain, at, count, head.width))
        at += count * head.width
    return FixColumns(
        device_id=np.full(count, device_id, np.int32),
        time_us=values["time_us"],
        lon_e7=values["lon_e7"].astype(np.int32),
        lat_e7=values["lat_e7"].astype(np.int32),
        altitude_m=values["altitude_m"],
        speed_kmh=values["speed_kmh"],
        course=values["course"],
        flags=values["flags"].astype(np.int32),
        alarm=values["alarm"].astype(np.int32),
        received_s=values["received_s"],
        extras=_extras(plain, at, count),
    )


def decode_places(body: bytes, device_id: int) -> Places:
    """When and where only, in half of the time. Raises BadChunk."""
    plain = _unpacked(body)
    count, heads, at = _heads(plain)
    found = []
    for name, head in zip(_COLUMNS[:3], heads, strict=False):
        found.append(_decoded(name, head, _steps(plain, at, count, head.width)))
        at += count * head.width
    time, lon, lat = found
    return Places(np.full(count, device_id, np.int32), time, lon, lat)


def decode_times(body: bytes) -> NDArray[np.int64]:
    """When only, in a third of the time: microseconds since 1970-01-01 UTC. Raises BadChunk."""
    plain = _unpacked(body)
    count, at = _get(plain, 0)
    unit, width = plain[at], plain[at + 1]
    first, at = _get(plain, at + 2)
    for _ in _COLUMNS[1:]:
        known = -(-count // 8) if plain[at] >= _SOME_UNKNOWN else 0
        at += 2
        while plain[at] > 0x7F:
            at += 1
        at += 1 + known
    head = _Head(unit, width, _unfolded(first), None)
    times: NDArray[np.int64] = _decoded(_COLUMNS[0], head, _steps(plain, at, count, width))
    return times


def _unpacked(body: bytes) -> bytes:
    if body[:1] != bytes((VERSION,)):
        raise BadChunk(f"a chunk of version {body[:1].hex() or 'none'}: {VERSION} is known here")
    try:
        unpacker = zstandard.ZstdDecompressor(format=zstandard.FORMAT_ZSTD1_MAGICLESS)
        return unpacker.decompress(memoryview(body)[1:])
    except zstandard.ZstdError as error:
        raise BadChunk(f"a chunk cannot be unpacked: {error}") from error


@dataclass(frozen=True, slots=True)
class _Head:
    unit: int
    width: int
    first: int
    known: NDArray[np.bool_] | None


def _heads(plain: bytes) -> tuple[int, list[_Head], int]:
    """The number of fixes, what is told of each column, and where the planes begin."""
    count, at = _get(plain, 0)
    heads = []
    for _ in _COLUMNS:
        unit, width = plain[at], plain[at + 1]
        first, at = _get(plain, at + 2)
        known = None
        if unit >= _SOME_UNKNOWN:
            size = -(-count // 8)
            bits = np.frombuffer(plain, np.uint8, size, at)
            known = np.unpackbits(bits, count=count).astype(np.bool_)
            at += size
        heads.append(_Head(unit, width, _unfolded(first), known))
    return count, heads, at


def _steps(plain: bytes, at: int, count: int, width: int) -> NDArray[np.int64]:
    if not width:
        return np.zeros(count, np.int64)
    planes = np.frombuffer(plain, np.uint8, count * width, at).reshape(width, count)
    folded = planes[0].astype(np.int64)
    for place in range(1, width):
        folded |= planes[place].astype(np.int64) << (8 * place)
    # The top bit of eight planes is no sign here.
    steps: NDArray[np.int64] = ((folded >> 1) & 0x7FFF_FFFF_FFFF_FFFF) ^ -(folded & 1)
    return steps


def _extras(plain: bytes, at: int, count: int) -> NDArray[np.object_]:
    extras = no_extras(count)
    if at == len(plain):
        return extras
    lengths = []
    for _ in range(count):
        length, at = _get(plain, at)
        lengths.append(length)
    for row, length in enumerate(lengths):
        extras[row] = plain[at : at + length]
        at += length
    return extras


def _encoded(name: str, values: NDArray[np.generic]) -> _Column:
    if name in _REAL:
        unit, known, whole = _real_units(values.astype(np.float32))
    else:
        unit, whole = _whole_units(name, values.astype(np.int64))
        known = None
    steps = np.diff(whole, prepend=whole[:1])
    if name == "time_us":
        # Most devices report at a steady beat.
        steps = np.diff(steps, prepend=np.int64(0))
    folded = (steps.astype(np.uint64) << np.uint64(1)) ^ (steps >> 63).astype(np.uint64)
    greatest = int(folded.max())
    return _Column(unit, int(whole[0]), known, folded, -(-greatest.bit_length() // 8))


_UNITS = {"time_us": (1_000_000, 1_000), "lon_e7": (10,), "lat_e7": (10,)}
"""Coarser units of whole columns, the coarsest first; the unit's number is its place from 1 on."""


def _whole_units(name: str, values: NDArray[np.int64]) -> tuple[int, NDArray[np.int64]]:
    for number, divisor in enumerate(_UNITS.get(name, ()), start=1):
        if not (values % divisor).any():
            return number, values // divisor
    return 0, values


def _real_units(
    values: NDArray[np.float32],
) -> tuple[int, NDArray[np.bool_] | None, NDArray[np.int64]]:
    unknown = np.isnan(values)
    if unknown.all():
        return _ALL_UNKNOWN, None, np.zeros(len(values), np.int64)
    known = None
    some = 0
    if unknown.any():
        known, some = ~unknown, _SOME_UNKNOWN
        # What is unknown costs nothing: it goes on as the known one before it.
        places = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))
        values = values[places]
        values = np.where(np.isnan(values), values[~np.isnan(values)][0], values)
    exact = values.astype(np.float64)
    for digits in range(_MOST_DIGITS + 1):
        whole = np.rint(exact * 10.0**digits)
        if (np.abs(whole) < 2**53).all() and (
            (whole / 10.0**digits).astype(np.float32).view(np.int32) == values.view(np.int32)
        ).all():
            return some + digits, known, whole.astype(np.int64)
    return some + _RAW, known, values.view(np.int32).astype(np.int64)


def _decoded(name: str, head: _Head, steps: NDArray[np.int64]) -> NDArray[Any]:
    if name == "time_us":
        steps = np.cumsum(steps)
    whole = np.cumsum(steps)
    whole += head.first
    if name not in _REAL:
        return whole * _UNITS[name][head.unit - 1] if head.unit else whole
    if head.unit == _ALL_UNKNOWN:
        return np.full(len(whole), np.nan, np.float32)
    digits = head.unit % _SOME_UNKNOWN
    if digits == _RAW:
        values = whole.astype(np.int32).view(np.float32)
    else:
        values = (whole / 10.0**digits).astype(np.float32)
    return values if head.known is None else np.where(head.known, values, np.float32(np.nan))


def _folded(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _unfolded(value: int) -> int:
    return value >> 1 if value & 1 == 0 else -((value + 1) >> 1)


def _put(plain: bytearray, value: int) -> None:
    """A varint: seven bits a byte, the least first, the top bit where more follow."""
    while value > 0x7F:
        plain.append(value & 0x7F | 0x80)
        value >>= 7
    plain.append(value)


def _get(plain: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = plain[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
