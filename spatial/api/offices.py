"""For which office requests about boundaries ask, and how they write (R3.10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy import Connection, Engine

from spatial.access.standing import Standing
from spatial.api.dependencies import require_write_token
from spatial.boundaries.evidence.chain import chain_pending
from spatial.division_codes import canonical_code
from spatial.errors import BadParameter

OFFICE = "Code of the division whose office asks (R3.10); the platform's own people when left out."


def standing(
    office: Annotated[str | None, Query(max_length=12, description=OFFICE)] = None,
) -> Standing:
    """For whom a request asks. Raises BadCode."""
    return Standing(None if office is None else canonical_code(office))


Asking = Annotated[Standing, Depends(standing)]
MayWrite = Depends(require_write_token)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction in which evidence is written: it is in the chain when it is in the tables."""
    with engine.begin() as connection:
        yield connection
        chain_pending(connection)


def require_text(*texts: str | None) -> None:
    """Returns for texts that PostgreSQL can hold. Raises BadParameter for one with a NUL."""
    if any(one is not None and "\0" in one for one in texts):
        raise BadParameter("no text holds a NUL")
