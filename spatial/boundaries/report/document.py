"""The report as one page of HTML, which needs nothing but the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import resources

from spatial.boundaries.inspections.wording import KINDS, SIDES, STATES
from spatial.boundaries.report import field_sections, line_sections, proof_sections, result_sections
from spatial.boundaries.report.evidence_items import Evidence
from spatial.boundaries.report.facts import SIDES as BOTH_SIDES
from spatial.boundaries.report.facts import Facts
from spatial.boundaries.report.markup import Html, facts_table, told
from spatial.boundaries.report.sheets import Sheet
from spatial.boundaries.report.words import day_words, instant_words


def title_of(facts: Facts) -> str:
    """As it stands on the cover."""
    asked = facts.inspection
    which = asked.round_name if asked.round_name else f"{asked.plan_year}年{KINDS[asked.kind]}"
    return f"{facts.boundary.name}{which}联合检查报告"


def report_page(
    facts: Facts,
    evidence: Evidence,
    sheets: Sequence[Sheet],
    *,
    missing: frozenset[str],
    made_at: datetime,
) -> str:
    """The page. sheets: of the map, none without a course. missing: hashes of photos that the store
    of files does not hold. made_at: the only thing in it that the inspection does not tell."""
    overview, details = (sheets[0], list(sheets[1:])) if sheets else (None, [])
    body = "".join(
        [
            _cover(facts, made_at),
            line_sections.about_line(facts),
            line_sections.about_inspection(facts),
            line_sections.parameters(facts),
            result_sections.coverage(facts, overview),
            result_sections.comparison(facts),
            field_sections.markers(facts),
            field_sections.references(facts),
            field_sections.findings(facts),
            field_sections.records(facts),
            field_sections.photos(facts, missing),
            result_sections.remarks(facts),
            result_sections.sheets(facts, details),
            proof_sections.verification(evidence),
            proof_sections.what_it_proves(facts),
        ]
    )
    style = resources.files("spatial.boundaries.report").joinpath("report.css").read_text("utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # Nothing but the folder is asked, whatever a text in it may try.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src 'self' file: data:; style-src 'unsafe-inline'\">"
        f"<title>{told(title_of(facts))}</title><style>{style}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _cover(facts: Facts, made_at: datetime) -> Html:
    state = facts.state
    seen = "、".join(f"{SIDES[side]}（{facts.side_unit(side)}）" for side in BOTH_SIDES
                     if side in facts.seen)  # fmt: skip
    rows: list[tuple[str, object]] = [
        ("界线", f"{facts.boundary.name}（编号 {facts.boundary.number}）"),
        ("双方", f"{facts.side_unit('left')}（左）　{facts.side_unit('right')}（右）"),
        ("检查编号", facts.inspection.id),
        ("现处阶段", "尚无记载" if state is None else STATES[state]),
        ("登记资料口径", f"{day_words(facts.day)} 有效的界线、界桩和区划"),
        ("含何方轨迹", seen),
        ("生成时间", f"{instant_words(made_at)}（北京时间）"),
    ]
    return Html(
        f'<header class="cover"><h1>{told(title_of(facts))}</h1>{facts_table(rows)}</header>'
    )
