"""Filing and announcing names: each step an officer takes, in the caller's transaction.

A filing is locked while a step is taken, and a step is possible in some states only: of two
officers who announce at once one wins, the other learns that it is announced already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.divisions.names import standing
from spatial.divisions.names.filing_checks import FilingChecks, checks_of
from spatial.divisions.names.filing_records import (
    DivisionPath,
    StandingFiling,
    division_on,
    first_step,
    locked,
    store_revision,
    take_step,
)
from spatial.divisions.names.filing_rules import (
    FilingAction,
    FilingContent,
    FilingKind,
    announcement_text,
    first_day,
    missing_for_filing,
    missing_items,
    named,
    require_grade,
)
from spatial.divisions.names.kinds import NameKind
from spatial.errors import (
    BadParameter,
    BadPeriod,
    IncompleteNameFiling,
    NameFilingConflict,
    NotPermitted,
    UnknownDivision,
)

_PACKAGE = "spatial.divisions.names"


def draft_filing(
    connection: Connection, content: FilingContent, *, actor: str, remark: str | None = None
) -> int:
    """Begins a filing and returns its number.

    Raises BadParameter for a name that is graded secret, an unknown place or an unknown grade.
    """
    content = _require_possible(connection, content)
    filing = int(
        connection.execute(text("INSERT INTO name_filing DEFAULT VALUES RETURNING id")).scalar_one()
    )
    store_revision(connection, filing, 1, content, actor)
    first_step(connection, filing, actor=actor, remark=remark)
    return filing


def revise_filing(
    connection: Connection,
    filing: int,
    changes: Mapping[str, Any],
    *,
    actor: str,
    remark: str | None = None,
    revision: int | None = None,
) -> None:
    """Writes a draft or a returned filing anew; `changes` are fields of FilingContent.

    revision: the one that the officer saw; NameFilingConflict where there is a newer one.
    """
    found = locked(connection, filing, FilingAction.REVISE)
    if revision is not None and revision != found.revision:
        raise NameFilingConflict(
            f"the filing {filing} has the revision {found.revision} by now, not {revision}: read "
            "it again",
            revision=found.revision,
        )
    content = _require_possible(connection, replace(found.content, **changes))
    number = found.revision + 1
    store_revision(connection, filing, number, content, actor)
    take_step(connection, found, FilingAction.REVISE, actor, remark, number)


def submit_filing(
    connection: Connection,
    filing: int,
    *,
    actor: str,
    today: date,
    days_allowed: int | None = None,
    remark: str | None = None,
) -> FilingChecks:
    """Files it at the receiving office and returns what the office is told of it.

    days_allowed: after the approval, None for no limit.
    Raises IncompleteNameFiling where papers, the filing authority or the old name are missing.
    """
    found = locked(connection, filing, FilingAction.FILE)
    lacking = missing_for_filing(found.content)
    if lacking:
        raise IncompleteNameFiling(
            f"备案材料不全 (the filing is not complete): {named(lacking)}",
            missing=[{"item": one.item, "zh": one.zh, "en": one.en} for one in lacking],
        )
    checks = checks_of(connection, found.content, today, days_allowed)
    take_step(
        connection, found, FilingAction.FILE, actor, remark, found.revision, checks.as_document()
    )
    return checks


def return_filing(connection: Connection, filing: int, *, actor: str, remark: str) -> None:
    """Gives a filing back to who filed it, with the reason. Raises BadParameter without one."""
    if not remark.strip():
        raise BadParameter("a filing is returned with a reason (退回须说明原因)")
    found = locked(connection, filing, FilingAction.RETURN)
    take_step(connection, found, FilingAction.RETURN, actor, remark, found.revision)


def announce_filing(
    connection: Connection,
    filing: int,
    *,
    actor: str,
    authority: str,
    announced_on: date,
    remark: str | None = None,
) -> None:
    """Announces a filed name and writes it into the register of names: all of it or nothing.

    Raises IncompleteNameFiling, with what is missing in `missing`, without one of the six items
    (R2.7); NotPermitted for an internal name; UnknownDivision where no unit bore the code on the
    day of approval; BadPeriod where it was approved after the announcement; NameFilingConflict
    when it is not filed, or announced already.
    """
    found = locked(connection, filing, FilingAction.ANNOUNCE)
    content = found.content
    lacking = missing_items(content)
    if lacking:
        raise IncompleteNameFiling(
            f"公告缺少 (the announcement lacks): {named(lacking)}",
            missing=[{"item": one.item, "zh": one.zh, "en": one.en} for one in lacking],
        )
    if content.secrecy != "open":
        raise NotPermitted(f"the filing {filing} is internal (内部): it is never announced")
    assert content.approved_on is not None
    if content.approved_on > announced_on:
        raise BadPeriod(f"it was approved on {content.approved_on}, after the day {announced_on}")
    division = division_on(connection, str(content.division_code), content.approved_on)
    if division is None:
        raise UnknownDivision(
            f"no division bore the code {content.division_code} on {content.approved_on}, the day "
            "of approval",
            code=content.division_code,
        )
    day = first_day(content)
    assert day is not None
    place, before, note = _write_name(connection, found, division, day, announced_on)
    former = before or content.former_name
    connection.execute(
        text(read_sql(_PACKAGE, "announcement_store")),
        {
            "filing_id": filing,
            "kind": content.kind.value,
            "category": content.category.value,
            "standard_name": content.standard_name,
            "roman": content.roman,
            "division_code": division.code,
            "division_identity": division.identity,
            "division_path": division.path,
            "location": content.location,
            "approving_authority": content.approving_authority,
            "approved_on": content.approved_on,
            "former_name": former if content.kind is FilingKind.RENAMING else None,
            "approval_no": content.approval_no,
            "in_force_on": day,
            "announced_on": announced_on,
            "announcing_authority": authority,
            "text": announcement_text(
                content,
                division=division.path,
                former_name=former,
                announced_on=announced_on,
                authority=authority,
            ),
            "place_id": place,
            "note": note,
        },
    )
    take_step(connection, found, FilingAction.ANNOUNCE, actor, remark, found.revision)


def _require_possible(connection: Connection, content: FilingContent) -> FilingContent:
    content = replace(content, secrecy=require_grade(content.secrecy))
    if not content.standard_name.strip():
        raise BadParameter("a filing needs a standard name (标准地名)")
    if content.place_id is not None:
        known = connection.execute(
            text("SELECT 1 FROM place WHERE id = :id"), {"id": content.place_id}
        ).one_or_none()
        if known is None:
            raise BadParameter(f"there is no place {content.place_id!r}")
    return content


def _write_name(
    connection: Connection,
    found: StandingFiling,
    division: DivisionPath,
    day: date,
    announced_on: date,
) -> tuple[str | None, str | None, str | None]:
    """The place whose name it became, the name before, and a note where no name was written."""
    content = found.content
    if content.place_id is not None and _is_division(connection, content.place_id):
        return (
            content.place_id,
            content.former_name,
            "行政区划的名称以区划登记为准：须另行载入批准文件",
        )
    if content.kind is FilingKind.ABOLITION:
        if content.place_id is None:
            return None, None, "地名库中没有此地名，未作变更"
        before = standing.abolish_name(connection, content.place_id, day, announced_on)
        return content.place_id, before, None
    place = content.place_id
    if place is None:
        place = f"filing:{found.id}"
        standing.new_place(connection, place, _facts(content, division, day))
        if content.kind is FilingKind.RENAMING and content.former_name:
            standing.add_former_name(connection, place, content.former_name, day)
    before = standing.give_standard_name(
        connection, place, content.standard_name, content.roman, day, announced_on
    )
    if content.minority_script:
        standing.add_name_form(
            connection,
            place,
            NameKind.MINORITY_SCRIPT,
            content.minority_script,
            content.language or "und",
            day,
        )
    return place, before, None


def _is_division(connection: Connection, place: str) -> bool:
    """Whether the name of the place follows the registry of divisions."""
    return bool(
        connection.execute(
            text("SELECT identity_id IS NOT NULL FROM place WHERE id = :id"), {"id": place}
        ).scalar_one()
    )


def _facts(content: FilingContent, division: DivisionPath, day: date) -> standing.PlaceFacts:
    return standing.PlaceFacts(
        category=content.category,
        location=content.location,
        meaning=content.meaning,
        language=content.language,
        approving_authority=content.approving_authority,
        approved_on=content.approved_on,
        named_on=day if content.kind is FilingKind.NAMING else None,
        secrecy=content.secrecy,
        geometry=content.geometry,
        codes=(division.code,),
        sources=tuple(one.reference or one.name for one in content.papers),
    )
