"""Pushes of business data: taken whole or not at all, and once however often they are sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, text

from spatial.business.declarations.store import declaration_of
from spatial.business.intake.figure_store import take_figures
from spatial.business.intake.figures import FigureReader, FigureTerms
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.intake.matching import matcher_of
from spatial.business.intake.record_store import take_records
from spatial.business.intake.records import RecordReader, RecordTerms
from spatial.business.intake.rows import Origin, Sink, SourceRow, Taken
from spatial.business.intake.tables import csv_encoding, csv_table, json_array, json_lines
from spatial.errors import PushConflict, PushRefused, UnknownPush, UploadTooLarge

MOST_ROWS = 100_000
"""Rows of one push at most."""

MOST_TOLD = 1_000
"""Refusals and remarks that an answer lists at most, of each; all are counted."""


class PushForm(StrEnum):
    """In which form the rows of a push come."""

    JSON = "json"
    JSON_LINES = "json_lines"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Push:
    """What is pushed. key: as the client tells it, None for that of the body.

    terms: how rows are read; they say whether records or figures come. scheme: of codes, mca or
    nbs. partial: whether good rows are stored beside refused ones.
    """

    dataset: str
    terms: RecordTerms | FigureTerms
    form: PushForm
    key: str | None = None
    scheme: str = "mca"
    partial: bool = False

    @property
    def kind(self) -> str:
        """records or figures."""
        return "records" if isinstance(self.terms, RecordTerms) else "figures"


@dataclass(frozen=True, slots=True)
class Pushed:
    """A push that was taken. answer: as it was given first. replayed: whether it came before."""

    id: int
    answer: Mapping[str, Any]
    replayed: bool


@dataclass
class _Told:
    """What the answer lists."""

    refusals: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, place: str, reason: str, raw: Mapping[str, object] | None) -> None:
        del raw  # The sender has it.
        if len(self.refusals) < MOST_TOLD:
            self.refusals.append({"place": place, "reason": reason})

    def note(self, place: str, reason: str) -> None:
        if len(self.notes) < MOST_TOLD:
            self.notes.append({"place": place, "note": reason})


def take_push(engine: Engine, push: Push, body: BinaryIO) -> Pushed:
    """Takes a push in one transaction, or gives the first answer again where it came before.

    Raises UnknownDataset, PushRefused (a row is refused and the push is not partial, or all are:
    nothing is stored), PushConflict (the key came before with another body), BadParameter,
    SourceRefused, UploadTooLarge.
    """
    digest = _digest(push, body)
    key = push.key or f"sha256:{digest}"
    with engine.connect() as connection:
        declaration_of(connection, push.dataset)
    matcher = matcher_of(engine, push.scheme)
    with engine.begin() as connection:
        lock_dataset(connection, push.dataset)
        before = push_before(connection, push.dataset, key)
        if before is not None:
            if before.digest != digest:
                raise PushConflict(
                    f"Idempotency-Key {key} 已用于推送 {before.id}，而这次内容不同：请换一个",
                    push=before.id,
                )
            return Pushed(before.id, before.answer, True)
        declaration = declaration_of(connection, push.dataset).declaration
        opened = open_push(connection, push.dataset, push.kind, key, digest)
        told = _Told()
        rows = _bounded(_rows(push.form, body, told))
        origin = Origin(push_id=opened.id)
        if isinstance(push.terms, RecordTerms):
            taken = take_records(
                connection, RecordReader(declaration, matcher, push.terms), rows, told, origin
            )
        else:
            taken = take_figures(
                connection, FigureReader(declaration, matcher, push.terms), rows, told, origin
            )
        answer = _answer(push, opened.id, opened.received_at, taken, told)
        if taken.refused and (not push.partial or not taken.accepted):
            raise PushRefused(
                f"{taken.refused} 行不能收，整个推送未存（partial=true 可只收其余的行）",
                **{name: answer[name] for name in ("counts", "refusals", "notes")},
            )
        answer_push(connection, opened.id, answer)
    return Pushed(opened.id, answer, False)


def push_of(connection: Connection, number: int) -> Mapping[str, Any]:
    """The answer of a push that was taken. Raises UnknownPush."""
    answer: Mapping[str, Any] | None = connection.execute(
        text("SELECT answer FROM business_push WHERE id = :id"), {"id": number}
    ).scalar_one_or_none()
    if answer is None:
        raise UnknownPush(f"there is no push {number}: one that was refused leaves none")
    return answer


def _digest(push: Push, body: BinaryIO) -> str:
    """Of the body and of how it is to be read."""
    terms = push.terms
    said = {
        "kind": push.kind,
        "form": push.form.value,
        "scheme": push.scheme,
        "partial": push.partial,
        "columns": dict(terms.columns),
        "crs": terms.crs if isinstance(terms, RecordTerms) else None,
        "holds": terms.holds if isinstance(terms, RecordTerms) else None,
        "period": None if isinstance(terms, RecordTerms) else terms.period,
    }
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    body.seek(0)
    while piece := body.read(1 << 20):
        digest.update(piece)
    body.seek(0)
    return digest.hexdigest()


def push_before(connection: Connection, dataset: str, key: str) -> Any:
    """The push of an idempotency key: id, digest, answer; None where it is new."""
    return connection.execute(
        text(
            "SELECT id, digest, answer FROM business_push"
            " WHERE dataset_id = :dataset AND idempotency_key = :key"
        ),
        {"dataset": dataset, "key": key},
    ).one_or_none()


def open_push(connection: Connection, dataset: str, kind: str, key: str, digest: str) -> Any:
    """Opens a push of records or figures: id, received_at. Without an answer yet."""
    return connection.execute(
        text(
            "INSERT INTO business_push (dataset_id, kind, idempotency_key, digest)"
            " VALUES (:dataset, :kind, :key, :digest) RETURNING id, received_at"
        ),
        {"dataset": dataset, "kind": kind, "key": key, "digest": digest},
    ).one()


def answer_push(connection: Connection, number: int, answer: Mapping[str, Any]) -> None:
    """Stores what a push is answered."""
    connection.execute(
        text("UPDATE business_push SET answer = CAST(:answer AS json) WHERE id = :id"),
        {"id": number, "answer": json.dumps(answer, ensure_ascii=False)},
    )


def _rows(form: PushForm, body: BinaryIO, sink: Sink) -> Iterator[SourceRow]:
    if form is PushForm.CSV:
        encoding = csv_encoding(body)
        if encoding != "utf-8":
            sink.note("body", "表不是 UTF-8，按 GB18030 读取")
        return csv_table(body, encoding)
    readers: Mapping[PushForm, Callable[[BinaryIO], Iterator[SourceRow]]] = {
        PushForm.JSON: json_array,
        PushForm.JSON_LINES: json_lines,
    }
    return readers[form](body)


def _bounded(rows: Iterator[SourceRow]) -> Iterator[SourceRow]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise UploadTooLarge(
                f"一次推送至多 {MOST_ROWS} 行：请分批，或用 shikong ingest 装入文件",
                most_rows=MOST_ROWS,
            )
        yield row


def _answer(
    push: Push, number: int, received_at: datetime, taken: Taken, told: _Told
) -> dict[str, Any]:
    return {
        "id": number,
        "dataset": push.dataset,
        "kind": push.kind,
        "received_at": received_at.isoformat().replace("+00:00", "Z"),
        "partial": push.partial,
        "counts": {
            "accepted": taken.accepted,
            "new": taken.new,
            "replaced": taken.replaced,
            "unchanged": taken.unchanged,
            "refused": taken.refused,
            "empty": taken.empty,
        },
        "refusals": told.refusals,
        "notes": told.notes,
    }
