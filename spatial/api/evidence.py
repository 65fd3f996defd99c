"""The chain of evidence over HTTP: where it stands, and whether it holds."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import text

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Database, Reading
from spatial.boundaries.evidence.anchors import last_anchor
from spatial.boundaries.evidence.chain import head_of
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.findings import Counted
from spatial.boundaries.evidence.verify import snapshot, verify
from spatial.errors import BadParameter
from spatial.locations.clock import iso_utc

router = APIRouter(prefix="/v1/evidence", tags=["evidence"])

_MOST_FINDINGS = 1_000


def file_store_of(request: Request) -> FileStore:
    """The store of deposited files that the composition root gave to the app. Raises BadParameter
    where it gave none."""
    store = getattr(request.app.state, "file_store", None)
    if not isinstance(store, FileStore):
        raise BadParameter("this server has no store of deposited files")
    return store


Files = Annotated[FileStore, Depends(file_store_of)]


@router.get("/state")
@declared(DataClass.BOUNDARY, Grade.INTERNAL)
def state(request: Request, connection: Reading) -> dict[str, Any]:
    """Where the chain stands: its last link, its length, what is noted and not in it yet, and the
    last anchor that this server wrote."""
    head = head_of(connection)
    pending = connection.execute(text("SELECT count(*) FROM evidence_pending")).scalar_one()
    anchors = getattr(request.app.state, "anchors", None)
    anchor = last_anchor(anchors) if isinstance(anchors, Path) else None
    return {
        "length": 0 if head is None else head.seq,
        "head": None
        if head is None
        else {
            "seq": head.seq,
            "link": head.link.hex(),
            "algorithm": head.algorithm,
            "at": iso_utc(head.at),
        },
        "pending": pending,
        "last_anchor": None if anchor is None else anchor.as_json(),
    }


@router.get("/verify")
@declared(DataClass.BOUNDARY, Grade.PERSONAL)
def verify_links(
    files: Files,
    engine: Database,
    since: Annotated[int, Query(ge=0, description="Number of a link; those after it count.")] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Links at most.")] = 1_000,
) -> dict[str, Any]:
    """Verifies some links, with the rows, files and frames that they tell of.

    `next` is the `since` of the next question; at the end of the chain it is null, and rows that no
    link tells of were looked for too. Frames that no link tells of: `shikong verify`.
    """
    counted = Counted()
    with snapshot(engine) as connection:
        head = head_of(connection)
        length = 0 if head is None else head.seq
        until = None if since + limit >= length else since + limit
        found = verify(
            connection, files, since=since, until=until, stored_too=False, counted=counted
        )
        findings = [finding.as_json() for finding in islice(found, _MOST_FINDINGS)]
        more = next(found, None) is not None
        found.close()
    return {
        "since": since,
        "until": length if until is None else until,
        "next": until,
        "counted": asdict(counted),
        "findings": findings,
        "more_findings": more,
    }
