"""The record that a feature of a dataset is, as it stands now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from spatial.features.collection import Collection
from spatial.features.feature_ids import bound, bound_values, id_sql, key_sql


@dataclass(frozen=True, slots=True)
class Standing:
    """id: of the row. first: the first day of a facility or an area. geom: in CGCS2000.

    told: what the source said of the place. attributes: all fields, numbers as Decimal.
    """

    id: int
    key: str
    first: date | None
    geom: BaseGeometry | None
    division_code: str | None
    division_by: str | None
    told: Mapping[str, Any]
    attributes: Mapping[str, Any]

    @property
    def state(self) -> str:
        """Changes whenever the record does; the first part of the entity tag of the feature."""
        return hashlib.sha256(f"record {self.id}".encode()).hexdigest()[:16]


def standing(connection: Connection, collection: Collection, feature_id: str) -> Standing | None:
    """The record of a feature as it is known now, None where there is none.

    Index: record_key. Raises UnknownFeature for an id that no feature of the collection can have.
    """
    row = connection.execute(
        text(
            "SELECT f.id, f.key, lower(f.valid) AS first, ST_AsBinary(f.geom) AS geom,"  # noqa: S608
            " f.division_code, f.division_by, f.told, f.attributes::text AS attributes"
            f" FROM record AS f WHERE {collection.condition} AND {collection.known_now}"
            f" AND {key_sql(collection)} = {bound(collection, 'feature')}"
        ),
        {**collection.values, **bound_values(collection, feature_id, "feature")},
    ).one_or_none()
    if row is None:
        return None
    return Standing(
        row.id,
        row.key,
        row.first,
        None if row.geom is None else shapely.from_wkb(row.geom),
        row.division_code,
        row.division_by,
        row.told,
        json.loads(row.attributes, parse_float=Decimal),
    )


def state_of(connection: Connection, collection: Collection, feature_id: str) -> str | None:
    """The state of a feature that can be edited; None of others, and where there is none."""
    if collection.dataset is None:
        return None
    found = standing(connection, collection, feature_id)
    return None if found is None else found.state


def id_brought(connection: Connection, collection: Collection, push: int) -> str:
    """The id of the one feature that a push brought."""
    found: str = connection.execute(
        text(f"SELECT {id_sql(collection)} FROM record AS f WHERE f.push_id = :push"),  # noqa: S608
        {"push": push},
    ).scalar_one()
    return found
