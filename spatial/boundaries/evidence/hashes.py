"""The hashes that a chain of evidence may be made with, and which of them new links have."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from spatial.errors import BadParameter


class Algorithm(StrEnum):
    """SHA-256 (FIPS 180-4), or SM3 (GB/T 32905—2016). Both give 32 bytes."""

    SHA256 = "sha256"
    SM3 = "sm3"

    def digest(self, content: bytes) -> bytes:
        """Raises BadParameter where the OpenSSL of this Python has no SM3.

        >>> Algorithm.SM3.digest(b"abc").hex()[:16]
        '66c7f0f462eeedd9'
        """
        try:
            return hashlib.new(self.value, content).digest()
        except ValueError as error:
            raise BadParameter(f"the OpenSSL of this Python does not know {self.value}") from error


class EvidenceSettings(BaseSettings):
    """The chain of evidence, and the anchors that are kept elsewhere."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_EVIDENCE_")

    hash: Algorithm = Field(
        default=Algorithm.SHA256,
        description="Hash of new links of the chain: sha256 or sm3. It is noted in each link, so a "
        "chain may change over.",
    )
    look_s: float = Field(
        default=2.0,
        gt=0,
        description="Seconds between two looks for evidence that is not in the chain yet.",
    )
    anchors: Path | None = Field(
        default=None,
        description="Folder into which anchors of the chain are written (anchors.jsonl); best one "
        "that another office keeps. evidence in SHIKONG_HOME when not set.",
    )
    anchor_every_s: float = Field(
        default=3_600,
        gt=0,
        description="Seconds between two anchors, where the chain has grown meanwhile.",
    )
    sign_with: Path | None = Field(
        default=None,
        description="Private key (PEM, Ed25519 or SM2) that signs the anchors; unsigned when not "
        "set.",
    )
    sign_password: SecretStr | None = Field(
        default=None, description="Password of the private key, where it has one."
    )
    sign_command: str | None = Field(
        default=None,
        description="Program that signs in place of a key file, as one of a hardware module: bytes "
        "on its standard input, one line of JSON with algorithm, public_key and signature on its "
        "output.",
    )


@cache
def configured() -> Algorithm:
    """The hash of this installation, from the environment, which is read once."""
    return EvidenceSettings().hash
