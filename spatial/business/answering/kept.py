"""Answers that were given, and how each is asked again with the knowledge of then (R8.6, R1.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSON

from spatial.business.answering.answer import Again, Answer, Knowledge
from spatial.errors import AnswerDiffers, UnknownAnswer


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was asked, with whose knowledge it was answered, and the digest of what was answered."""

    id: str
    operator: str
    question: Mapping[str, Any]
    knowledge: Knowledge
    digest: str
    given_at: datetime


_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)

_KEEP = text(
    "INSERT INTO answer (id, operator, question, divisions_known_at, data_known_at, weights,"
    " digest) VALUES (:id, :operator, :question, :divisions, :data, :weights, :digest)"
    " ON CONFLICT (id) DO NOTHING RETURNING digest"
).bindparams(bindparam("question", type_=JSON))


def keep(connection: Connection, answer: Answer) -> bool:
    """Keeps on what an answer stands; the same one twice is kept once.

    Returns whether what is kept under its id was answered alike. False says that something changed
    which nobody can see in what is known: single records past their retention, say.
    """
    divisions, data = answer.divisions, answer.data
    # An answer that is lost with a crash of the server is asked anew; waiting for the disk would
    # take longer than most answers do.
    connection.execute(text("SET LOCAL synchronous_commit = off"))
    kept = connection.execute(
        _KEEP,
        {
            "id": answer.id,
            "operator": answer.operator,
            "question": dict(answer.question),
            "divisions": None if divisions is None else divisions.known_at,
            "data": None if data is None else data.known_at,
            "weights": answer.weights,
            "digest": answer.digest,
        },
    ).scalar_one_or_none()
    return kept is not None or kept_answer(connection, answer.id).digest == answer.digest


def kept_answer(connection: Connection, identifier: str) -> KeptAnswer:
    """The answer of an id. Raises UnknownAnswer."""
    row = None
    if _ID.fullmatch(identifier):
        row = _row(connection, identifier)
    if row is None:
        raise UnknownAnswer(
            f"no answer of the id {identifier!r} was given: an id has 32 hexadecimal digits, as the"
            " member id of every answer of an operator tells it"
        )
    knowledge = Knowledge(row.divisions_known_at, row.data_known_at, row.weights)
    return KeptAnswer(row.id, row.operator, row.question, knowledge, row.digest, row.given_at)


def _row(connection: Connection, identifier: str) -> Row[Any] | None:
    return connection.execute(
        text(
            "SELECT id, operator, question, divisions_known_at, data_known_at, weights, digest,"
            " given_at FROM answer WHERE id = :id"
        ),
        {"id": identifier},
    ).one_or_none()


def asked_again(connection: Connection, kept: KeptAnswer, operators: Mapping[str, Again]) -> Answer:
    """The answer, made again with the knowledge of then.

    Raises AnswerDiffers where it is not the same any more: a difference is told, never hidden.
    """
    answer = _operator(kept, operators)(connection, kept.question, kept.knowledge)
    if answer.id != kept.id or answer.digest != kept.digest:
        raise AnswerDiffers(
            f"the answer {kept.id} cannot be given again as it was: what it stands on is not there "
            "any more (single records past their retention, or rules of another release)",
            then=kept.digest,
            now=answer.digest,
        )
    return answer


def asked_now(connection: Connection, kept: KeptAnswer, operators: Mapping[str, Again]) -> Answer:
    """The same question, answered with all that is known by now."""
    return _operator(kept, operators)(connection, kept.question, Knowledge())


def _operator(kept: KeptAnswer, operators: Mapping[str, Again]) -> Again:
    if kept.operator not in operators:
        raise UnknownAnswer(
            f"the operator {kept.operator!r} of the answer {kept.id} is not there any more: there "
            f"are {', '.join(sorted(operators))}"
        )
    return operators[kept.operator]
