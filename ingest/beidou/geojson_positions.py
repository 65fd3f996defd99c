"""Loads a file of GeoJSON or MF-JSON with positions of one device and their times."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingest.beidou.device_log import load_device_log, utc_now
from ingest.beidou.feature_stream import FeatureStream
from ingest.beidou.sightings import Sighting
from ingest.beidou.timed_features import require_degrees, sightings_of
from ingest.jsonb import storable
from ingest.runs import IngestReport
from spatial.errors import BadGeometry, SourceRefused

KIND = "positions-geojson"

_MOST_RAW = 2000
"""Characters of a feature that are kept when the whole of it is refused."""


def load_positions_geojson(
    engine: Engine,
    path: Path,
    *,
    device: str,
    device_class: str,
    clock: Callable[[], datetime] = utc_now,
) -> IngestReport:
    """Loads one file of GeoJSON (RFC 7946) or MF-JSON (OGC 19-045r3); see `timed_features.py`.

    Each position is a fix, or refused; a feature without positions or times is refused whole, and
    so is one whose `device` is another. Parameters and errors are those of `load_device_log`;
    SourceRefused also for a file that is no GeoJSON in degrees, or half of one.
    """
    return load_device_log(
        engine,
        KIND,
        path,
        GeoJsonReader(path.name, device),
        device=device,
        device_class=device_class,
        clock=clock,
    )


class GeoJsonReader:
    """Reads one file (`device_log.LogReader`)."""

    def __init__(self, source: str, device: str) -> None:
        self._source, self._device = source, device
        self._stream = FeatureStream(source)
        self._features = 0

    def feed(self, chunk: bytes) -> Iterator[Sighting]:
        """The positions of the features that end within `chunk`. Raises SourceRefused."""
        for raw in self._stream.feed(chunk):
            yield from self._read(self._parsed(raw))

    def finish(self) -> Iterator[Sighting]:
        """Those of a document that is one feature. Raises SourceRefused for what is no GeoJSON."""
        rest, count = self._stream.rest()
        document = self._parsed(rest)
        kind = document.get("type") if isinstance(document, Mapping) else None
        if not isinstance(document, Mapping):
            raise SourceRefused(f"{self._source} is no GeoJSON: it is no object")
        self._require_degrees(document)
        if kind == "FeatureCollection":
            if document.get("features") != [0] * count:
                raise SourceRefused(f"{self._source} is no GeoJSON: it has no list of features")
        elif count or kind not in ("Feature", "MovingPoint", "MovingGeometryCollection"):
            raise SourceRefused(
                f"{self._source} is no FeatureCollection and no feature: its type is {kind!r:.60}"
            )
        elif kind == "Feature":
            yield from self._read(document)
        else:
            yield from self._read({"type": "Feature", "temporalGeometry": document})
        if not self._features:
            raise SourceRefused(f"{self._source} holds no feature")

    def left_out(self) -> Mapping[str, tuple[int, str]]:
        """Nothing: a feature without positions is refused."""
        return {}

    def _require_degrees(self, document: Mapping[str, Any]) -> None:
        try:
            require_degrees(document)
        except BadGeometry as error:
            raise SourceRefused(f"{self._source}: {error}") from error

    def _parsed(self, raw: bytes) -> Any:
        try:
            return json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise SourceRefused(
                f"{self._source} is no JSON in UTF-8 (feature {self._features + 1}): "
                f"{str(error)[:200]}"
            ) from error

    def _read(self, feature: Mapping[str, Any]) -> Iterator[Sighting]:
        self._features += 1
        record = f"feature {self._features}"
        try:
            # All of a feature or nothing: a fault of the whole may show late.
            found = list(sightings_of(feature, self._device, record))
        except BadGeometry as error:
            text = json.dumps(storable(feature), ensure_ascii=False)
            raw = feature if len(text) <= _MOST_RAW else {"begins": text[:_MOST_RAW]}
            yield Sighting(self._device, fault=str(error), record=record, raw=raw)
            return
        yield from found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
