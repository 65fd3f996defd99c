"""Rows of questions for translation: JSON or CSV in, each row answered in its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from spatial.divisions.bulk.csv_form import encoding_of, header_of
from spatial.divisions.bulk.translation import Asked, Status, Translation
from spatial.divisions.bulk.whole_register import Reached
from spatial.errors import BadDate, BadParameter
from spatial.temporal import parse_date

MOST_ROWS = 100_000

ANSWERED = (
    "status",
    "to_code",
    "to_name",
    "to_level",
    "to_identity",
    "candidates",
    "documents",
) + (
    "resolved_from",
    "explanation",
)
"""The columns that an answer adds to those of a CSV."""

_MEANT = {
    "代码": "code", "区划代码": "code", "名称": "name", "区划名称": "name", "上级": "within",
    "日期": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A row as it came, and its translation."""

    row: Mapping[str, Any]
    found: Translation


def rows_of_json(file: BinaryIO) -> list[Mapping[str, Any]]:
    """The rows of a JSON array of objects, or of an object whose `rows` is one; a text is a code.

    Raises BadParameter.
    """
    try:
        document = json.load(file)
    except ValueError as error:
        raise BadParameter(f"the body is no JSON: {error}") from error
    rows = document.get("rows") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise BadParameter("the body is a JSON array of rows, or an object with `rows`")
    found = [{"code": row} if isinstance(row, str) else row for row in rows]
    bad = next((place for place, row in enumerate(found) if not isinstance(row, dict)), None)
    if bad is not None:
        raise BadParameter(f"row {bad} is neither an object nor a code as text")
    return _bounded(found)


def rows_of_csv(file: BinaryIO) -> tuple[list[str], list[Mapping[str, Any]]]:
    """The columns and rows of a CSV in UTF-8 or GBK. Raises BadParameter."""
    encoding = encoding_of(file)
    names, delimiter = header_of(file, encoding)
    if not {"code", "name"} & {_MEANT.get(name, name) for name in names}:
        raise BadParameter(
            f"there is no column code or name; found {', '.join(names[:20]) or 'none'}"
        )
    twice = [name for name in ANSWERED if name in names]
    if twice:
        raise BadParameter(f"the table has a column {twice[0]!r}, which the answer adds: rename it")
    file.seek(0)
    sheet = io.TextIOWrapper(file, encoding="utf-8-sig" if encoding == "utf-8" else encoding,
                             newline="")  # fmt: skip
    try:
        reader = csv.reader(sheet, delimiter=delimiter)
        next(reader)
        rows: list[Mapping[str, Any]] = []
        for values in reader:
            row: dict[str, Any] = dict(zip(names, values, strict=False))
            if len(values) != len(names):
                row[""] = f"该行有 {len(values)} 列，表头有 {len(names)} 列：{values}"
            rows.append(row)
    except csv.Error as error:
        raise BadParameter(f"the CSV cannot be read: {error}") from error
    finally:
        sheet.detach()
    return names, _bounded(rows)


def _bounded(rows: list[Any]) -> list[Any]:
    if not rows:
        raise BadParameter("the body holds no row")
    if len(rows) > MOST_ROWS:
        raise BadParameter(f"{len(rows)} rows: at most {MOST_ROWS} in one request")
    return rows


def answer_rows(
    translated: Callable[[Asked], Translation],
    rows: Sequence[Mapping[str, Any]],
    day: date,
    target: date,
) -> list[Answered]:
    """Every row with its translation, in order; day, target: of rows without their own.

    A row may have code, name, within, date and to; what cannot be read is answered `unreadable`.
    """
    known: dict[Asked, Translation] = {}
    return [Answered(row, _answer(translated, row, day, target, known)) for row in rows]


def _answer(
    translated: Callable[[Asked], Translation],
    row: Mapping[str, Any],
    day: date,
    target: date,
    known: dict[Asked, Translation],
) -> Translation:
    if row.get(""):
        return Translation(Status.UNREADABLE, str(row[""]))
    said = {_MEANT.get(name, name): value for name, value in row.items()}
    parts: dict[str, str | None] = {}
    for name in ("code", "name", "within", "date", "to"):
        value = said.get(name)
        if value is not None and not isinstance(value, str):
            return Translation(Status.UNREADABLE, f"{name} {value!r} 不是文本")
        parts[name] = (value or "").strip() or None
    try:
        asked = Asked(
            parts["code"],
            parts["name"],
            parts["within"],
            parse_date(parts["date"]) if parts["date"] else day,
            parse_date(parts["to"]) if parts["to"] else target,
        )
    except BadDate as error:
        return Translation(Status.UNREADABLE, str(error))
    if asked not in known:
        known[asked] = translated(asked)
    return known[asked]


def facts_of(one: Answered) -> dict[str, Any]:
    """An answered row as members of a JSON answer."""
    found = one.found
    unit = found.unit
    return {
        "asked": dict(one.row),
        "status": found.status,
        "code": found.code,
        "unit": unit
        and {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "identity": unit.identity,
            "parent_code": unit.parent_code,
        },
        "candidates": [_candidate(candidate) for candidate in found.candidates],
        "events": [
            {
                "event": effect.event_id,
                "on": effect.dates.on_day.isoformat(),
                "kind": effect.kind,
                "document_nos": list(effect.document_nos),
                "rule": effect.rule,
                "share": effect.share,
            }
            for effect in found.effects
        ],
        "resolved_from": found.resolved_from,
        "explanation": found.explanation,
    }


def _candidate(one: Reached) -> dict[str, Any]:
    unit = one.version
    return {
        "code": one.code,
        "unit_code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "identity": unit.identity,
        "share": one.share,
        "portion": one.way[0].portion if len(one.way) == 1 else None,
        "document_nos": list(dict.fromkeys(no for step in one.way for no in step.document_nos)),
    }


def csv_of(names: Sequence[str], answers: Sequence[Answered]) -> str:
    """The rows as they came with the columns of the answer.

    Candidates: `code name share`, `-` for the code of one that the scheme wanted does not have.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow([*names, *ANSWERED])
    for one in answers:
        found, unit = one.found, one.found.unit
        writer.writerow(
            [
                *(one.row.get(name, "") for name in names),
                found.status,
                found.code or "",
                unit.name if unit else "",
                unit.level if unit else "",
                unit.identity if unit else "",
                ";".join(f"{c.code or '-'} {c.version.name} {c.share}" for c in found.candidates),
                ";".join(dict.fromkeys(no for e in found.effects for no in e.document_nos)),
                found.resolved_from or "",
                found.explanation,
            ]
        )
    return sheet.getvalue()
