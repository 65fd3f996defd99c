"""The course of a suspected patch: who took it to which state, by what (R6.5).

What a step lacks is told all at once. A step is only added, never changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.evidence.media_types import PHOTOS
from spatial.boundaries.inspections.deposited import media_type_of
from spatial.boundaries.inspections.rights import Author
from spatial.division_codes import canonical_code
from spatial.errors import (
    BadParameter,
    IncompletePatchStep,
    NotPermitted,
    PatchConflict,
)
from spatial.imagery.patches.checking import NEAR_M, Claim, away, judged
from spatial.imagery.patches.patches import Patch, locked_patch, patches_page
from spatial.imagery.patches.states import DECIDED, FOLLOWING, IN_THE_FIELD, State
from spatial.imagery.patches.wording import MISSING, STATES
from spatial.locations.register import device_named
from spatial.temporal import today_in_china

_CLOCKS = timedelta(minutes=5)
"""So far the clock of who reports may run before ours."""


class Photos(Protocol):
    """Where the bytes of deposited files are."""

    def get(self, sha256: str) -> bytes:
        """The bytes of a file. Raises UnknownFile."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """A step that somebody wants. at: when it happened. after: number of the last step that they
    saw, None where they do not say. assignee_office: a code; due: the last day of the term.
    photo: SHA-256 of a deposited file. lon, lat: where the checker stood, degrees, CGCS2000."""

    state: State
    at: datetime
    note: str | None = None
    after: int | None = None
    assignee_office: str | None = None
    assignee: str | None = None
    due: date | None = None
    photo: str | None = None
    lon: float | None = None
    lat: float | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was entered. before: None of the first. judged: what photo, position and track
    say to each other, of a check."""

    number: int
    before: State | None
    state: State
    at: datetime
    office: str
    person: str
    note: str | None
    assignee_office: str | None
    assignee: str | None
    due: date | None
    device: str | None
    photo: str | None
    lon: float | None
    lat: float | None
    judged: Mapping[str, Any] | None
    recorded_at: datetime


def take_step(
    connection: Connection, photos: Photos, number: int, wish: Wish, author: Author,
    asking: Standing, *, now: datetime,
) -> Step:  # fmt: skip
    """Takes a patch to a state; the step.

    asking: for whom the request asks; who of the platform's own people may write for any office.
    Raises UnknownPatch, NotPermitted (an office that has nothing to do with it), PatchConflict (the
    state does not allow it, or somebody else was first), IncompletePatchStep with `missing`,
    BadParameter (an instant in the future or before the last step), BadCode, UnknownDevice,
    UnknownFile.
    """
    patch = locked_patch(connection, number, asking, now)
    _require_rights(connection, patch, wish, author, asking, now)
    _require_state(patch, wish)
    _require_instant(patch, wish, now)
    lacking = missing_for(connection, patch, wish)
    if lacking:
        told = "；".join(MISSING[one] for one in lacking)
        raise IncompletePatchStep(
            f"图斑 {number} 不能转为{STATES[wish.state]} (it cannot become {wish.state}): {told}",
            state=patch.state.value,
            wanted=wish.state.value,
            missing=[{"what": one, "text": MISSING[one]} for one in lacking],
        )
    device = None if wish.device is None else device_named(connection, wish.device).id
    found = None
    if wish.state in IN_THE_FIELD:
        assert wish.photo is not None
        assert wish.lon is not None
        assert wish.lat is not None
        used = _used_by(connection, wish.photo)
        claim = Claim(wish.at, wish.lon, wish.lat, device, patch.since, number in used, bool(used))
        found = judged(connection, patch.outline, claim, photos.get(wish.photo))
    _store(connection, patch, wish, author, device, found)
    return steps_of(connection, number)[-1]


def missing_for(connection: Connection, patch: Patch, wish: Wish) -> list[str]:
    """All that a step lacks, as keys of wording.MISSING; empty where nothing does.

    Raises UnknownFile for a photo that nobody deposited.
    """
    lacking = []
    if wish.state is State.ASSIGNED:
        for name in ("assignee_office", "assignee", "due"):
            if not getattr(wish, name):
                lacking.append(name)
        if wish.due is not None and wish.due < today_in_china(wish.at):
            lacking.append("due_past")
        if patch.state is State.ASSIGNED and wish.after is None:
            # Two that give it to different people at once would both be right otherwise.
            lacking.append("after")
    if wish.state in IN_THE_FIELD:
        if wish.photo is None:
            lacking.append("photo")
        elif media_type_of(connection, wish.photo) not in PHOTOS:
            lacking.append("not_a_photo")
        if wish.lon is None or wish.lat is None:
            lacking.append("position")
        elif away(patch.outline, wish.lon, wish.lat) > NEAR_M:
            lacking.append("position_far")
    sent_back = patch.state is State.CHECKED and wish.state is State.ASSIGNED
    if (wish.state in DECIDED or sent_back) and not (wish.note or "").strip():
        lacking.append("note")
    return lacking


def steps_of(connection: Connection, number: int) -> list[Step]:
    """The steps of a patch, the first one first."""
    rows = connection.execute(
        text(
            "SELECT number, before, state, at, office, person, note, assignee_office, assignee,"
            " due, device.name AS device, encode(photo, 'hex') AS photo, ST_X(geom) AS lon,"
            " ST_Y(geom) AS lat, judged, recorded_at FROM patch_step"
            " LEFT JOIN device ON device.id = device_id WHERE patch_id = :patch ORDER BY number"
        ),
        {"patch": number},
    )
    return [
        Step(
            **dict(row._mapping)
            | {
                "before": None if row.before is None else State(row.before),
                "state": State(row.state),
            }
        )
        for row in rows
    ]


def _require_rights(
    connection: Connection,
    patch: Patch,
    wish: Wish,
    author: Author,
    asking: Standing,
    now: datetime,
) -> None:
    """The author's office has the patch in its division; a check is of the office that it was given
    to, or of one above it; and it is given to an office that has it, of the author's own or below.
    """
    if asking.code is not None and not asking.is_of(author.office):
        raise NotPermitted(
            f"the office {asking.code} does not write in the name of {author.office}"
        )
    if patch.links and not _has(connection, patch, author.standing, now):
        raise NotPermitted(f"the office {author.office} has nothing to do with patch {patch.id}")
    given_to = patch.assignee_office
    checks = wish.state is State.CHECKED and given_to is not None
    if checks and not author.standing.is_of(given_to or ""):
        raise NotPermitted(
            f"patch {patch.id} is given to {given_to}: it is checked by that office or one above "
            f"it, not by {author.office}"
        )
    if wish.state is State.ASSIGNED and wish.assignee_office is not None:
        given = Standing(canonical_code(wish.assignee_office))
        if not author.standing.is_of(given.code or ""):
            raise NotPermitted(
                f"the office {author.office} gives no work to {given.code}: it is not below it"
            )
        if patch.links and not _has(connection, patch, given, now):
            raise NotPermitted(f"patch {patch.id} does not lie in {given.code}")


def _has(connection: Connection, patch: Patch, standing: Standing, now: datetime) -> bool:
    if any(standing.is_of(link.code) for link in patch.links):
        return True
    return patches_page(connection, standing, number=patch.id, now=now, limit=1)[0] > 0


def _require_state(patch: Patch, wish: Wish) -> None:
    allowed = FOLLOWING[patch.state]
    late = wish.after is not None and wish.after != patch.steps
    if wish.state in allowed and not late:
        return
    why = (
        f"已有第 {patch.steps} 步 (step {patch.steps} was taken since {wish.after})"
        if late
        else f"现为{STATES[patch.state]} (it is {patch.state})"
    )
    raise PatchConflict(
        f"图斑 {patch.id} 不能转为{STATES[wish.state]}: {why}",
        state=patch.state.value,
        wanted=wish.state.value,
        steps=patch.steps,
        allowed=[one.value for one in allowed],
    )


def _require_instant(patch: Patch, wish: Wish, now: datetime) -> None:
    if wish.at > now + _CLOCKS:
        raise BadParameter(f"the step is of {wish.at.isoformat()}, in the future")
    if wish.at < patch.since:
        raise BadParameter(
            f"the step is of {wish.at.isoformat()}, but patch {patch.id} is {patch.state} since "
            f"{patch.since.isoformat()}"
        )


def _used_by(connection: Connection, photo: str) -> set[int]:
    """The patches that have a step with a photo."""
    rows = connection.execute(
        text("SELECT DISTINCT patch_id FROM patch_step WHERE photo = decode(:photo, 'hex')"),
        {"photo": photo},
    )
    return set(rows.scalars())


def _store(
    connection: Connection,
    patch: Patch,
    wish: Wish,
    author: Author,
    device: int | None,
    found: Mapping[str, Any] | None,
) -> None:
    assigned = wish.state is State.ASSIGNED
    connection.execute(
        text(
            "INSERT INTO patch_step (patch_id, number, before, state, at, office, person, note,"
            " assignee_office, assignee, due, device_id, photo, geom, judged) VALUES (:patch,"
            " :number, :before, :state, :at, :office, :person, :note, :assignee_office, :assignee,"
            " :due, :device, decode(:photo, 'hex'), ST_SetSRID(ST_MakePoint(:lon, :lat), 4490),"
            " CAST(:judged AS jsonb))"
        ),
        {
            "patch": patch.id,
            "number": patch.steps + 1,
            "before": patch.state.value,
            "state": wish.state.value,
            "at": wish.at,
            "office": author.office,
            "person": author.person,
            "note": wish.note,
            "assignee_office": canonical_code(wish.assignee_office or "") if assigned else None,
            "assignee": wish.assignee if assigned else None,
            "due": wish.due if assigned else None,
            "device": device,
            "photo": wish.photo,
            "lon": wish.lon,
            "lat": wish.lat,
            "judged": None if found is None else json.dumps(found, ensure_ascii=False),
        },
    )
