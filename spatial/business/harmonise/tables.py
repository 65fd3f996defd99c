"""Crosswalks as tables: CSV and Parquet out, CSV of another hand in (R10.6)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import BinaryIO

from spatial.business.harmonise.land import Land
from spatial.business.harmonise.weights import Crosswalk, Method, Side, Weight, require_sums
from spatial.division_codes import canonical_code
from spatial.divisions.bulk.csv_form import encoding_of, header_of
from spatial.errors import BadCode, BadParameter, UnknownDivision

COLUMNS = (
    "source_code",
    "source_name",
    "source_identity",
    "target_code",
    "target_name",
    "target_identity",
    "weight",
    "method",
    "exact",
    "coverage",
    "reason",
    "error",
)
"""Of every table; coverage is the sum of the weights of the source."""

_NEEDED = ("source_code", "target_code", "weight")
_MOST_ROWS = 500_000


def rows_of(crosswalk: Crosswalk) -> Iterable[tuple[object, ...]]:
    """The weights as rows of the columns."""
    for one in crosswalk.weights:
        target = one.target
        yield (
            one.source.code,
            one.source.name,
            one.source.identity,
            None if target is None else target.code,
            None if target is None else target.name,
            None if target is None else target.identity,
            one.weight,
            one.method.value,
            one.exact,
            crosswalk.coverage(one.source.code),
            one.reason,
            one.error,
        )


def csv_of(crosswalk: Crosswalk, cell: Callable[[object], object]) -> str:
    """The weights as CSV; numbers are written so that they are read as the same.

    cell: what is written of a value.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows_of(crosswalk):
        writer.writerow("" if value is None else cell(value) for value in row)
    return sheet.getvalue()


def parquet_of(crosswalk: Crosswalk) -> bytes:
    """The weights as Parquet, with what they are in the metadata of the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = dict.fromkeys(COLUMNS, pa.string()) | {
        "weight": pa.float64(),
        "coverage": pa.float64(),
        "error": pa.float64(),
        "exact": pa.bool_(),
    }
    rows = list(rows_of(crosswalk))
    columns = [
        pa.array([row[place] for row in rows], type=types[name])
        for place, name in enumerate(COLUMNS)
    ]
    about = {key: "" if value is None else str(value) for key, value in facts_of(crosswalk).items()}
    schema = pa.schema([(name, types[name]) for name in COLUMNS], metadata=about)
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), buffer)
    return buffer.getvalue()


def facts_of(crosswalk: Crosswalk) -> dict[str, str | None]:
    """What a crosswalk is, apart from its weights."""
    return {
        "id": crosswalk.id,
        "scheme": crosswalk.scheme,
        "basis": crosswalk.basis,
        "level": crosswalk.level,
        "from": crosswalk.first.isoformat(),
        "to": crosswalk.second.isoformat(),
        "density": crosswalk.density,
        "origin": crosswalk.origin,
    }


def imported_crosswalk(
    file: BinaryIO, land: Land, basis: str, first: date, second: date
) -> Crosswalk:
    """The crosswalk that a CSV of another hand holds, in UTF-8 or GBK.

    Columns: source_code, target_code, weight; perhaps reason (needed where the weights of a source
    sum to less than 1) and error. Units are those of the level on the two days.
    Raises BadParameter (columns, numbers, sums; with the line), BadCode and UnknownDivision.
    """
    encoding = encoding_of(file)
    names, delimiter = header_of(file, encoding)
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise BadParameter(
            f"the table has no column {', '.join(missing)}; found {', '.join(names[:20])}"
        )
    file.seek(0)
    sheet = io.TextIOWrapper(
        file, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline=""
    )
    try:
        reader = csv.DictReader(sheet, delimiter=delimiter)
        weights = [_weight(row, line, land, first, second) for line, row in enumerate(reader, 2)]
    finally:
        sheet.detach()
    _require_once(weights)
    require_sums(weights)
    ordered = sorted(
        weights, key=lambda one: (one.source.code, (one.target and one.target.code) or "")
    )
    return Crosswalk("mca", basis, str(land.level), first, second, ordered, None, "imported")


def _weight(
    row: Mapping[str, str | None], line: int, land: Land, first: date, second: date
) -> Weight:
    if line > _MOST_ROWS + 1:
        raise BadParameter(f"more than {_MOST_ROWS:,} rows in one table of weights")
    source = _unit(row, "source_code", line, land, first)
    told = (row["target_code"] or "").strip()
    target = _unit(row, "target_code", line, land, second) if told else None
    weight = _number(row, "weight", line)
    error = _number(row, "error", line) if row.get("error") else None
    reason = (row.get("reason") or "").strip() or None
    if weight is None or not 0 <= weight <= 1 or (target is None and weight > 0):
        raise BadParameter(
            f"line {line}: weight {row['weight']!r}: a number from 0 to 1, and 0 without a target"
        )
    return Weight(source, target, weight, Method.IMPORTED, exact=False, reason=reason, error=error)


def _unit(row: Mapping[str, str | None], name: str, line: int, land: Land, day: date) -> Side:
    said = (row[name] or "").strip()
    try:
        code = canonical_code(said)
    except BadCode as error:
        raise BadCode(f"line {line}: {error}") from error
    unit = land.unit_of(code, day)
    if unit is None:
        raise UnknownDivision(
            f"line {line}: {said} is no unit of level {land.level} on {day}", code=code
        )
    return Side(unit.code, unit.identity, unit.name)


def _number(row: Mapping[str, str | None], name: str, line: int) -> float | None:
    try:
        return float(row[name] or "")
    except ValueError as error:
        raise BadParameter(f"line {line}: {name} {row[name]!r} is no number") from error


def _require_once(weights: Sequence[Weight]) -> None:
    seen: set[tuple[str, str | None]] = set()
    for one in weights:
        pair = (one.source.code, None if one.target is None else one.target.code)
        if pair in seen:
            raise BadParameter(f"the weight from {pair[0]} to {pair[1]} stands there twice")
        seen.add(pair)
