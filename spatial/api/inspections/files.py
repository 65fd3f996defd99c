"""Routes of photos of inspections, and of deposited files."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading
from spatial.api.inspections.answers import photo_answer
from spatial.api.inspections.asking import Number, author_of
from spatial.api.inspections.bodies import AnySide
from spatial.api.offices import Asking, MayWrite, require_text, writing
from spatial.api.standard.responses import file_responses
from spatial.boundaries.inspections.deposited import FileStore, media_type_of, visible_media_type
from spatial.boundaries.inspections.inspections import inspection_of
from spatial.boundaries.inspections.photos import (
    PhotoReading,
    Taken,
    add_photo,
    photos_of,
)
from spatial.boundaries.inspections.rights import shows
from spatial.errors import BadParameter, UploadTooLarge

router = APIRouter(prefix="/v1", tags=["inspections"])

MOST_BYTES = 64 << 20
"""Of a photo or document."""


_BODY = {"schema": {"type": "string", "format": "binary"}}
_PHOTO = {"requestBody": {"required": True, "content": {"image/*": _BODY}}}
_DOCUMENT = {"requestBody": {"required": True, "content": {"*/*": _BODY}}}


def file_store(request: Request) -> FileStore:
    """The store of files that the composition root gave to the app."""
    return cast(FileStore, request.app.state.file_store)


def photo_reading(request: Request) -> PhotoReading[Any]:
    """The reading of photos that the composition root gave to the app."""
    return cast(PhotoReading[Any], request.app.state.photo_reading)


async def received_file(request: Request) -> bytes:
    """The body as it came. Raises UploadTooLarge as soon as too much has come, BadParameter."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise UploadTooLarge(
                f"the file has more than {MOST_BYTES >> 20} MiB", most_bytes=MOST_BYTES
            )
    if not content:
        raise BadParameter("the body is empty: it is the file itself")
    return bytes(content)


def told_type(request: Request) -> str:
    """The type of the body without its parameters, lower case; empty where none is said."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


Store = Annotated[FileStore, Depends(file_store)]
Photos = Annotated[PhotoReading[Any], Depends(photo_reading)]
Content = Annotated[bytes, Depends(received_file)]
MediaType = Annotated[str, Depends(told_type)]
Office = Annotated[str, Query(max_length=12, description="Code: in whose name it is written.")]
Person = Annotated[
    str, Query(min_length=1, max_length=200, pattern=r"\S", description="Name or post.")
]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="Of the bytes, hexadecimal.")]


@router.get("/inspections/{number}/photos", response_model=None)
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def photos(number: Number, reading: Reading, asking: Asking) -> JSONResponse:
    """The photos; those of the other side once the inspection is reported.

    `judged` says how what a photo tells of time and place compares with the track of the device.
    """
    inspection = inspection_of(reading, number, asking)
    return JSONResponse(
        {
            "inspection": number,
            "photos": [
                photo_answer(one)
                for one in photos_of(reading, number)
                if shows(asking, inspection, one.side)
            ],
        }
    )


@router.post(
    "/inspections/{number}/photos",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_PHOTO,
)
@declared(DataClass.BOUNDARY, Grade.PERSONAL, Action.WRITE)
def photograph(
    number: Number,
    engine: Database,
    asking: Asking,
    store: Store,
    reading: Photos,
    content: Content,
    media_type: MediaType,
    office: Office,
    person: Person,
    side: Annotated[AnySide, Query(description="Whose photo it is.")],
    record: Annotated[int | None, Query(ge=1, le=2**53, description="The record sheet.")] = None,
    device: Annotated[
        str | None, Query(max_length=64, description="The device of the party that took it.")
    ] = None,
    caption: Annotated[str, Query(max_length=1000)] = "",
) -> JSONResponse:
    """Deposits a photo: the body is the file, of up to 64 MiB (JPEG, PNG, WebP, TIFF, HEIC).

    What it says of time and place (EXIF) is compared with the fixes of `device`.
    """
    author = author_of(asking, office, person)
    require_text(person, device, caption)
    taken = Taken(side, record, device, caption)
    with writing(engine) as connection:
        made = add_photo(connection, store, reading, number, author, taken, content, media_type)
        [photo] = [one for one in photos_of(connection, number) if one.id == made]
    return JSONResponse(photo_answer(photo), status_code=201)


@router.post(
    "/files",
    status_code=201,
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_DOCUMENT,
)
@declared(DataClass.BOUNDARY, Grade.INTERNAL, Action.WRITE)
def deposit(
    engine: Database, store: Store, content: Content, media_type: MediaType
) -> JSONResponse:
    """Deposits a document: a joint report, an agreement, minutes. The body is the file.

    It is named by its SHA-256 from then on; the same file twice is one.
    """
    with writing(engine) as connection:
        sha256 = store.put(connection, content, media_type)
        held = media_type_of(connection, sha256)
    return JSONResponse(
        {"sha256": sha256, "media_type": held, "bytes": len(content)},
        status_code=201,
        headers={"Location": f"/v1/files/{sha256}"},
    )


@router.get("/files/{sha256}", response_class=Response, responses=file_responses("*/*"))
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def file(sha256: Sha256, reading: Reading, asking: Asking, store: Store) -> Response:
    """A deposited file, to an office that may see where it is used.

    It is handed out to be saved, never to be run: a document may hold what a browser would.
    """
    kind = visible_media_type(reading, sha256, asking)
    shown = "inline" if kind.startswith("image/") else "attachment"
    return Response(
        store.get(sha256),
        media_type=kind,
        headers={
            "ETag": f'"{sha256}"',
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Disposition": f'{shown}; filename="{sha256[:16]}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        },
    )
