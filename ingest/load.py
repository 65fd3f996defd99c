"""Loads a whole data folder into a database: its sources in order, then areas and names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, text

from ingest.beidou.frames import load_jt808_frames
from ingest.beidou.geojson_positions import load_positions_geojson
from ingest.beidou.gpx_files import load_gpx
from ingest.beidou.nmea_files import load_nmea
from ingest.beidou.positions import load_positions
from ingest.boundaries.lines import load_boundary_register
from ingest.boundaries.markers import load_boundary_markers
from ingest.boundaries.references import load_boundary_references
from ingest.boundaries.tripoints import load_tripoints
from ingest.business.facilities import load_facilities
from ingest.business.indicators import load_indicators
from ingest.business.places import place_records
from ingest.business.roads import KIND as ROADS
from ingest.business.roads import load_roads
from ingest.business.taking import load_figures, load_records
from ingest.cameras.loading import load_cameras
from ingest.divisions.claims.change_events import load_change_events
from ingest.divisions.claims.decisions import KNOWN_DECISIONS, load_decisions
from ingest.divisions.claims.history import load_division_history
from ingest.divisions.claims.published_lists import load_division_lists
from ingest.divisions.claims.statistics_list import load_statistics_codes
from ingest.divisions.claims.township_changes import load_township_changes
from ingest.divisions.coverage.areas import build_areas
from ingest.divisions.derivation.differences import report_differences
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.names.build import build_names
from ingest.divisions.names.loading import load_place_names
from ingest.divisions.polygons.dated_polygons import load_dated_polygons
from ingest.divisions.polygons.lines import load_boundary_lines
from ingest.divisions.polygons.shapes import load_division_shapes
from ingest.imagery.scenes import KIND as IMAGES
from ingest.imagery.scenes import load_images
from ingest.imagery.settings import AS_THEY_ARE, ImagePlaces
from ingest.runs import IngestReport
from ingest.sources import FILE_NAME, DataFolder, Source, read_folder
from spatial.business.declarations.shipped import declare_shipped
from spatial.errors import SourceRefused

Loader = Callable[..., IngestReport]
"""`(engine, path, **parameters) -> IngestReport`, one transaction; the parameters differ."""


def _load_boundary_lines(
    engine: Engine,
    path: Path,
    *,
    crs: str,
    kind_field: str | None = None,
    line_kind: str | None = None,
) -> IngestReport:
    """As the loader, whose `kind` is `line_kind` here: `kind` of a source is its loader's name."""
    return load_boundary_lines(engine, path, crs=crs, kind_field=kind_field, kind=line_kind)


LOADERS: Mapping[str, Loader] = MappingProxyType(
    {
        "division-history": load_division_history,
        "division-changes": load_change_events,
        "division-decisions": load_decisions,
        "division-lists": load_division_lists,
        "township-changes": load_township_changes,
        "statistics-codes": load_statistics_codes,
        "division-shapes": load_division_shapes,
        "dated-polygons": load_dated_polygons,
        "place-names": load_place_names,
        "boundary-lines": _load_boundary_lines,
        "boundary-register": load_boundary_register,
        "boundary-markers": load_boundary_markers,
        "boundary-references": load_boundary_references,
        "tripoints": load_tripoints,
        "positions": load_positions,
        "jt808-frames": load_jt808_frames,
        "nmea": load_nmea,
        "gpx": load_gpx,
        "positions-geojson": load_positions_geojson,
        IMAGES: load_images,
        ROADS: load_roads,
        "facilities": load_facilities,
        "indicators": load_indicators,
        "cameras": load_cameras,
        "records": load_records,
        "figures": load_figures,
    }
)
"""The kinds of source, as in `shikong ingest KIND` and in `sources.toml`."""

CODE_KINDS = frozenset(
    ("division-history", "division-changes", "division-decisions", "division-lists")
    + ("township-changes", "statistics-codes")
)
"""The kinds that the registry is derived from or compared with."""


PLACED_KINDS = frozenset(("records",))
"""The kinds that are loaded after areas are built: a point alone tells their division."""


def load_folder(
    engine: Engine, folder: Path, images: ImagePlaces = AS_THEY_ARE
) -> list[IngestReport]:
    """Loads every source of the folder in its order, then builds the areas that are drawn.

    images: where images are kept; without a store they stay as they are.

    What is said of codes comes first, and the registry is derived from it.

    Says in the database first whether it holds fictional or real data, and declares the datasets
    that the package ships: records and figures are taken of declared ones only. Each source is a
    transaction of its own, and one that is already loaded changes nothing: a load that was
    interrupted goes on where it stopped when it is called again.

    Raises SourceRefused, before anything is loaded, when the folder is no data folder, lacks a
    file, names a kind or a parameter that no loader knows, or is fictional where the database
    holds real data (or the reverse); and what the loaders raise.
    """
    data = read_folder(folder)
    for source in data.sources:
        _require_loader(engine, source)
    _say_content(engine, data)
    declare_shipped(engine)
    reports = load_codes(engine, data)
    lent = {"store": images.store, "roots": images.roots, "jobs": images.jobs}
    for source in data.sources:
        if source.kind not in CODE_KINDS | PLACED_KINDS:
            reports.append(_load(engine, source, lent if source.kind == IMAGES else {}))
    build_areas(engine)
    place_records(engine)
    reports += [_load(engine, source) for source in data.sources if source.kind in PLACED_KINDS]
    build_names(engine)
    return reports


def load_codes(engine: Engine, data: DataFolder) -> list[IngestReport]:
    """Loads what the folder says of codes and decisions, and derives the registry from it.

    All else is loaded after it: shapes, indicators and places are matched with the registry.
    Raises what the loaders raise.
    """
    sources = [source for source in data.sources if source.kind in CODE_KINDS]
    reports = [_load(engine, source) for source in sources]
    if data.content == "real" and any(source.kind == "division-history" for source in sources):
        reports.append(load_decisions(engine, KNOWN_DECISIONS))
    derive_registry(engine)
    report_differences(engine)
    return reports


def _load(engine: Engine, source: Source, lent: Mapping[str, Any] | None = None) -> IngestReport:
    return LOADERS[source.kind](engine, source.path, **source.parameters, **(lent or {}))


def _require_loader(engine: Engine, source: Source) -> None:
    """Returns when a loader takes the source with its parameters; else SourceRefused."""
    if source.kind not in LOADERS:
        raise SourceRefused(
            f"{FILE_NAME}: unknown kind {source.kind!r} of {source.path.name}; "
            f"known are {', '.join(LOADERS)}"
        )
    signature = inspect.signature(LOADERS[source.kind])
    try:
        # Where images are kept is the installation's to say, not the data's.
        for lent in ("store", "roots", "jobs") if source.kind == IMAGES else ():
            if lent in source.parameters:
                raise TypeError(f"got an unexpected keyword argument {lent!r}")
        signature.bind(engine, source.path, **source.parameters)
    except TypeError as error:
        raise SourceRefused(f"{FILE_NAME}: {source.kind} of {source.path.name}: {error}") from error


def _say_content(engine: Engine, data: DataFolder) -> None:
    """Writes what the database holds; an empty database may still become the other."""
    with engine.begin() as connection:
        # Two loads at once: the second waits here and then finds what the first has written.
        connection.execute(text("LOCK TABLE platform IN SHARE ROW EXCLUSIVE MODE"))
        held = connection.execute(
            text(
                "SELECT content FROM platform"
                " WHERE EXISTS (SELECT FROM ingest_run WHERE status = 'loaded')"
            )
        ).scalar_one_or_none()
        if held is not None and held != data.content:
            raise SourceRefused(
                f"{data.path} holds {data.content} data, but this database holds {held} ones; "
                "fictional and real data never stand in one database"
            )
        connection.execute(
            text(
                "INSERT INTO platform (content, title) VALUES (:content, :title)"
                " ON CONFLICT (only_row) DO UPDATE"
                " SET content = excluded.content, title = excluded.title"
            ),
            {"content": data.content, "title": data.title},
        )
