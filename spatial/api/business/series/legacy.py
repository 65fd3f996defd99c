"""Members that the answer for one division has beside the frame of every answer.

They are what the first release gave, and what the web map reads.
"""

from __future__ import annotations

from typing import Any

from spatial.api.business.indicator_answer import indicator_answer
from spatial.business.series.answers import DivisionSeries
from spatial.business.series.periods import name_of
from spatial.business.series.preparation import Prepared

_PLAIN = ("period", "month", "value", "reason", "periodic", "periodic_reason")


def members_of(prepared: Prepared, one: DivisionSeries) -> dict[str, Any]:
    """indicator, division, from, to, basis, scheme, data_until, divisions_until and values."""
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
        "values": [
            {name: cells[name] for name in _PLAIN if name in cells} for cells in one.cells()
        ],
    }
