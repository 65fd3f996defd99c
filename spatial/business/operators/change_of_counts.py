"""Two numbers of two periods on the same divisions: of cases, or of an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.declarations.model import PeriodUnit
from spatial.business.indicators import indicator
from spatial.business.operators.change_question import ChangeQuestion
from spatial.business.operators.of_figures import aggregate_figures
from spatial.business.operators.of_records import SUPPRESSED, aggregate_records
from spatial.business.operators.questions import Question
from spatial.business.operators.times import period_of
from spatial.errors import BadPeriod

_CHANGE = "change"
_DIGITS = 6

Key = tuple[str | None, str | None, str | None]


def change_of_counts(
    connection: Connection, question: ChangeQuestion, knowledge: Knowledge
) -> Answer:
    """Both numbers of each unit (and group), their difference, and their ratio.

    Where one of the two is not told, neither difference nor ratio is: they would give it away.
    """
    unit = question.period or _own_period(connection, question)
    first, last = period_of(unit, question.first), period_of(unit, question.last)
    if first == last:
        raise BadPeriod(
            f"{question.first} and {question.last} lie in the same {unit}: choose a shorter period"
        )
    answers = [
        _aggregated(
            connection,
            Question(
                question.asked,
                question.dataset,
                question.indicator,
                question.holds,
                period.start,
                period.end,
                question.within,
                filters=question.filters,
                group=question.group,
            ),
            knowledge,
        )
        for period in (first, last)
    ]
    now = answers[1]
    before, after = ({_key(item): item for item in one.items} for one in answers)
    items = [
        _item(before.get(key), after.get(key), hides=now.perturbation is not None)
        for key in sorted({*before, *after}, key=lambda one: tuple(part or "" for part in one))
    ]
    return Answer(
        _CHANGE,
        question.as_json(),
        now.divisions,
        now.data,
        items,
        suppressed=sum(1 for item in items if item["reason"] == "suppressed"),
        notes=tuple(dict.fromkeys([*answers[0].notes, *now.notes])),
        summary={
            "period": unit.value,
            "before": {"from": str(first.start), "to": str(first.end)} | dict(answers[0].summary),
            "after": {"from": str(last.start), "to": str(last.end)} | dict(now.summary),
        },
        keys=("code", "mca_code", "group"),
        exact=now.exact,
        method=now.method,
        perturbation=now.perturbation,
    )


def _own_period(connection: Connection, question: ChangeQuestion) -> PeriodUnit:
    if question.indicator is None:
        return PeriodUnit.MONTH
    return indicator(connection, question.indicator).period


def _aggregated(connection: Connection, question: Question, knowledge: Knowledge) -> Answer:
    told = aggregate_records if question.dataset is not None else aggregate_figures
    return told(connection, question, knowledge, operator=_CHANGE)


def _key(item: Mapping[str, Any]) -> Key:
    return item["code"], item.get("mca_code"), item.get("group")


def _item(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, hides: bool
) -> dict[str, Any]:
    """A group that one of the two periods does not have counts nothing there.

    hides: of perturbed counts, where it is hidden with what is too small.
    """
    some = after or before
    assert some is not None
    named = {
        name: some[name] for name in ("code", "name", "parent_code", "mca_code", "group")
        if name in some
    }  # fmt: skip
    absent: Mapping[str, Any] = {"value": 0, "reason": None}
    if hides:
        absent = {"value": None, "reason": SUPPRESSED}
    sides = [absent if item is None else item for item in (before, after)]
    one, other = (side["value"] for side in sides)
    reasons = [side["reason"] for side in sides if side["reason"]]
    whole = one is not None and other is not None
    return named | {
        "before": one,
        "after": other,
        "difference": other - one if whole else None,
        "ratio": round(other / one, _DIGITS) if whole and one else None,
        "reason": reasons[0] if reasons else None,
    }
