"""A draft of a feature as a row of the intake: what it leaves unsaid stays as it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.errors import ShapelyError

from spatial.business.declarations.model import DatasetDeclaration
from spatial.business.intake.columns import PLACE_COLUMNS
from spatial.business.intake.records import RecordTerms
from spatial.business.intake.rows import SourceRow
from spatial.crs import CGCS2000, to_cgcs2000
from spatial.errors import BadGeometry, BadParameter
from spatial.features.business import fields_by_name, holds_of
from spatial.features.collection import Collection
from spatial.features.editing.drafts import Draft
from spatial.features.editing.standing import Standing
from spatial.features.systems import System

_SAME_DEGREES = 2e-8
"""Two positions as near as coordinates are told are the same place."""

# What each column is, is told: a declared field of a common name is a field and nothing else.
_COLUMNS = {place: f"@{place}" for place in PLACE_COLUMNS}

_OWN = ("key", "division_code", "valid_from", "valid_to", "happened", "at")


def row_of(
    draft: Draft,
    key: str,
    collection: Collection,
    dataset: DatasetDeclaration,
    system: System,
    before: Standing | None,
) -> tuple[SourceRow, RecordTerms]:
    """The row that a draft is, and how it is read.

    key: of the record. system: of the coordinates of the draft. before: what it replaces: fields
    that features do not tell keep their values, and where neither the place nor the division is
    another one, what the source said of them is said again.
    """
    holds = holds_of(dataset, collection)
    said = draft.properties
    values: dict[str, object] = dict.fromkeys(_COLUMNS.values())
    values |= {"@key": key, "@valid_from": said.get("valid_from")}
    values |= {"@valid_to": said.get("valid_to"), "@day": said.get("happened")}
    values["@at"] = said.get("at")
    for name, field in fields_by_name(dataset).items():
        kept = None if before is None else before.attributes.get(field.name)
        if name in said:
            value = said[name]
            values[field.name] = kept if _is_same_number(value, kept) else value
        elif field.grade.closed:
            values[field.name] = kept
    crs = _say_place(values, draft, system, before)
    return SourceRow("要素", values), RecordTerms(crs, holds, _COLUMNS)


def _say_place(
    values: dict[str, object], draft: Draft, system: System, before: Standing | None
) -> str:
    """Says geometry and division, and returns the system of the geometry."""
    same = before is not None and _is_same_place(draft.geometry, system, before)
    code = draft.properties.get("division_code")
    if before is not None and code is not None and code == before.division_code:
        for place in ("division", "division_name", "within", "address"):
            values[f"@{place}"] = before.told.get(place)
        if before.division_by != "point" and not any(
            before.told.get(place) for place in ("division", "division_name", "address")
        ):
            values["@division"] = code
    else:
        values["@division"] = code
    if before is not None and same:
        values["@lon"], values["@lat"] = before.told.get("lon"), before.told.get("lat")
        if before.geom is not None:
            values["@geometry"] = json.loads(shapely.to_geojson(before.geom))
        return CGCS2000
    geometry = draft.geometry
    if geometry is not None and system.northing_first:
        geometry = {**geometry, "coordinates": _swapped(geometry.get("coordinates"))}
    values["@geometry"] = geometry
    return f"EPSG:{system.srid}"


def _swapped(coordinates: Any) -> Any:
    """Coordinates with the two axes the other way round, at any depth that is geometry."""
    if not isinstance(coordinates, Sequence) or isinstance(coordinates, str) or not coordinates:
        return coordinates
    if isinstance(coordinates[0], list):
        return [_swapped(one) for one in coordinates]
    return [*coordinates[1::-1], *coordinates[2:]]


def _is_same_place(geometry: Mapping[str, Any] | None, system: System, before: Standing) -> bool:
    """Whether a geometry is the one that stands, as exactly as coordinates are told."""
    if geometry is None or before.geom is None:
        return geometry is None and before.geom is None
    if system.northing_first:
        geometry = {**geometry, "coordinates": _swapped(geometry.get("coordinates"))}
    try:
        shape = shapely.from_geojson(json.dumps(geometry, default=float))
        moved = to_cgcs2000(shape, f"EPSG:{system.srid}")
    except (ShapelyError, BadGeometry, BadParameter):
        # It is another one then; the intake says what is wrong with it.
        return False
    return bool(shapely.equals_exact(moved, before.geom, tolerance=_SAME_DEGREES))


def _is_same_number(value: object, kept: object) -> bool:
    """Whether a number is the stored one as features tell it, which may have fewer digits."""
    if isinstance(value, bool | str) or isinstance(kept, bool | str):
        return False
    return value is not None and kept is not None and float(value) == float(kept)  # type: ignore[arg-type]
