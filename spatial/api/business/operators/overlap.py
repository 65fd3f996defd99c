"""The route that sets the places of one dataset against the areas of another."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import AskedDivisions, Knowing, KnownNames
from spatial.api.dependencies import Reading
from spatial.business.operators.overlap import LEAST_M2, OverlapQuestion, Relation, overlap

router = APIRouter(prefix="/v1/operators", tags=["operators"], dependencies=[KnownNames])


@router.get("/overlap", response_model=None)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def get_overlap(
    asked: AskedDivisions,
    knowing: Knowing,
    reading: Reading,
    dataset: Annotated[str, Query(description="Facilities or areas that are looked at.")],
    areas: Annotated[str, Query(description="The dataset with the areas.")],
    relation: Annotated[
        Relation, Query(description="in: which lie in them; beyond: what lies outside of them.")
    ] = Relation.IN,
    match: Annotated[
        str | None,
        Query(
            description="key, or the field of `dataset` that holds the key of the one area that "
            "counts; all areas if left out."
        ),
    ] = None,
    within: Annotated[
        str | None, Query(description="Only records that lie in this division on the day.")
    ] = None,
    least_m2: Annotated[
        float, Query(description="Square metres beyond that are an overstep.")
    ] = LEAST_M2,
) -> Response:
    """Records that lie in areas of another dataset, or areas that reach beyond them, on a day.

    Care homes in hazard zones; cemeteries beyond their approved outline (`relation=beyond` with
    `match`). Areas are geodesic. Records of the grades personal and sensitive are never listed.
    """
    question = OverlapQuestion(asked, dataset, areas, relation, match, within, least_m2)
    return given(overlap(reading, question, knowing))
