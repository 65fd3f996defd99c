"""The route by which an answer is asked again: as it was, or with all that is known by now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.dependencies import Reading
from spatial.api.standard.responses import also_as
from spatial.business.answering.answer import Again, Answer
from spatial.business.answering.changes import changes
from spatial.business.answering.kept import KeptAnswer, asked_again, asked_now, kept_answer
from spatial.business.harmonise import again as harmonise_again
from spatial.business.operators import again as operators_again
from spatial.business.reach import again as reach_again
from spatial.business.series import again as series_again
from spatial.divisions.footing import in_utc

router = APIRouter(prefix="/v1", tags=["business"])

OPERATORS: Mapping[str, Again] = {
    **operators_again.AGAIN,
    **reach_again.AGAIN,
    **harmonise_again.AGAIN,
    **series_again.AGAIN,
}
"""Every operator by its name; each room tells its own."""


@router.get("/answers/{identifier}", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.PERSONAL)
def answer_again(
    identifier: str,
    reading: Reading,
    now: Annotated[
        bool, Query(description="Answer with all that is known by now, and tell what changed.")
    ] = False,
) -> Response:
    """An answer of an operator once more, by its id, with the knowledge of then (R8.6).

    It is made anew and compared with what was given: where it is not the same any more that is an
    error (409), never another answer. With `now=true` the question is answered with all that is
    known by now; `changes` tells which items changed since, went, or are new.
    """
    kept = kept_answer(reading, identifier)
    then = asked_again(reading, kept, OPERATORS)
    if not now:
        return given(then)
    return _beside(kept, then, asked_now(reading, kept, OPERATORS))


def _beside(kept: KeptAnswer, then: Answer, fresh: Answer) -> Response:
    found = changes(then.items, fresh.items, fresh.keys)
    return given(
        fresh,
        {
            "then": {
                "id": kept.id,
                "given_at": in_utc(kept.given_at),
                "divisions": then.divisions and then.divisions.as_json(),
                "data": then.data and then.data.as_json(),
                "exact": then.exact,
                "summary": dict(then.summary),
            },
            "same": then.digest == fresh.digest,
            "changes": found.as_json(),
        },
    )
