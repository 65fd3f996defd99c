"""Domain errors to HTTP: one table, one shape (RFC 9457 problem details)."""

from __future__ import annotations

import traceback
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from spatial import errors

log = structlog.get_logger(__name__)

STATUS_OF: dict[type[errors.ShikongError], HTTPStatus] = {
    errors.BadDate: HTTPStatus.BAD_REQUEST,
    errors.BadPeriod: HTTPStatus.BAD_REQUEST,
    errors.BadCode: HTTPStatus.BAD_REQUEST,
    errors.BadGeometry: HTTPStatus.BAD_REQUEST,
    errors.BadParameter: HTTPStatus.BAD_REQUEST,
    errors.BadFilter: HTTPStatus.BAD_REQUEST,
    errors.UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.UnsupportedUpload: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.BeforeTheRecord: HTTPStatus.NOT_FOUND,
    errors.NotYetKnown: HTTPStatus.NOT_FOUND,
    errors.UnknownDivision: HTTPStatus.NOT_FOUND,
    errors.UnknownEvent: HTTPStatus.NOT_FOUND,
    errors.UnknownDevice: HTTPStatus.NOT_FOUND,
    errors.UnknownCollection: HTTPStatus.NOT_FOUND,
    errors.UnknownFeature: HTTPStatus.NOT_FOUND,
    errors.FeatureRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.FeatureExists: HTTPStatus.CONFLICT,
    errors.FeatureChanged: HTTPStatus.PRECONDITION_FAILED,
    errors.FeatureStateNotSaid: HTTPStatus.PRECONDITION_REQUIRED,
    errors.UnknownCrs: HTTPStatus.BAD_REQUEST,
    errors.BadPageToken: HTTPStatus.BAD_REQUEST,
    errors.QuestionTooLarge: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.UnknownMovement: HTTPStatus.NOT_FOUND,
    errors.UnknownGeofence: HTTPStatus.NOT_FOUND,
    errors.UnknownBoundary: HTTPStatus.NOT_FOUND,
    errors.UnknownMarker: HTTPStatus.NOT_FOUND,
    errors.NoCourse: HTTPStatus.NOT_FOUND,
    errors.BadMarkerNumber: HTTPStatus.BAD_REQUEST,
    errors.BadAlignment: HTTPStatus.BAD_REQUEST,
    errors.UnknownInspection: HTTPStatus.NOT_FOUND,
    errors.UnknownAlert: HTTPStatus.NOT_FOUND,
    errors.AlertEnded: HTTPStatus.CONFLICT,
    errors.UnknownFile: HTTPStatus.NOT_FOUND,
    errors.FileAltered: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.FileErased: HTTPStatus.GONE,
    errors.UnknownEvidence: HTTPStatus.NOT_FOUND,
    errors.EvidenceReferred: HTTPStatus.CONFLICT,
    errors.BadAnchor: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownImage: HTTPStatus.NOT_FOUND,
    errors.ImageUnreadable: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.UnknownPatch: HTTPStatus.NOT_FOUND,
    errors.PatchConflict: HTTPStatus.CONFLICT,
    errors.IncompletePatchStep: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownPlace: HTTPStatus.NOT_FOUND,
    errors.UnknownNameFiling: HTTPStatus.NOT_FOUND,
    errors.NameFilingConflict: HTTPStatus.CONFLICT,
    errors.InspectionConflict: HTTPStatus.CONFLICT,
    errors.IncompleteNameFiling: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownIndicator: HTTPStatus.NOT_FOUND,
    errors.RoutingUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NoRoads: HTTPStatus.NOT_FOUND,
    errors.UnknownFacility: HTTPStatus.NOT_FOUND,
    errors.UnknownAnswer: HTTPStatus.NOT_FOUND,
    errors.AnswerDiffers: HTTPStatus.CONFLICT,
    errors.UnknownDataset: HTTPStatus.NOT_FOUND,
    errors.NotAdditive: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.BadDeclaration: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.DeclarationConflict: HTTPStatus.CONFLICT,
    errors.DeclarationOutdated: HTTPStatus.PRECONDITION_FAILED,
    errors.VersionNotSaid: HTTPStatus.PRECONDITION_REQUIRED,
    errors.DivisionUnmatched: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PushRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PushConflict: HTTPStatus.CONFLICT,
    errors.UnknownPush: HTTPStatus.NOT_FOUND,
    errors.NotHarmonisable: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownCrosswalk: HTTPStatus.NOT_FOUND,
    errors.BadCameraNumber: HTTPStatus.BAD_REQUEST,
    errors.BadLinkTemplate: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownCamera: HTTPStatus.NOT_FOUND,
    errors.NoLinkTemplate: HTTPStatus.CONFLICT,
    errors.UnknownCameraLink: HTTPStatus.FORBIDDEN,
    errors.CameraLinkOver: HTTPStatus.GONE,
    errors.UnknownLayer: HTTPStatus.NOT_FOUND,
    errors.BadLayer: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.LayerBroken: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.UnknownGrid: HTTPStatus.NOT_FOUND,
    errors.UnknownTile: HTTPStatus.NOT_FOUND,
    errors.DeviceClassConflict: HTTPStatus.CONFLICT,
    errors.BadFrame: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.BadBody: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotPermitted: HTTPStatus.FORBIDDEN,
    errors.NoSuchProcess: HTTPStatus.NOT_FOUND,
    errors.NoSuchJob: HTTPStatus.NOT_FOUND,
    errors.ResultNotReady: HTTPStatus.NOT_FOUND,
    errors.ResultGone: HTTPStatus.GONE,
    errors.JobDismissed: HTTPStatus.GONE,
    errors.TooManyJobs: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.NoWorker: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StillRunning: HTTPStatus.GATEWAY_TIMEOUT,
    errors.SourceRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooManyFollowers: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.DatabaseUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.FormNotOffered: HTTPStatus.NOT_ACCEPTABLE,
    errors.TooManyExports: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ExportTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}

_OF_PROCESSES = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0"

TYPE_OF: dict[type[errors.ShikongError], str] = {
    errors.NoSuchProcess: f"{_OF_PROCESSES}/no-such-process",
    errors.NoSuchJob: f"{_OF_PROCESSES}/no-such-job",
    errors.ResultNotReady: f"{_OF_PROCESSES}/result-not-ready",
}
"""Types that a standard names; all others are ours."""

_FRAMES_LOGGED = 12

PROBLEM_JSON = "application/problem+json"


def problem(status: int, title: str, detail: str, kind: str, **more: object) -> JSONResponse:
    """A problem document. `kind` is the last part of its type URI, stable for programs to test."""
    return JSONResponse(
        {"type": f"urn:shikong:problem:{kind}", "title": title, "status": status}
        | {"detail": detail}
        | more,
        status_code=status,
        media_type=PROBLEM_JSON,
    )


def kind_of(error: type[Exception]) -> str:
    """BadDate → bad-date."""
    name = error.__name__
    return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


async def _domain(_request: Request, error: Exception) -> Response:
    known = next((k for k in type(error).__mro__ if k in STATUS_OF), None)
    status = STATUS_OF[known] if known else HTTPStatus.INTERNAL_SERVER_ERROR
    members = error.members if isinstance(error, errors.ShikongError) else {}
    if known in TYPE_OF:
        members = {"type": TYPE_OF[known]} | members
    answer = problem(status, status.phrase, str(error), kind_of(type(error)), **members)
    if isinstance(error, errors.TooManyExports | errors.TooManyJobs):
        answer.headers["Retry-After"] = "60"
    return answer


async def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
    return problem(400, "Bad Request", detail, "bad-parameter", faults=faults)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND and detail == phrase:
        detail = f"there is no {request.url.path}"
    answer = problem(error.status_code, phrase, detail, phrase.lower().replace(" ", "-"))
    answer.headers.update(error.headers or {})
    return answer


async def _database(_request: Request, error: Exception) -> Response:
    log.error("database unavailable", error=type(error).__name__)
    return problem(
        503, "Service Unavailable", "the database does not answer", "database-unavailable"
    )


async def _unstorable(request: Request, error: Exception) -> Response:
    # Any text of a request may hold the one sign that PostgreSQL cannot store.
    assert isinstance(error, DataError)
    if error.orig is not None and "NUL" in str(error.orig):
        return problem(400, "Bad Request", "a text has the sign NUL (U+0000)", "bad-parameter")
    return await _unexpected(request, error)


async def _unexpected(_request: Request, error: Exception) -> Response:
    # Only the kind and the way to it: the text of an unexpected error and the variables around it
    # may hold a statement or a person's data, so no traceback is rendered.
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_LOGGED:]
    log.error(
        "unexpected error",
        error=type(error).__name__,
        cause=type(error.__cause__).__name__ if error.__cause__ else None,
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
    return problem(500, "Internal Server Error", "the server failed on this request", "internal")


def install_error_handlers(app: FastAPI) -> None:
    """Every failure of the app leaves as a problem document."""
    app.add_exception_handler(errors.ShikongError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OperationalError, _database)
    app.add_exception_handler(InterfaceError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(Exception, _unexpected)
