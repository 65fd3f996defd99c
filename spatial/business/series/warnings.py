"""Early warnings of an indicator over many divisions: which of them, how urgent, and why (预警)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.declarations.model import PeriodUnit
from spatial.business.declarations.store import declaration_of
from spatial.business.declarations.warning_rules import Severity, WarningRule
from spatial.business.indicators import Indicator, indicator
from spatial.business.series.answers import number, series_of
from spatial.business.series.line import Missing
from spatial.business.series.periods import after, last_day, name_of, start_of
from spatial.business.series.preparation import prepare
from spatial.business.series.question import SeriesQuestion
from spatial.business.series.rules import RISING, Finding, Looked, judged, needs
from spatial.errors import BadParameter

OPERATOR = "warnings"

MOST_RULES = 20

_RULES: TypeAdapter[tuple[WarningRule, ...]] = TypeAdapter(tuple[WarningRule, ...])


@dataclass(frozen=True, slots=True)
class WarningsQuestion:
    """For which period and divisions rules are looked at.

    about: the series; its first and last period are the one that is judged. rules: None for those
    of the indicator's declaration. least: the least severity of an answer.
    """

    about: SeriesQuestion
    rules: tuple[WarningRule, ...] | None = None
    least: Severity = Severity.NOTICE

    def as_json(self) -> dict[str, Any]:
        """The question as an answer keeps it, with its rules."""
        told = self.about.as_json()
        del told["to"], told["measures"]
        told["at"] = told.pop("from")
        rules = [one.model_dump(mode="json") for one in self.rules or ()]
        return told | {"rules": rules, "severity": str(self.least)}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> WarningsQuestion:
        """The inverse of `as_json`."""
        at = told["at"]
        about = SeriesQuestion.from_json({**told, "from": at, "to": at, "measures": []})
        return cls(about, rules_from(told["rules"]), Severity(told["severity"]))


def rules_from(told: Any) -> tuple[WarningRule, ...]:
    """Rules as they are written in JSON. Raises BadParameter with the path of each fault."""
    try:
        found = _RULES.validate_python(told)
    except ValidationError as error:
        faults = [
            {"where": ".".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
            for fault in error.errors()
        ]
        detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
        raise BadParameter(f"the rules are not understood: {detail}", faults=faults) from error
    if len(found) > MOST_RULES:
        raise BadParameter(f"{len(found)} rules: at most {MOST_RULES} at a time")
    return found


def declared_rules(connection: Connection, meaning: Indicator) -> tuple[WarningRule, ...]:
    """The rules that an indicator's declaration has."""
    declared = declaration_of(connection, meaning.dataset).declaration.indicator(meaning.id)
    return () if declared is None else declared.warnings


def warnings(
    connection: Connection, question: WarningsQuestion, known: Knowledge | None = None
) -> Answer:
    """What the rules find for one period in all divisions, the most urgent first.

    An item is a warning: division, name, kind, title, severity, reason in Chinese, value and limit.
    The summary counts them, and how often a rule could not look and why.
    Raises BadParameter (no rule, neither asked nor declared), and as `prepare` and `series_of`.
    """
    rules = question.rules
    if rules is None:
        rules = declared_rules(connection, indicator(connection, question.about.indicator))
    if not rules:
        raise BadParameter(
            f"there is no rule: neither the question nor the declaration of "
            f"{question.about.indicator} has one"
        )
    measures, back = needs(rules)
    prepared = prepare(connection, _looking_back(question.about, measures, back), known)
    found: list[tuple[Finding, str, str]] = []
    unseen: Counter[Missing] = Counter()
    exact, weights = True, None
    for begin in range(0, len(prepared.codes), prepared.at_once):
        for one in series_of(
            connection, prepared, prepared.codes[begin : begin + prepared.at_once]
        ):
            exact, weights = exact and one.exact, weights or one.weights
            looked = Looked(prepared.meaning, one, prepared.question.parameters.per)
            for rule in rules:
                verdict = judged(rule, looked)
                if isinstance(verdict, Finding):
                    found.append((verdict, one.code, one.name))
                elif verdict is not None:
                    unseen[verdict] += 1
    found = [one for one in found if RISING.index(one[0].severity) >= RISING.index(question.least)]
    found.sort(key=lambda one: (-RISING.index(one[0].severity), one[1], one[0].kind))
    # As it was understood: with the day of the divisions and the denominator that was declared.
    about = replace(prepared.question, first=question.about.first, measures=())
    asked = replace(question, about=about, rules=rules)
    return Answer(
        OPERATOR,
        asked.as_json(),
        prepared.divisions_of(),
        prepared.data_of(),
        [_item(asked.about, one, code, name) for one, code, name in found],
        exact=exact,
        method=None if exact else prepared.question.basis,
        weights=weights,
        suppressed=unseen[Missing.SUPPRESSED],
        notes=tuple(_notes(unseen)),
        keys=("division", "kind", "title"),
        summary={
            "indicator": prepared.meaning.id,
            "title": prepared.meaning.title,
            "unit": prepared.meaning.unit,
            "period": name_of(asked.about.by, asked.about.first),
            "divisions": len(prepared.codes),
            "rules": len(rules),
            "warnings": len(found),
            "by_severity": {
                str(severity): sum(one.severity is severity for one, *_ in found)
                for severity in RISING
            },
            "not_judged": {str(reason): count for reason, count in sorted(unseen.items())},
        },
    )


def last_whole(meaning: Indicator, by: PeriodUnit) -> date:
    """The first day of the last period that lies within the data of an indicator.

    Raises BadParameter where it has none.
    """
    if meaning.data_until is None:
        raise BadParameter(f"{meaning.id} has no value yet: there is nothing to warn of")
    start = start_of(by, meaning.data_until)
    whole = last_day(by, start) <= last_day(meaning.period, meaning.data_until)
    return start if whole else after(by, start, -1)


def _looking_back(about: SeriesQuestion, measures: Sequence[str], back: int) -> SeriesQuestion:
    first: date = after(about.by, about.first, -back)
    return replace(about, first=first, last=about.first, measures=tuple(measures))


def _item(about: SeriesQuestion, one: Finding, code: str, name: str) -> dict[str, Any]:
    return {
        "division": code,
        "name": name,
        "period": name_of(about.by, about.first),
        "kind": one.kind,
        "title": one.title,
        "severity": str(one.severity),
        "reason": f"{name}：{one.reason}",
        "value": number(one.value),
        "limit": number(one.limit),
    }


def _notes(unseen: Mapping[Missing, int]) -> list[str]:
    notes = []
    if unseen.get(Missing.SUPPRESSED):
        notes.append("有数值过小未公布，相关规则未作判断。")
    others = sum(count for reason, count in unseen.items() if reason is not Missing.SUPPRESSED)
    if others:
        notes.append("部分规则因未报数或历史不足未作判断，见 not_judged。")
    return notes


def again(connection: Connection, question: Mapping[str, Any], known: Knowledge) -> Answer:
    """Warnings asked again with the knowledge of then."""
    return warnings(connection, WarningsQuestion.from_json(question), known)
