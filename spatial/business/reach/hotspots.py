"""Hot spots of cases in space and time (operator h)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.indicators import indicator, require_readable
from spatial.business.reach.clustering.emerging import Course, emerging
from spatial.business.reach.clustering.gi_star import false_discovery, gi_star
from spatial.business.reach.clustering.neighbours import in_order
from spatial.business.reach.clustering.scan_statistic import Scan
from spatial.business.reach.ground import Ground, answer_of, ground_of
from spatial.business.reach.hot_times import (
    HOUR_BANDS,
    SEASONS,
    Periods,
    in_hours,
    in_seasons,
    months_of,
    periods_over,
)
from spatial.business.reach.hot_units import HotUnits, cells_as_units, divisions_as_units
from spatial.business.reach.population import latest_figures
from spatial.business.reach.questions import Hotspots
from spatial.business.reach.records import Cases, DatasetOf, dataset_of, placed_records
from spatial.business.reach.showing import Told
from spatial.business.reach.units import units_on
from spatial.errors import BadParameter

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

_EPOCH = date(1970, 1, 1)
_IN_CIRCLE = 40
_SURE = ((0.01, "99"), (0.05, "95"), (0.10, "90"))


@dataclass(frozen=True, slots=True)
class _Cases:
    """Cases by unit. unit: the place of each, none below 0. people: of each unit, or None;
    people_hidden: whether some of them are not shown."""

    question: Hotspots
    dataset: DatasetOf
    units: HotUnits
    cases: Cases
    unit: Numbers
    people: Floats | None
    people_hidden: bool

    @property
    def permutations(self) -> int:
        """How often chance is asked. The least p of Gi* is 2 in so many; among n units a single one
        is found where it is no more than alpha / n."""
        asked = self.question.permutations
        if asked is not None:
            return asked
        if self.question.method == "scan":
            return 199
        return max(999, min(9_999, ceil(2 * len(self.units) / self.question.alpha)))

    @property
    def told(self) -> Told:
        """How counts are told."""
        return Told(self.dataset.perturbation)

    @property
    def closed(self) -> bool:
        """Whether what would tell counts of single units is not shown."""
        return self.dataset.perturbation is not None or self.people_hidden


_METHODS = {
    "gi": "Getis–Ord Gi*（二值邻接，含自身），条件置换检验，按 Benjamini–Hochberg 控制错误发现率"
    "；置换 {} 次，种子 {}",
    "scan": "Kulldorff 时空扫描统计量（圆柱），蒙特卡洛检验 {} 次，种子 {}",
    "emerging": "时空 Gi*（含前一期），Benjamini–Hochberg 控制错误发现率，Mann–Kendall 趋势检验",
}


def hotspots(connection: Connection, question: Hotspots, knowledge: Knowledge) -> Answer:
    """Hot and cold spots, clusters, or the course of hot spots, of the cases of a dataset.

    Where a dataset has small cells, counts are perturbed, and of statistics only what they mean is
    shown: a z of every unit would tell every count. Gi* stands on perturbed counts. The scan
    statistic and the course of hot spots part the same cases among all periods, where noise of k/2
    in each would drown what is looked for: they stand on true counts, and tell which units and
    periods, and no number but the perturbed count of all cases of a cylinder. Raises BadParameter,
    UnknownIndicator, NotPermitted, and what a footing raises.
    """
    dataset = dataset_of(connection, question.dataset)
    named = {dataset.id}
    if question.per is not None:
        named.add(indicator(connection, question.per).dataset)
    datasets = tuple(sorted(named))
    ground = ground_of(connection, question, datasets, knowledge)
    about = _gathered(connection, question, dataset, ground)
    items, more = _ANSWERS[question.method](about)
    hidden = sum(one.get("reason") == "suppressed" for one in items)
    outside = int((about.unit < 0).sum())
    summary: dict[str, Any] = {
        # Cells at the rim are units only where they hold a case.
        "units": None if question.cell_m and about.closed else len(about.units),
        "total": about.told.whole(about.cases.some(about.unit >= 0)),
        "outside_units": None if about.closed else outside,
        **more,
        **_profile(about),
    }
    return answer_of(
        "hotspots",
        question,
        ground,
        datasets,
        items,
        summary,
        None,
        (),
        None if question.cell_m else question.level,
        hidden,
        keys=("cell",) if question.cell_m else ("code",),
        method=_METHODS[question.method].format(about.permutations, question.seed),
        perturbation=dataset.perturbation,
    )


def _gathered(
    connection: Connection, question: Hotspots, dataset: DatasetOf, ground: Ground
) -> _Cases:
    if question.method != "gi" and "cases" not in dataset.holds:
        raise BadParameter(f"{dataset.id} holds no cases, which alone have a time: ask for gi")
    divisions = units_on(connection, ground.footing, question.level, question.day, question.within)
    cases = placed_records(
        connection,
        ground.footing,
        dataset,
        question.level,
        question.day,
        ground.known_at,
        first=question.first,
        last=question.last,
    )
    if question.cell_m is None:
        units = divisions_as_units(connection, divisions)
    else:
        units = cells_as_units(connection, divisions, question.cell_m, cases)
    if question.hours is not None:
        cases = cases.some(in_hours(cases, question.hours))
    if question.seasons is not None:
        cases = cases.some(in_seasons(cases, question.seasons))
    people, hidden = None, False
    if question.per is not None:
        per = indicator(connection, question.per)
        require_readable(per)
        hidden = per.minimum_cell > 0
        _, by_code = latest_figures(connection, per, question.day, ground.known_at)
        people = np.array([by_code.get(code, 0.0) for code in units.codes])
        if not (people > 0).any():
            raise BadParameter(f"{per.id} has no figures of the units of level {question.level}")
    return _Cases(question, dataset, units, cases, units.places_of(cases), people, hidden)


def _gi(about: _Cases) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    items = []
    for part, mask in _parts(about).items():
        items += _gi_of(about, np.where(mask, about.unit, -1), part)
    found = [one["class"] for one in items]
    return items, {"hot": sum(one.startswith("hot") for one in found)} | {
        "cold": sum(one.startswith("cold") for one in found)
    }


def _gi_of(about: _Cases, place_of: Numbers, part: str | None) -> list[dict[str, Any]]:
    """place_of: the unit of each case, -1 where it is not of the part."""
    question, units = about.question, about.units
    chosen = np.arange(len(units)) if about.people is None else np.flatnonzero(about.people > 0)
    values = about.told.noisy(about.cases, place_of, len(units))
    neighbours = units.neighbours
    if about.people is not None:
        values = values[chosen] / about.people[chosen]
        neighbours = neighbours[chosen][:, chosen]
    found = gi_star(values, neighbours, about.permutations, question.seed)
    shares = false_discovery(found.p)
    counts = about.told.by_place(about.cases, place_of, len(units))
    items = []
    for at, place in enumerate(chosen.tolist()):
        named = _class_of(float(found.z[at]), float(shares[at]), question.alpha)
        if question.cell_m is not None and not counts[place] and named == "none":
            # Without cases, or with too few to be told.
            continue
        item = dict(units.told[place]) | {"class": named}
        if part is not None:
            item["part"] = part
        item |= _value_of(counts[place])
        if not about.closed:
            item |= {
                "z": round(float(found.z[at]), 4),
                "p": round(float(found.p[at]), 6),
                "q": round(float(shares[at]), 6),
            }
        items.append(item)
    return items


def _value_of(count: int | float | None) -> dict[str, Any]:
    return {"value": count} if count is not None else {"value": None, "reason": "suppressed"}


def _parts(about: _Cases) -> Mapping[str | None, NDArray[np.bool_]]:
    cases = about.cases
    if about.question.split == "hour":
        return {name: in_hours(cases, band) for name, band in HOUR_BANDS.items()}
    if about.question.split == "season":
        return {name: in_seasons(cases, [name]) for name in SEASONS}
    return {None: np.ones(len(cases), dtype=bool)}


def _class_of(z: float, share: float, alpha: float) -> str:
    """hot_99, cold_95 …: how sure, no less than alpha; `none`."""
    for limit, name in _SURE:
        if share <= min(limit, alpha):
            return f"{'hot' if z > 0 else 'cold'}_{name}"
    return f"{'hot' if z > 0 else 'cold'}" if share <= alpha else "none"


def _scan(about: _Cases) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    question, units = about.question, about.units
    periods, table, when = _table(about)
    order, _ = in_order(units.lon, units.lat, _IN_CIRCLE)
    scan = Scan(table, order, about.people, question.longest, question.most_share)
    items: list[dict[str, Any]] = []
    for one in scan.clusters(about.permutations, question.seed, question.alpha):
        item: dict[str, Any] = {
            "code" if question.cell_m is None else "cell": units.codes[one.members[0]],
            "rank": len(items) + 1,
            "members": [units.codes[place] for place in one.members],
            "from": periods.starts[one.starts].isoformat(),
            "to": periods.starts[one.ends].isoformat(),
            "ratio": round(one.observed / one.expected, 1),
            "p": round(one.p, 6),
        }
        if about.people_hidden:
            item |= {"observed": None, "expected": None, "reason": "suppressed"}
        elif about.closed:
            inside = np.isin(about.unit, one.members) & (one.starts <= when) & (when < one.ends)
            observed = about.told.whole(about.cases.some(inside))
            if observed is None:
                # Of so few cases not even where they are is told.
                continue
            item |= {"observed": observed, "expected": None}
            item["ratio"] = round(observed / one.expected, 1)
        else:
            item |= {
                "observed": one.observed,
                "expected": round(one.expected, 3),
                "statistic": round(one.statistic, 4),
            }
        items.append(item)
    model = "permutation" if about.people is None else "poisson"
    return items, {"model": model, "periods": len(periods)}


def _emerging(about: _Cases) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    periods, table, when = _table(about)
    found = emerging(table.astype(np.float64), about.units.neighbours, about.question.alpha)
    counts = about.told.by_place(about.cases, np.where(when >= 0, about.unit, -1), len(about.units))
    items = []
    for place, course in enumerate(found.course):
        count = counts[place]
        if about.question.cell_m is not None and not count and course is Course.NONE:
            continue
        kind = {1: "hot", -1: "cold", 0: None}[int(found.kind[place])]
        item = dict(about.units.told[place]) | {"course": str(course), "kind": kind}
        item |= _value_of(count)
        if not about.closed:
            item |= {
                "trend_z": round(float(found.trend_z[place]), 4),
                "trend_p": round(float(found.trend_p[place]), 6),
                "periods": [int(sign) for sign in found.sign[place]],
            }
        items.append(item)
    courses = {str(one): found.course.count(one) for one in Course if one in found.course}
    return items, {
        "courses": courses,
        "periods": [start.isoformat() for start in periods.starts[:-1]],
    }


def _table(about: _Cases) -> tuple[Periods, Numbers, Numbers]:
    """The periods, counts by unit and whole period, and the period of each case, -1 for none.

    Raises BadParameter for fewer than two periods.
    """
    question = about.question
    if not len(about.cases):
        raise BadParameter("there are no cases in the time that is asked for")
    first = question.first or _EPOCH + timedelta(days=int(about.cases.day.min()))
    last = question.last or question.day + timedelta(days=1)
    periods = periods_over(first, last, question.period)
    if len(periods) < 2:
        raise BadParameter(
            f"from {first} to {last} there are {len(periods)} whole periods of a "
            f"{question.period}: two at least are needed"
        )
    when = periods.places_of(about.cases.day)
    inside = (about.unit >= 0) & (when >= 0)
    flat = about.unit[inside] * len(periods) + when[inside]
    size = len(about.units) * len(periods)
    table = np.bincount(flat, minlength=size).reshape(len(about.units), len(periods))
    return periods, table, when


def _profile(about: _Cases) -> dict[str, Any]:
    """How many cases fall on each hour and season; those without an hour are left out of hours."""
    cases = about.cases.some(about.unit >= 0)
    months = months_of(cases.day)
    season = np.full(len(cases), -1)
    for place, some in enumerate(SEASONS.values()):
        season[np.isin(months, some)] = place
    told = about.dataset.perturbation is not None or bool((cases.hour >= 0).any())
    hours = about.told.by_place(cases, cases.hour, 24) if told else []
    return {
        "by_hour": {str(hour): count for hour, count in enumerate(hours)},
        "by_season": dict(
            zip(SEASONS, about.told.by_place(cases, season, len(SEASONS)), strict=True)
        ),
    }


_Answered = Callable[[_Cases], tuple[list[dict[str, Any]], dict[str, Any]]]

_ANSWERS: Mapping[str, _Answered] = MappingProxyType(
    {"gi": _gi, "scan": _scan, "emerging": _emerging}
)
