"""For whom requests about inspections ask, in whose name they write, and when it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.standing import Standing
from spatial.boundaries.inspections.rights import Author
from spatial.division_codes import canonical_code
from spatial.errors import NotPermitted
from spatial.temporal import today_in_china

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


def now() -> datetime:
    """The instant of the request."""
    return datetime.now(UTC)


def today() -> date:
    """The day of the request, in Beijing."""
    return today_in_china(now())
