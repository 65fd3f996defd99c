"""The tables of a report as CSV files (UTF-8 with a byte order mark, for spreadsheets)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from spatial.boundaries.inspections.wording import (
    CATEGORIES,
    CONDITIONS,
    FINDING_STATES,
    MARKER_STATES,
    PART_KINDS,
    SIDES,
)
from spatial.boundaries.report.facts import SIDES as BOTH_SIDES
from spatial.boundaries.report.facts import Facts
from spatial.boundaries.report.field_sections import grouped_findings, place_of
from spatial.boundaries.report.result_sections import ORDER
from spatial.boundaries.report.words import TYPE, chainage_words
from spatial.locations.clock import iso_utc


def markers_csv(facts: Facts) -> bytes:
    """A row for each marker; the visits of each side that may be seen."""
    sides = [side for side in BOTH_SIDES if side in facts.seen]
    states = {
        side: {one["number"]: one for one in facts.visits[side].markers}
        for side in sides
        if side in facts.visits
    }
    heads = [
        "界桩",
        "序号",
        "类型",
        "经度",
        "纬度",
        "里程_米",
        "里程",
        "距线_米",
        "登记状态",
        "负责单位",
    ]
    heads += [f"{SIDES[side]}到访" for side in sides] + [f"{SIDES[side]}到访次数" for side in sides]
    rows = []
    for marker in facts.markers:
        place = None if facts.course is None else facts.course.locate(marker.lon, marker.lat)
        visits = [states.get(side, {}).get(marker.number) for side in sides]
        rows.append(
            [
                marker.number,
                marker.serial,
                TYPE.get(marker.kind or "", ""),
                f"{marker.lon:.7f}",
                f"{marker.lat:.7f}",
                "" if place is None else f"{place.chainage_m:.1f}",
                "" if place is None else chainage_words(place.chainage_m),
                "" if place is None else f"{place.away_m:.1f}",
                marker.state,
                marker.in_charge,
                *("" if one is None else MARKER_STATES[one["state"]] for one in visits),
                *("" if one is None else len(one.get("visits", ())) for one in visits),
            ]
        )
    return _csv(heads, rows)


def gaps_csv(facts: Facts) -> bytes:
    """A row for each part of the line that a side did not walk, or of which nothing is known."""
    heads = ["侧", "起_米", "止_米", "起", "止", "长度_米", "最近界桩", "沿线相距_米", "情形"]
    return _csv(
        heads,
        (
            [
                SIDES[side],
                f"{part['from_m']:.1f}",
                f"{part['to_m']:.1f}",
                chainage_words(part["from_m"]),
                chainage_words(part["to_m"]),
                f"{part['to_m'] - part['from_m']:.1f}",
                part["nearest_marker"],
                "" if part["marker_m"] is None else f"{part['marker_m']:.1f}",
                PART_KINDS[part["kind"]],
            ]
            for side in ORDER
            if side in facts.coverage
            for part in facts.coverage[side].parts
        ),
    )


def records_csv(facts: Facts) -> bytes:
    """A row for each record sheet that stands."""
    heads = ["编号", "侧", "对象", "界桩", "起_米", "止_米", "检查时间", "情况", "内容", "复测"]
    heads += ["经度", "纬度", "单位", "检查人", "终端", "更正的记录"]
    return _csv(
        heads,
        (
            [
                one.id,
                SIDES[one.side],
                place_of(one),
                one.marker_number,
                one.from_m,
                one.to_m,
                iso_utc(one.checked_at),
                CONDITIONS.get(one.condition or "", ""),
                one.text,
                json.dumps(one.details, ensure_ascii=False, sort_keys=True) if one.details else "",
                one.lon,
                one.lat,
                one.office,
                one.person,
                one.device,
                one.corrects,
            ]
            for one in facts.records
        ),
    )


def findings_csv(facts: Facts) -> bytes:
    """A row for each problem, as it stands now."""
    heads = [
        "记录",
        "序号",
        "类别",
        "位置",
        "现状",
        "最近说明",
        "单位",
        "经办人",
        "登记时间",
        "次数",
    ]
    rows = []
    for members in grouped_findings(facts.findings):
        last = members[-1]
        rows.append(
            [
                last.record_id,
                last.number,
                CATEGORIES[last.category],
                place_of(last),
                FINDING_STATES[last.state],
                last.text,
                last.office,
                last.person,
                iso_utc(last.recorded_at),
                len(members),
            ]
        )
    return _csv(heads, rows)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + sheet.getvalue().encode()


def _cell(value: object) -> object:
    # A text that a spreadsheet would take for a formula is none.
    if isinstance(value, str) and value[:1] in ("=", "@", "\t", "\r"):
        return f"'{value}"
    return value
