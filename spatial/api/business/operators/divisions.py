"""Routes of questions about divisions themselves: in which one, and what is it on another day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.business.given import given
from spatial.api.business.operators.parameters import Knowing, KnownNames
from spatial.api.dependencies import Lat, Lon, Reading
from spatial.api.standard.responses import also_as
from spatial.business.operators.bodies import Json, KnowingBody, day_of, today
from spatial.business.operators.translating import TranslateQuestion, translation
from spatial.business.operators.which_division import Point, WhichQuestion, which_division
from spatial.division_codes import Level
from spatial.errors import BadParameter
from spatial.temporal import Basis

router = APIRouter(prefix="/v1/operators", tags=["operators"], dependencies=[KnownNames])

Date = Annotated[str | None, Query(alias="date", description="YYYY-MM-DD; today if left out.")]
Scheme = Annotated[str, Query(description="System of codes: mca (ministry), nbs and others.")]
OfBasis = Annotated[Basis, Query(description="By which date of a decision a change takes effect.")]
Levels = Annotated[
    str | None, Query(description="Levels, joined by commas; all that have areas if left out.")
]


@router.get("/which-division", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.DIVISION, Grade.OPEN)
def get_which_division(
    reading: Reading,
    knowing: Knowing,
    lon: Lon,
    lat: Lat,
    date: Date = None,
    level: Levels = None,
    scheme: Scheme = "mca",
    basis: OfBasis = Basis.LIST,
) -> Response:
    """In which division of every level a point lies on a day, or why in none."""
    question = WhichQuestion(
        day_of(date) or today(),
        (Point(lon, lat),),
        levels=_levels(level),
        scheme=scheme,
        basis=basis,
    )
    return given(which_division(reading, question, knowing))


class PointBody(BaseModel):
    """A point of a question."""

    model_config = ConfigDict(extra="forbid")

    lon: float = Field(allow_inf_nan=False)
    lat: float = Field(allow_inf_nan=False)
    date: str | None = None
    key: str | None = None


class WhichBody(KnowingBody):
    """Points, or records of a dataset by key."""

    points: list[PointBody] = Field(default_factory=list)
    dataset: str | None = None
    keys: list[str] = Field(default_factory=list)
    levels: list[Level] | None = None


@router.post("/which-division", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.READ)
def post_which_division(body: WhichBody, reading: Reading) -> Response:
    """The same of up to 1,000 points, or of records of a dataset by their keys.

    Records of a closed grade are refused (R8.5). Without `date` a record is asked on its own day.
    A POST because many points do not fit into an address; it changes nothing.
    """
    day = day_of(body.date)
    question = WhichQuestion(
        day if body.dataset is not None else day or today(),
        tuple(Point(one.lon, one.lat, day_of(one.date), one.key) for one in body.points),
        body.dataset,
        tuple(body.keys),
        None if body.levels is None else tuple(body.levels),
        body.scheme,
        body.basis,
    )
    return given(which_division(reading, question, body.knowing))


@router.get("/translate", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.DIVISION, Grade.OPEN)
def get_translate(
    reading: Reading,
    knowing: Knowing,
    code: Annotated[list[str] | None, Query(description="Codes of `date`; repeated.")] = None,
    name: Annotated[list[str] | None, Query(description="Names of `date`; repeated.")] = None,
    within: Annotated[
        str | None, Query(description="Code or name above, for names that several units bear.")
    ] = None,
    date: Date = None,
    to: Annotated[
        str | None, Query(description="The day wanted, YYYY-MM-DD; today if left out.")
    ] = None,
    scheme: Scheme = "mca",
    to_scheme: Annotated[
        str | None, Query(description="The scheme wanted; that of the codes if left out.")
    ] = None,
    basis: OfBasis = Basis.LIST,
) -> Response:
    """What codes or names of a day are on another day, or in another scheme.

    `status` is exact, changed, candidates, ambiguous, unknown, not_yet, retired, unmapped or
    unreadable. Where a unit was divided, `candidates` tell where its land went, and `area_share`
    how much of its area, measured at once between the two days.
    """
    rows: list[Json] = [{"code": one} for one in code or ()]
    rows += [{"name": one, "within": within} for one in name or ()]
    question = TranslateQuestion(
        rows, day_of(date) or today(), day_of(to) or today(), scheme, to_scheme or scheme, basis
    )
    return given(translation(reading, question, knowing))


class TranslateBody(KnowingBody):
    """Rows as /v1/divisions/translate takes them."""

    rows: list[Json | str]
    to: str | None = None
    to_scheme: str | None = None


@router.post("/translate", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.DIVISION, Grade.OPEN, Action.READ)
def post_translate(body: TranslateBody, reading: Reading) -> Response:
    """The same of up to 10,000 rows (`code` or `name`, `within`, `date`, `to`; a text is a code).

    A POST because they do not fit into an address; it changes nothing.
    """
    question = TranslateQuestion(
        [{"code": row} if isinstance(row, str) else row for row in body.rows],
        day_of(body.date) or today(),
        day_of(body.to) or today(),
        body.scheme,
        body.to_scheme or body.scheme,
        body.basis,
    )
    return given(translation(reading, question, body.knowing))


def _levels(said: str | None) -> tuple[Level, ...] | None:
    if said is None:
        return None
    names = [name.strip() for name in said.split(",")]
    unknown = [name for name in names if name not in list(Level)]
    if unknown:
        raise BadParameter(f"there is no level {unknown[0]!r}: there are {', '.join(Level)}")
    return tuple(Level(name) for name in names)
