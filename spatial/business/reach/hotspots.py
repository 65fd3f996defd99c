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
from spatial.business.operators.showing import Source, notes_on_counts
from spatial.business.reach.clustering.emerging import Course, emerging
from spatial.business.reach.clustering.gi_star import false_discovery, gi_star
from spatial.business.reach.clustering.neighbours import in_order
from spatial.business.reach.clustering.scan_statistic import Scan
from spatial.business.reach.ground import Ground, answer_of, ground_of, plain
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
from spatial.business.reach.showing import hidden_cells
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
    def closed(self) -> bool:
        """Whether what would tell counts of single units is not shown."""
        return self.dataset.minimum_cell > 0 or self.people_hidden


_METHODS = {
    "gi": "Getis–Ord Gi*（二值邻接，含自身），条件置换检验，按 Benjamini–Hochberg 控制错误发现率"
    "；置换 {} 次，种子 {}",
    "scan": "Kulldorff 时空扫描统计量（圆柱），蒙特卡洛检验 {} 次，种子 {}",
    "emerging": "时空 Gi*（含前一期），Benjamini–Hochberg 控制错误发现率，Mann–Kendall 趋势检验",
}


def hotspots(connection: Connection, question: Hotspots, knowledge: Knowledge) -> Answer:
    """Hot and cold spots, clusters, or the course of hot spots, of the cases of a dataset.

    Where a dataset has small cells, those are not shown, and of statistics only what they mean: a
    z of every unit would tell every count. Raises BadParameter, UnknownIndicator, NotPermitted, and
    what a footing raises.
    """
    dataset = dataset_of(connection, question.dataset)
    named = {dataset.id}
    if question.per is not None:
        named.add(indicator(connection, question.per).dataset)
    datasets = tuple(sorted(named))
    ground = ground_of(connection, question, datasets, knowledge)
    about = _gathered(connection, question, dataset, ground)
    items, more = _ANSWERS[question.method](connection, about)
    hidden = sum(one.get("reason") == "suppressed" for one in items)
    outside = int((about.unit < 0).sum())
    summary: dict[str, Any] = {
        "units": len(about.units),
        "total": _total(about),
        "outside_units": None if about.closed else outside,
        **more,
        **_profile(connection, about),
    }
    return answer_of(
        "hotspots",
        question,
        ground,
        datasets,
        items,
        summary,
        None,
        notes_on_counts(about.dataset.minimum_cell),
        None if question.cell_m else question.level,
        hidden,
        keys=("cell",) if question.cell_m else ("code",),
        method=_METHODS[question.method].format(about.permutations, question.seed),
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


def _gi(connection: Connection, about: _Cases) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    items = []
    for part, mask in _parts(about).items():
        inside = mask & (about.unit >= 0)
        counts = np.bincount(about.unit[inside], minlength=len(about.units))
        items += _gi_of(connection, about, counts, part)
    found = [one["class"] for one in items]
    return items, {"hot": sum(one.startswith("hot") for one in found)} | {
        "cold": sum(one.startswith("cold") for one in found)
    }


def _gi_of(
    connection: Connection, about: _Cases, counts: Numbers, part: str | None
) -> list[dict[str, Any]]:
    question, units = about.question, about.units
    chosen = np.arange(len(units)) if about.people is None else np.flatnonzero(about.people > 0)
    values = counts.astype(np.float64)
    neighbours = units.neighbours
    if about.people is not None:
        values = values[chosen] / about.people[chosen]
        neighbours = neighbours[chosen][:, chosen]
    found = gi_star(values, neighbours, about.permutations, question.seed)
    shares = false_discovery(found.p)
    hidden = _hidden(connection, about, counts)
    items = []
    for at, place in enumerate(chosen.tolist()):
        named = _class_of(float(found.z[at]), float(shares[at]), question.alpha)
        if question.cell_m is not None and not counts[place] and named == "none":
            continue
        item = dict(units.told[place]) | {"class": named}
        if part is not None:
            item["part"] = part
        if hidden[place]:
            item |= {"value": None, "reason": "suppressed"}
        else:
            item["value"] = int(counts[place])
        if not about.closed:
            item |= {
                "z": round(float(found.z[at]), 4),
                "p": round(float(found.p[at]), 6),
                "q": round(float(shares[at]), 6),
            }
        items.append(item)
    return items


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


def _scan(connection: Connection, about: _Cases) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    question, units = about.question, about.units
    periods, table = _table(about)
    order, _ = in_order(units.lon, units.lat, _IN_CIRCLE)
    scan = Scan(table, order, about.people, question.longest, question.most_share)
    items = []
    for rank, one in enumerate(
        scan.clusters(about.permutations, question.seed, question.alpha), start=1
    ):
        item: dict[str, Any] = {
            "code" if question.cell_m is None else "cell": units.codes[one.members[0]],
            "rank": rank,
            "members": [units.codes[place] for place in one.members],
            "from": periods.starts[one.starts].isoformat(),
            "to": periods.starts[one.ends].isoformat(),
            "ratio": round(one.observed / one.expected, 1),
            "p": round(one.p, 6),
        }
        if about.closed:
            # Circles overlap from question to question: their counts would be subtracted.
            item |= {"observed": None, "expected": None, "reason": "suppressed"}
        else:
            item |= {
                "observed": one.observed,
                "expected": round(one.expected, 3),
                "statistic": round(one.statistic, 4),
            }
        items.append(item)
    model = "permutation" if about.people is None else "poisson"
    return items, {"model": model, "periods": len(periods)}


def _emerging(connection: Connection, about: _Cases) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    periods, table = _table(about)
    found = emerging(table.astype(np.float64), about.units.neighbours, about.question.alpha)
    hidden = _hidden(connection, about, table.sum(axis=1))
    items = []
    for place, course in enumerate(found.course):
        count = int(table[place].sum())
        if about.question.cell_m is not None and not count and course is Course.NONE:
            continue
        kind = {1: "hot", -1: "cold", 0: None}[int(found.kind[place])]
        item = dict(about.units.told[place]) | {"course": str(course), "kind": kind}
        item |= {"value": None, "reason": "suppressed"} if hidden[place] else {"value": count}
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


def _table(about: _Cases) -> tuple[Periods, Numbers]:
    """Counts by unit and whole period. Raises BadParameter for fewer than two periods."""
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
    return periods, np.bincount(flat, minlength=size).reshape(len(about.units), len(periods))


def _hidden(connection: Connection, about: _Cases, counts: Numbers) -> list[bool]:
    source = Source(about.dataset.id, False, about.dataset.minimum_cell)
    cells = list(zip(about.units.codes, counts.tolist(), strict=True))
    return hidden_cells(connection, source, cells, total_shown=True)


def _total(about: _Cases) -> int | float | None:
    total = int((about.unit >= 0).sum())
    return None if 0 < total < about.dataset.minimum_cell else plain(float(total))


def _profile(connection: Connection, about: _Cases) -> dict[str, Any]:
    """How many cases fall on each hour and season; those without an hour are left out of hours."""
    cases = about.cases.some(about.unit >= 0)
    told = cases.hour[cases.hour >= 0]
    months = months_of(cases.day)
    tables = {
        "by_hour": {str(hour): int((told == hour).sum()) for hour in range(24)}
        if len(told)
        else {},
        "by_season": {season: int(np.isin(months, some).sum()) for season, some in SEASONS.items()},
    }
    source = Source(about.dataset.id, False, about.dataset.minimum_cell)
    shown = {}
    for name, table in tables.items():
        hidden = hidden_cells(connection, source, list(table.items()), total_shown=True)
        shown[name] = {
            key: None if away else count
            for (key, count), away in zip(table.items(), hidden, strict=True)
        }
    return shown


_Answered = Callable[[Connection, _Cases], tuple[list[dict[str, Any]], dict[str, Any]]]

_ANSWERS: Mapping[str, _Answered] = MappingProxyType(
    {"gi": _gi, "scan": _scan, "emerging": _emerging}
)
