"""Signing by a key that the platform does not hold: a file of an office, or a program of one.

Ed25519 (RFC 8032), and SM2 with SM3 (GB/T 32918.2—2016, identity 1234567812345678). Keys are PEM:
PKCS 8 for the private one, SubjectPublicKeyInfo for the public one. The SM2 of a file is computed
in Python, whose time depends on the key: where others compute on the same machine, a program (a
hardware module) should sign.
"""

from __future__ import annotations

import base64
import binascii
import json
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from gmalg import SM2
from gmalg.errors import GMError

from spatial.boundaries.evidence.sm2_keys import sm2_private_key, sm2_public_key
from spatial.errors import BadAnchor

_IDENTITY = b"1234567812345678"
_COMMAND_S = 60


@dataclass(frozen=True, slots=True)
class PublicKey:
    """algorithm: ed25519 or sm2. raw: 32 bytes, or 65 (04, x, y)."""

    algorithm: str
    raw: bytes

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is one of this key for the message; never raises."""
        try:
            if self.algorithm == "ed25519":
                Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
                return True
            if self.algorithm == "sm2" and len(signature) == 64:
                verifier = SM2(pk=self.raw, uid=_IDENTITY)
                return bool(
                    verifier.verify_pk(self.raw)
                    and verifier.verify(message, signature[:32], signature[32:])
                )
        except (InvalidSignature, ValueError, GMError, ArithmeticError, IndexError):
            return False
        return False


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature and the key that should have made it. Of SM2 it is r and s, 32 bytes each."""

    key: PublicKey
    signature: bytes

    def as_json(self) -> dict[str, str]:
        """As it stands in a file of anchors: bytes in base64."""
        return {
            "algorithm": self.key.algorithm,
            "public_key": base64.b64encode(self.key.raw).decode(),
            "signature": base64.b64encode(self.signature).decode(),
        }

    @classmethod
    def of_json(cls, told: Any) -> Signature:
        """Raises BadAnchor."""
        try:
            return cls(
                PublicKey(
                    str(told["algorithm"]), base64.b64decode(told["public_key"], validate=True)
                ),
                base64.b64decode(told["signature"], validate=True),
            )
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise BadAnchor("a signature needs algorithm, public_key and signature") from error


class Signer(Protocol):
    """Whoever signs."""

    def sign(self, message: bytes) -> Signature:
        """The signature of a message. Raises BadAnchor where none can be made."""


class Ed25519Signer:
    """A key of Ed25519."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, message: bytes) -> Signature:
        """As Signer says."""
        raw = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return Signature(PublicKey("ed25519", raw), self._key.sign(message))


class Sm2Signer:
    """A key of SM2. secret: 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._public = bytes(SM2(sk=secret, uid=_IDENTITY).generate_pk(secret))

    def sign(self, message: bytes) -> Signature:
        """As Signer says."""
        r, s = SM2(sk=self._secret, uid=_IDENTITY, pk=self._public).sign(message)
        return Signature(PublicKey("sm2", self._public), bytes(r) + bytes(s))


class CommandSigner:
    """A program that signs: the message on its standard input, one line of JSON on its output."""

    def __init__(self, command: str) -> None:
        self._words = shlex.split(command)

    def sign(self, message: bytes) -> Signature:
        """As Signer says; what the program made is verified."""
        try:
            done = subprocess.run(
                self._words, input=message, capture_output=True, check=True, timeout=_COMMAND_S
            )
            signature = Signature.of_json(json.loads(done.stdout))
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise BadAnchor(f"the program {self._words[0]!r} has signed nothing") from error
        if not signature.key.has_signed(message, signature.signature):
            raise BadAnchor(f"the signature of the program {self._words[0]!r} is none of its key")
        return signature


def read_signer(path: Path, password: bytes | None = None) -> Signer:
    """The key of a PEM file, Ed25519 or SM2. Raises BadAnchor; the message tells nothing of it."""
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise BadAnchor(f"the key {path} cannot be read") from error
    secret = sm2_private_key(pem)
    if secret is not None:
        return Sm2Signer(secret)
    try:
        key = load_pem_private_key(pem, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadAnchor(f"{path} is no private key of Ed25519 or SM2 (PEM)") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadAnchor(f"{path} is a key of another algorithm than Ed25519 and SM2")
    return Ed25519Signer(key)


def read_public_key(path: Path) -> PublicKey:
    """The public key of a PEM file, Ed25519 or SM2. Raises BadAnchor."""
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise BadAnchor(f"the key {path} cannot be read") from error
    raw = sm2_public_key(pem)
    if raw is not None:
        return PublicKey("sm2", raw)
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadAnchor(f"{path} is no public key of Ed25519 or SM2 (PEM)") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadAnchor(f"{path} is a key of another algorithm than Ed25519 and SM2")
    return PublicKey("ed25519", key.public_bytes(Encoding.Raw, PublicFormat.Raw))
