"""One unit on a day, and its history."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import AsOf, Reading
from spatial.api.divisions import forms
from spatial.divisions.answers.absence import absent, elsewhere
from spatial.divisions.answers.relatives import Relatives, relatives_of
from spatial.divisions.answers.units import drawn_on, resolve, versions_named
from spatial.divisions.versions import UnitVersion, versions_of_identity

router = APIRouter(prefix="/v1", tags=["divisions"])


@router.get("/divisions/{code}", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division(
    code: str,
    reading: Reading,
    footing: forms.Standing,
    day: AsOf,
    geometry: Annotated[bool, Query(description="With the shape, as GeoJSON.")] = False,
) -> JSONResponse:
    """The unit that a code names on a day; every form of the code will do (51, 510000 …).

    Also an identity (`mca:110228:1981`). A village of 12 digits that no list holds is answered
    with its township or county: `resolved_from` is then the code asked for, `resolution` says why,
    and `elsewhere` what another scheme holds under it.
    A code that names none on the day is the problem `unknown-division` with a `reason` (unknown,
    not_yet, retired) and the successors of a retired one.
    """
    found = resolve(reading, footing, code, day)
    others = elsewhere(reading, footing, found.asked, day) if found.resolution else []
    drawn = drawn_on(reading, footing, found.version, day, with_geometry=geometry)
    return JSONResponse(
        forms.version(found.version)
        | forms.basis_of(footing, day)
        | {
            "start_basis": found.version.start_basis,
            "resolved_from": found.asked if found.resolution else None,
            "resolution": found.resolution,
            "elsewhere": [one.facts() for one in others],
            "grade": drawn.grade,
            "flag": drawn.flag,
            "note": drawn.note,
            "label_point": drawn.label_point,
            "bbox": drawn.bbox,
            "geometry": drawn.geometry,
        }
    )


@router.get("/divisions/{code}/history", response_model=None)
@declared(DataClass.DIVISION, Grade.OPEN)
def division_history(code: str, reading: Reading, footing: forms.Standing) -> JSONResponse:
    """All that a code meant, oldest first, with what became of each version and its origins.

    `valid_to` is not included in the version, and null while it stands. `year` is the list in which
    the move first shows; `whole` says that all that was left of the earlier unit went there.
    `events` of a version are all that made, changed or ended it. `identities` tells each unit that
    bore the code through all its codes and names: a code may have meant several units, and a unit
    may have borne several codes.
    """
    named, versions = versions_named(reading, footing, code)
    if not versions:
        raise absent(reading, footing, named, versions, footing.record.until)
    met = dict.fromkeys(one.identity for one in versions)
    lives = {one: versions_of_identity(reading, footing.viewpoint, one) for one in met}
    everyone = {one.id: one for some in (versions, *lives.values()) for one in some}
    relatives = relatives_of(reading, footing.viewpoint, list(everyone.values()))
    return JSONResponse(
        {"code": named}
        | forms.basis_of(footing)
        | {
            "versions": [_told(one, relatives[one.id]) for one in versions],
            "identities": [
                {
                    "identity": identity,
                    "versions": [_told(one, relatives[one.id]) for one in life],
                }
                for identity, life in lives.items()
            ],
        }
    )


def _told(one: UnitVersion, relatives: Relatives) -> dict[str, Any]:
    return forms.version(one) | {
        "start_basis": one.start_basis,
        "successors": [other.facts() for other in relatives.successors],
        "predecessors": [other.facts() for other in relatives.predecessors],
        "events": forms.events_of(relatives.effects),
    }
