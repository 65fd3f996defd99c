"""Loads decisions that an office records itself: what was decided, when, and what it did.

The source is a TOML file:

    [[decision]]
    document_no = "国函〔2020〕78号"     # or what else names it; required
    list_year = 2020                     # of the list that first shows it; required
    title = "…"
    approved = 2020-06-05                # 批复, 成文
    announced = 2020-06-17               # 公告
    effective = 2020-07-01               # in practice
    wording = "…"
    [[decision.source]]
    name = "…"
    url = "…"
    [[decision.effect]]
    kind = "merge"                       # one of the eleven kinds
    from = "130521"                      # code in the list before
    to = "130502"                        # code in the list of the year
    share = "part"                       # whole, part, none, unknown
    portion = 0.2                        # of the area of `from`, where known
    moved = ["豫让桥街道", "晏家屯镇"]
    continues = false                    # whether the unit goes on; by the rules when left out
    seat = "…"                           # where the seat moved to
    note = "…"

A decision is taken whole or not at all. A later record of the same document and list year adds to
an earlier one and overrules it in what it says: a correction, and known as such.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingest.divisions.claims.assertions import Assertion, store_assertions
from ingest.divisions.content import require_content
from ingest.divisions.documents import read_text
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import canonical_code
from spatial.divisions.derivation.claims import DecisionClaim, EffectClaim, Origin
from spatial.divisions.registry import ChangeKind, Share
from spatial.errors import BadCode, BadParameter, SourceRefused
from spatial.temporal import list_day

KIND = "division-decisions"

KNOWN_DECISIONS = Path(__file__).parent / "known_decisions.toml"
"""Dates and effects of real decisions that the published files lack, each with its source."""

_DECISION_KEYS = frozenset(
    {"document_no", "list_year", "title", "approved", "announced", "effective", "wording"}
    | {"source", "effect"}
)
_EFFECT_KEYS = frozenset(
    {"kind", "from", "to", "share", "portion", "moved", "continues", "seat", "note"}
)
_AREA_STAYS = (ChangeKind.SEAT, ChangeKind.BOUNDARY)


def load_decisions(engine: Engine, path: Path) -> IngestReport:
    """Stores each decision as a claim; one transaction.

    A decision with anything impossible in it is refused whole, with the reason. Raises
    SourceRefused when the file is no TOML of decisions or mixes fictional and real.
    """
    begun = time.monotonic()
    with ingest_run(engine, KIND, path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path) -> None:
    try:
        document = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise SourceRefused(f"{path.name} is no TOML: {error}") from error
    decisions = document.get("decision")
    if not isinstance(decisions, list) or set(document) != {"decision"}:
        raise SourceRefused(f"{path.name} holds something else than [[decision]] tables")
    claims: list[Assertion] = []
    for number, said in enumerate(decisions, start=1):
        try:
            claims.append(_claim(number, said))
        except (BadCode, BadParameter) as error:
            run.refuse(f"decision {number}", str(error), said if isinstance(said, dict) else None)
    codes = {
        code
        for claim in claims
        for effect in claim.said["effects"]
        for code in (effect["from"], effect["to"])
        if code
    }
    require_content(run.connection, path.name, sorted(codes))
    store_assertions(run, "mca", "decision", claims)


def _claim(number: int, said: Any) -> Assertion:
    if not isinstance(said, dict):
        raise BadParameter(f"decision {number} is no table")
    _require_known(f"decision {number}", said, _DECISION_KEYS)
    name, year = said.get("document_no"), said.get("list_year")
    if not isinstance(name, str) or not name.strip():
        raise BadParameter(f"decision {number} has no document_no")
    if not isinstance(year, int) or not 1 <= year <= 9999:
        raise BadParameter(f"{name}: list_year {year!r} is no year")
    effects = said.get("effect", [])
    if not isinstance(effects, list):
        raise BadParameter(f"{name}: effect is no list of tables")
    return Assertion(
        record=f"decision {number}",
        code=None,
        name=None,
        list_date=list_day(year),
        raw={key: str(value) for key, value in said.items()},
        said={
            "number": name.strip(),
            "year": year,
            "title": _text(name, said, "title"),
            "approved": _day(name, said, "approved"),
            "announced": _day(name, said, "announced"),
            "effective": _day(name, said, "effective"),
            "wording": _text(name, said, "wording"),
            "sources": [_source(name, one) for one in said.get("source", [])],
            "effects": [_effect(name, one) for one in effects],
        },
    )


def _effect(name: str, said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise BadParameter(f"{name}: an effect is no table")
    _require_known(f"{name}: an effect", said, _EFFECT_KEYS)
    kinds = set(ChangeKind)
    if said.get("kind") not in kinds:
        raise BadParameter(f"{name}: kind {said.get('kind')!r} is none of {', '.join(ChangeKind)}")
    kind = ChangeKind(said["kind"])
    share = said.get("share", "none" if kind in _AREA_STAYS else "unknown")
    if share not in set(Share):
        raise BadParameter(f"{name}: share {share!r} is none of {', '.join(Share)}")
    codes = {key: said.get(key) for key in ("from", "to")}
    if not any(codes.values()):
        raise BadParameter(f"{name}: an effect names neither from nor to")
    portion = said.get("portion")
    if portion is not None and not (isinstance(portion, int | float) and 0 < portion <= 1):
        raise BadParameter(f"{name}: portion {portion!r} is no share between 0 and 1")
    continues = said.get("continues")
    if continues is not None and not isinstance(continues, bool):
        raise BadParameter(f"{name}: continues is neither true nor false")
    moved = said.get("moved", [])
    if not isinstance(moved, list) or not all(isinstance(place, str) for place in moved):
        raise BadParameter(f"{name}: moved is no list of names")
    return {
        "kind": kind.value,
        "from": canonical_code(str(codes["from"])) if codes["from"] else None,
        "to": canonical_code(str(codes["to"])) if codes["to"] else None,
        "share": share,
        "portion": portion,
        "continues": continues,
        "moved": moved,
        "seat": _text(name, said, "seat"),
        "note": _text(name, said, "note"),
    }


def _require_known(what: str, said: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(set(said) - known)
    if unknown:
        raise BadParameter(
            f"{what} says {', '.join(unknown)}; known are {', '.join(sorted(known))}"
        )


def _text(name: str, said: Mapping[str, Any], key: str) -> str | None:
    value = said.get(key)
    if value is not None and not isinstance(value, str):
        raise BadParameter(f"{name}: {key} is no text")
    return value or None


def _day(name: str, said: Mapping[str, Any], key: str) -> str | None:
    value = said.get(key)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadParameter(f"{name}: {key} is no date: write 2021-04-09 without quotes")
    return value.isoformat()


def _source(name: str, said: Any) -> dict[str, str]:
    if not isinstance(said, dict) or not isinstance(said.get("name"), str):
        raise BadParameter(f"{name}: a source has no name")
    return {key: str(said[key]) for key in ("name", "url") if said.get(key)}


def read_decision_claim(origin: Origin, said: Mapping[str, Any]) -> DecisionClaim:
    """The claim of a stored assertion."""
    days = {
        key: None if said[key] is None else date.fromisoformat(said[key])
        for key in ("approved", "announced", "effective")
    }
    return DecisionClaim(
        origin=origin,
        number=said["number"],
        year=said["year"],
        title=said["title"],
        approved=days["approved"],
        announced=days["announced"],
        effective=days["effective"],
        wording=said["wording"],
        sources=tuple(said["sources"]),
        effects=tuple(
            EffectClaim(
                kind=ChangeKind(one["kind"]),
                from_code=one["from"],
                to_code=one["to"],
                share=Share(one["share"]),
                continues=one["continues"],
                portion=one["portion"],
                moved=tuple(one["moved"]),
                seat=one["seat"],
                note=one["note"],
            )
            for one in said["effects"]
        ),
    )
