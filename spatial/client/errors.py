"""What can go wrong when the platform is asked: the problem documents of RFC 9457 as exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ShikongError(Exception):
    """The platform did not answer, or refused.

    status: of HTTP, None where no answer came. kind: the address of the problem
    (`urn:shikong:problem:…`), None where none is told. detail: what was asked, where, and what is
    allowed. faults: of a question with several, each with `where` and `what`.
    """

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        kind: str | None = None,
        faults: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.kind = kind
        self.faults = tuple(faults)


class BadRequest(ShikongError):
    """The question cannot be answered as it is put (400, 406, 413, 415, 422 and others)."""


class NotPermitted(ShikongError):
    """It needs a token, or another one (401, 403)."""


class NotFound(ShikongError):
    """There is no such thing, or not any more (404, 410)."""


class Conflict(ShikongError):
    """It does not go with what is stored (409, 412, 428)."""


class Unavailable(ShikongError):
    """The platform cannot answer now (429, 5xx): asked again later, it may."""


class Unreachable(ShikongError):
    """No answer came: no connection, or one that broke, or the time was over."""


class JobFailed(ShikongError):
    """A long question ended without a result: it failed, or it was cancelled."""


class NotUnderstood(ShikongError):
    """An answer came that is not as the platform's are: is the address that of the platform?"""


_NOT_PERMITTED, _NOT_FOUND, _CONFLICT = (401, 403), (404, 410), (409, 412, 428)


def error_of(status: int, document: Mapping[str, Any] | None, text: str) -> ShikongError:
    """The exception of an answer with an error. document: its problem document, if it has one."""
    kind = _kind_of(status)
    if document is None:
        words = " ".join(text.split())[:200]
        return kind(f"HTTP {status}: {words}" if words else f"HTTP {status}", status=status)
    detail = document.get("detail") or document.get("title") or f"HTTP {status}"
    return kind(
        str(detail),
        status=status,
        kind=document.get("type"),
        faults=[one for one in document.get("faults", ()) if isinstance(one, Mapping)],
    )


def _kind_of(status: int) -> type[ShikongError]:
    if status in _NOT_PERMITTED:
        return NotPermitted
    if status in _NOT_FOUND:
        return NotFound
    if status in _CONFLICT:
        return Conflict
    if status == 429 or status >= 500:
        return Unavailable
    return BadRequest
