"""Members that the answer for one division has beside the frame of every answer.

They are what the first release gave, and what the web map reads.
"""

from __future__ import annotations

from typing import Any

from spatial.business.indicators import Indicator
from spatial.business.series.answers import DivisionSeries, number
from spatial.business.series.periods import MONTH, name_of
from spatial.business.series.preparation import Prepared

_PLAIN = ("period", "month", "value", "reason", "periodic", "periodic_reason")


def members_of(prepared: Prepared, one: DivisionSeries) -> dict[str, Any]:
    """indicator, division, from, to, basis, scheme, data_until, divisions_until and values."""
    question = prepared.question
    return {
        "indicator": described(prepared.meaning),
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
        "values": [
            {name: cells[name] for name in _PLAIN if name in cells} for cells in one.cells()
        ],
    }


def described(indicator: Indicator) -> dict[str, Any]:
    """What the numbers of an indicator mean."""
    return {
        "id": indicator.id,
        "dataset": indicator.dataset,
        "title": indicator.title,
        "unit": indicator.unit,
        "kind": indicator.kind,
        "period": indicator.period,
        "nature": indicator.nature,
        "additive_space": indicator.additive_space,
        "additive_time": indicator.additive_time,
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "factor": number(indicator.factor),
        "grade": indicator.grade,
        "minimum_cell": indicator.minimum_cell,
        "readable": indicator.readable,
        "data_from": indicator.data_from and name_of(MONTH, indicator.data_from),
        "data_until": indicator.data_until and name_of(MONTH, indicator.data_until),
    }
