"""What the digest of a stored message covers: all that is kept of it, not its bytes alone."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

_DOMAIN = b"shikong-frame-1"


def record_digest(
    device_id: int,
    received_us: int,
    payload_digest: bytes,
    protocol: str,
    peer: str,
    fixes: Sequence[tuple[int, int]],
) -> bytes:
    """SHA-256 of these bytes one after the other; numbers are big endian, signed:

    `shikong-frame-1` · device (4 bytes) · received, microseconds since 1970-01-01 UTC (8) ·
    SHA-256 of the payload (32) · length of the protocol (2) and the protocol, UTF-8 · length of the
    peer (2) and the peer · number of fixes (4) · of each the instant (8, microseconds) and the key
    (8). It can be told without the payload, when that was taken off.
    """
    protocol_bytes, peer_bytes = protocol.encode(), peer.encode()
    flat = [number for fix in fixes for number in fix]
    return hashlib.sha256(
        b"".join(
            (
                _DOMAIN,
                struct.pack(">iq", device_id, received_us),
                payload_digest,
                struct.pack(">H", len(protocol_bytes)),
                protocol_bytes,
                struct.pack(">H", len(peer_bytes)),
                peer_bytes,
                struct.pack(f">i{len(flat)}q", len(fixes), *flat),
            )
        )
    ).digest()
