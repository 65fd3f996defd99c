"""Sections of the report about what the tracks show: coverage, gaps, the round before, remarks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from spatial.boundaries.inspections.wording import MARKER_STATES, PART_KINDS, SIDES
from spatial.boundaries.report.facts import Coverage, Facts
from spatial.boundaries.report.gap_comparison import Span, change, spans_of
from spatial.boundaries.report.markup import (
    Html,
    heading,
    joined,
    lines,
    paragraph,
    picture,
    section,
    table,
)
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.words import (
    NONE,
    chainage_words,
    instant_words,
    length_words,
    share_words,
)
from spatial.temporal import parse_instant

ORDER = ("left", "right", "both", "either")
_SAME_LINE = 0.01


def coverage(facts: Facts, overview: Sheet | None) -> Html:
    """How much of the line was walked, by side, with the map and the strip; then the gaps."""
    pictures = []
    if overview is not None:
        pictures = [
            picture(f"maps/{overview.name}.svg", f"图 1　{facts.boundary.name}全线图", "map"),
            picture(f"maps/{overview.name}-strip.svg", "图 2　全线里程条图", "strip"),
        ]
    results = [facts.coverage[side] for side in ORDER if side in facts.coverage]
    return section(
        "四、界线走到情况",
        table(
            ("侧", "走到比例", "走到", "未走到", "不明", "线长", "时段（北京时间）", "计算时间"),
            (_coverage_row(result) for result in results),
            kind="numbers",
            empty="没有覆盖结果：平台还没有计算本次检查的轨迹，或没有登记终端。"
            "本报告不能说明界线是否走到。",
        ),
        *pictures,
        heading("未走到和不明的界线段"),
        joined(_gap_table(result) for result in results)
        if results
        else paragraph("没有覆盖结果。", "none"),
    )


def _coverage_row(result: Coverage) -> tuple[object, ...]:
    lengths = {kind: sum(end - begin for begin, end in _spans(result, kind)) for kind in PART_KINDS}
    window = lines([f"{instant_words(result.starts)} 至", instant_words(result.ends)])
    return (
        SIDES[result.side],
        share_words(result.share),
        length_words(result.walked_m),
        length_words(lengths["not_walked"]),
        length_words(lengths["unknown"]),
        length_words(result.length_m),
        window,
        instant_words(result.recorded_at),
    )


def _spans(result: Coverage, kind: str) -> list[Span]:
    return spans_of(part for part in result.parts if part["kind"] == kind)


def _gap_table(result: Coverage) -> Html:
    name = SIDES[result.side]
    rows = [
        (
            number,
            chainage_words(part["from_m"]),
            chainage_words(part["to_m"]),
            length_words(part["to_m"] - part["from_m"]),
            part["nearest_marker"],
            length_words(part["marker_m"]),
            PART_KINDS[part["kind"]],
        )
        for number, part in enumerate(result.parts, start=1)
    ]
    return joined(
        [
            paragraph(f"{name}：{share_words(result.share)} 已走到", "side"),
            table(
                ("序号", "起", "止", "长度", "最近界桩", "沿线相距", "情形"),
                rows,
                kind="numbers",
                empty="全线走到，没有空段。",
            ),
        ]
    )


def comparison(facts: Facts) -> Html:
    """With the inspection of the line before."""
    title = "五、与上次联合检查比较"
    before = facts.previous
    if before is None:
        return section(title, paragraph("平台没有本界线更早的联合检查。", "none"))
    asked = before.inspection
    name = asked.round_name or "临时联检"
    intro = paragraph(f"上次：{name}，计划年度 {asked.plan_year} 年（检查编号 {asked.id}）。")
    sides = [side for side in ORDER if side in facts.coverage and side in before.coverage]
    rows = []
    for side in sides:
        now, then = facts.coverage[side], before.coverage[side]
        rows.append(
            (
                SIDES[side],
                share_words(then.share),
                share_words(now.share),
                f"{(now.share - then.share) * 100:+.2f} 个百分点",
                *_changes(then, now),
            )
        )
    return section(
        title,
        intro,
        table(
            ("侧", "上次走到", "本次走到", "增减", "新走到", "新缺", "两次均缺"),
            rows,
            empty="两次检查没有可比的覆盖结果。",
        ),
        heading("界桩到访的变化"),
        table(
            ("侧", "界桩", "上次", "本次"),
            _visit_changes(facts),
            empty="没有变化，或没有可比的到访结果。",
        ),
    )


def _changes(then: Coverage, now: Coverage) -> tuple[object, object, object]:
    if abs(then.length_m - now.length_m) > _SAME_LINE * now.length_m:
        sentence = "两次界线走向不同，里程不可比"
        return sentence, NONE, NONE
    found = change(spans_of(then.parts), spans_of(now.parts))
    return _list(found.newly_walked), _list(found.newly_missed), _list(found.missed_again)


def _list(spans: Iterable[Span]) -> Html:
    return lines(f"{chainage_words(begin)} — {chainage_words(end)}" for begin, end in spans)


def _visit_changes(facts: Facts) -> Iterable[tuple[object, ...]]:
    assert facts.previous is not None
    for side, now in facts.visits.items():
        then = facts.previous.visits.get(side)
        if then is None:
            continue
        before = {one["number"]: one["state"] for one in then.markers}
        for one in now.markers:
            was = before.get(one["number"])
            if was is not None and was != one["state"]:
                yield (
                    SIDES[side],
                    one["number"],
                    MARKER_STATES[was],
                    MARKER_STATES[one["state"]],
                )


def remarks(facts: Facts) -> Html:
    """What is to be said of the tracks: fixes of each device, and what was noticed."""
    devices = {
        f"{device.get('side')} {device['device']}": device
        for result in facts.coverage.values()
        for device in result.devices
        if device.get("side") in facts.seen
    }
    return section(
        "十一、轨迹说明",
        table(
            ("侧", "终端", "定位点数", "首点（北京时间）", "末点（北京时间）", "说明"),
            (
                (
                    SIDES.get(str(device.get("side")), NONE),
                    device["device"],
                    device.get("fixes"),
                    _beijing(device.get("first")),
                    _beijing(device.get("last")),
                    lines(remark_words(one) for one in device.get("remarks") or ()),
                )
                for _, device in sorted(devices.items())
            ),
            empty="没有轨迹来源的记载。",
        ),
    )


def _beijing(told: str | None) -> str:
    return NONE if told is None else instant_words(parse_instant(told))


def remark_words(remark: object) -> str:
    """A remark as it is told: a sentence, or the sentence of an object."""
    if isinstance(remark, Mapping):
        for key in ("text", "sentence", "message"):
            if isinstance(remark.get(key), str):
                return str(remark[key])
        return json.dumps(remark, ensure_ascii=False, sort_keys=True)
    return str(remark)


def sheets(facts: Facts, drawn: list[Sheet]) -> Html:
    """The sheets of a long line, each with its strip."""
    title = "十二、分幅图"
    if not drawn:
        return section(
            title, paragraph("界线不长于一幅，见全线图。" if facts.course else "没有走向，无图。")
        )
    pictures = []
    for sheet in drawn:
        reach = f"{chainage_words(sheet.from_m)} 至 {chainage_words(sheet.to_m)}"
        words = f"分幅图 {sheet.number}/{sheet.of}　{reach}"
        pictures.append(
            Html(
                '<div class="sheet">'
                + picture(f"maps/{sheet.name}.svg", words, "map")
                + picture(f"maps/{sheet.name}-strip.svg", f"里程条图　{reach}", "strip")
                + "</div>"
            )
        )
    return section(title, *pictures)
