"""The areas that a request about images names: polygons, or divisions as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from spatial.api.images.series.bodies import AreasQuestion, SeriesArea, SeriesQuestion
from spatial.errors import BadGeometry, BadParameter
from spatial.geojson import parse_polygon
from spatial.imagery.area_lists import areas_on
from spatial.imagery.places import division_on
from spatial.imagery.series import MAX_AREAS
from spatial.locations.geodesic import area_m2
from spatial.temporal import parse_date, today_in_china


def _day_of(text: str | None) -> date:
    return today_in_china(datetime.now(UTC)) if text is None else parse_date(text)


def area_of(connection: Connection, question: SeriesQuestion) -> tuple[SeriesArea, BaseGeometry]:
    """The one area of a question, and what is told of it.

    Raises BadParameter unless it is a polygon or a division, one of the two; BadGeometry; and as
    `division_on`.
    """
    if (question.polygon is None) == (question.division is None):
        raise BadParameter("give a polygon or a division: one of the two")
    if question.division is not None:
        return division_area(connection, question.division, _day_of(question.date))
    assert question.polygon is not None
    polygon = parse_polygon(question.polygon)
    return SeriesArea(km2=_km2(polygon)), polygon


def division_area(connection: Connection, code: str, day: date) -> tuple[SeriesArea, BaseGeometry]:
    """A division as of a day, and what is told of it. Raises as `division_on`."""
    found = division_on(connection, code, day)
    area = SeriesArea(
        km2=_km2(found.area),
        division=found.version.code,
        name=found.version.name,
        date=day.isoformat(),
        grade=found.grade,
    )
    return area, found.area


def _km2(polygon: BaseGeometry) -> float:
    return round(area_m2(polygon) / 1e6, 6)


@dataclass(frozen=True, slots=True)
class NamedArea:
    """One of many areas; polygon: None where no shape of a division is known."""

    key: str
    name: str | None
    polygon: BaseGeometry | None


def areas_of(connection: Connection, question: AreasQuestion) -> list[NamedArea]:
    """The many areas of a question, in their order or by code.

    Raises BadParameter unless it is features or a level, one of the two, and for more than
    MAX_AREAS; BadGeometry with the number of the feature.
    """
    if (question.features is None) == (question.level is None):
        raise BadParameter("give features or a level of divisions: one of the two")
    if question.level is not None:
        listed = areas_on(connection, question.level, question.within, _day_of(question.date))
        return [NamedArea(one.code, one.name, one.area) for one in listed]
    assert question.features is not None
    features = question.features.get("features")
    if question.features.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadGeometry("features is no GeoJSON FeatureCollection")
    if len(features) > MAX_AREAS:
        raise BadParameter(f"{len(features):,} areas are asked; {MAX_AREAS:,} are the most")
    return [_feature(number, feature) for number, feature in enumerate(features)]


def _feature(number: int, feature: Any) -> NamedArea:
    if not isinstance(feature, dict):
        raise BadGeometry(f"feature {number} is no GeoJSON Feature")
    try:
        polygon = parse_polygon(feature)
    except BadGeometry as error:
        raise BadGeometry(f"feature {number}: {error}") from error
    properties = feature.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return NamedArea(
        str(feature.get("id", number)), name if isinstance(name, str) else None, polygon
    )
