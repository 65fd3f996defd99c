"""The words of joint inspections (联合检查) as officers read them: one table for each vocabulary.

Keys are what the database stores, in the order in which they are offered; values are Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]


def _words(**words: str) -> Words:
    return MappingProxyType(words)


KINDS = _words(regular="轮次联检", extra="临时联检")
"""Of an inspection: of a round, or an extra one for a reason."""

STATES = _words(
    planned="计划",
    desk_check="室内检查",
    field_check="实地检查",
    remedy="整改",
    reported="上报",
    filed="备案",
    cancelled="取消",
)
"""Of an inspection."""

SIDES = _words(left="左侧", right="右侧", both="双方", either="任一方")
"""Of a line, looking from its beginning to its end."""

SUBJECTS = _words(
    marker="界桩",
    reference="方位物",
    segment="界线段",
    feature="线状地物",
    building="跨界建筑",
    sign="界线标志",
    management="跨界生产管理",
    other="其他",
)
"""What a record sheet is about (民政部令第28号 article 3)."""

CONDITIONS = _words(
    intact="完好",
    worn="磨损",
    damaged="损坏",
    moved="移位",
    missing="缺失",
    reset="已恢复",
    changed="有变化",
    not_reached="未到达",
)
"""How it was found."""

RESETS = _words(restored="恢复原位", relocated="移位重立", rebuilt="损毁重立")
"""How a marker was set again."""

CATEGORIES = _words(
    marker_damaged="界桩损坏",
    marker_missing="界桩缺失",
    marker_moved="界桩移位",
    reference_changed="方位物变化",
    terrain_changed="地形变化",
    line_not_kept="越界",
    building_across="骑线建筑",
    one_sided_sign="单方标志",
    management="跨界生产管理",
    other="其他",
)
"""Of a finding."""

FINDING_STATES = _words(open="待整改", remedied="已整改", deferred="暂缓", passed_on="移交上级")
"""Of a finding."""

PART_KINDS = _words(not_walked="未走到", unknown="信号中断，不明")
"""Of the parts of a line that no track shows to be walked."""

MARKER_STATES = _words(visited="已到访", not_seen="未到访", unknown="不明")
"""Of a marker by the tracks."""

MISSING = _words(
    state="不能从此状态进行",
    marker="界桩未记录",
    finding="问题未处理",
    no_finding="没有待整改的问题",
    document="缺联检报告",
)
"""What an inspection lacks before its next state."""


def round_name(number: int) -> str:
    """What a round is called; from 100 on in digits.

    >>> round_name(5), round_name(10), round_name(21)
    ('第五轮', '第十轮', '第二十一轮')
    """
    if number >= 100:
        return f"第{number}轮"
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return f"第{ten}{_DIGITS[ones] if ones else ''}轮"


_DIGITS = "零一二三四五六七八九"
