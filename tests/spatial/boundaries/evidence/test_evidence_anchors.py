"""Anchors that another keeps, and the signatures on them."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from evidence_rows import add
from gmalg import SM2
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from tampering import tampered
from test_evidence_tampering import make_anew

from spatial.boundaries.evidence.anchors import (
    Anchor,
    anchor_now,
    append_anchor,
    last_anchor,
    read_anchors,
    signer_of,
)
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.findings import What
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.boundaries.evidence.keeper import anchor_when_due, keep_chaining
from spatial.boundaries.evidence.signing import (
    PublicKey,
    Sm2Signer,
    read_public_key,
    read_signer,
)
from spatial.boundaries.evidence.verify import snapshot, verify
from spatial.errors import BadAnchor

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

SM2_PRIVATE = b"""-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQgOUUgj3shRLE/NuOK
xtOflYiTk2koYLUaQvuB7033xbihRANCAAQJ+d8xHlQhoVDdfRYeS8XGchef0YM/
wHa7CP81b1AgzM6kkM4md1pS3G7nGMwargrCbKvv0ZNk5ROwoJ9H4b1n
-----END PRIVATE KEY-----
"""


def grow(engine: Engine, *numbers: str) -> None:
    with engine.begin() as connection:
        for number in numbers:
            add(connection, "boundary", number=number)
        chain_pending(connection)


def anchored(engine: Engine) -> Anchor:
    with engine.connect() as connection:
        anchor = anchor_now(connection, AT)
    assert anchor is not None
    return anchor


def test_a_chain_that_was_made_anew_differs_from_its_anchor_r3_6(engine: Engine) -> None:
    grow(engine, "1", "2", "3")
    anchor = anchored(engine)
    grow(engine, "4")
    with snapshot(engine) as connection:
        assert list(verify(connection, None, anchors=[anchor])) == []
    with tampered(engine) as connection:
        make_anew(connection, "UPDATE boundary SET number = 'x' WHERE number = '2'")
        assert list(verify(connection, None)) == []
        [finding] = verify(connection, None, anchors=[anchor])
    assert (finding.what, finding.seq) == (What.ANCHOR_DIFFERS, 3)


def test_a_chain_that_was_cut_off_is_shorter_than_its_anchor_r3_6(engine: Engine) -> None:
    grow(engine, "1", "2", "3")
    anchor = anchored(engine)
    with tampered(engine) as connection:
        connection.execute(text("DELETE FROM evidence_entry WHERE seq > 1"))
        connection.execute(text("DELETE FROM boundary WHERE number > '1'"))
        assert list(verify(connection, None)) == []
        [finding] = verify(connection, None, anchors=[anchor])
        assert (finding.what, finding.seq) == (What.TRUNCATED, 3)
        # A link with a hole before it differs as well.
        connection.execute(text("DELETE FROM evidence_entry"))
        [finding] = [
            one for one in verify(connection, None, anchors=[anchor]) if one.seq is not None
        ]
        assert finding.what is What.TRUNCATED


def test_an_empty_chain_has_no_anchor(engine: Engine) -> None:
    with engine.connect() as connection:
        assert anchor_now(connection, AT) is None


def test_a_file_of_anchors_is_added_to(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "of" / "another" / "anchors.jsonl"
    assert last_anchor(path) is None
    for number in range(3):
        grow(engine, str(number))
        append_anchor(path, anchored(engine))
    anchors = read_anchors(path)
    assert [one.seq for one in anchors] == [1, 2, 3]
    assert last_anchor(path) == anchors[-1]
    assert json.loads(path.read_text().splitlines()[0]) == {
        "seq": 1,
        "link": anchors[0].link.hex(),
        "algorithm": "sha256",
        "at": "2026-01-02T03:04:05Z",
    }


@pytest.mark.parametrize(
    "line",
    ["{}", "[]", "1", "no", '{"seq": 1, "link": "zz", "algorithm": "sha256", "at": "2026-01-02"}',
     '{"seq": 1, "link": "00", "algorithm": "sha256", "at": "2026-01-02", "signature": 5}'],
)  # fmt: skip
def test_a_broken_line_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "anchors.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(BadAnchor, match=r"line 2|signature needs"):
        read_anchors(path)


def pem_of(key: Ed25519PrivateKey, tmp_path: Path, password: bytes | None = None) -> Path:
    path = tmp_path / "key.pem"
    how = NoEncryption() if password is None else BestAvailableEncryption(password)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    (tmp_path / "public.pem").write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return path


def test_ed25519_signs_as_rfc_8032_says(tmp_path: Path) -> None:
    # RFC 8032, 7.1, TEST 2.
    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    signature = read_signer(pem_of(key, tmp_path)).sign(b"\x72")
    assert signature.signature.hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signature.key == read_public_key(tmp_path / "public.pem")
    assert signature.key.has_signed(b"\x72", signature.signature)
    assert not signature.key.has_signed(b"\x73", signature.signature)


def test_sm2_verifies_the_example_of_the_standard() -> None:
    # GB/T 32918.5—2017, A.2: message, key and signature.
    key = PublicKey(
        "sm2",
        bytes.fromhex(
            "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
        ),
    )
    signature = bytes.fromhex(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    )
    assert key.has_signed(b"message digest", signature)
    assert not key.has_signed(b"message digesT", signature)
    signer = Sm2Signer(
        bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
    )
    mine = signer.sign(b"message digest")
    assert mine.key == key
    assert key.has_signed(b"message digest", mine.signature)


@settings(deadline=None, max_examples=15)
@given(st.binary(max_size=80), st.integers(0, 63), st.integers(1, 255))
def test_a_changed_signature_of_sm2_is_none(message: bytes, place: int, by: int) -> None:
    signature = Sm2Signer(SECRET).sign(message)
    changed = bytearray(signature.signature)
    changed[place] ^= by
    assert signature.key.has_signed(message, signature.signature)
    assert not signature.key.has_signed(message, bytes(changed))


SECRET = bytes.fromhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")


@settings(deadline=None)
@given(st.sampled_from(["ed25519", "sm2", "rsa"]), st.binary(max_size=70), st.binary(max_size=70))
def test_no_key_and_no_signature_raises(algorithm: str, raw: bytes, signature: bytes) -> None:
    assert not PublicKey(algorithm, raw).has_signed(b"x", signature)


def test_keys_of_sm2_are_read_from_pem(tmp_path: Path) -> None:
    from base64 import b64encode

    _, public = SM2().generate_keypair()
    der = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + bytes(public)
    path = tmp_path / "public.pem"
    path.write_bytes(
        b"-----BEGIN PUBLIC KEY-----\n" + b64encode(der) + b"\n-----END PUBLIC KEY-----\n"
    )
    assert read_public_key(path) == PublicKey("sm2", bytes(public))
    private = tmp_path / "private.pem"
    private.write_bytes(SM2_PRIVATE)
    signed = read_signer(private).sign(b"x")
    assert signed.key.algorithm == "sm2"
    assert signed.key == Sm2Signer(SECRET).sign(b"y").key


@pytest.mark.parametrize("content", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    for read in (read_signer, read_public_key):
        with pytest.raises(BadAnchor, match="is no p"):
            read(path)
        with pytest.raises(BadAnchor, match="cannot be read"):
            read(tmp_path / "none.pem")


def test_signed_anchors_are_verified_r3_6(engine: Engine, tmp_path: Path) -> None:
    grow(engine, "1", "2")
    key = pem_of(Ed25519PrivateKey.generate(), tmp_path, b"geheim")
    signer = signer_of(EvidenceSettings(sign_with=key, sign_password="geheim"))
    with engine.connect() as connection:
        anchor = anchor_now(connection, AT, signer)
    assert anchor is not None
    path = tmp_path / "anchors.jsonl"
    append_anchor(path, anchor)
    [read] = read_anchors(path)
    trusted = read_public_key(tmp_path / "public.pem")
    other = PublicKey("ed25519", bytes(32))
    assert read.is_true(None)
    assert read.is_true(trusted)
    assert not read.is_true(other)
    told = read.as_json()
    forged = path.with_name("forged.jsonl")
    forged.write_text(json.dumps(told | {"at": "2026-01-02T03:04:06Z"}))
    with snapshot(engine) as connection:
        assert list(verify(connection, None, anchors=[read], trusted=trusted)) == []
        for anchors, key_of in ((read_anchors(forged), trusted), ([read], other)):
            [finding] = verify(connection, None, anchors=anchors, trusted=key_of)
            assert (finding.what, finding.seq) == (What.ANCHOR_UNTRUE, 2)
        del told["signature"]
        forged.write_text(json.dumps(told))
        [finding] = verify(connection, None, anchors=read_anchors(forged), trusted=trusted)
        assert finding.what is What.ANCHOR_UNTRUE


def test_a_program_signs_in_place_of_a_key(engine: Engine, tmp_path: Path) -> None:
    program = tmp_path / "sign.py"
    program.write_text(
        "import json, sys\n"
        "from spatial.boundaries.evidence.signing import Sm2Signer\n"
        f"signature = Sm2Signer({SECRET!r}).sign(sys.stdin.buffer.read())\n"
        "print(json.dumps(signature.as_json()))\n"
    )
    grow(engine, "1")
    signer = signer_of(EvidenceSettings(sign_command=f"{sys.executable} {program}"))
    with engine.connect() as connection:
        anchor = anchor_now(connection, AT, signer)
    assert anchor is not None
    assert anchor.is_true(Sm2Signer(SECRET).sign(b"").key)
    for command in ("false", "echo {}", "no-such-program-there-is", "echo no"):
        broken = signer_of(EvidenceSettings(sign_command=command))
        assert broken is not None
        with pytest.raises(BadAnchor):
            broken.sign(b"x")


OPENSSL_PUBLIC = b"""-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEQwq64tFhU8oxMbCiv8ghnOyOV0SA
IW6917j00/hhci/BWxX1IWhOcUw27cKUQsi7KDcjlyRKmb9XkdKsStkYAg==
-----END PUBLIC KEY-----
"""


def test_a_signature_of_openssl_is_verified(tmp_path: Path) -> None:
    """A second opinion: made by OpenSSL 3.0.19, `pkeyutl -sign -rawin -digest sm3 -pkeyopt
    distid:1234567812345678` of the bytes `shikong anchor`."""
    (tmp_path / "public.pem").write_bytes(OPENSSL_PUBLIC)
    signature = bytes.fromhex(
        "61a7b2286addb6f5f0ca09bcdf14c22239e1ee7318e6c29e1a4ee4b0a51341ec"
        "b0d4d00d0ce6d7eec500d87b5c1b7c0e2e432eafd714f0ce43b8fc030babc561"
    )
    key = read_public_key(tmp_path / "public.pem")
    assert key.has_signed(b"shikong anchor", signature)
    assert not key.has_signed(b"shikong anchors", signature)


def test_the_keeper_chains_and_anchors_beside_a_server(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        for number in range(5):
            add(connection, "boundary", number=str(number))
    path = tmp_path / "anchors.jsonl"

    class Once(Event):
        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return True

    keep_chaining(engine, Once(), EvidenceSettings(), path)
    [anchor] = read_anchors(path)
    assert anchor.seq == 5
    assert not anchor_when_due(engine, path, 3_600, None)
    grow(engine, "6")
    assert not anchor_when_due(engine, path, 3_600, None)
    assert anchor_when_due(engine, path, 0, None)
    # Nothing came meanwhile.
    assert not anchor_when_due(engine, path, 0, None)
    assert [one.seq for one in read_anchors(path)] == [5, 6]
    assert datetime.now(UTC) - read_anchors(path)[-1].at < timedelta(minutes=5)
