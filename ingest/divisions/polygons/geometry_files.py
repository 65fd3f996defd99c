"""Polygons and lines of any file that offices send: GeoJSON, shapefile, zipped or not, GeoPackage.

Every kind comes out as the features of a GeoJSON document would (`type`, `properties`,
`geometry`), so that what is checked afterwards is checked once.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from ingest.divisions.documents import read_document
from ingest.divisions.polygons.dbf_encoding import DbfEncoding, decoded, encoding_of
from ingest.divisions.polygons.geojson_structure import crs_of_document, features_of
from spatial.crs import CGCS2000
from spatial.errors import SourceRefused

_BY_GDAL = (".shp", ".zip", ".gpkg", ".dbf")

_LON_LAT = (4326, 4490)


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """What a file holds. notes: what was found out about the file as a whole."""

    features: list[dict[str, Any]]
    notes: list[str] = field(default_factory=list)


def read_feature_file(path: Path, crs: str) -> FeatureFile:
    """The features of a file, whose coordinates are in `crs` by what the caller knows.

    Texts of a .dbf are read in the encoding that `dbf_encoding` finds.
    Raises SourceRefused for what cannot be read, holds nothing, or itself names another system
    than `crs` (GCJ-02 and its like no file can name: they come as WGS 84).
    """
    if path.suffix.lower() not in _BY_GDAL:
        document = read_document(path)
        _require_same_crs(path, crs_of_document(document), crs)
        return FeatureFile(features_of(path.name, document))
    return _read_with_gdal(path, crs)


def companions_sha256(path: Path) -> str | None:
    """The SHA-256 of what stands beside a .shp and decides what is read; None for other files."""
    if path.suffix.lower() != ".shp":
        return None
    digest = hashlib.sha256()
    for suffix in (".dbf", ".prj", ".cpg"):
        companion = _companion(path, suffix)
        digest.update(f"{suffix}\0".encode() + (companion.read_bytes() if companion else b""))
    return digest.hexdigest()


def _read_with_gdal(path: Path, crs: str) -> FeatureFile:
    encoding = _encoding(path)
    try:
        layers = pyogrio.list_layers(path)
        if len(layers) > 1:
            several = ", ".join(str(name) for name, _ in layers)
            raise SourceRefused(f"{path.name} holds several layers ({several}): one file for each")
        # Latin-1 gives every byte of a .dbf as one character, so that nothing is lost before
        # the encoding of its texts is applied below.
        raw = {} if encoding is None else {"encoding": "ISO-8859-1"}
        meta, _, geometries, columns = pyogrio.raw.read(path, force_2d=True, **raw)
    except DataSourceError as error:
        raise SourceRefused(f"{path.name} cannot be read: {error}") from error
    _require_same_crs(path, meta["crs"], crs)
    names = [_text(str(name), encoding) for name in meta["fields"]]
    values = [[_value(cell, encoding) for cell in column] for column in columns]
    count = len(values[0]) if values else len(geometries) if geometries is not None else 0
    if not count:
        raise SourceRefused(f"{path.name} holds no feature")
    # A shapefile winds its rings clockwise, GeoJSON the other way.
    shapes = [None] * count if geometries is None else _wound_as_geojson(geometries)
    features = [
        {
            "type": "Feature",
            "properties": {name: column[row] for name, column in zip(names, values, strict=True)},
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for row, shape in enumerate(shapes)
    ]
    return FeatureFile(features, [encoding.note] if encoding and encoding.note else [])


def _wound_as_geojson(wkb: Any) -> list[BaseGeometry | None]:
    return list(shapely.orient_polygons(shapely.from_wkb(wkb), exterior_cw=False))


def _encoding(path: Path) -> DbfEncoding | None:
    """The encoding of the .dbf of a shapefile; None for a GeoPackage, which is always UTF-8."""
    if path.suffix.lower() == ".gpkg":
        return None
    try:
        if path.suffix.lower() == ".zip":
            return _encoding_in_zip(path)
        dbf = _companion(path, ".dbf")
        if dbf is None:
            raise SourceRefused(f"{path.name} has no .dbf beside it: its features have no fields")
        cpg = _companion(path, ".cpg")
        said = None if cpg is None else cpg.read_text("ascii", errors="ignore")
        return encoding_of(dbf.read_bytes(), said)
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceRefused(f"{path.name} cannot be read: {error}") from error


def _encoding_in_zip(path: Path) -> DbfEncoding | None:
    with zipfile.ZipFile(path) as archive:
        members = {Path(name).suffix.lower(): name for name in archive.namelist()}
        if ".dbf" not in members:
            return None
        cpg = archive.read(members[".cpg"]).decode("ascii", "ignore") if ".cpg" in members else None
        return encoding_of(archive.read(members[".dbf"]), cpg)


def _companion(path: Path, suffix: str) -> Path | None:
    """The file beside it with the suffix, in small or capital letters."""
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.is_file():
            return candidate
    return None


def _text(value: str, encoding: DbfEncoding | None) -> str:
    return value if encoding is None else decoded(value.encode("iso8859-1"), encoding.name)


def _value(cell: Any, encoding: DbfEncoding | None) -> Any:
    """A cell as JSON would hold it: numbers, texts, ISO dates, None."""
    if cell is None or (isinstance(cell, float | np.floating) and np.isnan(cell)):
        return None
    if isinstance(cell, str):
        return _text(cell, encoding)
    if isinstance(cell, np.datetime64):
        return None if np.isnat(cell) else str(cell.astype("datetime64[D]"))
    if isinstance(cell, np.generic):
        return cell.item()
    return cell


def _require_same_crs(path: Path, named: str | None, asked: str) -> None:
    if named is None:
        return
    try:
        own = CRS.from_user_input(named)
    except CRSError as error:
        raise SourceRefused(
            f"{path.name} names the coordinate reference system {named!r}, which nobody knows"
        ) from error
    lon_lat = own.to_epsg() in _LON_LAT or named.endswith("CRS84")
    try:
        other = CRS.from_user_input(asked)
    except CRSError:
        # GCJ-02 and BD-09 have no name that a file could bear; such files say WGS 84.
        same = lon_lat
    else:
        same = own.equals(other, ignore_axis_order=True) or (
            lon_lat and other.to_epsg() in _LON_LAT
        )
    if not same:
        raise SourceRefused(
            f"{path.name} names the coordinate reference system {own.name} ({named}), but is "
            f"said to be in {asked}: load it with what it names, or as {CGCS2000} after a change"
        )
