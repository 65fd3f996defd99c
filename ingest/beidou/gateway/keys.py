"""The keys (鉴权码) that the gateway gives to terminals: computed, never stored.

A key is a keyed hash of protocol, identifier and version, so every gateway of an installation gives
the same one, with or without a database. Raising the version makes earlier keys worthless.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

_LENGTH = 16


class Keys:
    """The keys of an installation. secret: at least 16 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < _LENGTH:
            raise ValueError(f"a secret of {len(secret)} bytes is too short")
        self._secret = secret

    def key(self, protocol: str, identifier: str, version: int) -> bytes:
        """The key of a device: 16 hexadecimal digits."""
        told = f"{protocol}\0{identifier}\0{version}".encode()
        return hmac.digest(self._secret, told, "sha256").hex()[:_LENGTH].encode()

    def is_right(
        self, given: bytes, protocol: str, identifier: str, version: int, sha256: bytes | None
    ) -> bool:
        """Whether a device may send. sha256: of a key given by hand, in place of ours."""
        if sha256 is not None:
            return hmac.compare_digest(hashlib.sha256(given).digest(), sha256)
        return hmac.compare_digest(given, self.key(protocol, identifier, version))


def secret_of(file: Path) -> bytes:
    """The secret in a file that only its owner reads; made where there is none."""
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as opened:
        opened.write(secrets.token_hex(32).encode())
        opened.flush()
        os.fsync(opened.fileno())
    return file.read_bytes()
