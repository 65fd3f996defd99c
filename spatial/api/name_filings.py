"""Routes of filing and announcing names. Filings are internal, announcements are open."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Database, KnownAt, Reading, require_write_token
from spatial.api.name_filing_answers import (
    announced,
    announcements_csv,
    day_text,
    whole_filing,
)
from spatial.api.name_filing_bodies import (
    AnnouncementBody,
    DraftBody,
    ReturnBody,
    RevisionBody,
    StepBody,
)
from spatial.api.settings import FilingSettings
from spatial.api.standard.responses import also_as
from spatial.division_codes import canonical_code
from spatial.divisions.names import filing, filing_lists
from spatial.divisions.names.filing_rules import FilingContent, FilingState
from spatial.temporal import parse_date, parse_instant, today_in_china

router = APIRouter(prefix="/v1", tags=["names"])

MayWrite = Depends(require_write_token)


@lru_cache
def filing_settings() -> FilingSettings:
    """The settings of the process."""
    return FilingSettings()


Rules = Annotated[FilingSettings, Depends(filing_settings)]


@router.post("/name-filings", status_code=201, response_model=None, dependencies=[MayWrite])
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
def create(body: DraftBody, engine: Database, rules: Rules) -> JSONResponse:
    """Begins a filing as a draft. A name graded 秘密 or above is refused."""
    with engine.begin() as connection:
        number = filing.draft_filing(
            connection, FilingContent(**body.changes()), actor=body.officer, remark=body.remark
        )
        answer = whole_filing(connection, number, rules)
    return JSONResponse(answer, status_code=201, headers={"Location": f"/v1/name-filings/{number}"})


@router.patch("/name-filings/{number}", response_model=None, dependencies=[MayWrite])
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
def revise(number: int, body: RevisionBody, engine: Database, rules: Rules) -> JSONResponse:
    """Changes a draft or a returned filing; what it said before is kept as a revision."""
    with engine.begin() as connection:
        filing.revise_filing(
            connection,
            number,
            body.changes(),
            actor=body.officer,
            remark=body.remark,
            revision=body.revision,
        )
        return JSONResponse(whole_filing(connection, number, rules))


@router.post("/name-filings/{number}/file", response_model=None, dependencies=[MayWrite])
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
def submit(number: int, body: StepBody, engine: Database, rules: Rules) -> JSONResponse:
    """Files it. Without the papers it is refused; doubles and lateness are said in `checks`."""
    with engine.begin() as connection:
        filing.submit_filing(
            connection,
            number,
            actor=body.officer,
            remark=body.remark,
            today=today_in_china(datetime.now(UTC)),
            days_allowed=rules.days_allowed,
        )
        return JSONResponse(whole_filing(connection, number, rules))


@router.post("/name-filings/{number}/return", response_model=None, dependencies=[MayWrite])
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
def send_back(number: int, body: ReturnBody, engine: Database, rules: Rules) -> JSONResponse:
    """Gives a filing back with the reason; it can be changed and filed again."""
    with engine.begin() as connection:
        filing.return_filing(connection, number, actor=body.officer, remark=body.remark)
        return JSONResponse(whole_filing(connection, number, rules))


@router.post("/name-filings/{number}/announce", response_model=None, dependencies=[MayWrite])
@declared(DataClass.DIVISION, Grade.INTERNAL, Action.WRITE)
def announce(number: int, body: AnnouncementBody, engine: Database, rules: Rules) -> JSONResponse:
    """Announces a filed name and writes it into the register of names, in one transaction.

    Without one of the six items (standard name, Roman spelling, division, location description,
    approving authority, approval date) it is refused: 422, `missing` names each.
    """
    day = (
        today_in_china(datetime.now(UTC))
        if body.announced_on is None
        else parse_date(body.announced_on)
    )
    with engine.begin() as connection:
        filing.announce_filing(
            connection,
            number,
            actor=body.officer,
            remark=body.remark,
            authority=body.authority,
            announced_on=day,
        )
        return JSONResponse(whole_filing(connection, number, rules))


Limit = Annotated[int, Query(ge=1, le=1000, description="Rows of a page.")]
Offset = Annotated[int, Query(ge=0, le=2**53, description="Rows to leave out first.")]
Within = Annotated[
    str | None, Query(description="Code of a division: it and all that lies under it.")
]
From = Annotated[str | None, Query(alias="from", description="First day, YYYY-MM-DD.")]
To = Annotated[str | None, Query(alias="to", description="First day not included, YYYY-MM-DD.")]


@router.get("/name-filings", response_model=None)
@declared(DataClass.DIVISION, Grade.INTERNAL)
def list_filings(
    reading: Reading,
    state: Annotated[FilingState | None, Query(description="Only those in this state.")] = None,
    within: Within = None,
    from_: From = None,
    to: To = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> JSONResponse:
    """Filings as they stand, the last changed first; from and to are of the last change."""
    page = filing_lists.filings(
        reading,
        state=state,
        within=None if within is None else canonical_code(within),
        first=None if from_ is None else parse_instant(parse_date(from_).isoformat()),
        until=None if to is None else parse_instant(parse_date(to).isoformat()),
        most=limit,
        skip=offset,
    )
    return JSONResponse(
        {
            "total": page.total,
            "limit": limit,
            "offset": offset,
            "filings": [
                {
                    "id": row["filing_id"],
                    "state": row["state"],
                    "since": row["since"].isoformat(),
                    "kind": row["kind"],
                    "category": row["category"],
                    "standard_name": row["standard_name"],
                    "former_name": row["former_name"],
                    "division_code": row["division_code"],
                    "approved_on": day_text(row["approved_on"]),
                    "filing_authority": row["filing_authority"],
                    "secrecy": row["secrecy"],
                    "revision": row["revision"],
                }
                for row in page.rows
            ],
        }
    )


@router.get("/name-filings/{number}", response_model=None)
@declared(DataClass.DIVISION, Grade.INTERNAL)
def one_filing(number: int, reading: Reading, rules: Rules) -> JSONResponse:
    """One filing with every step and revision, its checks, and its announcement."""
    return JSONResponse(whole_filing(reading, number, rules))


@router.get("/name-announcements", response_model=None, responses=also_as("text/csv"))
@declared(DataClass.DIVISION, Grade.OPEN)
def list_announcements(
    reading: Reading,
    known: KnownAt,
    within: Within = None,
    from_: From = None,
    to: To = None,
    limit: Limit = 100,
    offset: Offset = 0,
    format: Annotated[Literal["json", "csv"], Query(description="json or csv.")] = "json",
) -> Response:
    """Announced names with the six items and the text, the newest first.

    from and to are days of the announcement.
    """
    page = filing_lists.announcements(
        reading,
        within=None if within is None else canonical_code(within),
        first=None if from_ is None else parse_date(from_),
        until=None if to is None else parse_date(to),
        known_at=known,
        most=limit,
        skip=offset,
    )
    rows = [announced(row) for row in page.rows]
    if format == "csv":
        return announcements_csv(rows)
    return JSONResponse(
        {"total": page.total, "limit": limit, "offset": offset, "announcements": rows}
    )
