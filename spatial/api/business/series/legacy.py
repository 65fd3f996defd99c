"""Members that the answer for one division has beside the frame of every answer.

They are what the first release gave, and what the web map reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spatial.api.business.indicator_answer import indicator_answer
from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.answers import DivisionSeries
from spatial.business.series.periods import MONTH, name_of
from spatial.business.series.preparation import Prepared

_MONTH = ("period", "month", "value", "reason")
_PERIOD = ("period", "value", "reason")
_PERIODIC = ("periodic", "periodic_reason")
_NO_PERIODIC: dict[str, Any] = dict.fromkeys(_PERIODIC)


def members_of(
    prepared: Prepared, one: DivisionSeries, cells: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """indicator, division, from, to, basis, scheme, data_until, divisions_until and values.

    cells: of the item of the answer, of which these values are a part.
    """
    question = prepared.question
    return {
        "indicator": indicator_answer(prepared.meaning),
        "division": {
            "code": one.code,
            "versions": [
                {
                    "name": held.name,
                    "level": held.level,
                    "parent_code": held.parent_code,
                    "valid_from": held.days.start.isoformat(),
                    "valid_to": None if held.days.end is None else held.days.end.isoformat(),
                }
                for held in one.held
            ],
            "successors": [{"code": unit.code, "name": unit.name} for unit in one.successors],
        },
        "from": name_of(question.by, question.first),
        "to": name_of(question.by, question.last),
        "by": question.by,
        "basis": question.basis,
        "scheme": prepared.footing.viewpoint.scheme,
        "data_until": None if prepared.data_until is None else prepared.data_until.isoformat(),
        "divisions_until": prepared.footing.record.until.isoformat(),
        "values": _values(question.by, cells),
    }


def _values(by: PeriodUnit, cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Period, value and reason; and what the period alone brought, null for other kinds."""
    first = _MONTH if by is MONTH else _PERIOD
    if not cells or "periodic" not in cells[0]:
        return [{name: one[name] for name in first} | _NO_PERIODIC for one in cells]
    names = (*first, *_PERIODIC)
    return [{name: one[name] for name in names} for one in cells]
