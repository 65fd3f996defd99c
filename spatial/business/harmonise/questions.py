"""The operator `harmonise`: its question, and its answer with all that it stands on (R8.6)."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, DataOf, DivisionsOf, Knowledge
from spatial.business.declarations.model import Nature
from spatial.business.figures import data_known_at
from spatial.business.harmonise.flows import BIT
from spatial.business.harmonise.harmonising import (
    Harmonised,
    Harmoniser,
    PeriodSeries,
    Plan,
    stored_harmoniser,
)
from spatial.business.harmonise.land import codes_above
from spatial.business.harmonise.meanings import Meaning, meaning
from spatial.business.harmonise.store import crosswalk_kept
from spatial.business.harmonise.targets import Policy, Target
from spatial.business.harmonise.values import Column
from spatial.business.harmonise.weights import Method
from spatial.division_codes import Level, canonical_code
from spatial.divisions.bulk.whole_register import WholeRegister
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.viewpoint import Viewpoint
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date

MOST_VALUES = 200_000
"""Values of one answer: all counties of some sixty years."""

PRESENT = Knowledge()
"""All that is known by now."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: an indicator, in the periods that begin in a span, on which divisions.

    first, until: of the periods' first days, the second not included; None is no limit.
    within: the code of a unit; only what lies in it on the date of the divisions. density: the
    indicator by which divided units are shared out. weights: the id of a crosswalk to be used.
    """

    indicator: str
    level: Level
    policy: Policy
    day: date | None = None
    first: date | None = None
    until: date | None = None
    within: str | None = None
    density: str | None = None
    weights: str | None = None
    basis: Basis = Basis.LIST

    def as_json(self) -> dict[str, Any]:
        """As it stands in answers."""
        return {
            "indicator": self.indicator,
            "level": str(self.level),
            "policy": str(self.policy),
            "date": _iso(self.day),
            "from": _iso(self.first),
            "to": _iso(self.until),
            "within": self.within,
            "density": self.density,
            "weights": self.weights,
            "basis": str(self.basis),
        }

    @classmethod
    def of_json(cls, said: Mapping[str, Any]) -> Self:
        """The question that `as_json` wrote."""
        return cls(
            said["indicator"],
            Level(said["level"]),
            Policy(said["policy"]),
            _day(said["date"]),
            _day(said["from"]),
            _day(said["to"]),
            said["within"],
            said["density"],
            said["weights"],
            Basis(said["basis"]),
        )


def harmonise(connection: Connection, question: Question, knowledge: Knowledge = PRESENT) -> Answer:
    """The series of an indicator on the divisions of a plan, with what each value stands on.

    Raises UnknownIndicator, NotPermitted, NotHarmonisable, UnknownCrosswalk, BeforeTheRecord,
    NotYetKnown, BadCode, and BadParameter (a question without sense, or with too many values).
    """
    footing = footing_of(connection, Viewpoint("mca", question.basis, knowledge.divisions))
    if question.day is not None:
        footing.require(question.day)
    within = None if question.within is None else canonical_code(question.within)
    question = replace(question, basis=footing.viewpoint.basis, within=within)
    as_it_is = question.policy is Policy.AS_REPORTED
    asked = meaning(connection, question.indicator, harmonised=not as_it_is)
    density = None if question.density is None else _density(connection, question.density)
    brought = None if question.weights is None else crosswalk_kept(connection, question.weights)
    plan = Plan(question.level, question.policy, question.day, density, brought)
    harmoniser = stored_harmoniser(connection, footing.viewpoint, plan, knowledge.data)
    last = None if question.until is None else question.until - timedelta(days=1)
    (found,) = harmoniser.harmonised([asked], question.first, last)
    return _answer(connection, question, knowledge, footing, harmoniser, found)


def again(connection: Connection, question: Mapping[str, Any], knowledge: Knowledge) -> Answer:
    """The same question with the knowledge of then: see `answering.Again`."""
    return harmonise(connection, Question.of_json(question), knowledge)


def _density(connection: Connection, identifier: str) -> Meaning:
    found = meaning(connection, identifier)
    if found.nature is not Nature.EXTENSIVE:
        raise BadParameter(f"density {identifier}: only an extensive indicator can be shared out")
    return found


def _answer(
    connection: Connection,
    question: Question,
    knowledge: Knowledge,
    footing: Footing,
    harmoniser: Harmoniser,
    found: Harmonised,
) -> Answer:
    asked = found.meaning
    read = [*asked.read, *([] if found.plan.density is None else [found.plan.density])]
    ends = [one.period.end for one in found.periods if one.period.end is not None]
    learned = data_known_at(connection, [one.id for one in read])
    day = question.day or (found.periods[-1].day if found.periods else footing.record.until)
    items = list(_items(harmoniser.land.register, question, found))
    told = [one for one in items if one["value"] is not None]
    guessed = [one for one in told if not one["exact"]]
    return Answer(
        operator="harmonise",
        question=question.as_json(),
        divisions=DivisionsOf.on(footing, day, str(question.level)),
        data=DataOf(
            tuple(sorted({one.dataset for one in read})),
            knowledge.data or learned or footing.known_at,
            max(ends, default=None),
        ),
        items=items,
        exact=not guessed,
        method=_methods(told),
        weights=_version(found),
        suppressed=sum(one["reason"] == "suppressed" for one in items),
        notes=tuple(_notes(question, footing, found, items)),
        summary=_summary(question, found, items, len(guessed)),
    )


def _items(
    register: WholeRegister, question: Question, found: Harmonised
) -> Iterator[dict[str, Any]]:
    chosen: dict[int, list[int]] = {}
    count = 0
    for one in found.periods:
        key = id(one.targets)
        if key not in chosen:
            chosen[key] = _within(register, question, one)
        count += len(chosen[key])
        if count > MOST_VALUES:
            raise BadParameter(
                f"the answer has more than {MOST_VALUES:,} values: ask for fewer periods (from, "
                "to), or for what lies within a unit",
                most=MOST_VALUES,
            )
        yield from _of_period(one, chosen[key])


def _within(register: WholeRegister, question: Question, one: PeriodSeries) -> list[int]:
    """The places of the targets that are asked for."""
    if question.within is None:
        return list(range(len(one.targets)))
    day = question.day or one.day
    return [
        place for place, target in enumerate(one.targets)
        if question.within == target.unit.code
        or question.within in codes_above(register, target.unit, day)
    ]  # fmt: skip


def _of_period(one: PeriodSeries, places: Sequence[int]) -> Iterator[dict[str, Any]]:
    column = one.column
    values, known, exact = column.values.tolist(), column.known.tolist(), column.exact.tolist()
    coverage, estimated = column.coverage.tolist(), column.estimated.tolist()
    methods, hidden = column.methods.tolist(), column.hidden.tolist()
    unweighted = column.unweighted.tolist()
    starts, ends = one.period.start.isoformat(), _iso(one.period.end)
    for place in places:
        target = one.targets[place]
        shown = known[place]
        yield {
            "code": target.code,
            "name": target.name,
            "starts": starts,
            "ends": ends,
            "value": _number(values[place], column.digits) if shown else None,
            "reason": _reason(
                shown=shown,
                hidden=hidden[place],
                unweighted=unweighted[place],
                partial=coverage[place] < _ALL,
            ),
            "exact": exact[place] if shown else None,
            "estimated_share": round(estimated[place], 6) if shown else None,
            "coverage": round(coverage[place], 6),
            "methods": [method.value for method in _methods_of(methods[place])] if shown else [],
        }


_ALL = 1 - 1e-9


def _reason(*, shown: bool, hidden: bool, unweighted: bool, partial: bool) -> str | None:
    """Why there is no value, or why it is that of a part.

    suppressed, no_weight, not_reported; and partial_suppressed, partial_no_weight, partial.
    """
    if not shown:
        return "suppressed" if hidden else "no_weight" if unweighted else "not_reported"
    if hidden:
        return "partial_suppressed"
    if unweighted:
        return "partial_no_weight"
    return "partial" if partial else None


def _methods_of(bits: int) -> list[Method]:
    return [method for method, bit in BIT.items() if bits & bit]


def _methods(items: Sequence[Mapping[str, Any]]) -> str | None:
    found = {method for one in items for method in one["methods"]}
    ordered = [method.value for method in Method if method.value in found]
    return "+".join(ordered) or None


def _version(found: Harmonised) -> str | None:
    """The version of all weights that were used: a digest of them."""
    if found.plan.policy is Policy.AS_REPORTED:
        return None
    digest = hashlib.sha256()
    for one in found.periods:
        digest.update(f"{one.day}|{one.weights}|".encode())
    return digest.hexdigest()[:32]


def _summary(
    question: Question, found: Harmonised, items: Sequence[Mapping[str, Any]], guessed: int
) -> dict[str, Any]:
    told = Counter(method for one in items for method in one["methods"])
    unmatched = Counter(code for one in found.periods for code in one.unmatched)
    summary: dict[str, Any] = {
        "unit": found.meaning.unit,
        "nature": found.meaning.nature,
        "periods": len(found.periods),
        "values": sum(one["value"] is not None for one in items),
        "estimated": guessed,
        "partial": sum((one["reason"] or "").startswith("partial") for one in items),
        "methods": dict(sorted(told.items())),
        "unmatched": [
            {"code": code, "periods": count} for code, count in sorted(unmatched.items())[:100]
        ],
    }
    if question.policy is Policy.COMMON_ATOMS and found.periods:
        summary["groups"] = [_group(one) for one in found.periods[0].targets if one.members]
    if question.policy is Policy.FIXED and question.day is not None:
        summary["crosswalks"] = _crosswalks(question, found)
    if question.within is None and found.meaning.nature is Nature.EXTENSIVE:
        summary["totals"] = [_total(one) for one in found.periods]
    return summary


def _group(target: Target) -> dict[str, Any]:
    members = [{"code": code, "name": name} for code, name in target.members]
    return {"code": target.code, "name": target.name, "members": members}


def _crosswalks(question: Question, found: Harmonised) -> list[dict[str, str]]:
    """Where the weights of each day of the data are to be had as a table."""
    more = "" if question.density is None else f"&density={question.density}"
    return [
        {
            "from": day.isoformat(),
            "to": _iso(question.day) or "",
            "href": f"/v1/crosswalks?level={question.level}&from={day}&to={question.day}"
            f"&basis={question.basis}{more}",
        }
        for day in sorted({one.day for one in found.periods})
    ]


def _total(one: PeriodSeries) -> dict[str, Any]:
    """What was reported of the level and is shown, and what it became."""
    column: Column = one.column
    return {
        "starts": one.period.start.isoformat(),
        "reported": _number(one.reported, one.digits),
        "harmonised": _number(int(column.values[column.known].sum()), column.digits),
    }


def _notes(
    question: Question, footing: Footing, found: Harmonised, items: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    if any(one["value"] is not None and one["estimated_share"] for one in items):
        yield "部分数值为估算：单位在两个日期之间被拆分，按所注方法分摊；估算份额见各值。"
    if any((one["reason"] or "").startswith("partial") for one in items):
        yield "部分数值不完整：所含单位有的未报数、不予公布或去向不明，只合计已有部分。"
    if any(one.unmatched for one in found.periods):
        yield "部分上报代码在当期名录中查无单位，未计入；代码见 summary.unmatched。"
    if question.policy is Policy.COMMON_ATOMS:
        yield "按共同单元：在整个时段内始终完整的最小单位组，各值均为相加所得。"
    last = max((one.day for one in found.periods), default=footing.record.until)
    if max(last, question.day or last) > footing.record.until:
        yield f"名录截至{footing.record.until}；之后的日期按最后已知的区划。"


def _number(value: int, digits: int) -> int | float:
    exact = Decimal(value).scaleb(-digits)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else parse_date(text)
