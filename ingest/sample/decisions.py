"""The fictional decisions behind the changes of counties: documents, dates and effects.

Some have the date of approval, so that the change takes effect on that day; of others only the
announcement is known, so that it takes effect on 31 December of its list. So both kinds are seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ingest.sample.registry import YearList
from spatial.temporal import list_day


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision did to a pair of codes."""

    kind: str
    source: str
    target: str
    share: str = "whole"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in the list of the year. Dates as TOML writes them, empty where nobody says."""

    year: int
    number: str
    title: str
    approved: str
    announced: str
    effects: tuple[Effect, ...]


DECISIONS: tuple[Decision, ...] = (
    Decision(
        2006, "虚政函〔2006〕11号", "关于虚丙县更名的批复", "", "2007-01-15",
        (Effect("rename", "990121", "990121"),),
    ),
    Decision(
        2008, "虚政函〔2008〕7号", "关于调整虚丁县、虚乙区部分行政区划的批复",
        "2008-05-20", "2008-06-10", (Effect("transfer", "990122", "990103", "part"),),
    ),
    Decision(
        2010, "虚民函〔2010〕2号", "关于变更虚己县行政区划代码的通知", "2010-03-01", "",
        (Effect("code", "990124", "990131"),),
    ),
    Decision(
        2012, "虚政函〔2012〕30号", "关于撤销虚戊县设立北戊县、南戊县的批复", "", "2013-01-10",
        (
            Effect("split", "990123", "990126", "part"),
            Effect("split", "990123", "990127", "part"),
        ),
    ),
    Decision(
        2013, "虚政函〔2013〕18号", "关于撤销虚庚县设立虚庚区的批复", "", "2014-01-08",
        (Effect("type", "990125", "990104"),),
    ),
    Decision(
        2015, "虚政函〔2015〕9号", "关于撤销虚辛区并入虚庚区的批复", "2015-07-06", "2015-08-01",
        (Effect("merge", "990105", "990104"),),
    ),
    Decision(
        2020, "虚政函〔2020〕21号", "关于变更虚丑市代管关系的批复", "2020-09-15", "2020-10-09",
        (Effect("subordination", "990281", "990182"),),
    ),
    Decision(
        2022, "虚政函〔2022〕5号", "关于撤销虚子县、虚寅县设立虚卯区的批复",
        "2022-04-11", "2022-05-06",
        (Effect("merge", "990221", "990203"), Effect("merge", "990222", "990203")),
    ),
)  # fmt: skip


def change_day(year: int) -> date:
    """The day on which the change of counties in the list of the year took effect."""
    approved = (one.approved for one in DECISIONS if one.year == year and one.approved)
    return next((date.fromisoformat(day) for day in approved), list_day(year))


def decisions_toml(lists: Mapping[int, YearList]) -> str:
    """The decisions as a file of the kind `division-decisions`.

    lists: of all years; what a part that moved was called is read from them.
    """
    return "\n".join(_decision(decision, lists) for decision in DECISIONS)


def _decision(decision: Decision, lists: Mapping[int, YearList]) -> str:
    lines = [
        "[[decision]]",
        f'document_no = "{decision.number}"',
        f"list_year = {decision.year}",
        f'title = "{decision.title}"',
        *([f"approved = {decision.approved}"] if decision.approved else []),
        *([f"announced = {decision.announced}"] if decision.announced else []),
    ]
    for effect in decision.effects:
        lines += [
            "",
            "[[decision.effect]]",
            f'kind = "{effect.kind}"',
            f'from = "{effect.source}"',
            f'to = "{effect.target}"',
            f'share = "{effect.share}"',
        ]
        moved = _moved(effect, lists[decision.year - 1], lists[decision.year])
        if effect.share == "part" and moved:
            lines.append("moved = [" + ", ".join(f'"{name}"' for name in moved) + "]")
    return "\n".join(lines) + "\n"


def _moved(effect: Effect, before: YearList, after: YearList) -> list[str]:
    """The townships, by their old names, whose land went from the one unit to the other."""
    target = after[effect.target].cells
    return [
        entry.name
        for entry in before.values()
        if entry.level == "township"
        and entry.parent_code == effect.source
        and entry.cells <= target
    ]
