"""Routes of names: search, names that are like a name, and one place."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Looking, Reading
from spatial.divisions.names.kinds import Category
from spatial.divisions.names.place_details import PlaceForm, place_details
from spatial.divisions.names.same_names import Sound, same_names
from spatial.divisions.names.search import Hit, search_names

router = APIRouter(prefix="/v1", tags=["names"])

Within = Annotated[str | None, Query(description="Places within the division of this code only.")]
OfCategory = Annotated[Category | None, Query(description="Places of this category only.")]


@router.get("/names", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def names(
    reading: Reading,
    day: AsOf,
    looking: Looking,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=60,
            description="Characters, simplified or traditional; pinyin with or without tones; "
            "first letters; a code. What it lies in may stand before it: 浙江 丽水.",
        ),
    ],
    within: Within = None,
    category: OfCategory = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Hits at most.")] = 20,
) -> JSONResponse:
    """Divisions and places that a text may mean, the likeliest first, each with the reason.

    `name` is the standard name on the day, or the last one of what stands no more; `matched` the
    form that was found. Former names say until when they held. Ambiguity is shown: 朝阳 lists every
    朝阳 with what it lies in. Internal records are never found here.
    """
    hits = search_names(
        reading, q, day=day, looking=looking, within=within, category=category, limit=limit
    )
    return JSONResponse(
        {"query": q, "date": day.isoformat(), "basis": looking.basis, "hits": [*map(_hit, hits)]}
    )


@router.get("/names/same", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def names_alike(
    reading: Reading,
    day: AsOf,
    looking: Looking,
    name: Annotated[str, Query(min_length=1, max_length=60, description="The name to compare.")],
    within: Within = None,
    category: OfCategory = None,
    sound: Annotated[Sound, Query(description="What counts as the same.")] = Sound.TONELESS,
    limit: Annotated[int, Query(ge=1, le=1000, description="Names at most.")] = 100,
) -> JSONResponse:
    """Names that stand on the day and are written or sound like a name, within a division.

    The body of a village (27xxx) counts with the place that it governs (21xxx), as one.
    """
    found = same_names(
        reading,
        name,
        day=day,
        looking=looking,
        sound=sound,
        within=within,
        category=category,
        limit=limit,
    )
    return JSONResponse(
        {
            "name": name,
            "date": day.isoformat(),
            "within": within,
            "sound": sound,
            "same": [
                {
                    "place_id": one.place_id,
                    "name": one.name,
                    "category": one.category,
                    "code": one.code,
                    "reason": one.reason,
                    "note": one.note,
                }
                for one in found
            ],
        }
    )


@router.get("/names/{place_id:path}", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def name_details(
    reading: Reading,
    day: AsOf,
    looking: Looking,
    place_id: Annotated[str, Path(description="As a search gives it: division:mca:331100:2000.")],
) -> JSONResponse:
    """One place: its record, every form of its names with its periods, and its names in turn.

    `to` is the first day on which a form held no more; days before Christ are written
    `0763-01-01 BC`. An unknown and an internal place are 404.
    """
    found = place_details(reading, place_id, day=day, looking=looking)
    return JSONResponse(
        jsonable_encoder(
            {
                **_place(found.shown),
                "date": day,
                "basis": looking.basis,
                "record": found.record,
                "forms": [*map(_form, found.forms)],
                "history": [
                    {"name": form.text, "codes": form.codes, "periods": _periods(form)}
                    for form in found.history
                ],
            }
        )
    )


def _form(form: PlaceForm) -> dict[str, Any]:
    return {
        "kind": form.kind,
        "text": form.text,
        "language": form.language,
        "periods": _periods(form),
    }


def _periods(form: PlaceForm) -> list[dict[str, str | None]]:
    return [{"from": start, "to": end} for start, end in form.periods]


def _hit(hit: Hit) -> dict[str, Any]:
    return {**_place(hit), "matched": hit.matched, "reason": hit.reason, "note": hit.note}


def _place(hit: Hit) -> dict[str, Any]:
    return {
        "place_id": hit.place_id,
        "name": hit.name,
        "category": hit.category,
        "division": None
        if hit.identity is None
        else {"identity": hit.identity, "code": hit.code, "level": hit.level},
        "parents": hit.parents,
        "point": hit.point,
        "bbox": hit.bbox,
        "standing": hit.standing,
        "flags": list(hit.flags),
    }
