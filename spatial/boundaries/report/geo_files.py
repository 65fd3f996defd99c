"""The line, the markers and the tracks of a report as GeoJSON and MF-JSON.

Coordinates are longitude, latitude in CGCS2000; instants are ISO 8601 in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import shapely

from spatial.boundaries.report.facts import Facts
from spatial.boundaries.report.result_sections import ORDER
from spatial.boundaries.report.tracks import SideTrack
from spatial.locations.clock import iso_utc
from spatial.locations.moving_features import CRS84, ISO_TIME, moving_feature_of

Feature = dict[str, Any]


def line_geojson(facts: Facts) -> bytes:
    """The registered segments (`kind` segment), and the parts that each side did not walk
    (not_walked, unknown)."""
    features = [
        _feature(
            json.loads(shapely.to_geojson(segment.line)),
            kind="segment",
            boundary=facts.boundary.number,
            ordinal=segment.ordinal,
            feature=segment.feature,
            description=segment.description,
            from_marker=segment.from_marker,
            to_marker=segment.to_marker,
            from_m=round(segment.from_m, 3),
            to_m=round(segment.to_m, 3),
            accuracy_m=segment.accuracy_m,
            source_crs=segment.source_crs,
        )
        for segment in facts.segments
    ]
    return _collection([*features, *_gaps(facts)])


def _gaps(facts: Facts) -> Iterator[Feature]:
    if facts.course is None:
        return
    for side in ORDER:
        result = facts.coverage.get(side)
        for part in () if result is None else result.parts:
            end = min(part["to_m"], facts.course.length_m)
            if part["from_m"] < end:
                shape = facts.course.part(part["from_m"], end)
                yield _feature(json.loads(shapely.to_geojson(shape)), side=side, **part)


def markers_geojson(facts: Facts) -> bytes:
    """The markers, with chainage and the states of their visits by side."""
    features = []
    for marker in facts.markers:
        place = None if facts.course is None else facts.course.locate(marker.lon, marker.lat)
        states = {
            side: one["state"]
            for side, result in facts.visits.items()
            for one in result.markers
            if one["number"] == marker.number
        }
        features.append(
            _feature(
                {"type": "Point", "coordinates": [marker.lon, marker.lat]},
                number=marker.number,
                serial=marker.serial,
                kind=marker.kind,
                state=marker.state,
                in_charge=marker.in_charge,
                accuracy_m=marker.accuracy_m,
                source_crs=marker.source_crs,
                chainage_m=None if place is None else round(place.chainage_m, 3),
                away_m=None if place is None else round(place.away_m, 3),
                visits=states,
            )
        )
    return _collection(features)


def tracks_geojson(tracks: Iterable[SideTrack]) -> bytes:
    """A feature for each gap-free part of a track near the line, with the instant of each fix."""
    return _document(
        '{"type":"FeatureCollection","features":[',
        (_written(feature) for one in tracks for feature in _parts(one)),
    )


def _parts(one: SideTrack) -> Iterator[Feature]:
    for part in one.track.parts:
        places = part.lon_lat.tolist()
        shape = (
            {"type": "Point", "coordinates": places[0]}
            if len(places) == 1
            else {"type": "LineString", "coordinates": places}
        )
        yield _feature(
            shape,
            side=one.party.side,
            device=one.party.device,
            fixes=len(places),
            first=iso_utc(part.times[0]),
            last=iso_utc(part.times[-1]),
            times=[iso_utc(time) for time in part.times],
        )


def tracks_mf_json(tracks: Iterable[SideTrack]) -> bytes:
    """The same as OGC Moving Features JSON (OGC 19-045r3): a feature for each device and window."""
    head = json.dumps({"type": "FeatureCollection", "crs": CRS84, "trs": ISO_TIME})
    return _document(f'{head[:-1]}, "features": [', (_written(_moving(one)) for one in tracks))


def _moving(one: SideTrack) -> Feature:
    feature = moving_feature_of(one.track)
    # A device may count in several windows.
    feature["id"] = f"{one.party.device}/{one.party.id}"
    feature["properties"] |= {"side": one.party.side}
    return feature


def _feature(geometry: Any, **properties: object) -> Feature:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: Iterable[Feature]) -> bytes:
    return _document('{"type":"FeatureCollection","features":[', map(_written, features))


def _document(begin: str, features: Iterable[str]) -> bytes:
    # One feature after the other: of a long track only its text stays.
    return (begin + ",\n".join(features) + "]}\n").encode()


def _written(feature: Feature) -> str:
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
