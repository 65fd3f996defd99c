"""Takes evidence away where a law wants it: what was there stays proved, what it said is gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.kinds import KINDS, Kind
from spatial.errors import BadParameter, EvidenceReferred, UnknownEvidence

_NAMED = 20
_KEPT = frozenset({"frame_batch", "evidence_erasure"})
"""Tables that say nothing of a person, and without which nothing could be verified."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased. files: of which the bytes are to be removed from the store
    (`FileStore.remove`) once the caller's transaction is durable. kept: files that others refer to
    as well."""

    files: tuple[str, ...]
    kept: tuple[str, ...]


def erase(
    connection: Connection, kind: str, subject: int, *, rule: str, office: str, person: str
) -> Erased:
    """Erases an item of evidence, in the caller's transaction: first its tombstone, then the row.

    kind: that of a row (a key of KINDS, not of an end). Of a deposited-file the bytes go and the
    row stays, for its hash proves what was there. With an inspection-photo its file goes, if
    nothing else refers to it. What is not chained yet is chained before: the digest stays.
    Raises UnknownEvidence; EvidenceReferred with the items that refer to it; BadParameter without
    rule, office or person.
    """
    found = KINDS.get(kind)
    if found is None or found.is_end:
        raise UnknownEvidence(
            f"{kind!r} is no kind of evidence; there are {', '.join(_erasable())}"
        )
    if found.table in _KEPT:
        raise BadParameter(f"{kind} is part of the proof itself and is not erased")
    for name, told in (("rule", rule), ("office", office), ("person", person)):
        if not told.strip():
            raise BadParameter(f"an erasure names its {name}")
    there = connection.execute(
        text(f"SELECT EXISTS (SELECT FROM {found.table} WHERE id = :id)"),  # noqa: S608
        {"id": subject},
    ).scalar_one()
    if not there:
        raise UnknownEvidence(f"there is no {kind} {subject}")
    _require_once(connection, kind, subject)
    chain_pending(connection)
    by = {"rule": rule.strip(), "office": office.strip(), "person": person.strip()}
    if kind == "deposited-file":
        _bury(connection, kind, subject, by)
        chain_pending(connection)
        return Erased((_sha256(connection, subject),), ())
    referring = _referring(connection, found, subject)
    if referring:
        raise EvidenceReferred(
            f"{kind} {subject} stays, for others refer to it: {', '.join(referring)}",
            referring=referring,
        )
    photo = _file_of_photo(connection, subject) if kind == "inspection-photo" else None
    _bury(connection, kind, subject, by)
    connection.execute(
        text(f"DELETE FROM {found.table} WHERE id = :id"),  # noqa: S608
        {"id": subject},
    )
    erased = Erased((), ()) if photo is None else _erase_file(connection, photo, by)
    chain_pending(connection)
    return erased


def _erasable() -> list[str]:
    return [kind.name for kind in KINDS.values() if not kind.is_end and kind.table not in _KEPT]


def _require_once(connection: Connection, kind: str, subject: int) -> None:
    if _is_erased(connection, kind, subject):
        raise UnknownEvidence(f"{kind} {subject} was erased already")


def _is_erased(connection: Connection, kind: str, subject: int) -> bool:
    return bool(
        connection.execute(
            text(
                "SELECT EXISTS (SELECT FROM evidence_erasure"
                " WHERE kind = :kind AND subject = :subject)"
            ),
            {"kind": kind, "subject": subject},
        ).scalar_one()
    )


def _bury(connection: Connection, kind: str, subject: int, by: dict[str, str]) -> None:
    connection.execute(
        text(
            "INSERT INTO evidence_erasure (kind, subject, rule, office, person)"
            " VALUES (:kind, :subject, :rule, :office, :person)"
        ),
        {"kind": kind, "subject": subject, **by},
    )


def _referring(connection: Connection, kind: Kind, subject: int) -> list[str]:
    """The items whose foreign keys name a row, some of them."""
    keys = connection.execute(
        text(
            "SELECT referring.relname AS table_, own.attname AS own, other.attname AS other"
            " FROM pg_constraint"
            " JOIN pg_class AS referring ON referring.oid = conrelid"
            " JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]"
            " JOIN pg_attribute AS other"
            "  ON other.attrelid = confrelid AND other.attnum = confkey[1]"
            " WHERE contype = 'f' AND confrelid = to_regclass(:table)"
            # What goes with the row is a note, and no evidence.
            " AND confdeltype <> 'c' ORDER BY 1, 2"
        ),
        {"table": kind.table},
    ).all()
    found: list[str] = []
    for key in keys:
        # Names of the catalogue.
        ids = connection.execute(
            text(
                f"SELECT id FROM {key.table_} WHERE {key.own} ="  # noqa: S608
                f" (SELECT {key.other} FROM {kind.table} WHERE id = :id) ORDER BY id LIMIT {_NAMED}"
            ),
            {"id": subject},
        ).scalars()
        found += [f"{key.table_.replace('_', '-')} {one}" for one in ids]
    return found[:_NAMED]


def _file_of_photo(connection: Connection, photo: int) -> int:
    return int(
        connection.execute(
            text(
                "SELECT file.id FROM inspection_photo AS photo"
                " JOIN deposited_file AS file USING (sha256) WHERE photo.id = :id"
            ),
            {"id": photo},
        ).scalar_one()
    )


def _erase_file(connection: Connection, file: int, by: dict[str, str]) -> Erased:
    """Erases the file of a photo that has gone, unless others have it or it is erased already."""
    sha256 = _sha256(connection, file)
    # An agreement is named without a foreign key.
    others = _referring(connection, KINDS["deposited-file"], file) + [
        f"boundary-fact {one}"
        for one in connection.execute(
            text("SELECT id FROM boundary_fact WHERE encode(document, 'hex') = :sha256"),
            {"sha256": sha256},
        ).scalars()
    ]
    if others:
        return Erased((), (sha256,))
    if not _is_erased(connection, "deposited-file", file):
        _bury(connection, "deposited-file", file, by)
    return Erased((sha256,), ())


def _sha256(connection: Connection, file: int) -> str:
    return str(
        connection.execute(
            text("SELECT encode(sha256, 'hex') FROM deposited_file WHERE id = :id"), {"id": file}
        ).scalar_one()
    )
