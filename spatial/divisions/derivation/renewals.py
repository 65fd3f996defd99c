"""Where a new unit begins under a code and a name that stood before.

A decision may abolish A and B and set up a new A. The lists then show nothing but that B is gone,
and only the wording (or a recorded decision) tells that A is another unit from then on.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spatial.divisions.derivation.claims import Claims, DecisionClaim, VersionClaim
from spatial.divisions.derivation.decisions import decision_key

_NEW = re.compile(
    r"(?P<before>[^。；\n]*?)(?:(?:设立|建立|组建)新的|重新组建)"
    r"(?:地级|县级)?(?P<name>[一-龥]+?)(?=[，。、；（(的给]|$)",
    re.MULTILINE,
)
_ENDED = re.compile(r"撤销|撤消|合并")


@dataclass(frozen=True, slots=True)
class Renewal:
    """A code that becomes another unit in the list of the year, by which decision, and why."""

    code: str
    year: int
    decision: str
    reason: str


def find_renewals(
    claims: Claims, versions: Iterable[VersionClaim], recorded: Iterable[DecisionClaim]
) -> list[Renewal]:
    """Every renewal that a document words or a recorded decision states."""
    found: dict[tuple[str, int], Renewal] = {}
    by_name: defaultdict[str, list[VersionClaim]] = defaultdict(list)
    for version in versions:
        by_name[version.name].append(version)
    for renewal in _worded(claims, by_name):
        found[renewal.code, renewal.year] = renewal
    for decision in recorded:
        key = decision_key(claims.scheme, decision.year, decision.number, "")
        for effect in decision.effects:
            if effect.from_code is None or effect.from_code != effect.to_code:
                continue
            place = (effect.from_code, decision.year)
            if effect.continues is False:
                found[place] = Renewal(*place, key, "决定载明：撤销后设立新的同名单位")
            elif effect.continues is True:
                found.pop(place, None)
    return list(found.values())


def _worded(claims: Claims, by_name: dict[str, list[VersionClaim]]) -> Iterator[Renewal]:
    seen: set[tuple[str, str]] = set()
    for change in claims.changes:
        for document in change.documents:
            key = decision_key(claims.scheme, change.year, document.number, document.text)
            province = change.code[:2]
            if (key, province) in seen:
                continue
            seen.add((key, province))
            for name in renewed_names(document.text):
                for version in _named(by_name, name, province, change.year):
                    reason = f"批复载明撤销原{version.name}、设立新的{version.name}"
                    yield Renewal(version.code, change.year, key, reason)


def renewed_names(text: str) -> list[str]:
    """The names, as written, of units that a text abolishes and sets up anew.

    >>> renewed_names("同意撤销上海县和闵行区，设立新的闵行区，区人民政府驻莘庄镇")
    ['闵行区']
    """
    return list(
        dict.fromkeys(
            match["name"] for match in _NEW.finditer(text) if _ENDED.search(match["before"])
        )
    )


def _named(
    by_name: dict[str, list[VersionClaim]], written: str, province: str, year: int
) -> Iterator[VersionClaim]:
    """The units of the province that bear the name through the year, under one code.

    The name may stand after that of the city: 北京市东城区.
    """
    for start in range(len(written) - 1):
        through = [
            version
            for version in by_name.get(written[start:], [])
            if version.code.startswith(province) and version.first < year and version.holds(year)
        ]
        if through:
            if len(through) == 1:
                yield through[0]
            return
