"""Why a place was found, as a key for programs and in words for people. Pure."""

from __future__ import annotations

from typing import Any

WAYS = (
    "exact", "sound", "prefix", "sound_prefix", "initials", "contains", "one_other", "similar",
)  # fmt: skip
"""How a form of a name may match a word, by the number `way` of candidates.sql."""

_WAY_NOTES = {
    "sound": "拼音相同",
    "prefix": "以此开头",
    "sound_prefix": "拼音以此开头",
    "initials": "拼音首字母",
    "contains": "名称中含此",
    "one_other": "一字之差",
    "similar": "名称相近",
    "code": "代码",
}
_KIND_NOTES = {
    "alias": "别名",
    "map": "图上名称",
    "minority_script": "少数民族文字",
    "traditional": "繁体",
    "roman": "罗马字母拼写",
}


def why(said: Any, row: Any, way: str) -> tuple[str, list[str]]:
    """The reason of a hit as a key, and as notes for people.

    said: of name_hits.sql; row: of candidates.sql; way: one of WAYS, or code.
    """
    notes = [_WAY_NOTES[way]] if way in _WAY_NOTES else []
    way = "similar" if way == "one_other" else way
    another = row.text != said.name
    if row.kind == "former" or (row.kind in ("standard", "short") and row.is_over and another):
        until = f"，至{year_text(row.ended)}" if row.ended else ""
        return "former_name", [*notes, f"曾用名{until}"]
    if row.kind == "standard" and row.is_to_come and another:
        return "later_name", [*notes, f"{year_text(row.began)}起用名"]
    if row.kind in _KIND_NOTES:
        return row.kind, [*notes, _KIND_NOTES[row.kind]]
    if not said.standing and said.ended:
        notes.append(f"至{year_text(said.ended)}")
    elif not said.standing and said.began:
        notes.append(f"自{year_text(said.began)}")
    return ("short" if row.kind == "short" and way == "exact" else way), notes


def year_text(day: str) -> str:
    """The year of a day as PostgreSQL writes it: 2010年, 公元前763年.

    >>> year_text("2010-11-26"), year_text("0763-01-01 BC")
    ('2010年', '公元前763年')
    """
    year = int(day.split("-")[0])
    return f"公元前{year}年" if day.endswith("BC") else f"{year}年"
