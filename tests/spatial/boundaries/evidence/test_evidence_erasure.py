"""What a law takes away is told as that, and never as tampering."""

from __future__ import annotations

import pytest
from evidence_rows import JPEG, add, add_all, sha256_of
from sqlalchemy import Engine, text
from tampering import found, tampered, told

from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.erasure import Erased, erase
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.findings import What
from spatial.boundaries.evidence.kinds import KINDS
from spatial.boundaries.evidence.verify import snapshot
from spatial.errors import BadParameter, EvidenceReferred, FileErased, UnknownEvidence

BY = {"rule": "个人信息保护法第四十七条", "office": "330106", "person": "李四"}
SHA256 = sha256_of(JPEG)


@pytest.fixture
def ids(engine: Engine, files: FileStore) -> dict[str, int]:
    with engine.begin() as connection:
        kept = add_all(connection, files)
        chain_pending(connection)
    return kept


def test_an_erased_row_is_erased_under_its_rule_r3_6(
    engine: Engine, files: FileStore, ids: dict[str, int]
) -> None:
    alert = ids["boundary_alert"]
    with engine.begin() as connection:
        assert erase(connection, "boundary-alert", alert, **BY) == Erased((), ())
        assert connection.execute(text("SELECT count(*) FROM boundary_alert")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM evidence_pending")).scalar_one() == 0
    with snapshot(engine) as connection:
        [finding] = found(connection, files)
    assert (finding.what, finding.kind, finding.subject) == (What.ERASED, "boundary-alert", alert)
    assert not finding.is_fault
    assert finding.rule == BY["rule"]
    assert BY["rule"] in finding.sentence
    # Without the tombstone it is tampering; and the tombstone itself is evidence.
    with tampered(engine) as connection:
        connection.execute(text("DELETE FROM evidence_erasure"))
        assert told(found(connection)) == {
            ("missing", "boundary-alert", alert),
            ("missing", "evidence-erasure", 1),
        }
    with tampered(engine) as connection:
        connection.execute(text("UPDATE evidence_erasure SET rule = 'another'"))
        assert ("altered", "evidence-erasure", 1) in told(found(connection))


def test_what_was_not_chained_yet_leaves_its_digest(engine: Engine) -> None:
    with engine.begin() as connection:
        line = add(connection, "boundary", number="1")
        erase(connection, "boundary", line, **BY)
        entries = connection.execute(text("SELECT kind FROM evidence_entry ORDER BY seq")).scalars()
        assert entries.all() == ["boundary", "evidence-erasure"]
        assert told(found(connection)) == {("erased", "boundary", line)}


def test_a_row_whose_knowledge_ended_is_erased_once(
    engine: Engine, files: FileStore, ids: dict[str, int]
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE tripoint SET known = tstzrange(lower(known), now())"))
        erase(connection, "tripoint", ids["tripoint"], **BY)
        assert told(found(connection)) == {("erased", "tripoint", ids["tripoint"])}


def test_a_row_that_others_refer_to_stays_and_they_are_named(
    engine: Engine, ids: dict[str, int]
) -> None:
    with engine.begin() as connection:
        with pytest.raises(EvidenceReferred, match="inspection-finding 1") as refused:
            erase(connection, "inspection-record", ids["inspection_record"], **BY)
        assert refused.value.members["referring"] == ["inspection-finding 1", "inspection-photo 1"]
        with pytest.raises(EvidenceReferred, match="boundary-fact 1"):
            erase(connection, "boundary", ids["boundary"], **BY)
        assert told(found(connection)) == set()


def test_a_photo_goes_and_its_file_where_nothing_else_has_it(
    engine: Engine, files: FileStore, ids: dict[str, int]
) -> None:
    with engine.begin() as connection:
        # The step and the fact have the file as their document.
        assert erase(connection, "inspection-photo", ids["inspection_photo"], **BY) == Erased(
            (), (SHA256,)
        )
        other = files.put(connection, JPEG + b"2", "image/jpeg")
        photos = [
            add(
                connection, "inspection_photo", inspection_id=ids["inspection"], side="left",
                sha256=bytes.fromhex(other), office="1", person="2",
            )
            for _ in range(2)
        ]  # fmt: skip
        assert erase(connection, "inspection-photo", photos[0], **BY) == Erased((), (other,))
        assert erase(connection, "inspection-photo", photos[1], **BY) == Erased((other,), ())
    with snapshot(engine) as connection:
        assert {one.what for one in found(connection, files) if one.is_fault} == {What.FILE_LEFT}
    files.remove(other)
    with snapshot(engine) as connection:
        findings = found(connection, files)
    assert {one.what for one in findings} == {What.ERASED}
    assert len(findings) == 4
    [file] = [one for one in findings if one.sha256]
    assert (file.sha256, file.rule) == (other, BY["rule"])


def test_the_bytes_of_a_file_go_and_its_row_stays(
    engine: Engine, files: FileStore, ids: dict[str, int]
) -> None:
    with engine.begin() as connection:
        erased = erase(connection, "deposited-file", ids["deposited_file"], **BY)
    assert erased.files == (SHA256,)
    files.remove(SHA256)
    with snapshot(engine) as connection:
        [finding] = found(connection, files)
    assert (finding.what, finding.sha256) == (What.ERASED, SHA256)
    with engine.begin() as connection:
        with pytest.raises(FileErased, match="erased by law"):
            files.put(connection, JPEG, "image/jpeg")
        with pytest.raises(UnknownEvidence, match="erased already"):
            erase(connection, "deposited-file", ids["deposited_file"], **BY)


@pytest.mark.parametrize(
    ("kind", "subject", "by", "error"),
    [
        ("nothing", 1, BY, UnknownEvidence),
        ("tripoint-end", 1, BY, UnknownEvidence),
        ("tripoint", 99, BY, UnknownEvidence),
        ("evidence-erasure", 1, BY, BadParameter),
        ("frame-batch", 1, BY, BadParameter),
        ("tripoint", 1, BY | {"rule": " "}, BadParameter),
        ("tripoint", 1, BY | {"office": ""}, BadParameter),
        ("tripoint", 1, BY | {"person": ""}, BadParameter),
    ],
)
def test_an_erasure_that_is_none_is_refused(
    engine: Engine,
    ids: dict[str, int],
    kind: str,
    subject: int,
    by: dict[str, str],
    error: type[Exception],
) -> None:
    with engine.begin() as connection, pytest.raises(error):
        erase(connection, kind, subject, **by)


def test_every_row_that_nothing_refers_to_can_be_erased(
    engine: Engine, files: FileStore, ids: dict[str, int]
) -> None:
    """From the last to the first that was written: none is left behind by the order of keys."""
    kinds = [kind for kind in KINDS.values() if not kind.is_end and kind.table in ids]
    with engine.begin() as connection:
        for kind in reversed(kinds):
            if kind.name not in ("deposited-file", "inspection-photo"):
                if kind.name == "inspection-record":
                    erase(connection, "inspection-photo", ids["inspection_photo"], **BY)
                erase(connection, kind.name, ids[kind.table], **BY)
        erase(connection, "deposited-file", ids["deposited_file"], **BY)
    files.remove(SHA256)
    with snapshot(engine) as connection:
        findings = found(connection, files)
    assert {one.what for one in findings} == {What.ERASED}
    assert len(findings) == 22
