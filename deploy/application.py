"""Which routers the served application is made of."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine

import ingest.beidou.http
import ingest.beidou.osmand_http
import spatial.api.boundaries
import spatial.api.business
import spatial.api.cameras
import spatial.api.division_batches
import spatial.api.division_translation
import spatial.api.divisions
import spatial.api.evidence
import spatial.api.features
import spatial.api.geofences
import spatial.api.images
import spatial.api.inspections
import spatial.api.live_positions
import spatial.api.moving_feature_items
import spatial.api.name_filings
import spatial.api.names
import spatial.api.patches
import spatial.api.platform
import spatial.api.positions
import spatial.api.processes
import spatial.api.standard.routes
import tileserver.comparison_routes
import tileserver.images.pictures
import tileserver.images.routes
import tileserver.matrix_set_routes
import tileserver.ogc.routes
import tileserver.public_routes
import tileserver.routes
import tileserver.tracks
import tileserver.wmts.routes
from deploy.evidence_places import anchors_file, file_store
from deploy.settings import HomeSettings
from spatial.api.app import create_app
from spatial.api.features.face import FEATURES_FACE
from spatial.api.moving_feature_face import MOVING_FEATURES_FACE
from spatial.api.processes.face import PROCESSES_FACE
from spatial.api.settings import MapSettings
from spatial.api.stac import ROOT, catalogue_face
from spatial.api.standard.face import LinkedFace
from spatial.boundaries.evidence import photo_facts
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.features.catalogue import register
from tileserver.hot_path import HotPath
from tileserver.loop_cutting import LoopCutter
from tileserver.ogc.face import TILES_FACE
from tileserver.published.collections import published_collections
from tileserver.settings import TileSettings
from tileserver.store.reading import LoopStore
from tileserver.vector_tiles import VectorTiles

ROUTERS = (
    # A request tries routes in this order, so pages of features, of which clients ask for many,
    # come first; fixed paths (/ogc/collections/vehicle/…) before those of any collection.
    spatial.api.moving_feature_items.router,
    spatial.api.features.router,
    spatial.api.platform.router,
    spatial.api.divisions.router,
    spatial.api.division_batches.router,
    spatial.api.division_translation.router,
    spatial.api.names.router,
    spatial.api.name_filings.router,
    spatial.api.positions.router,
    spatial.api.live_positions.router,
    spatial.api.geofences.router,
    spatial.api.boundaries.router,
    spatial.api.inspections.router,
    spatial.api.evidence.router,
    spatial.api.images.router,
    spatial.api.patches.router,
    spatial.api.business.router,
    spatial.api.cameras.router,
    spatial.api.processes.router,
    ingest.beidou.http.router,
    ingest.beidou.osmand_http.router,
    # Fixed paths (/tiles/track, /tiles/image) before those of any layer (/tiles/{layer}).
    tileserver.tracks.router,
    tileserver.images.pictures.router,
    tileserver.images.routes.router,
    tileserver.comparison_routes.router,
    tileserver.matrix_set_routes.router,
    tileserver.routes.router,
    tileserver.public_routes.router,
    spatial.api.standard.routes.router,
    tileserver.ogc.routes.router,
    tileserver.wmts.routes.router,
)

STANDARD_FACES = (
    TILES_FACE,
    FEATURES_FACE,
    MOVING_FEATURES_FACE,
    PROCESSES_FACE,
    LinkedFace("related", f"{ROOT}/", "application/json", "影像目录 (STAC)"),
)
"""What /ogc puts together, in the order of its list of collections."""


def build_server(application: FastAPI, engine: Engine) -> HotPath:
    """The application with the short way of tiles before it: what a server serves."""
    settings = TileSettings()
    tiles = VectorTiles(engine, settings)
    application.state.vector_tiles = tiles
    return HotPath(
        application,
        tiles,
        LoopStore(engine.url, settings.store_connections),
        LoopCutter(engine.url, settings.cut_connections),
    )


def build_application(
    engine: Engine,
    *,
    write_token: str,
    web_map: Path | None,
    map_settings: MapSettings | None = None,
) -> FastAPI:
    """The whole platform over one database.

    write_token: what writing requests show. web_map: the folder of the built web map, None to
    serve the API alone. map_settings: None for those of the environment.
    Raises UndeclaredRoute when a route lacks class, grade or action.
    """
    register(engine, published_collections)
    application = create_app(
        engine,
        ROUTERS,
        write_token=write_token,
        map_settings=map_settings or MapSettings(),
        web_map=web_map,
        faces={ROOT: catalogue_face(engine)},
        standard_faces=STANDARD_FACES,
    )
    home = HomeSettings()
    application.state.file_store = file_store(engine, home)
    application.state.photo_reading = photo_facts
    application.state.anchors = anchors_file(engine, home, EvidenceSettings())
    return application
