"""The routes that all standard faces share: /ogc, its conformance and its collections.

The faces stand in `app.state.standard_faces`; what they say of one collection becomes one document.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.standard import documents, pages
from spatial.api.standard.documents import base_url
from spatial.api.standard.face import Document, Face
from spatial.api.standard.forms import AsPage, PageForm
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import page_responses
from spatial.errors import UnknownCollection

router = APIRouter(prefix="/ogc", tags=["ogc"], dependencies=[Depends(known_parameters)])


def faces_of(request: Request) -> tuple[Face, ...]:
    """The faces that the composition root gave to the application."""
    faces: tuple[Face, ...] = request.app.state.standard_faces
    return faces


@router.get(
    "", summary="OGC API 入口", response_class=Response, responses=page_responses("LandingPage")
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def landing(request: Request, form: AsPage) -> Response:
    """The landing page (OGC 19-072, 7.2): what there is, and where it is described."""
    document = documents.landing(base_url(request), faces_of(request))
    return _answer(document, form, pages.landing_page)


@router.get(
    "/conformance",
    summary="所符合的要求",
    response_class=Response,
    responses=page_responses("Conformance"),
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def conformance(request: Request, form: AsPage) -> Response:
    """The classes of requirements that are met (OGC 19-072, 7.4)."""
    document = documents.conformance(base_url(request), faces_of(request))
    return _answer(document, form, pages.conformance_page)


@router.get(
    "/collections",
    summary="全部数据集合",
    response_class=Response,
    responses=page_responses("Collections"),
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def collections(request: Request, connection: Reading, form: AsPage) -> Response:
    """All collections: features, tiles and moving features (OGC 20-024)."""
    parts = [part for face in faces_of(request) for part in face.collections(request, connection)]
    document = documents.collections(base_url(request), parts)
    return _answer(document, form, pages.collections_page)


@router.get(
    "/collections/{collectionId}",
    summary="一个数据集合",
    response_class=Response,
    responses=page_responses("Collection"),
)
@declared(DataClass.PLATFORM, Grade.INTERNAL)
def collection(request: Request, connection: Reading, collectionId: str, form: AsPage) -> Response:
    """One collection with the links to all that there is of it. Raises UnknownCollection."""
    told = (face.collection(request, connection, collectionId) for face in faces_of(request))
    parts = [part for part in told if part is not None]
    if not parts:
        raise UnknownCollection(
            f"there is no collection {collectionId!r}; /ogc/collections lists those that there are"
        )
    return _answer(documents.collection(base_url(request), parts), form, pages.collection_page)


def _answer(document: Document, form: PageForm, page: Callable[[Document], str]) -> Response:
    if form is PageForm.HTML:
        return HTMLResponse(page(document), headers={"Vary": "Accept"})
    response = documents.answer(document)
    response.headers["Vary"] = "Accept"
    return response
