"""The way between the system of an image and CGCS2000, kept: finding one takes PROJ 0.1 s."""

from __future__ import annotations

from functools import lru_cache

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

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


def _way(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(
            CRS.from_user_input(source), CRS.from_user_input(target), always_xy=True
        )
    except (CRSError, ProjError) as error:
        raise BadGeometry("its coordinate reference system has no way to CGCS2000") from error
