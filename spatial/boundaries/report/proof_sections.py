"""Sections of the report about its evidence: the values by which it is verified, and what it
proves and what not."""

from __future__ import annotations

import hashlib
from collections import Counter

from spatial.boundaries.report.evidence_items import Evidence, Item
from spatial.boundaries.report.facts import Facts
from spatial.boundaries.report.markup import Html, code, facts_table, heading, section, table
from spatial.boundaries.report.words import NONE, instant_words

KIND = {
    "boundary": "界线",
    "boundary-fact": "界线登记",
    "boundary-segment": "界线段",
    "boundary-marker": "界桩登记",
    "boundary-reference": "方位物登记",
    "tripoint": "交会点登记",
    "inspection-round": "轮次",
    "inspection": "联合检查",
    "inspection-step": "检查阶段",
    "inspection-party": "终端登记",
    "inspection-record": "检查记录",
    "inspection-finding": "问题及处理",
    "inspection-photo": "照片登记",
    "deposited-file": "存档文件",
    "coverage-result": "走到情况结果",
    "visit-result": "界桩到访结果",
}
_LISTED = frozenset(
    {"inspection", "inspection-step", "coverage-result", "visit-result", "inspection-record"}
)


def verification(evidence: Evidence) -> Html:
    """The head of the chain, the last anchor, digests and links."""
    head, anchor = evidence.head, evidence.anchor
    rows: list[tuple[str, object]] = [
        (
            "证据清单 evidence.json 的 SHA-256",
            code(hashlib.sha256(evidence.document()).hexdigest()),
        ),
        ("证据链链首", NONE if head is None else f"第 {head.seq} 环，{instant_words(head.at)}"),
        ("链首值", code(None if head is None else head.link)),
        (
            "最近锚定",
            "没有" if anchor is None else f"第 {anchor.seq} 环，{instant_words(anchor.at)}",
        ),
        ("锚定值", code(None if anchor is None else anchor.link.hex())),
    ]
    return section(
        "十三、核验值",
        facts_table(rows),
        heading("本报告所依据的证据"),
        table(
            ("种类", "件数", "已入链", "尚未入链", "内容不在本包"),
            _counts(evidence.items),
            empty="没有证据。",
        ),
        heading("主要证据的校验值"),
        table(
            ("种类", "编号", "链环", "入链时间", "算法", "校验值／链值"),
            (_row(item) for item in evidence.items if item.kind in _LISTED),
            kind="digests",
            empty="没有证据。",
        ),
        Html(
            "<p>全部证据的内容、校验值和链值在 evidence.json 中，"
            "各文件的校验值在 manifest.json 中。"
            "在本文件夹中运行 <code>python3 verify.py</code>，即可不依赖本平台核对。</p>"
        ),
    )


def _counts(items: tuple[Item, ...]) -> list[tuple[object, ...]]:
    total: Counter[str] = Counter(item.kind for item in items)
    pending: Counter[str] = Counter(item.kind for item in items if item.entry is None)
    without: Counter[str] = Counter(item.kind for item in items if item.content is None)
    return [
        (KIND[kind], total[kind], total[kind] - pending[kind], pending[kind], without[kind])
        for kind in KIND
        if total[kind]
    ]


def _row(item: Item) -> tuple[object, ...]:
    entry = item.entry
    if entry is None:
        return KIND[item.kind], item.subject, "尚未入链", NONE, NONE, NONE
    values = Html(f"<code>{entry.digest}</code><br><code>{entry.link}</code>")
    return (
        KIND[item.kind],
        item.subject,
        entry.seq,
        instant_words(entry.at),
        entry.algorithm,
        values,
    )


def what_it_proves(facts: Facts) -> Html:
    """Said plainly, so that nobody leans on more than is there."""
    own = "" if facts.complete else "本报告只供一侧使用，对侧单方轨迹和未上报的记录不在其中。"
    return section(
        "十四、本报告证明什么、不证明什么",
        Html(
            "<ul>"
            "<li>证明：平台收到并登记的定位数据、检查记录、照片及由其算得的结果，自入链之时起未被改动；"
            "登记的终端在所载时段内到过所载位置附近（以终端自报的时间和位置为限）。</li>"
            "<li>不证明：携带终端的人是谁；终端自报的时间和位置本身是否真实；照片自记的时间和地点是否真实；"
            "入链之前的情况；“不明”各段是否走过。</li>"
            "<li>法定界线以边界协议书及其附图为准；图上区划面只供参考，不作为划界依据。</li>"
            "<li>链首值只有与平台之外保存的锚定值比对，才能发现整条链被重造。</li>"
            f"{f'<li>{own}</li>' if own else ''}"
            "</ul>"
        ),
    )
