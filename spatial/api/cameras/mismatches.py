"""Route: cameras whose number and place disagree (R7.3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.cameras.answers import head_of
from spatial.api.cameras.tables import CSV, Format, wants_csv
from spatial.api.dependencies import AsOf, KnownAt, Reading
from spatial.api.offices import require_text
from spatial.api.standard.responses import also_as
from spatial.cameras.mismatches import Mismatch, MismatchedCamera, mismatches_on
from spatial.cameras.wording import MISMATCHES
from spatial.spreadsheets import as_text

router = APIRouter(prefix="/v1/cameras", tags=["cameras"])


@router.get("/mismatches", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.CAMERA, Grade.INTERNAL)
def mismatches(
    request: Request,
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    kind: Annotated[Mismatch | None, Query(description="Of this kind only.")] = None,
    after: Annotated[
        str, Query(max_length=20, description="The last number of the page before.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=10_000, description="Rows of a page.")] = 1_000,
    format: Format = None,
) -> Response:
    """The cameras of a day whose number names another division than the one that they stand in.

    Which one that is, the point and the day tell. code_retired: the code of the number is none any
    more; `successors` are the units in which it went on, and with `agrees` the camera stands in one
    of them. perhaps: the point would lie in the division of the number if the coordinates had been
    of that system. JSON, or CSV with a byte order mark. Raises BeforeTheRecord.
    """
    require_text(after)
    found = list(islice(mismatches_on(reading, day, known_at=known, kind=kind, after=after), limit))
    if wants_csv(request, format):
        return Response(_table(found), media_type=CSV)
    following = None
    if len(found) == limit:
        asked: dict[str, Any] = dict(request.query_params) | {"after": found[-1].number}
        following = f"{request.url.path}?{urlencode(asked)}"
    return JSONResponse(
        head_of(day, known) | {"mismatches": [_answer(one) for one in found], "next": following}
    )


def _answer(one: MismatchedCamera) -> dict[str, Any]:
    here = one.here
    return {
        "number": one.number,
        "name": one.name,
        "owner": one.owner,
        "lon": one.lon,
        "lat": one.lat,
        "kind": one.kind.value,
        "text": MISMATCHES[one.kind],
        "code": one.code,
        "code_name": one.code_name,
        "here": None
        if here is None
        else {"level": here.level, "code": here.code, "name": here.name},
        "successors": [each.facts() for each in one.successors],
        "agrees": one.agrees,
        "perhaps": list(one.perhaps),
    }


_COLUMNS = (
    "国标编码", "名称", "管理单位", "经度", "纬度", "情形", "编码中的区划代码", "该代码的区划",
    "所在区划代码", "所在区划", "后继区划", "是否只是代码停用", "疑似坐标系",
)  # fmt: skip


def _table(found: Sequence[MismatchedCamera]) -> str:
    told = io.StringIO()
    told.write("\ufeff")
    writer = csv.writer(told)
    writer.writerow(_COLUMNS)
    for one in found:
        writer.writerow(
            as_text("" if value is None else value)
            for value in (
                f"'{one.number}",
                one.name,
                one.owner,
                round(one.lon, 7),
                round(one.lat, 7),
                MISMATCHES[one.kind],
                one.code,
                one.code_name,
                one.here and one.here.code,
                one.here and one.here.name,
                "、".join(f"{each.code} {each.name}" for each in one.successors),
                "是" if one.agrees else "否",
                "、".join(one.perhaps),
            )
        )
    return told.getvalue()
