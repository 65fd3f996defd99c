"""For whom requests about inspections ask, in whose name they write, and when it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, Engine

from spatial.access.standing import Standing
from spatial.api.dependencies import engine_of, require_write_token
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.inspections.rights import Author
from spatial.division_codes import canonical_code
from spatial.errors import BadParameter, NotPermitted
from spatial.temporal import today_in_china

OFFICE = "Code of the division whose office asks (R3.10); the platform's own people when left out."


def standing(
    office: Annotated[str | None, Query(max_length=12, description=OFFICE)] = None,
) -> Standing:
    """For whom a request asks. Raises BadCode."""
    return Standing(None if office is None else canonical_code(office))


Asking = Annotated[Standing, Depends(standing)]
Writing = Annotated[Engine, Depends(engine_of)]
MayWrite = Depends(require_write_token)
Number = Annotated[int, Path(ge=1, le=2**53, description="Number of the inspection.")]

Code = Annotated[str, Field(max_length=12, description="Code of a division, in any form.")]
Person = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"\S", description="Name or post.")
]
Words = Annotated[str, Field(max_length=5000)]


class ByAuthor(BaseModel):
    """What a writing request says of who writes."""

    model_config = ConfigDict(extra="forbid")

    office: Code
    person: Person

    def author(self, asking: Standing) -> Author:
        """Who writes. Raises BadCode; NotPermitted for an office that is not that of who asks."""
        return author_of(asking, self.office, self.person)


def author_of(asking: Standing, office: str, person: str) -> Author:
    """Who writes. Raises BadCode; NotPermitted for an office that is not that of who asks."""
    code = canonical_code(office)
    if not asking.is_of(code):
        raise NotPermitted(f"the office {asking.code} does not write in the name of {code}")
    return Author(code, person.strip())


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction in which evidence is written: it is in the chain when it is in the tables."""
    with engine.begin() as connection:
        yield connection
        chain_pending(connection)


def now() -> datetime:
    """The instant of the request."""
    return datetime.now(UTC)


def today() -> date:
    """The day of the request, in Beijing."""
    return today_in_china(now())


def require_text(*texts: str | None) -> None:
    """Returns for texts that PostgreSQL can hold. Raises BadParameter for one with a NUL."""
    if any(one is not None and "\0" in one for one in texts):
        raise BadParameter("no text holds a NUL")
