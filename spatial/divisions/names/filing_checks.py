"""What the receiving office is told of a filing: what is missing, late, or named alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from spatial.divisions.names.filing_rules import (
    FilingContent,
    FilingKind,
    Item,
    days_late,
    lacks_reports,
    missing_items,
    named,
)
from spatial.divisions.names.same_names import Sound, same_names
from spatial.divisions.viewpoint import NOW

ALIKE_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class NameAlike:
    """A name that stands nearby. reason: same_name, same_sound or same_sound_without_tones."""

    place_id: str
    name: str
    category: str
    code: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class FilingChecks:
    """What is to be looked at; nothing of it forbids the filing.

    missing: of the six items of an announcement. late: days after the time allowed, 0 for none.
    """

    missing: tuple[Item, ...]
    no_reports: bool
    late: int
    alike: tuple[NameAlike, ...]

    def warnings(self) -> list[str]:
        """The sentences for the officer, in Chinese."""
        said = []
        if self.missing:
            said.append(f"公告前须补齐：{named(self.missing)}")
        if self.no_reports:
            said.append("未附论证、征求意见或听证等报告")
        if self.late:
            said.append(f"备案超过规定期限 {self.late} 天")
        said += [f"{_ALIKE[one.reason]}：{one.name}（{one.code or '—'}）" for one in self.alike]
        return said

    def as_document(self) -> dict[str, Any]:
        """The checks as they are kept with the step and answered."""
        return {
            "missing": [{"item": one.item, "zh": one.zh, "en": one.en} for one in self.missing],
            "no_reports": self.no_reports,
            "days_late": self.late,
            "alike": [
                {"place_id": one.place_id, "name": one.name, "category": one.category}
                | {"code": one.code, "reason": one.reason}
                for one in self.alike
            ],
            "warnings": self.warnings(),
        }


_ALIKE = {
    "same_name": "重名",
    "same_sound": "同音",
    "same_sound_without_tones": "同音（不计声调）",
}


def checks_of(
    connection: Connection, content: FilingContent, day: date, days_allowed: int | None
) -> FilingChecks:
    """All that is to be said of a filing on the day. days_allowed: None for no time limit."""
    return FilingChecks(
        tuple(missing_items(content)),
        lacks_reports(content),
        days_late(content, day, days_allowed),
        tuple(names_alike(connection, content, day)),
    )


def names_alike(connection: Connection, content: FilingContent, day: date) -> list[NameAlike]:
    """The standing names of the category that are written or sound like it, in its county.

    In the unit itself where it belongs to a prefecture or province. Without a division nothing can
    be compared; a name that is given up is not compared.
    """
    if content.division_code is None or content.kind is FilingKind.ABOLITION:
        return []
    asked: dict[str, Any] = {
        "day": day,
        "looking": NOW,
        "within": content.division_code[:6],
        "category": content.category.value,
        "place": content.place_id,
        "limit": ALIKE_AT_MOST,
    }
    with_tones = {
        one.place_id
        for one in same_names(connection, content.standard_name, sound=Sound.TONES, **asked)
    }
    return [
        NameAlike(
            one.place_id,
            one.name,
            one.category,
            one.code,
            one.reason
            if one.reason == "same_name" or one.place_id in with_tones
            else "same_sound_without_tones",
        )
        for one in same_names(connection, content.standard_name, sound=Sound.TONELESS, **asked)
    ]
