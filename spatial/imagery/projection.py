"""The way between the system of an image and CGCS2000, kept: finding one takes PROJ 0.1 s.

pyproj would look for it again in every thread; where the way is one pipeline, it is handed to the
threads as that, which takes them no time.
"""

from __future__ import annotations

from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from spatial.crs import CGCS2000
from spatial.errors import BadGeometry


@lru_cache(maxsize=256)
def degrees_from(crs_wkt: str) -> Transformer:
    """From easting, northing (or longitude, latitude) of a system to longitude, latitude.

    Raises BadGeometry when the system has no way to CGCS2000.
    """
    return _way(crs_wkt, CGCS2000)


@lru_cache(maxsize=256)
def from_degrees(crs_wkt: str) -> Transformer:
    """From longitude, latitude (CGCS2000) to easting, northing of a system. Raises BadGeometry."""
    return _way(CGCS2000, crs_wkt)


@lru_cache(maxsize=256)
def from_grid(srid: int, crs_wkt: str) -> Transformer:
    """From the CRS of a grid of tiles (EPSG code; east before north) to easting, northing (or
    longitude, latitude) of a system. Raises BadGeometry.
    """
    return _way(f"EPSG:{srid}", crs_wkt)


@lru_cache(maxsize=64)
def between(source_wkt: str, target_wkt: str) -> Transformer:
    """From easting, northing (or longitude, latitude) of one system to those of another.

    Raises BadGeometry.
    """
    return _way(source_wkt, target_wkt)


def plane_about(shape: BaseGeometry) -> Transformer:
    """From longitude, latitude (CGCS2000) to metres east and north of the middle of a shape, in an
    equidistant projection: distances are true within some tens of kilometres.
    """
    middle = shape.envelope.centroid
    local = {"proj": "aeqd", "lon_0": middle.x, "lat_0": middle.y, "ellps": "GRS80"}
    return Transformer.from_crs(CGCS2000, CRS.from_dict(local), always_xy=True)


def _way(source: str, target: str) -> Transformer:
    try:
        found = Transformer.from_crs(
            CRS.from_user_input(source), CRS.from_user_input(target), always_xy=True
        )
        # Of several ways PROJ takes the best for each point: then there is no one pipeline.
        said = found.definition
        return Transformer.from_pipeline(said) if said.startswith("proj=") else found
    except (CRSError, ProjError) as error:
        raise BadGeometry("its coordinate reference system has no way to CGCS2000") from error
