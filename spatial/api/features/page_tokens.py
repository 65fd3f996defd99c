"""Where a further page begins: a signed token, of one question and of what was known at its start.

A page is told as of the instant and the day of the first one, so that nothing that was there all
the time is lost, and nothing is told twice, whatever is written between.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Request

from spatial.errors import BadPageToken
from spatial.features.collection import Collection
from spatial.features.reading import Plan
from spatial.features.selection import Selection

_SIGNED = 12
# Nor is the form: a page may be asked for in another one than the page before.
_NOT_OF_THE_QUESTION = ("after", "limit", "f", "profile")


@dataclass(frozen=True, slots=True)
class Position:
    """after: the id of the last feature before the page. known_at, day: with which the first page
    was told. matched: how many features there are in all, None where that was not counted. plan:
    by which the first page was read.
    """

    after: str
    known_at: datetime | None
    day: date | None
    matched: int | None
    plan: Plan

    def applied_to(self, selection: Selection, collection: Collection) -> Selection:
        """A further page is asked with the knowledge and the day of the first."""
        known_at = None if collection.known_at is None else self.known_at
        return replace(selection, known_at=known_at, day=self.day)


def token_of(request: Request, position: Position) -> str:
    """The token of a position in the pages of a question."""
    told = json.dumps(
        [
            position.after,
            None if position.known_at is None else position.known_at.isoformat(),
            None if position.day is None else position.day.isoformat(),
            position.matched,
            position.plan,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return base64.urlsafe_b64encode(_signature(request, told) + told).decode().rstrip("=")


After = Annotated[
    str | None,
    Query(max_length=2000, description="Of the link to the next page; not to be made up."),
]


def position_of(request: Request, after: str | None) -> Position | None:
    """The position of a further page, None of the first. Raises BadPageToken."""
    if after is None:
        return None
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _refused() from error
    signature, told = raw[:_SIGNED], raw[_SIGNED:]
    if not hmac.compare_digest(signature, _signature(request, told)):
        raise _refused()
    last, known_at, day, matched, plan = json.loads(told)
    return Position(
        last,
        None if known_at is None else datetime.fromisoformat(known_at),
        None if day is None else date.fromisoformat(day),
        matched,
        Plan(plan),
    )


def _refused() -> BadPageToken:
    return BadPageToken(
        "after is no token of this question: follow the link `next` of its last page, or begin "
        "again without after"
    )


def _signature(request: Request, told: bytes) -> bytes:
    """Of what is told, and of the question: its path and its other parameters."""
    asked = sorted(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in _NOT_OF_THE_QUESTION
    )
    question = json.dumps([request.scope["path"], asked]).encode()
    key = hashlib.sha256(b"page " + request.app.state.write_token.encode()).digest()
    return hmac.digest(key, hashlib.sha256(question).digest() + told, "sha256")[:_SIGNED]
