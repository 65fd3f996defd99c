"""The routes of the grids: which there are, and each as a tile matrix set document."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.standard.documents import base_url
from spatial.api.standard.known_parameters import known_parameters
from spatial.api.standard.responses import document_responses
from spatial.tile_grids import FINEST_ZOOM, GRIDS, grid_named
from tileserver.routes import json_response
from tileserver.tile_matrix_sets import crs_uri, document

router = APIRouter(
    prefix="/ogc/tileMatrixSets", tags=["tiles"], dependencies=[Depends(known_parameters)]
)


@router.get(
    "",
    summary="所有瓦片格网",
    response_class=Response,
    responses=document_responses("TileMatrixSets"),
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def tile_matrix_sets(request: Request) -> Response:
    """The grids of the tiles (OGC API - Tiles, 20-057, clause 6.3)."""
    listed = [
        {
            "id": grid.id,
            "title": grid.title,
            "crs": crs_uri(grid),
            "links": [
                {
                    "rel": "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                    "type": "application/json",
                    "href": f"{base_url(request)}/ogc/tileMatrixSets/{grid.id}",
                }
            ],
        }
        for grid in GRIDS.values()
    ]
    return json_response(request, {"tileMatrixSets": listed})


@router.get(
    "/{tileMatrixSetId}",
    summary="一种瓦片格网的定义",
    response_class=Response,
    responses=document_responses("TileMatrixSet"),
)
@declared(DataClass.PLATFORM, Grade.OPEN)
def tile_matrix_set(request: Request, tileMatrixSetId: str) -> Response:
    """The tile matrix set of a grid (OGC 17-083r4). Raises UnknownGrid."""
    return json_response(request, document(grid_named(tileMatrixSetId), FINEST_ZOOM))
