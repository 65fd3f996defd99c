"""Sections of the report about what was found in the field: markers, references, findings, records,
re-survey, photos."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from spatial.boundaries.inspections.wording import (
    CATEGORIES,
    CONDITIONS,
    FINDING_STATES,
    MARKER_STATES,
    RESETS,
    SIDES,
    SUBJECTS,
)
from spatial.boundaries.register import Marker
from spatial.boundaries.report.facts import SIDES as BOTH_SIDES
from spatial.boundaries.report.facts import Facts, FindingRow, Photo, Record
from spatial.boundaries.report.markup import (
    Html,
    code,
    joined,
    lines,
    paragraph,
    section,
    table,
    whole,
)
from spatial.boundaries.report.photo_files import shown_in_browsers, stored_name
from spatial.boundaries.report.result_sections import remark_words
from spatial.boundaries.report.words import (
    NONE,
    TYPE,
    chainage_words,
    degrees_words,
    instant_words,
    place_words,
    seconds_words,
)
from spatial.temporal import parse_instant

MARKER_STATE = {
    "standing": "在位", "intact": "完好", "damaged": "损坏", "missing": "缺失",
    "moved": "移位", "unknown": "不详",
}  # fmt: skip


def markers(facts: Facts) -> Html:
    """Each marker: number, position, state, visits of each side, condition recorded, photos."""
    sides = [side for side in BOTH_SIDES if side in facts.seen]
    visits = (f"{SIDES[side]}到访" for side in sides)
    return section(
        "六、界桩",
        table(
            (
                "界桩",
                "类型",
                "位置（CGCS2000）",
                "里程／距线",
                "状态",
                *visits,
                "检查记录",
                "照片",
            ),
            (
                (
                    whole(marker.number),
                    whole(TYPE.get(marker.kind or "", NONE)),
                    _place(marker.lon, marker.lat),
                    _along(facts, marker),
                    whole(MARKER_STATE.get(marker.state, marker.state)),
                    *(_visits(facts, side, marker.number) for side in sides),
                    _conditions(facts.records, "marker", marker.number),
                    _photo_numbers(facts.photos, marker.number),
                )
                for marker in facts.markers
            ),
            kind="wide",
            empty="当日没有登记的界桩。",
        ),
    )


def _along(facts: Facts, marker: Marker) -> Html:
    if facts.course is None:
        return Html(NONE)
    place = facts.course.locate(marker.lon, marker.lat)
    away = whole(f"距线 {place.away_m:.1f} 米")
    return lines([whole(chainage_words(place.chainage_m)), away])


def _place(lon: float | None, lat: float | None) -> Html:
    if lon is None or lat is None:
        return Html(NONE)
    return lines([whole(degrees_words(lon, True)), whole(degrees_words(lat, False))])


def _visits(facts: Facts, side: str, number: str) -> Html:
    result = facts.visits.get(side)
    told = (
        next((one for one in result.markers if one["number"] == number), None) if result else None
    )
    if told is None:
        return Html("没有结果")
    pieces = [MARKER_STATES[told["state"]]]
    for visit in told.get("visits", ()):
        pieces.append(
            f"{visit['device']}：{_beijing(visit['arrived'])} 至 {_beijing(visit['left'])}，"
            f"停留 {seconds_words(visit['dwell_s'])}，最近 {visit['nearest_m']:.1f} 米"
        )
    for gap in told.get("unknown", ()):
        begin, end = _beijing(gap["from"]), _beijing(gap["to"])
        pieces.append(f"{gap['device']}：{begin} 至 {end} 定位中断")
    return lines(pieces)


def _beijing(told: str | None) -> str:
    return NONE if told is None else instant_words(parse_instant(told))


def _conditions(records: Sequence[Record], subject: str, number: str) -> Html:
    return lines(
        f"{CONDITIONS.get(record.condition or '', '已记录')}（{SIDES[record.side]}，"
        f"{instant_words(record.checked_at)}，记录 {record.id}）"
        for record in records
        if record.subject == subject and record.marker_number == number
    )


def _photo_numbers(photos: Sequence[Photo], number: str) -> Html:
    return Html(
        "、".join(str(photo.id) for photo in photos if photo.marker_number == number) or NONE
    )


def references(facts: Facts) -> Html:
    """The reference objects of the markers, and what the records say of them."""
    return section(
        "七、方位物",
        table(
            ("界桩", "序号", "方位物", "方位角（真北）", "距离", "检查记录"),
            (
                (
                    one.marker_number,
                    one.ordinal,
                    one.name,
                    f"{one.bearing_deg:.2f}°",
                    f"{one.distance_m:.2f}\xa0米",
                    _conditions(facts.records, "reference", one.marker_number),
                )
                for one in facts.references
            ),
            empty="没有登记的方位物。",
        ),
    )


def findings(facts: Facts) -> Html:
    """Problems, each with what became of it."""
    return section(
        "八、发现的问题及处理",
        table(
            ("记录", "序号", "类别", "位置", "经过", "现状"),
            (_finding(list(rows)) for rows in grouped_findings(facts.findings)),
            empty="没有发现问题的记载。",
        ),
    )


def grouped_findings(rows: Sequence[FindingRow]) -> Iterable[list[FindingRow]]:
    """The rows of each problem, the last one last."""
    for _, members in groupby(rows, key=lambda row: (row.record_id, row.number)):
        yield list(members)


def _finding(rows: list[FindingRow]) -> tuple[object, ...]:
    last = rows[-1]
    return (
        last.record_id,
        last.number,
        CATEGORIES[last.category],
        place_of(last),
        lines(
            f"{instant_words(row.recorded_at)} {FINDING_STATES[row.state]}：{row.text or '—'}"
            f"（{row.person}）"
            for row in rows
        ),
        FINDING_STATES[last.state],
    )


def place_of(row: Record | FindingRow) -> str:
    """Which marker or part of the line a record or a finding is about."""
    pieces = [SUBJECTS[row.subject]]
    if row.marker_number:
        pieces.append(row.marker_number)
    if row.from_m is not None:
        pieces.append(chainage_words(row.from_m))
    if row.to_m is not None and row.to_m != row.from_m:
        pieces.append(f"— {chainage_words(row.to_m)}")
    return " ".join(pieces)


def records(facts: Facts) -> Html:
    """All record sheets that stand."""
    hidden = []
    if facts.hidden_records:
        hidden = [
            paragraph(
                f"对侧尚有 {facts.hidden_records} 份记录，上报之后双方可见，不在本报告之内。",
                "none",
            )
        ]
    return section(
        "九、检查记录",
        table(
            (
                "编号",
                "侧",
                "对象",
                "检查时间（北京时间）",
                "情况",
                "内容",
                "位置",
                "单位、检查人",
                "终端",
            ),
            (
                (
                    record.id,
                    whole(SIDES[record.side]),
                    place_of(record),
                    instant_words(record.checked_at),
                    whole(CONDITIONS.get(record.condition or "", NONE)),
                    _text(record),
                    _place(record.lon, record.lat),
                    f"{facts.unit(record.office)} {record.person}",
                    record.device,
                )
                for record in facts.records
            ),
            kind="wide",
            empty="没有检查记录。",
        ),
        *hidden,
        Html("<h3>复测与恢复</h3>"),
        table(
            ("记录", "对象", "情况", "复测结果", "新位置（CGCS2000）"),
            (
                (
                    record.id,
                    place_of(record),
                    CONDITIONS.get(record.condition or "", NONE),
                    _details(record.details),
                    _place(record.lon, record.lat),
                )
                for record in facts.records
                if is_survey(record)
            ),
            empty="没有复测或恢复界桩的记载。",
        ),
    )


def is_survey(record: Record) -> bool:
    """Whether a record tells of a re-survey, or of a marker that was set again."""
    return record.condition == "reset" or bool(record.details)


def _text(record: Record) -> str:
    note = f"（更正记录 {record.corrects}）" if record.corrects else ""
    return f"{record.text}{note}"


_DETAILS = {"reset": "恢复方式", "accuracy_m": "精度（米）", "confirms": "确认记录"}


def _details(details: Mapping[str, Any]) -> Html:
    return lines(
        f"{_DETAILS.get(key, key)}：{_detail(value)}" for key, value in sorted(details.items())
    )


def _detail(value: object) -> str:
    if isinstance(value, str):
        return RESETS.get(value, value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def photos(facts: Facts, missing: frozenset[str]) -> Html:
    """The photos with place and time, and how these agree with the tracks.

    missing: hashes of files that the store does not hold.
    """
    pieces = [_photo(facts, photo, missing) for photo in facts.photos]
    if not pieces:
        return section("十、照片", paragraph("没有照片。", "none"))
    return section("十、照片", Html(f'<div class="photos">{joined(pieces)}</div>'))


def _photo(facts: Facts, photo: Photo, missing: frozenset[str]) -> Html:
    name = stored_name(photo)
    if photo.sha256 in missing:
        image = paragraph("照片文件未找到，或已不是存入时的内容：仅有校验值。", "none")
    elif shown_in_browsers(photo):
        image = Html(f'<img src="{name}" alt="照片 {photo.id}">')
    else:
        image = Html(f'<p class="none"><a href="{name}">打开照片文件</a>（{photo.media_type}）</p>')
    about = lines(
        [
            f"照片 {photo.id}　{photo.caption}",
            f"{SIDES[photo.side]}　{facts.unit(photo.office)} {photo.person}",
            f"界桩：{photo.marker_number or NONE}　记录：{photo.record_id or NONE}",
            f"拍摄时间：{instant_words(photo.taken_at)}（照片自记）",
            f"位置：{place_words(photo.lon, photo.lat)}",
            "朝向：" + (NONE if photo.bearing_deg is None else f"{photo.bearing_deg:.0f}°"),
            f"与轨迹比对：{judged_words(photo.judged)}",
        ]
    )
    digest = Html(f'<p class="digest">SHA-256 {code(photo.sha256)}</p>')
    return Html(f'<figure class="photo">{image}<figcaption>{about}{digest}</figcaption></figure>')


def judged_words(judged: Mapping[str, Any]) -> str:
    """What comparing a photo with the track told (spatial/boundaries/evidence/photo_facts.py)."""
    pieces = []
    if isinstance(judged.get("metres"), int | float):
        pieces.append(f"距轨迹 {judged['metres']:.1f} 米")
    if isinstance(judged.get("nearest_fix_s"), int | float):
        pieces.append(f"与最近定位点相差 {seconds_words(abs(judged['nearest_fix_s']))}")
    pieces += [remark_words(one) for one in judged.get("remarks") or ()]
    return "；".join(pieces) or "未比对"
