"""Rules of filing (备案) and announcing (公告) names: pure, no database.

《地名管理条例》 (国务院令第753号) and 《地名备案公告管理办法（试行）》 (2023): naming and renaming
are filed with their papers and announced with six items; what lacks one of them is not announced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from spatial.divisions.names.kinds import Category
from spatial.errors import BadParameter


class FilingKind(StrEnum):
    """naming 命名, renaming 更名, abolition 销名 (the name is given up)."""

    NAMING = "naming"
    RENAMING = "renaming"
    ABOLITION = "abolition"


class FilingState(StrEnum):
    """draft 草稿, filed 已备案 (at the receiving office), returned 已退回, announced 已公告."""

    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    ANNOUNCED = "announced"


class FilingAction(StrEnum):
    """What an officer does to a filing; each is a step that is kept."""

    CREATE = "create"
    REVISE = "revise"
    FILE = "file"
    RETURN = "return"
    ANNOUNCE = "announce"


TRANSITIONS: dict[tuple[FilingAction, FilingState], FilingState] = {
    (FilingAction.REVISE, FilingState.DRAFT): FilingState.DRAFT,
    (FilingAction.REVISE, FilingState.RETURNED): FilingState.RETURNED,
    (FilingAction.FILE, FilingState.DRAFT): FilingState.FILED,
    (FilingAction.FILE, FilingState.RETURNED): FilingState.FILED,
    (FilingAction.RETURN, FilingState.FILED): FilingState.RETURNED,
    (FilingAction.ANNOUNCE, FilingState.FILED): FilingState.ANNOUNCED,
}
"""In which states an action is possible, and where it leads. Nothing follows an announcement."""


class Paper(StrEnum):
    """The papers of a filing.

    report 备案报告, approval 批准文件, application 申请书, appraisal 专家论证报告,
    opinions 征求意见报告, hearing 听证报告, assessment 综合评估报告, other.
    """

    REPORT = "report"
    APPROVAL = "approval"
    APPLICATION = "application"
    APPRAISAL = "appraisal"
    OPINIONS = "opinions"
    HEARING = "hearing"
    ASSESSMENT = "assessment"
    OTHER = "other"


PAPERS_NEEDED = {
    Paper.REPORT: "备案报告",
    Paper.APPROVAL: "批准文件",
    Paper.APPLICATION: "申请书",
}
"""Without these a filing is not taken in. Which reports are due depends on the case."""

_REPORTS = (Paper.APPRAISAL, Paper.OPINIONS, Paper.HEARING, Paper.ASSESSMENT)

SECRET_GRADES = ("秘密", "机密", "绝密", "secret", "confidential", "top_secret")
_GRADES = {"open": "open", "公开": "open", "internal": "internal", "内部": "internal"}


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """One paper: its kind and name, the SHA-256 of the file, and where it is kept."""

    kind: Paper
    name: str
    sha256: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class FilingContent:
    """What a filing says. geometry: CGCS2000 degrees. in_force_on: None for the approval's day."""

    kind: FilingKind
    category: Category
    standard_name: str
    secrecy: str = "open"
    place_id: str | None = None
    roman: str | None = None
    minority_script: str | None = None
    language: str | None = None
    former_name: str | None = None
    division_code: str | None = None
    location: str | None = None
    geometry: BaseGeometry | None = None
    approving_authority: str | None = None
    approval_no: str | None = None
    approved_on: date | None = None
    in_force_on: date | None = None
    reason: str | None = None
    meaning: str | None = None
    filing_authority: str | None = None
    papers: tuple[PaperRecord, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Item:
    """An item that is needed: its field, and what it is called in both languages."""

    item: str
    zh: str
    en: str


SIX_ITEMS = (
    Item("standard_name", "标准地名", "standard name"),
    Item("roman", "罗马字母拼写", "Roman spelling"),
    Item("division_code", "所属行政区划", "division it belongs to"),
    Item("location", "位置描述", "location description"),
    Item("approving_authority", "批准机关", "approving authority"),
    Item("approved_on", "批准日期", "approval date"),
)
"""What an announcement holds, in this order (R2.7)."""

_FORMER_NAME = Item("former_name", "原地名", "former name")
_FILING_AUTHORITY = Item("filing_authority", "备案机关", "filing authority")


def missing_items(content: FilingContent) -> list[Item]:
    """Which of the six items an announcement of this would lack, in their order.

    A geometry is no location description: the announcement is a text.
    """
    return [item for item in SIX_ITEMS if _blank(getattr(content, item.item))]


def missing_for_filing(content: FilingContent) -> list[Item]:
    """What keeps a filing from being taken in: its authority, the old name, papers."""
    lacking = [] if not _blank(content.filing_authority) else [_FILING_AUTHORITY]
    if content.kind is FilingKind.RENAMING and not content.place_id and _blank(content.former_name):
        lacking.append(_FORMER_NAME)
    present = {paper.kind for paper in content.papers}
    lacking += [
        Item(f"papers.{kind}", title, f"paper: {kind}")
        for kind, title in PAPERS_NEEDED.items()
        if kind not in present
    ]
    return lacking


def lacks_reports(content: FilingContent) -> bool:
    """Whether no report on the case is among the papers: a warning, not a refusal."""
    return content.kind is not FilingKind.ABOLITION and not any(
        paper.kind in _REPORTS for paper in content.papers
    )


def days_late(content: FilingContent, filed_on: date, days_allowed: int | None) -> int:
    """By how many days a filing comes after its time; 0 where it does not, or no limit is set."""
    if days_allowed is None or content.approved_on is None:
        return 0
    return max(0, (filed_on - content.approved_on).days - days_allowed)


def require_grade(secrecy: str) -> str:
    """The grade as it is stored, `open` or `internal`.

    Raises BadParameter for 秘密 and above (R2.10) and for a grade that nobody knows.
    """
    found = _GRADES.get(secrecy.strip().lower())
    if found is not None:
        return found
    if secrecy.strip().lower() in SECRET_GRADES:
        raise BadParameter(
            f"a name graded {secrecy} must not come into this system: it holds open and internal "
            "names only (R2.10)"
        )
    raise BadParameter(f"unknown secrecy {secrecy!r}: open (公开) or internal (内部)")


def first_day(content: FilingContent) -> date | None:
    """The first day of the new state: the day named, else that of the approval."""
    return content.in_force_on or content.approved_on


def announcement_text(
    content: FilingContent,
    *,
    division: str,
    former_name: str | None,
    announced_on: date,
    authority: str,
) -> str:
    """The announcement (公告) as it is published. All six items must be there.

    division: the names of the divisions from the province down.
    """
    titles: dict[FilingKind, tuple[str, str]] = {
        FilingKind.NAMING: ("命名", "标准地名"),
        FilingKind.RENAMING: ("更名", "标准地名"),
        FilingKind.ABOLITION: ("销名", "停止使用的地名"),
    }
    act, label = titles[content.kind]
    assert content.approved_on is not None
    lines = [
        f"关于{content.standard_name}{act}的公告",
        "",
        "根据《地名管理条例》和《地名备案公告管理办法（试行）》，现将下列地名予以公告：",
        f"{label}：{content.standard_name}",
        f"罗马字母拼写：{content.roman}",
        f"所属行政区划：{division}",
        f"位置描述：{content.location}",
        f"批准机关：{content.approving_authority}",
        f"批准日期：{chinese_day(content.approved_on)}",
    ]
    if content.approval_no:
        lines.append(f"批准文号：{content.approval_no}")
    if content.kind is FilingKind.RENAMING and former_name:
        lines.append(f"原地名：{former_name}")
    if content.in_force_on is not None:
        word = "停用日期" if content.kind is FilingKind.ABOLITION else "启用日期"
        lines.append(f"{word}：{chinese_day(content.in_force_on)}")
    return "\n".join([*lines, "", authority, chinese_day(announced_on)])


def chinese_day(day: date) -> str:
    """A day as an announcement writes it.

    >>> chinese_day(date(2021, 4, 9))
    '2021年4月9日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def named(items: Sequence[Item]) -> str:
    """The items for a sentence: Chinese and English.

    >>> named([Item("roman", "罗马字母拼写", "Roman spelling")])
    '罗马字母拼写 (Roman spelling)'
    """
    return ", ".join(f"{item.zh} ({item.en})" for item in items)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
