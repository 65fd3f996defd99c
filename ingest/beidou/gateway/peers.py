"""Platforms that hand positions on by JT/T 809: who they are, and who may log in."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

from ingest.beidou.jt809.frame import Cipher
from ingest.beidou.jt809.link import Admission, Login
from ingest.beidou.store import require_device_class
from spatial.errors import BadParameter


@dataclass(frozen=True, slots=True)
class PeerPlatform:
    """A platform below ours (下级平台). device_class: of its vehicles that are new, "" for none."""

    platform_id: int
    name: str
    user_id: int
    password_sha256: bytes
    device_class: str
    cipher: Cipher | None
    blocked: bool

    def admission(self, login: Login, verify_code: int) -> Admission:
        """What its login is answered (`layouts.LOGIN_RESULTS`)."""
        if self.blocked or login.user_id != self.user_id:
            return Admission(3)
        digest = hashlib.sha256(login.password).digest()
        if not hmac.compare_digest(digest, self.password_sha256):
            return Admission(4)
        return Admission(0, verify_code, self.cipher)


def admission_of(peers: Mapping[int, PeerPlatform], login: Login, verify_code: int) -> Admission:
    """What a login is answered."""
    peer = peers.get(login.platform_id)
    return Admission(2) if peer is None else peer.admission(login, verify_code)


def peer_platforms(connection: Connection) -> dict[int, PeerPlatform]:
    """All of them, by their access code (下级平台接入码)."""
    rows = connection.execute(text("SELECT * FROM peer_platform"))
    return {
        row.platform_id: PeerPlatform(
            row.platform_id,
            row.name,
            row.user_id,
            bytes(row.password_sha256),
            row.device_class or "",
            None if row.cipher is None else Cipher(*row.cipher),
            row.blocked,
        )
        for row in rows
    }


def register_peer(
    connection: Connection,
    platform_id: int,
    *,
    name: str,
    user_id: int,
    password: str,
    device_class: str | None = None,
    cipher: tuple[int, int, int] | None = None,
) -> None:
    """Enters a platform, or what is new of it. password: 8 bytes at most, as 0x1001 holds.

    Raises BadParameter.
    """
    if device_class is not None:
        require_device_class(device_class)
    if not 1 <= len(password.encode()) <= 8:
        raise BadParameter("a password of JT/T 809 has 1 to 8 bytes")
    for number in (platform_id, user_id, *(cipher or ())):
        if not 0 <= number < 1 << 32:
            raise BadParameter(f"{number} does not fit into 32 bits")
    if not name:
        raise BadParameter("a platform has a name")
    connection.execute(
        text(
            "INSERT INTO peer_platform"
            " (platform_id, name, user_id, password_sha256, device_class, cipher)"
            " VALUES (:id, :name, :user, :password, :class, CAST(:cipher AS bigint[]))"
            " ON CONFLICT (platform_id) DO UPDATE SET name = excluded.name,"
            " user_id = excluded.user_id, password_sha256 = excluded.password_sha256,"
            " device_class = excluded.device_class, cipher = excluded.cipher"
        ),
        {
            "id": platform_id,
            "name": name,
            "user": user_id,
            "password": hashlib.sha256(password.encode()).digest(),
            "class": device_class,
            "cipher": None if cipher is None else list(cipher),
        },
    )
