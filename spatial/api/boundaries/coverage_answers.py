"""Answers about coverage and visits, as far as an office may see them (R3.10).

An office sees its own side, and of both sides together the share alone: what is missing of both
would tell where the other one went. Who sees both sides sees all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from spatial.boundaries.course import Course
from spatial.boundaries.walked.comparison import Comparison, SideComparison
from spatial.boundaries.walked.offices import coverage_answer
from spatial.boundaries.walked.results import StoredCoverage, StoredVisits
from spatial.locations.clock import iso_utc


def stored_coverage_answer(seen: frozenset[str], one: StoredCoverage) -> dict[str, Any] | None:
    """A stored result, with what it depends on."""
    told = coverage_answer(seen, one.side, one.length_m, one.walked_m, one.parts)
    return None if told is None else _stored(seen, one) | told


def stored_visits_answer(seen: frozenset[str], one: StoredVisits) -> dict[str, Any] | None:
    """Stored visits, with what they depend on."""
    if one.side not in seen:
        return None
    return _stored(seen, one) | {"side": one.side, "markers": one.markers}


def sources_answer(seen: frozenset[str], sources: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What the devices told: of the sides that may be seen."""
    return [source for source in sources if source["side"] in seen]


def _stored(seen: frozenset[str], one: StoredCoverage | StoredVisits) -> dict[str, Any]:
    return {
        "id": one.id,
        "inspection": one.inspection_id,
        "from": iso_utc(one.starts),
        "to": iso_utc(one.ends),
        "computed": iso_utc(one.recorded_at),
        "replaces": one.replaces,
        "parameters": one.parameters,
        "sources": one.sources | {"devices": sources_answer(seen, one.sources["devices"])},
    }


def parts_as_geojson(course: Course, answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A feature for each part that was not walked; longitude, latitude in CGCS2000."""
    features = []
    for answer in answers:
        for part in answer.get("parts", ()):
            # The last millimetre may be a rounded one.
            to_m = min(part["to_m"], course.length_m)
            line = course.part(min(part["from_m"], to_m - 1e-3), to_m)
            features.append(
                {
                    "type": "Feature",
                    "geometry": shapely.geometry.mapping(line),
                    "properties": {"side": answer["side"], **part},
                }
            )
    return {"type": "FeatureCollection", "features": features}


def comparison_answer(seen: frozenset[str], found: Comparison) -> dict[str, Any]:
    """An inspection beside that of the round before."""
    sides = (_side(seen, one) for one in found.sides)
    return {
        "inspection": found.inspection_id,
        "previous": found.previous,
        "same_course": found.same_course,
        "sides": [one for one in sides if one is not None],
    }


def _side(seen: frozenset[str], one: SideComparison) -> dict[str, Any] | None:
    if one.side not in seen and one.side != "both":
        return None
    told: dict[str, Any] = {
        "side": one.side,
        "share": one.share,
        "previous_share": one.previous_share,
    }
    if one.side in seen:
        for name in ("newly_missed", "newly_walked"):
            told[name] = [{"from_m": begin, "to_m": end} for begin, end in getattr(one, name)]
    return told
