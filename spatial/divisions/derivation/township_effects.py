"""What a change of townships did to each pair of units: kind, identity, rule. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spatial.division_codes import Level
from spatial.divisions.derivation.code_spans import Moment
from spatial.divisions.derivation.township_changes import Township, TownshipChange
from spatial.divisions.registry import ChangeKind, Share, StartBasis
from spatial.divisions.unit_types import unit_type


@dataclass(slots=True)
class TownshipSpan:
    """A township between two changes; `end` None: no table ends it."""

    unit: Township
    start: Moment
    basis: StartBasis
    list_year: int
    run_id: int
    identity: str
    end: Moment | None = None


@dataclass(slots=True)
class TownshipEffect:
    """What a change did to one pair; None: nothing before, or nobody says what became of it."""

    kind: ChangeKind
    old: TownshipSpan | None
    new: TownshipSpan | None
    continues: bool
    rule: str
    share: Share
    note: str | None = None


def effects_of(
    change: TownshipChange,
    olds: Sequence[TownshipSpan],
    news: Sequence[TownshipSpan],
    *,
    sole: bool,
) -> Iterable[TownshipEffect]:
    """What the change did to each pair, by the table of rules below.

    sole: no other change of the year names one of its units on the same side.
    """
    note = "来源为合并单元格，按同一变更理解" if change.joined else None
    if not olds:
        for new in news:
            rule = "新设立的单位另立标识"
            yield TownshipEffect(ChangeKind.ESTABLISH, None, new, False, rule, Share.NONE, note)
    elif not news:
        into = f"并入{change.into}" if change.into else None
        for old in olds:
            rule = "撤销的单位标识终止"
            yield TownshipEffect(ChangeKind.ABOLISH, old, None, False, rule, Share.WHOLE, into)
    elif len(olds) == len(news) == 1 and sole and _goes_on(change, olds[0], news[0]):
        old, new = olds[0], news[0]
        kind, rule = _one_to_one(old.unit, new.unit)
        new.identity = old.identity
        yield TownshipEffect(kind, old, new, True, rule, Share.WHOLE, note)
    else:
        kind = ChangeKind.SPLIT if len(news) > 1 else ChangeKind.MERGE
        share = Share.WHOLE if len(news) == 1 else Share.PART
        rule = "拆分后另立标识" if kind is ChangeKind.SPLIT else "合并后另立标识"
        for old in olds:
            for new in news:
                if old is not new:
                    yield TownshipEffect(kind, old, new, False, rule, share, note)


def _goes_on(change: TownshipChange, old: TownshipSpan, new: TownshipSpan) -> bool:
    """Whether the one became the other: it stood, ended, and the other began when it did."""
    return not change.absorbs and old.start != old.end == new.start


def _one_to_one(old: Township, new: Township) -> tuple[ChangeKind, str]:
    """The kind of a change with one whole predecessor and one whole successor, and the rule."""
    if old.code == new.code:
        return ChangeKind.RENAME, "更名沿用原代码，标识延续"
    types = [unit_type("mca", one.code, one.name, Level.TOWNSHIP) for one in (old, new)]
    if types[0] is not types[1]:
        return ChangeKind.TYPE, "建制类型变更，前后各为一个完整单位，标识延续"
    if old.county_code != new.county_code:
        return ChangeKind.SUBORDINATION, "隶属变更，前后各为一个完整单位，标识延续"
    return ChangeKind.CODE, "代码变更，前后各为一个完整单位，标识延续"
