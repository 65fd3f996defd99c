"""Routes of reach: within, isochrones, nearest, gaps and hot spots, each by GET and by POST."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict
from sqlalchemy import Connection

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import KnownNames, OnlyKnownNames
from spatial.api.dependencies import Database, KnownAt, Reading
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.answering.kept import keep
from spatial.business.reach import questions
from spatial.business.reach.gaps import gaps
from spatial.business.reach.hotspots import hotspots
from spatial.business.reach.isochrones import isochrones
from spatial.business.reach.nearest import nearest
from spatial.business.reach.within import within
from spatial.db import beside
from spatial.temporal import today_in_china

router = APIRouter(prefix="/v1/operators", tags=["business"])

Asked = TypeVar("Asked", bound=questions.Question)

# An address has parameters beside those of the question: known_at, format, bom.
_IN_ADDRESS = ConfigDict(extra="ignore")


class WithinParameters(questions.Within):
    """The same, of an address."""

    model_config = _IN_ADDRESS


class IsochronesParameters(questions.Isochrones):
    """The same, of an address."""

    model_config = _IN_ADDRESS
    format: Literal["json", "geojson", "csv"] | None = None


class NearestParameters(questions.Nearest):
    """The same, of an address."""

    model_config = _IN_ADDRESS


class GapsParameters(questions.Gaps):
    """The same, of an address."""

    model_config = _IN_ADDRESS


class HotspotsParameters(questions.Hotspots):
    """The same, of an address."""

    model_config = _IN_ADDRESS


@router.get(
    "/within", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def get_within(
    asked: Annotated[WithinParameters, Query()], reading: Reading, known: KnownAt
) -> Response:
    """What of a dataset lies within metres or minutes of a place, of facilities or of a limit.

    Facilities of an open grade are listed, nearest first; cases and all else are counted by
    division, perturbed where the dataset has small cells, which are not listed.
    """
    return given(_ask(within, questions.Within, asked, reading, known))


@router.post(
    "/within", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def post_within(asked: questions.Within, reading: Reading, known: KnownAt) -> Response:
    """The same question as a JSON document."""
    return given(_ask(within, questions.Within, asked, reading, known))


@router.get(
    "/isochrones",
    response_model=None,
    dependencies=[OnlyKnownNames],
    responses=also_as("text/csv", GEO_JSON),
)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def get_isochrones(
    asked: Annotated[IsochronesParameters, Query()],
    reading: Reading,
    known: KnownAt,
    engine: Database,
) -> Response:
    """What can be reached in each of several times, as polygons, each within the next.

    With `format=geojson` a FeatureCollection with a feature for each time.
    """
    answer = _ask(isochrones, questions.Isochrones, asked, reading, known)
    if asked.format != "geojson":
        return given(answer)
    with beside(engine).begin() as connection:
        keep(connection, answer)
    return _features(answer)


@router.post(
    "/isochrones", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def post_isochrones(asked: questions.Isochrones, reading: Reading, known: KnownAt) -> Response:
    """The same question as a JSON document."""
    return given(_ask(isochrones, questions.Isochrones, asked, reading, known))


@router.get(
    "/nearest", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def get_nearest(
    asked: Annotated[NearestParameters, Query()], reading: Reading, known: KnownAt
) -> Response:
    """The facilities nearest to a point among those open on a day, along the ground or by road."""
    return given(_ask(nearest, questions.Nearest, asked, reading, known))


@router.post(
    "/nearest", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.FACILITY, Grade.INTERNAL)
def post_nearest(asked: questions.Nearest, reading: Reading, known: KnownAt) -> Response:
    """The same question as a JSON document."""
    return given(_ask(nearest, questions.Nearest, asked, reading, known))


@router.get("/gaps", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv"))
@declared(DataClass.FACILITY, Grade.INTERNAL)
def get_gaps(
    asked: Annotated[GapsParameters, Query()], reading: Reading, known: KnownAt
) -> Response:
    """The share of people, cases or land beyond metres or minutes of any facility, by division.

    `of`: a dataset, whose records are counted where they lie; `indicator`: figures, spread evenly
    over the land of each division (an estimate); neither: the land itself. `summary.without` lists
    the units in which nobody is within reach.
    """
    return given(_ask(gaps, questions.Gaps, asked, reading, known))


@router.post("/gaps", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv"))
@declared(DataClass.FACILITY, Grade.INTERNAL)
def post_gaps(asked: questions.Gaps, reading: Reading, known: KnownAt) -> Response:
    """The same question as a JSON document."""
    return given(_ask(gaps, questions.Gaps, asked, reading, known))


@router.get(
    "/hotspots", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def get_hotspots(
    asked: Annotated[HotspotsParameters, Query()], reading: Reading, known: KnownAt
) -> Response:
    """Where and when the cases of a dataset are more than chance would have them.

    `method=gi`: Gi* by division or cell, with false discoveries kept low; `scan`: the most likely
    cylinders of space and time; `emerging`: how hot spots came and went through periods. The same
    question has the same answer: chance has a seed.
    """
    return given(_ask(hotspots, questions.Hotspots, asked, reading, known))


@router.post(
    "/hotspots", response_model=None, dependencies=[KnownNames], responses=also_as("text/csv")
)
@declared(DataClass.INDICATOR, Grade.INTERNAL)
def post_hotspots(asked: questions.Hotspots, reading: Reading, known: KnownAt) -> Response:
    """The same question as a JSON document."""
    return given(_ask(hotspots, questions.Hotspots, asked, reading, known))


def _ask(
    ask: Callable[[Connection, Asked, Knowledge], Answer],
    form: type[Asked],
    asked: Asked,
    reading: Connection,
    known: datetime | None,
) -> Answer:
    """The answer to a question, which is of today in Beijing where it names no day."""
    told = asked.on(today_in_china(datetime.now(UTC))).as_json()
    question = form.model_validate({name: told[name] for name in told if name in _names(form)})
    return ask(reading, question, Knowledge(known, known))


def _names(form: type[questions.Question]) -> set[str]:
    return {field.alias or name for name, field in form.model_fields.items()}


def _features(answer: Answer) -> JSONResponse:
    """The answer as GeoJSON, what it stands on beside its features."""
    frame: dict[str, Any] = answer.as_json()
    items = frame.pop("items")
    features = [
        {
            "type": "Feature",
            "properties": {name: value for name, value in item.items() if name != "geometry"},
            "geometry": item["geometry"],
        }
        for item in items
    ]
    return JSONResponse(
        {"type": "FeatureCollection", **frame, "features": features},
        media_type="application/geo+json",
    )
