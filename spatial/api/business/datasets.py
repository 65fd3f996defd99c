"""Routes of declared datasets: the lines, what each dataset means, its versions, declaring one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.business.indicator_answer import indicator_answer
from spatial.api.dependencies import Database, Reading
from spatial.api.offices import MayWrite
from spatial.api.standard.responses import created_or_known
from spatial.business.declarations.differences import differences, document_of
from spatial.business.declarations.holdings import Holdings, holdings_of, shown_count
from spatial.business.declarations.model import LINES
from spatial.business.declarations.reading import MOST_BYTES, bad_declaration, read_declaration
from spatial.business.declarations.store import (
    Declared,
    declaration_of,
    declarations,
    declare,
    history_of,
)
from spatial.business.indicators import Dataset
from spatial.business.indicators import datasets as datasets_of
from spatial.divisions.footing import in_utc
from spatial.errors import BadParameter, DeclarationOutdated, UploadTooLarge, VersionNotSaid

router = APIRouter(prefix="/v1", tags=["business"])


@router.get("/lines", response_model=None)
@declared(DataClass.INDICATOR, Grade.OPEN)
def lines(reading: Reading) -> JSONResponse:
    """The business lines (业务条线), each with its datasets; lines of older data come last."""
    of_line: dict[str, list[Dataset]] = {line: [] for line in LINES}
    for dataset in datasets_of(reading):
        of_line.setdefault(dataset.line, []).append(dataset)
    return JSONResponse(
        {
            "lines": [
                {
                    "title": line,
                    "datasets": [
                        {
                            "id": one.id,
                            "title": one.title,
                            "holds": list(one.holds),
                            "indicators": len(one.indicators),
                        }
                        for one in found
                    ],
                }
                for line, found in of_line.items()
            ]
        }
    )


@router.get("/datasets", response_model=None)
@declared(DataClass.INDICATOR, Grade.OPEN)
def datasets(
    reading: Reading,
    line: Annotated[str | None, Query(description="Those of a line only, as in /v1/lines.")] = None,
) -> JSONResponse:
    """The datasets of the business lines, each with its indicators and what their numbers mean.

    An indicator with `readable` false is listed, and its values are refused.
    """
    return JSONResponse(
        {
            "datasets": [
                {
                    "id": dataset.id,
                    "title": dataset.title,
                    "line": dataset.line,
                    "owner": dataset.owner,
                    "holds": list(dataset.holds),
                    "grade": dataset.grade,
                    "minimum_cell": dataset.minimum_cell,
                    "retention_months": dataset.retention_months,
                    "version": dataset.version,
                    "indicators": [indicator_answer(one) for one in dataset.indicators],
                }
                for dataset in datasets_of(reading)
                if line is None or dataset.line == line
            ]
        }
    )


@router.get("/datasets/{identifier}", response_model=None)
@declared(DataClass.INDICATOR, Grade.OPEN)
def dataset(identifier: str, reading: Reading) -> JSONResponse:
    """The declaration of a dataset as it stands, and how much the dataset holds.

    Numbers of records are rounded down to ten times the dataset's `minimum_cell`, and null below
    it. The ETag is the version: PUT asks for it.
    """
    found = declaration_of(reading, identifier)
    answer = _version(found) | {
        "holdings": _holdings(holdings_of(reading, identifier), found.declaration.minimum_cell)
    }
    return JSONResponse(answer, headers={"ETag": _etag(found)})


@router.get("/datasets/{identifier}/declarations", response_model=None)
@declared(DataClass.INDICATOR, Grade.OPEN)
def history(identifier: str, reading: Reading) -> JSONResponse:
    """Every version of a dataset's declaration, the newest first, with what changed in each."""
    found = history_of(reading, identifier)
    return JSONResponse(
        {
            "id": identifier,
            "declarations": [
                _version(one)
                | {
                    "changes": None
                    if before is None
                    else [
                        {"where": place.where, "before": place.before, "after": place.after}
                        for place in differences(before.declaration, one.declaration)
                    ]
                }
                for one, before in zip(found, [*found[1:], None], strict=True)
            ],
        }
    )


async def declaration_body(request: Request) -> bytes:
    """The whole body. Raises UploadTooLarge as soon as it is longer than a declaration."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise UploadTooLarge(f"a declaration has at most {MOST_BYTES:,} bytes")
    return bytes(body)


_OBJECT = {"schema": {"type": "object"}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/yaml": _OBJECT, "application/json": _OBJECT},
    }
}


@router.put(
    "/datasets/{identifier}",
    response_model=None,
    dependencies=[MayWrite],
    openapi_extra=_BODY,
    responses=created_or_known(),
)
@declared(DataClass.INDICATOR, Grade.INTERNAL, Action.WRITE)
def put(
    identifier: str,
    body: Annotated[bytes, Depends(declaration_body)],
    engine: Database,
    by: Annotated[
        str | None,
        Query(min_length=1, max_length=200, description="Who declares; the dataset's owner."),
    ] = None,
    if_match: Annotated[
        str | None, Header(description="The ETag of the version that this one replaces.")
    ] = None,
) -> JSONResponse:
    """Declares a dataset, new or in its next version; the body is YAML or JSON.

    201: it is new. 409: the change would change what stored data mean; 412: another version stands
    than `If-Match` says; 422: the declaration is not understood. `faults` names each path. The same
    declaration again changes nothing.
    """
    wanted = read_declaration(body)
    if wanted.id != identifier:
        raise bad_declaration(
            [("id", f"{wanted.id!r} is declared at the address of {identifier!r}")]
        )
    with engine.begin() as connection:
        standing = declarations(connection, [identifier]).get(identifier)
        expected = _expected(identifier, if_match, standing)
        found = declare(connection, wanted, by or wanted.owner, expected=expected)
    status = 201 if standing is None else 200
    return JSONResponse(_version(found), status_code=status, headers={"ETag": _etag(found)})


def _expected(identifier: str, if_match: str | None, standing: Declared | None) -> int | None:
    """The version that is to be replaced: 0 for none, None for any.

    Raises VersionNotSaid, DeclarationOutdated and BadParameter.
    """
    if if_match is None:
        if standing is not None:
            raise VersionNotSaid(
                f"{identifier} stands in version {standing.version}: say with If-Match which one"
                " this replaces",
                version=standing.version,
            )
        return 0
    if if_match.strip() == "*":
        if standing is None:
            raise DeclarationOutdated(f"{identifier} is not declared yet", version=0)
        return None
    found = re.fullmatch(r'(?:W/)?"?([0-9]{1,9})"?', if_match.strip())
    if found is None:
        raise BadParameter(f'If-Match {if_match!r} is no version: it is as the ETag, "3"')
    return int(found[1])


def _version(found: Declared) -> dict[str, Any]:
    return {
        "id": found.declaration.id,
        "version": found.version,
        "declared_at": in_utc(found.declared_at),
        "declared_by": found.declared_by or None,
        "declaration": document_of(found.declaration),
    }


def _holdings(held: Holdings, minimum_cell: int) -> dict[str, Any]:
    return {
        "records": {kind: shown_count(count, minimum_cell) for kind, count in held.records.items()},
        "figures": held.figures,
        "data_from": held.data_from and held.data_from.isoformat(),
        "data_until": held.data_until and held.data_until.isoformat(),
        "known_at": _instant(held.known_at),
        "expired": shown_count(held.expired, minimum_cell),
        "expired_before": held.expired_before and held.expired_before.isoformat(),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else in_utc(at)


def _etag(found: Declared) -> str:
    return f'"{found.version}"'
