"""Keys of SM2 in PEM files (PKCS 8, SubjectPublicKeyInfo), which cryptography does not read."""

from __future__ import annotations

import base64
import binascii
import re

_PEM = re.compile(
    rb"-----BEGIN (PRIVATE KEY|PUBLIC KEY)-----\s+([A-Za-z0-9+/=\s]+)-----END \1-----"
)
_SM2 = bytes.fromhex("06072a8648ce3d020106082a811ccf5501822d")
"""id-ecPublicKey with the curve SM2 (1.2.156.10197.1.301)."""

_SEQUENCE, _INTEGER, _BITS, _OCTETS = 0x30, 0x02, 0x03, 0x04


def sm2_private_key(pem: bytes) -> bytes | None:
    """The 32 bytes of the secret; None where the file is no (open) private key of SM2."""
    der = _der(pem, b"PRIVATE KEY")
    try:
        version, algorithm, wrapped = _parts(_only(der, _SEQUENCE))[:3]
        if (version, algorithm) != ((_INTEGER, b"\0"), (_SEQUENCE, _SM2)):
            return None
        _, secret = _parts(_only(wrapped[1], _SEQUENCE))[:2]
    except (ValueError, IndexError):
        return None
    return secret[1] if secret[0] == _OCTETS and len(secret[1]) == 32 else None


def sm2_public_key(pem: bytes) -> bytes | None:
    """The 65 bytes of the point (04, x, y); None where the file is no public key of SM2."""
    der = _der(pem, b"PUBLIC KEY")
    try:
        algorithm, bits = _parts(_only(der, _SEQUENCE))
    except (ValueError, IndexError):
        return None
    if algorithm != (_SEQUENCE, _SM2) or bits[0] != _BITS or bits[1][:2] != b"\0\x04":
        return None
    return bits[1][1:] if len(bits[1]) == 66 else None


def _der(pem: bytes, label: bytes) -> bytes:
    found = _PEM.search(pem)
    if found is None or found[1] != label:
        return b""
    try:
        return base64.b64decode(found[2])
    except binascii.Error:
        return b""


def _only(der: bytes, tag: int) -> bytes:
    [(found, value)] = _parts(der)
    if found != tag:
        raise ValueError("another tag")
    return value


def _parts(der: bytes) -> list[tuple[int, bytes]]:
    """Tags and values one after the other. Raises ValueError, IndexError."""
    parts, at = [], 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(der[at : at + size], "big"), at + size
        if at + length > len(der):
            raise ValueError("cut off")
        parts.append((tag, der[at : at + length]))
        at += length
    return parts
