"""Filters on declared fields of records: written, read, checked, and as SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Numeric, String, and_, cast, column, literal
from sqlalchemy.dialects.postgresql import JSONB

from spatial.business.declarations.model import FieldDeclaration, FieldType
from spatial.business.operators.dataset import RecordSet
from spatial.errors import BadParameter
from spatial.temporal import parse_date, parse_instant

_WRITTEN = re.compile(r"(?P<field>[a-z][a-z0-9_]*)(?P<op>>=|<=|!=|=|>|<)(?P<said>.*)", re.DOTALL)
_RANGES = {">=", ">", "<=", "<"}
_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)

ATTRIBUTES = column("attributes", JSONB)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a field: `=` (one of the values), `!=` (none of them), or a range's end."""

    field: str
    op: str
    values: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As a member of a question."""
        return {"field": self.field, "op": self.op, "values": list(self.values)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Filter:
        """From a question. Raises BadParameter where it is none."""
        field, op, values = said.get("field"), said.get("op", "="), said.get("values")
        if not isinstance(values, list):
            values = [said.get("value")]
        texts = [_as_text(value) for value in values]
        if (
            not isinstance(field, str)
            or op not in (*_RANGES, "=", "!=")
            or not texts
            or None in texts
        ):
            raise BadParameter(
                f"{dict(said)!r} is no filter: give field, op (=, !=, >=, >, <=, <) and values"
            )
        return cls(field, op, tuple(one for one in texts if one is not None))


def parse_filter(text: str) -> Filter:
    """The filter that a text writes: `reason=因病|失业`, `members>=3`, `closed!=true`.

    Raises BadParameter.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None or not match["said"]:
        raise BadParameter(
            f"{text!r} is no filter: write field=value, field=one|another, field!=value or "
            "field>=value (also >, <=, <)"
        )
    op = match["op"]
    values = (match["said"],) if op in _RANGES else tuple(match["said"].split("|"))
    return Filter(match["field"], op, values)


def condition(dataset: RecordSet, filters: Sequence[Filter]) -> ColumnElement[bool]:
    """The filters as SQL on the records of a dataset.

    Raises BadParameter: a field that is not declared, a value of the wrong type or none of those
    that are declared, a range of texts, and a free text that singles out persons.
    """
    found: list[ColumnElement[bool]] = []
    for one in filters:
        field = dataset.field(one.field)
        require_parting(dataset, field)
        values = [_typed(field, value) for value in one.values]
        expression = value_of(field)
        if one.op in _RANGES:
            if field.type in (FieldType.TEXT, FieldType.BOOLEAN):
                raise BadParameter(
                    f"{one.field} is {field.type}: it has no order, ask with = or !="
                )
            if len(values) != 1:
                raise BadParameter(f"{one.field}{one.op} takes one value")
            found.append(expression.op(one.op, is_comparison=True)(literal(values[0])))
        elif one.op == "=":
            found.append(expression.in_(values))
        else:
            found.append(expression.is_(None) | expression.not_in(values))
    return and_(literal(True), *found)


def require_parting(dataset: RecordSet, field: FieldDeclaration) -> None:
    """Returns when counts may be parted by the values of a field; else raises BadParameter.

    A free text of a closed grade (a name, an address) would single out persons.
    """
    if field.grade.closed and field.type is FieldType.TEXT and field.values is None:
        raise BadParameter(
            f"{field.name} of {dataset.id} is a free text of grade {field.grade}: records are "
            "neither parted nor chosen by it"
        )


def value_of(field: FieldDeclaration) -> ColumnElement[Any]:
    """The value of a field of a record, of its declared type; days as texts, which sort alike."""
    told = ATTRIBUTES[field.name].astext
    if field.type in _NUMBERS:
        return cast(told, Numeric)
    if field.type is FieldType.INSTANT:
        return cast(told, DateTime(timezone=True))
    return cast(told, String)


def numeric(dataset: RecordSet, name: str, measure: str) -> FieldDeclaration:
    """The field that is measured. Raises BadParameter where it has no numbers, or where its least
    and greatest would tell what one person's record says: they stand in no sum that could be
    perturbed.
    """
    field = dataset.field(name)
    if field.type not in _NUMBERS:
        raise BadParameter(f"{name} of {dataset.id} is {field.type}: only numbers are measured")
    if measure in ("min", "max") and field.grade.closed:
        raise BadParameter(
            f"{name} of {dataset.id} is of grade {field.grade}: its {measure} is one record's own"
        )
    if measure in ("min", "max") and dataset.perturbation is not None:
        raise BadParameter(
            f"counts of {dataset.id} are protected from {dataset.minimum_cell} down: the {measure} "
            f"of {name} is one record's own; there are count, sum and mean"
        )
    return field


def _typed(field: FieldDeclaration, text: str) -> Any:
    """A value of a filter in the type of its field. Raises BadParameter and BadDate."""
    if field.values is not None and text not in field.values:
        known = "、".join(field.values)
        raise BadParameter(f"{field.name} has no value {text!r}: there are {known}")
    if field.type in _NUMBERS:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise BadParameter(f"{field.name} is {field.type}: {text!r} is none")
        return number
    if field.type is FieldType.BOOLEAN and text not in ("true", "false"):
        raise BadParameter(f"{field.name} is true or false, not {text!r}")
    if field.type is FieldType.DAY:
        return parse_date(text).isoformat()
    return parse_instant(text) if field.type is FieldType.INSTANT else text


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | str):
        return str(value)
    return None
