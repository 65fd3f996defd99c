"""Routes of alerts about lines and markers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.dependencies import Database, Reading, require_write_token
from spatial.api.offices import Asking, require_text, writing
from spatial.boundaries.alerts import Alert, alert_of, alerts_page, end_alert
from spatial.errors import UnknownAlert
from spatial.locations.clock import iso_utc

router = APIRouter(prefix="/v1", tags=["boundary alerts"])

Kind = Literal[
    "marker_displaced", "marker_silent", "result_changed", "inspection_due", "building_across"
]


class EndBody(BaseModel):
    """Who ends an alert, and why."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(min_length=1, max_length=200, pattern=r"\S", description="Name or post.")
    note: str | None = Field(default=None, max_length=5000)


@router.get("/boundary-alerts", response_model=None)
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def boundary_alerts(
    reading: Reading,
    asking: Asking,
    line: Annotated[str | None, Query(max_length=64, description="Number of a line.")] = None,
    kind: Annotated[Kind | None, Query(description="Of this kind.")] = None,
    over: Annotated[bool, Query(description="With those that are over.")] = False,
    limit: Annotated[int, Query(ge=1, le=1000, description="Alerts of a page.")] = 100,
    offset: Annotated[int, Query(ge=0, le=2**53, description="Alerts to leave out first.")] = 0,
) -> JSONResponse:
    """What somebody has to look at, the newest first: of the lines of the office."""
    require_text(line)
    found = alerts_page(
        reading,
        line=line,
        kind=kind,
        standing=asking,
        lasting=not over,
        limit=limit,
        offset=offset,
    )
    return JSONResponse({"alerts": [_answer(asking, one) for one in found]})


@router.post(
    "/boundary-alerts/{number}/end",
    response_model=None,
    dependencies=[Depends(require_write_token)],
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL, Action.WRITE)
def end(
    number: Annotated[int, Path(ge=1, le=2**53, description="Number of the alert.")],
    body: EndBody,
    engine: Database,
    asking: Asking,
) -> JSONResponse:
    """Ends an alert; it stays in the register. It is raised anew where its cause comes again."""
    require_text(body.person, body.note)
    with writing(engine) as connection:
        if not _sees(asking, alert_of(connection, number)):
            raise UnknownAlert(f"there is no alert {number}")
        end_alert(connection, number, body.person.strip(), body.note)
        return JSONResponse(_answer(asking, alert_of(connection, number)))


def _sees(asking: Standing, alert: Alert) -> bool:
    if asking.code is None:
        return True
    return (
        alert.left_code is not None
        and alert.right_code is not None
        and asking.takes_part(alert.left_code, alert.right_code)
    )


def _answer(asking: Standing, alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "kind": alert.kind,
        "boundary": alert.line,
        "marker": alert.marker_number,
        "device": alert.device,
        "details": _details(asking, alert),
        "at": None if alert.lon is None else [alert.lon, alert.lat],
        "raised": iso_utc(alert.raised_at),
        "ended": None if alert.ended_at is None else iso_utc(alert.ended_at),
        "ended_by": alert.ended_by,
    }


def _details(asking: Standing, alert: Alert) -> dict[str, Any]:
    """Of a changed result only the sides that the office may see, and what both have in common."""
    if alert.kind != "result_changed" or alert.left_code is None or alert.right_code is None:
        return alert.details
    own = {
        side
        for side, code in (("left", alert.left_code), ("right", alert.right_code))
        if asking.sees(code)
    }
    seen = own | ({"both", "either"} if len(own) == 2 else {"both"})
    sides = {side: told for side, told in alert.details["sides"].items() if side in seen}
    return alert.details | {"sides": sides}
