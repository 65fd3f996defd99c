"""Routes of one suspected patch: told whole, its steps, who was there, its photos."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading, Window
from spatial.api.inspections.asking import ByAuthor, Code, Words, now, today
from spatial.api.inspections.bodies import Day, Instant
from spatial.api.inspections.bodies import Sha256 as FileSha256
from spatial.api.inspections.files import Sha256, Store
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.api.patches.answers import (
    feature_answer,
    image_answer,
    link_answer,
    step_answer,
    visit_answer,
)
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import document_responses, file_responses
from spatial.boundaries.inspections.deposited import media_type_of
from spatial.errors import BadParameter, UnknownFile
from spatial.imagery.patches.choosing import images_about
from spatial.imagery.patches.field_visits import field_visits
from spatial.imagery.patches.links import links_on
from spatial.imagery.patches.patches import patch_of
from spatial.imagery.patches.states import FOLLOWING, State
from spatial.imagery.patches.steps import Wish, steps_of, take_step
from spatial.imagery.queries import find_scene
from spatial.locations.clock import iso_utc
from spatial.temporal import parse_date, parse_instant

router = APIRouter(prefix="/v1/patches", tags=["patches"])

Number = Annotated[int, Path(ge=1, le=2**53, description="Number of the patch.")]

_LONGEST = timedelta(days=92)


class PatchStepBody(ByAuthor):
    """A state that a patch reaches, and what that state needs."""

    to: Literal["assigned", "checked", "confirmed", "dismissed", "rechecked"]
    at: Instant | None = Field(default=None, description="When it happened; now.")
    after: int | None = Field(
        default=None, ge=1, le=2**31, description="Number of the last step that was seen."
    )
    note: Words | None = Field(default=None, description="The reason, of a decision.")
    assignee_office: Code | None = Field(default=None, description="Who checks: code.")
    assignee: str | None = Field(default=None, min_length=1, max_length=200, pattern=r"\S")
    due: Day | None = Field(default=None, description="Last day of the term.")
    photo: FileSha256 | None = Field(default=None, description="Deposited at /v1/files.")
    position: tuple[float, float] | None = Field(
        default=None, description="Where the checker stood: longitude, latitude, CGCS2000."
    )
    device: str | None = Field(default=None, min_length=1, max_length=64, description="Carried.")

    def wish(self) -> Wish:
        """The same, for the domain. Raises BadDate, BadParameter."""
        lon, lat = self.position or (None, None)
        if lon is not None and lat is not None and not (abs(lon) <= 180 and abs(lat) <= 90):
            raise BadParameter("position is longitude, latitude in degrees")
        return Wish(
            State(self.to),
            now() if self.at is None else parse_instant(self.at),
            self.note,
            self.after,
            self.assignee_office,
            self.assignee,
            None if self.due is None else parse_date(self.due),
            self.photo,
            lon,
            lat,
            self.device,
        )


@router.get("/{number}", response_class=Response, responses=document_responses("Feature", GEO_JSON))
@declared(DataClass.IMAGE, Grade.PERSONAL)
def one(
    number: Number,
    reading: Reading,
    asking: Asking,
    date: Annotated[
        str | None, Query(description="Tell its divisions as of this day too, YYYY-MM-DD.")
    ] = None,
) -> JSONResponse:
    """A patch whole, as a GeoJSON feature: its steps, where it was found, the divisions of that day
    and those of `date`, the images before and after, and which states may follow."""
    patch = patch_of(reading, number, asking, now())
    answer = feature_answer(patch, today())
    details = patch.source_details
    if patch.source_kind == "difference":
        before, after = (find_scene(reading, str(details[one])) for one in ("before", "after"))
    else:
        before, after = images_about(reading, patch.outline, patch.found_on)
    answer["properties"] |= {
        "source_details": details,
        "attributes": patch.attributes,
        "course": [step_answer(one) for one in steps_of(reading, number)],
        "next": [one.value for one in FOLLOWING[patch.state]],
        "images": {"before": image_answer(before), "after": image_answer(after)},
        "visits": f"/v1/patches/{number}/visits",
    }
    if date is not None:
        day = parse_date(date)
        links = links_on(reading, patch.outline, day)
        answer["properties"]["as_of"] = {
            "date": day.isoformat(),
            "divisions": [link_answer(one) for one in links],
        }
    return JSONResponse(answer, media_type="application/geo+json")


@router.post("/{number}/steps", status_code=201, response_model=None, dependencies=[MayWrite])
@declared(DataClass.IMAGE, Grade.PERSONAL, Action.WRITE)
def step(
    number: Number, body: PatchStepBody, engine: Database, asking: Asking, store: Store
) -> JSONResponse:
    """Takes a patch to its next state.

    409: the state does not allow it, or somebody was first. 422 with `missing`: all that it lacks.
    Of a check `judged` tells how photo, position and the track of the device agree: it is stored
    whatever it says.
    """
    author = body.author(asking)
    require_text(body.person, body.note, body.assignee, body.device)
    with writing(engine) as connection:
        taken = take_step(connection, store, number, body.wish(), author, asking, now=now())
    return JSONResponse(step_answer(taken), status_code=201)


@router.get("/{number}/visits", response_model=None)
@declared(DataClass.POSITION, Grade.PERSONAL)
def visits(
    number: Number,
    reading: Reading,
    asking: Asking,
    window: Window,
    within_m: Annotated[
        float, Query(gt=0, le=5_000, description="So near to the outline, along the ground.")
    ] = 100,
    dwell_s: Annotated[float, Query(ge=0, le=86_400, description="For so long.")] = 60,
    gap_s: Annotated[
        float, Query(gt=0, le=86_400, description="A longer silence ends a visit.")
    ] = 600,
    device_class: Annotated[
        list[str] | None, Query(description="Only devices of these classes.")
    ] = None,
) -> JSONResponse:
    """Which devices were at the patch in [from, to), each from its first fix there to its last."""
    start, end = window
    if end - start > _LONGEST:
        raise BadParameter(f"a window is up to {_LONGEST.days} days, not {(end - start).days}")
    require_text(*(device_class or []))
    patch = patch_of(reading, number, asking, now())
    found = field_visits(
        reading,
        patch.outline,
        start,
        end,
        within_m=within_m,
        gap_s=gap_s,
        dwell_s=dwell_s,
        classes=device_class,
    )
    return JSONResponse(
        {
            "patch": number,
            "from": iso_utc(start),
            "to": iso_utc(end),
            "within_m": within_m,
            "visits": [visit_answer(one) for one in found],
        }
    )


@router.get(
    "/{number}/photos/{sha256}", response_class=Response, responses=file_responses("image/*")
)
@declared(DataClass.IMAGE, Grade.PERSONAL)
def photo(
    number: Number, sha256: Sha256, reading: Reading, asking: Asking, store: Store
) -> Response:
    """A photo of a check, to an office that may see the patch."""
    patch_of(reading, number, asking, now())
    if all(one.photo != sha256 for one in steps_of(reading, number)):
        raise UnknownFile(f"patch {number} has no photo {sha256}")
    return Response(
        store.get(sha256),
        media_type=media_type_of(reading, sha256),
        headers={
            "ETag": f'"{sha256}"',
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        },
    )
