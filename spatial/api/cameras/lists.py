"""Routes of the register of cameras: lists, and rows that were refused."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.cameras.answers import camera_answer, head_of
from spatial.api.cameras.tables import CSV, Format, wants_csv
from spatial.api.dependencies import AsOf, KnownAt, Reading
from spatial.api.offices import require_text
from spatial.api.standard.responses import also_as
from spatial.cameras.camera import KINDS, STATES, State
from spatial.cameras.quarantine import refused_rows
from spatial.cameras.register import CameraWish, StandingCamera, cameras_on
from spatial.cameras.sectors import ALL_ROUND_DEG
from spatial.errors import BadParameter
from spatial.locations.clock import iso_utc
from spatial.spreadsheets import as_text

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])


@router.get("", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.CAMERA, Grade.INTERNAL)
def cameras(
    request: Request,
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    q: Annotated[str | None, Query(max_length=64, description="In the name or number.")] = None,
    owner: Annotated[
        str | None, Query(max_length=200, description="The unit that keeps it.")
    ] = None,
    state: Annotated[State | None, Query(description="In this state on the day.")] = None,
    indoor: Annotated[bool | None, Query(description="Indoors, or outdoors.")] = None,
    seen: Annotated[bool | None, Query(description="Whether its sector is known.")] = None,
    bbox: Annotated[
        str | None,
        Query(max_length=200, description="west,south,east,north; degrees, CGCS2000."),
    ] = None,
    after: Annotated[
        str, Query(max_length=20, description="The last number of the page before.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=10_000, description="Cameras of a page.")] = 1_000,
    format: Format = None,
) -> Response:
    """The cameras of a day, by number; JSON, or CSV with a byte order mark for spreadsheets.

    sensitive: how many more match that are only counted. The next page stays stable whatever is
    registered meanwhile, with `known_at`.
    """
    require_text(q, owner, after)
    wish = CameraWish(q, owner, _box(bbox), state, indoor, seen)
    found, sensitive = cameras_on(reading, day, wish, known_at=known, after=after, limit=limit)
    if wants_csv(request, format):
        return Response(_table(found), media_type=CSV)
    return JSONResponse(
        head_of(day, known)
        | {
            "cameras": [camera_answer(one) for one in found],
            "sensitive": sensitive,
            "next": _next(request, found, limit),
        }
    )


@router.get("/refused", response_model=None)
@declared(DataClass.CAMERA, Grade.INTERNAL)
def refused(
    reading: Reading,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Rows at most.")] = 1_000,
) -> JSONResponse:
    """Rows of tables of cameras that were not stored, the latest first, each with its reason.

    row: as it came, null where it may be a sensitive camera's.
    """
    return JSONResponse(
        {
            "rows": [
                {
                    "source": one.source,
                    "at": iso_utc(one.at),
                    "place": one.place,
                    "reason": one.reason,
                    "row": one.row,
                }
                for one in refused_rows(reading, limit)
            ]
        }
    )


def _box(said: str | None) -> tuple[float, float, float, float] | None:
    if said is None:
        return None
    try:
        west, south, east, north = (float(one) for one in said.split(","))
    except ValueError as error:
        raise BadParameter(f"bbox={said!r}: write west,south,east,north in degrees") from error
    if not (abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90):
        raise BadParameter(f"bbox={said!r} is no box of degrees: west,south,east,north")
    return west, south, east, north


def _next(request: Request, found: list[StandingCamera], limit: int) -> str | None:
    if len(found) < limit:
        return None
    asked: dict[str, Any] = dict(request.query_params) | {"after": found[-1].camera.number}
    return f"{request.url.path}?{urlencode(asked)}"


_COLUMNS = (
    "国标编码", "名称", "管理单位", "经度", "纬度", "坐标系", "摄像机类型", "室内外", "朝向",
    "视角", "视距（米）", "安装高度（米）", "状态", "状态时间", "启用日期", "停用日期",
)  # fmt: skip
_INDOOR = {True: "室内", False: "室外", None: ""}


def _table(found: list[StandingCamera]) -> str:
    told = io.StringIO()
    told.write("\ufeff")
    writer = csv.writer(told)
    writer.writerow(_COLUMNS)
    for one in found:
        camera = one.camera
        all_round = camera.angle_deg == ALL_ROUND_DEG
        writer.writerow(
            as_text("" if value is None else value)
            for value in (
                # 20 digits: a spreadsheet would make a number of them and lose the last ones.
                f"'{camera.number}",
                camera.name,
                camera.owner,
                round(camera.lon, 7),
                round(camera.lat, 7),
                "CGCS2000",
                camera.kind and KINDS[camera.kind],
                _INDOOR[camera.indoor],
                None if all_round else camera.bearing_deg,
                camera.angle_deg,
                camera.reach_m,
                camera.height_m,
                one.state and STATES[one.state],
                one.since and iso_utc(one.since),
                one.valid.start,
                one.valid.end,
            )
        )
    return told.getvalue()
