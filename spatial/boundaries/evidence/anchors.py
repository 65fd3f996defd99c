"""Anchors: where the chain stood at an instant, written where the database cannot reach.

Whoever can write the database can make the whole chain anew; against an anchor that another keeps,
this shows. A file of anchors has a line of JSON for each; lines are only added.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from spatial.boundaries.evidence.chain import head_of
from spatial.boundaries.evidence.findings import Finding, What
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.boundaries.evidence.signing import (
    CommandSigner,
    PublicKey,
    Signature,
    Signer,
    read_signer,
)
from spatial.errors import BadAnchor, ShikongError
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_instant

_LAST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Anchor:
    """The link `seq` of the chain. algorithm: of that link. at: when the anchor was made, UTC."""

    seq: int
    link: bytes
    algorithm: str
    at: datetime
    signature: Signature | None = None

    @property
    def message(self) -> bytes:
        """What is signed: the anchor as canonical JSON without its signature."""
        return json.dumps(self._facts(), sort_keys=True, separators=(",", ":")).encode()

    def as_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        signed = {} if self.signature is None else {"signature": self.signature.as_json()}
        return self._facts() | signed

    def is_true(self, trusted: PublicKey | None) -> bool:
        """Whether its signature is right, and of the trusted key where one is given; an unsigned
        one is, where none is."""
        if self.signature is None:
            return trusted is None
        key = self.signature.key
        return (trusted is None or key == trusted) and key.has_signed(
            self.message, self.signature.signature
        )

    def _facts(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "link": self.link.hex(),
            "algorithm": self.algorithm,
            "at": iso_utc(self.at),
        }


def anchor_now(connection: Connection, at: datetime, signer: Signer | None = None) -> Anchor | None:
    """Where the chain stands. at: the instant now, with its zone. None of an empty chain."""
    head = head_of(connection)
    if head is None:
        return None
    anchor = Anchor(head.seq, head.link, head.algorithm, at)
    if signer is None:
        return anchor
    signature = signer.sign(anchor.message)
    return Anchor(anchor.seq, anchor.link, anchor.algorithm, at, signature)


def append_anchor(path: Path, anchor: Anchor) -> None:
    """Adds a line to a file, durable when it returns; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(anchor.as_json(), sort_keys=True) + "\n"
    with open(path, "ab") as file:
        # At once: a line of another program stands before or behind, never within.
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def read_anchors(path: Path) -> list[Anchor]:
    """The anchors of a file, in order. Raises BadAnchor with the number of the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadAnchor(f"the file of anchors {path} cannot be read") from error
    return [_of_line(line, f"{path.name}, line {n}") for n, line in enumerate(lines, 1) if line]


def last_anchor(path: Path) -> Anchor | None:
    """The last one of a file; None where there is none. Reads the end of the file alone."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_BYTES))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return None
    return _of_line(lines[-1].decode(errors="replace"), path.name) if lines else None


def _of_line(line: str, where: str) -> Anchor:
    try:
        told = json.loads(line)
        signature = told.get("signature")
        anchor = Anchor(
            int(told["seq"]),
            bytes.fromhex(told["link"]),
            str(told["algorithm"]),
            parse_instant(told["at"]),
            None if signature is None else Signature.of_json(signature),
        )
    except (ValueError, TypeError, KeyError, AttributeError, ShikongError) as error:
        raise BadAnchor(f"{where} is no anchor: seq, link, algorithm, at") from error
    return anchor


def check_anchors(
    connection: Connection, anchors: Sequence[Anchor], trusted: PublicKey | None = None
) -> Iterator[Finding]:
    """Where the chain is not as the anchors say, or they were not made by the trusted key."""
    head = head_of(connection)
    length = 0 if head is None else head.seq
    for anchor in anchors:
        if not anchor.is_true(trusted):
            yield Finding(What.ANCHOR_UNTRUE, seq=anchor.seq, at=anchor.at)
        if anchor.seq > length:
            yield Finding(What.TRUNCATED, seq=anchor.seq, at=anchor.at)
            continue
        link = connection.execute(
            text("SELECT link FROM evidence_entry WHERE seq = :seq"), {"seq": anchor.seq}
        ).scalar_one_or_none()
        if link is None or bytes(link) != anchor.link:
            yield Finding(What.ANCHOR_DIFFERS, seq=anchor.seq, at=anchor.at)


def signer_of(settings: EvidenceSettings) -> Signer | None:
    """Who signs in this installation; None where nobody does. Raises BadAnchor."""
    if settings.sign_command is not None:
        return CommandSigner(settings.sign_command)
    if settings.sign_with is None:
        return None
    password = settings.sign_password
    return read_signer(
        settings.sign_with, None if password is None else password.get_secret_value().encode()
    )
