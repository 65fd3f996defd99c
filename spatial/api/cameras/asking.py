"""About which place questions on cameras ask: a point, a facility or a marker."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from spatial.api.dependencies import AsOf, KnownAt, Reading, require_latitude, require_longitude
from spatial.api.offices import require_text
from spatial.cameras.places import NamedPlace, facility_place, marker_place
from spatial.errors import BadParameter


def place(
    reading: Reading,
    day: AsOf,
    known: KnownAt,
    lon: Annotated[float | None, Query(description="Degrees east, CGCS2000.")] = None,
    lat: Annotated[float | None, Query(description="Degrees north, CGCS2000.")] = None,
    dataset: Annotated[
        str | None, Query(max_length=200, description="Of the facility: care_institution …")
    ] = None,
    facility: Annotated[
        str | None, Query(max_length=200, description="Key of a facility of the dataset.")
    ] = None,
    line: Annotated[
        str | None, Query(max_length=64, description="Number of the line of the marker.")
    ] = None,
    marker: Annotated[str | None, Query(max_length=64, description="Number of a marker.")] = None,
) -> NamedPlace:
    """The place of `lon` and `lat`, of `dataset` and `facility`, or of `line` and `marker`.

    Raises BadParameter for none of the three or several, and what the places raise.
    """
    require_text(dataset, facility, line, marker)
    given = [pair for pair in ((lon, lat), (dataset, facility), (line, marker)) if any(
        one is not None for one in pair
    )]  # fmt: skip
    if len(given) != 1 or None in given[0]:
        raise BadParameter(
            "ask about one place: lon and lat, or dataset and facility, or line and marker"
        )
    if lon is not None and lat is not None:
        return NamedPlace("point", None, None, require_longitude(lon), require_latitude(lat))
    if dataset is not None and facility is not None:
        return facility_place(reading, dataset, facility, day, known_at=known)
    return marker_place(reading, line or "", marker or "", day, known_at=known)


Place = Annotated[NamedPlace, Depends(place)]
