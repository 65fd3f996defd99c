"""Sections of the report about the line and the course of its inspection."""

from __future__ import annotations

from collections.abc import Iterable

from spatial.boundaries.inspections.wording import KINDS, SIDES, STATES
from spatial.boundaries.report.facts import SIDES as BOTH_SIDES
from spatial.boundaries.report.facts import Facts
from spatial.boundaries.report.markup import Html, code, facts_table, heading, lines, section, table
from spatial.boundaries.report.words import (
    LEVEL,
    chainage_words,
    day_words,
    instant_words,
    length_words,
    place_words,
    seconds_words,
)


def about_line(facts: Facts) -> Html:
    """The line as it is registered on the day: neighbours, agreement, lengths, segments."""
    line = facts.boundary
    rows: list[tuple[str, object]] = [
        ("界线名称", line.name),
        ("界线编号", line.number),
        ("级别", LEVEL.get(line.level, line.level)),
        ("左侧单位", f"{facts.unit(line.left_code)}（{line.left_code}）"),
        ("右侧单位", f"{facts.unit(line.right_code)}（{line.right_code}）"),
        ("批准机关", line.approved_by),
        ("边界协议书", line.agreement),
        ("协议签订日期", day_words(line.agreed_on)),
        ("协议书文件校验值", code(line.document)),
        ("协议书所载长度", length_words(line.stated_m)),
        ("登记界线计算长度（椭球面）", _computed(facts)),
        ("登记有效期", f"{day_words(line.valid_from)} 至 {_until(facts)}"),
        ("备注", line.note),
    ]
    return section(
        "一、界线概况",
        facts_table(rows),
        heading("界线段"),
        table(
            ("段", "沿何地物", "起止里程", "长度", "起止界桩", "说明", "测量精度", "原坐标系"),
            (
                (
                    part.ordinal,
                    part.feature,
                    f"{chainage_words(part.from_m)} — {chainage_words(part.to_m)}",
                    length_words(part.to_m - part.from_m),
                    f"{part.from_marker or '—'} 至 {part.to_marker or '—'}",
                    part.description,
                    None if part.accuracy_m is None else f"{part.accuracy_m:g} 米",
                    part.source_crs,
                )
                for part in facts.segments
            ),
            empty="当日没有登记的界线走向：本报告没有界线图和里程。",
        ),
        heading("交会点"),
        table(
            ("名称", "相关单位", "界碑（桩）", "位置（CGCS2000）"),
            (
                (
                    point.name,
                    "、".join(facts.unit(one) for one in point.codes),
                    point.monument,
                    place_words(point.lon, point.lat),
                )
                for point in facts.tripoints
            ),
            empty="没有登记的交会点。",
        ),
    )


def _until(facts: Facts) -> str:
    return "今" if facts.boundary.valid_to is None else day_words(facts.boundary.valid_to)


def _computed(facts: Facts) -> str:
    if facts.course is None:
        return "—"
    told = length_words(facts.course.length_m)
    stated = facts.boundary.stated_m
    if stated is None:
        return told
    difference = facts.course.length_m - stated
    return f"{told}（与协议书所载相差 {difference:+.1f} 米，{difference / stated:+.2%}）"


def about_inspection(facts: Facts) -> Html:
    """Kind and round, who takes part, the states with who and when."""
    asked = facts.inspection
    rows: list[tuple[str, object]] = [
        ("检查类别", KINDS[asked.kind]),
        ("轮次", _round(facts)),
        ("临时联检缘由", asked.reason),
        ("计划年度", f"{asked.plan_year} 年"),
        ("左侧承办单位", f"{facts.unit(asked.left_office)}（{asked.left_office}）"),
        ("右侧承办单位", f"{facts.unit(asked.right_office)}（{asked.right_office}）"),
        ("牵头方", f"{SIDES[asked.lead]}（{facts.unit(asked.office(asked.lead))}）"),
        ("立项人、时间", f"{asked.person}，{instant_words(asked.recorded_at)}"),
    ]
    if facts.state == "cancelled":
        rows.append(("注意", "本次联合检查已取消。"))
    return section(
        "二、联合检查经过",
        facts_table(rows),
        heading("经过（何时、何单位、何人）"),
        table(
            ("阶段", "日期", "单位", "经办人", "说明", "文件校验值", "登记时间（北京时间）"),
            (
                (
                    STATES[step.state],
                    day_words(step.day),
                    facts.unit(step.office),
                    step.person,
                    step.note,
                    code(step.document),
                    instant_words(step.recorded_at),
                )
                for step in facts.steps
            ),
            empty="还没有任何阶段的记载。",
        ),
        heading("参加人员"),
        table(("单位", "人员"), _people(facts), empty="还没有人员的记载。"),
        heading("定位终端"),
        table(
            ("侧", "终端", "携带人", "起（北京时间）", "止（北京时间）"),
            (
                (
                    SIDES[party.side],
                    party.device,
                    party.bearer,
                    instant_words(party.starts),
                    "检查进行中" if party.ends is None else instant_words(party.ends),
                )
                for party in facts.parties
            ),
            empty="没有登记定位终端：本次检查没有轨迹可依。",
        ),
        *_hidden_side(facts),
    )


def _hidden_side(facts: Facts) -> Iterable[Html]:
    for side in BOTH_SIDES:
        if side not in facts.seen:
            yield Html(
                f'<p class="none">{SIDES[side]}（{facts.side_unit(side)}）的终端、携带人和轨迹'
                "不在本报告之内：本报告供对侧使用。</p>"
            )


def _round(facts: Facts) -> str | None:
    asked = facts.inspection
    if asked.round_number is None:
        return None
    period = f"{day_words(asked.round_from)} 至 {day_words(asked.round_to)}（不含）"
    return f"第 {asked.round_number} 轮　{asked.round_name}　{period}"


def _people(facts: Facts) -> list[tuple[str, Html]]:
    """Everybody who is named in what may be seen, by office."""
    by_office: dict[str, list[str]] = {}
    named = [
        *((step.office, step.person) for step in facts.steps),
        *((record.office, record.person) for record in facts.records),
        *((finding.office, finding.person) for finding in facts.findings),
        *((photo.office, photo.person) for photo in facts.photos),
    ]
    for office, person in named:
        people = by_office.setdefault(office, [])
        if person not in people:
            people.append(person)
    for party in facts.parties:
        people = by_office.setdefault(facts.inspection.office(party.side), [])
        if party.bearer and party.bearer not in people:
            people.append(party.bearer)
    return [
        (f"{facts.unit(office)}（{office}）", lines(["、".join(people) or "—"]))
        for office, people in sorted(by_office.items())
    ]


def parameters(facts: Facts) -> Html:
    """By what coverage and visits are judged."""
    asked = facts.inspection
    return section(
        "三、判定口径",
        facts_table(
            [
                (
                    "界线“走到”",
                    f"轨迹距登记界线不超过 {asked.within_m:g} 米；定位中断不超过 "
                    f"{seconds_words(asked.gap_s)} 的相邻两点之间按直线行进计。",
                ),
                (
                    "界桩“到访”",
                    f"距界桩不超过 {asked.radius_m:g} 米，连续停留不少于 "
                    f"{seconds_words(asked.dwell_s)}；孤立的一个点不算。",
                ),
                (
                    "“不明”",
                    f"终端定位中断超过 {seconds_words(asked.gap_s)}，其间可能走过。"
                    "不明不等于未走到。",
                ),
                ("距离和长度", "CGCS2000 椭球面上计算。"),
            ]
        ),
    )
