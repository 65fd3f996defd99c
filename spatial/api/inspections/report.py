"""The report of a joint inspection as a ZIP. Grade personal: it holds tracks and who walked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from spatial.access.declaration import DataClass, Grade, declared
from spatial.access.standing import Standing
from spatial.api.dependencies import Reading
from spatial.api.settings import MapSettings
from spatial.api.standard.responses import file_responses
from spatial.boundaries.evidence.anchors import Anchor, last_anchor
from spatial.boundaries.evidence.kinds import content
from spatial.boundaries.report.bundle import bundle_files, make_report
from spatial.boundaries.report.document import title_of
from spatial.boundaries.report.map_rim import Imprint
from spatial.boundaries.report.photo_files import Files, NoFiles
from spatial.boundaries.report.writing import zip_pieces
from spatial.division_codes import canonical_code


def _anchor(request: Request) -> Anchor | None:
    """The last anchor that the platform wrote."""
    file = getattr(request.app.state, "anchors", None)
    return last_anchor(file) if isinstance(file, FilePath) else None


def _store(request: Request) -> Files:
    """The store of files that the composition root gave to the app; an empty one else."""
    store: Files = getattr(request.app.state, "file_store", None) or NoFiles()
    return store


router = APIRouter(prefix="/v1", tags=["inspections"])


@router.get(
    "/inspections/{number}/report",
    response_class=StreamingResponse,
    responses=file_responses("application/zip"),
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def inspection_report(
    request: Request,
    reading: Reading,
    number: Annotated[int, Path(ge=1, le=2**53, description="Number of the inspection.")],
    office: Annotated[
        str | None,
        Query(
            max_length=12,
            description="Code of the office that reads it: a side has its own tracks only, the "
            "level above has both. All when left out.",
        ),
    ] = None,
) -> StreamingResponse:
    """The report bundle: report.html (open it from the unpacked folder), report.pdf, maps, tables,
    tracks, photos, and verify.py, which checks all of it without this platform.
    """
    settings: MapSettings = request.app.state.map_settings
    report = make_report(
        reading,
        number,
        Standing(None if office is None else canonical_code(office)),
        now=datetime.now(UTC),
        contents=content,
        imprint=Imprint(settings.review_number, settings.attribution),
        anchor=_anchor(request),
    )
    name = quote(f"{title_of(report.facts)}.zip", safe="")
    return StreamingResponse(
        zip_pieces(bundle_files(report, _store(request))),
        media_type="application/zip",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        },
    )
