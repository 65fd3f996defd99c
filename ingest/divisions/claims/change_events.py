"""Loads notices of changes of divisions: which code left or came, by which document, and why.

The source is a CSV with the columns from_year_end, to_year_end, op (add, remove, transfer), code,
name, relation, date_text, document_no, source_name, source_url and description; the notation of
`relation` and of the description is that of `spatial.divisions.derivation.notices`. Each row
becomes one `change` claim; what it means for the registry is decided in the derivation.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingest.divisions.claims.assertions import Assertion, store_assertions
from ingest.divisions.content import require_content
from ingest.divisions.documents import read_table
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.division_codes import canonical_code
from spatial.divisions.derivation.claims import (
    ChangeClaim,
    Document,
    Move,
    Op,
    Origin,
    Other,
    Same,
)
from spatial.divisions.derivation.notices import (
    document_of,
    read_dates,
    read_documents,
    read_relation,
)
from spatial.errors import BadCode, BadDate, BadParameter, SourceRefused
from spatial.progress import step
from spatial.temporal import list_day

KIND = "division-changes"
COLUMNS = (
    "from_year_end",
    "to_year_end",
    "op",
    "code",
    "name",
    "relation",
    "date_text",
    "document_no",
    "source_name",
    "source_url",
    "description",
)


def load_change_events(engine: Engine, path: Path) -> IngestReport:
    """Stores each row as a claim; one transaction.

    A row that says something impossible is refused with the reason, the rest is stored. Raises
    SourceRefused when the file cannot be read, lacks columns or mixes fictional and real.
    """
    begun = time.monotonic()
    with ingest_run(engine, KIND, path) as run:
        if not run.already_loaded:
            _load(run, path)
    return report(run, KIND, path, time.monotonic() - begun)


def _load(run: IngestRun, path: Path) -> None:
    rows = list(read_table(path, COLUMNS))
    claims: list[Assertion] = []
    with step(f"{path.name} 区划变更", len(rows)) as progress:
        for line, row in rows:
            try:
                claims.append(_claim(line, row))
            except (BadCode, BadDate, BadParameter) as error:
                run.refuse(f"line {line}", str(error), row)
            progress.advance(1)
    if not claims:
        raise SourceRefused(f"{path.name} holds no row that could be stored")
    require_content(run.connection, path.name, (claim.code or "" for claim in claims))
    store_assertions(run, "mca", "change", claims)


def _claim(line: int, row: Mapping[str, str]) -> Assertion:
    code = canonical_code(row["code"])
    if not row["name"]:
        raise BadParameter(f"{code} has no name")
    before, year = _year(row["from_year_end"]), _year(row["to_year_end"])
    if before >= year:
        raise BadParameter(f"{code}: the list of {year} does not follow that of {before}")
    if row["op"] not in set(Op):
        raise BadParameter(f"{code}: op {row['op']!r} is none of {', '.join(Op)}")
    outward, others = read_relation(row["relation"])
    documents = read_documents(
        row["description"],
        [part for part in row["document_no"].split(";") if part],
        read_dates(row["date_text"]),
        _sources(row),
    )
    document = document_of(documents, row["name"])
    said = {
        "op": row["op"],
        "year": year,
        "outward": outward,
        "others": [{"name": str(other.name), "doubtful": other.doubtful} for other in others],
        "document": None if document is None else _said(document),
        "beside": [_said(one) for one in documents if one is not document],
    }
    return Assertion(f"line {line}", code, row["name"], list_day(year), row, said)


def _year(text: str) -> int:
    if len(text) != 4 or not text.isdecimal() or int(text) == 0:
        raise BadParameter(f"{text!r} is no year of a list")
    return int(text)


def _sources(row: Mapping[str, str]) -> list[dict[str, str]]:
    names, addresses = row["source_name"].split(";"), row["source_url"].split(";")
    return [
        {"name": name} | ({"url": addresses[at]} if at < len(addresses) and addresses[at] else {})
        for at, name in enumerate(names)
        if name
    ]


def _said(document: Document) -> dict[str, object]:
    return {
        "number": document.number,
        "title": document.title,
        "approved": document.approved and document.approved.isoformat(),
        "text": document.text,
        "sources": [dict(source) for source in document.sources],
        "moves": [
            {"source": move.source, "target": move.target, "places": list(move.places)}
            for move in document.moves
        ],
        "date_notes": list(document.date_notes),
    }


def read_change_claim(origin: Origin, code: str, name: str, said: Mapping[str, Any]) -> ChangeClaim:
    """The claim of a stored assertion."""
    return ChangeClaim(
        origin=origin,
        op=Op(said["op"]),
        code=code,
        name=name,
        year=said["year"],
        outward=said["outward"],
        others=tuple(
            Other(Same(o["name"]) if o["name"] in ("_", ".", "..") else o["name"], o["doubtful"])
            for o in said["others"]
        ),
        document=None if said["document"] is None else _document(said["document"]),
        beside=tuple(map(_document, said["beside"])),
    )


def _document(said: Mapping[str, Any]) -> Document:
    return Document(
        number=said["number"],
        title=said["title"],
        approved=None if said["approved"] is None else date.fromisoformat(said["approved"]),
        text=said["text"],
        sources=tuple(said["sources"]),
        moves=tuple(Move(m["source"], m["target"], tuple(m["places"])) for m in said["moves"]),
        date_notes=tuple(said["date_notes"]),
    )
