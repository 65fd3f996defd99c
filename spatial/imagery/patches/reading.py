"""Files of patches (GeoJSON, GeoPackage, zipped Shapefile): each feature accepted, repaired or
refused with its reason (R6.5).

What a file is its first bytes tell, never its name, and it is opened from a folder of ours alone:
no text of a user becomes a path of GDAL.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from spatial.crs import CGCS2000, require_crs, to_cgcs2000
from spatial.errors import BadGeometry, BadParameter, UnsupportedUpload
from spatial.imagery.patches.area import many_sided
from spatial.imagery.patches.patches import Finding
from spatial.imagery.patches.unpacking import unpack_shapefile
from spatial.imagery.patches.wording import REFUSALS, REPAIRED
from spatial.locations.geodesic import area_m2

MOST_FEATURES = 10_000
MOST_VERTICES = 20_000
"""Of one feature."""
MOST_M2 = 1e9
"""Of one feature: 1,000 square kilometres are no patch but a county."""
MOST_UNPACKED = 256_000_000
"""Bytes of an unpacked Shapefile."""

_MOST_TEXT = 2_000
_KIND_FIELDS = ("kind", "类型", "疑似类型", "图斑类型")


@dataclass(frozen=True, slots=True)
class Refused:
    """A feature that becomes no patch. number: from 1 in the file. what: key of
    wording.REFUSALS."""

    number: int
    what: str

    def as_document(self) -> dict[str, Any]:
        """As an answer says it."""
        return {"number": self.number, "what": self.what, "text": REFUSALS[self.what]}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds. driver: GeoJSON, GPKG or ESRI Shapefile. crs: of its coordinates, as
    EPSG:… where it has a number, else its name. encoding: of its texts."""

    driver: str
    layer: str | None
    crs: str
    encoding: str
    findings: tuple[Finding, ...]
    refused: tuple[Refused, ...]

    @property
    def repaired(self) -> int:
        """How many findings have a note of a repair."""
        return sum(1 for one in self.findings if REPAIRED in one.notes)


@dataclass(frozen=True, slots=True)
class _Layer:
    driver: str
    layer: str | None
    crs: str
    encoding: str
    features: Iterator[tuple[BaseGeometry | None, dict[str, Any]]]


def read_patches(content: bytes, kind: str) -> Read:
    """The patches of a file. kind: of those whose record names none.

    Raises UnsupportedUpload (another kind of file), UploadTooLarge, BadParameter (broken, without
    a system of coordinates, several layers, too many features).
    """
    with tempfile.TemporaryDirectory(prefix="shikong-patches-") as folder:
        layer = _layer_of(content, Path(folder))
        findings: list[Finding] = []
        refused: list[Refused] = []
        seen: set[bytes] = set()
        for number, (shape, fields) in enumerate(layer.features, start=1):
            if number > MOST_FEATURES:
                raise BadParameter(f"the file has more than {MOST_FEATURES:,} features")
            found = _outline(shape, layer.crs)
            if isinstance(found, str):
                refused.append(Refused(number, found))
                continue
            outline, notes = found
            if outline.wkb in seen:
                refused.append(Refused(number, "duplicate"))
                continue
            seen.add(outline.wkb)
            named = next((fields[one] for one in _KIND_FIELDS if fields.get(one)), kind)
            findings.append(Finding(number, outline, str(named)[:100], notes, fields))
    return Read(
        layer.driver, layer.layer, layer.crs, layer.encoding, tuple(findings), tuple(refused)
    )


def _layer_of(content: bytes, folder: Path) -> _Layer:
    if content.startswith(b"SQLite format 3\0"):
        # Another database may hold virtual tables that read files beside it.
        if content[68:72] not in (b"GPKG", b"GP10", b"GP11"):
            raise UnsupportedUpload("the file is a database of SQLite, and no GeoPackage")
        path = folder / "patches.gpkg"
        path.write_bytes(content)
        return _by_gdal(path, "GPKG", None)
    if content.startswith(b"PK\x03\x04"):
        unpacked = unpack_shapefile(content, folder, most_bytes=MOST_UNPACKED)
        if unpacked.shp.read_bytes()[:4] != b"\x00\x00\x27\x0a":
            raise BadParameter("the file .shp in the zip is no Shapefile")
        return _by_gdal(unpacked.shp, "ESRI Shapefile", unpacked.named)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _geojson(content)
    raise UnsupportedUpload("the file is none of GeoJSON, GeoPackage, and a zip with a Shapefile")


def _by_gdal(path: Path, driver: str, named: str | None) -> _Layer:
    # A worker that never reads such a file goes without GDAL's libraries and Arrow's.
    import pyogrio
    import pyogrio.errors
    import pyogrio.raw

    try:
        layers = pyogrio.list_layers(path)
        drawn = [str(name) for name, kind in layers if kind is not None]
        if len(drawn) != 1:
            raise BadParameter(f"the file has {len(drawn)} layers of shapes: send one with one")
        info = pyogrio.read_info(path, layer=drawn[0])
        if info["driver"] != driver:
            raise UnsupportedUpload(f"the file is not what it begins as: {info['driver']}")
        if int(info["features"]) > MOST_FEATURES:
            raise BadParameter(f"the file has more than {MOST_FEATURES:,} features")
        if not info["crs"]:
            raise BadParameter(
                "the file names no system of coordinates: a Shapefile needs its .prj"
            )
        encoding = _encoding(path) if driver == "ESRI Shapefile" else "UTF-8"
        meta, _, shapes, columns = pyogrio.raw.read(
            path, layer=drawn[0], encoding=encoding, datetime_as_string=True
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError) as error:
        raise BadParameter(f"the {driver} is broken: it cannot be read") from error
    except UnicodeDecodeError as error:
        raise BadParameter(f"the texts of the file are not in {encoding}") from error
    names = [str(one) for one in meta["fields"]]

    def features() -> Iterator[tuple[BaseGeometry | None, dict[str, Any]]]:
        for row, shape in enumerate(shapes):
            fields = {
                name: _plain(column[row]) for name, column in zip(names, columns, strict=True)
            }
            yield (None if shape is None else _from_wkb(shape)), fields

    return _Layer(driver, named or drawn[0], _known_crs(info["crs"]), encoding, features())


def _encoding(shp: Path) -> str:
    """Of a .dbf: what .cpg says; else UTF-8 where its bytes are that, and GBK as here is usual."""
    cpg = shp.with_suffix(".cpg")
    if cpg.exists():
        told = cpg.read_text("ascii", errors="replace").strip().upper()
        if told in ("UTF-8", "UTF8", "65001"):
            return "UTF-8"
        if told in ("GBK", "936", "CP936", "GB2312", "ANSI 936", "GB18030"):
            return "GB18030"
        raise BadParameter(f"the .cpg names the encoding {told!r}: UTF-8 and GBK are read")
    table = shp.with_suffix(".dbf").read_bytes()
    header = int.from_bytes(table[8:10], "little")
    try:
        table[header:].decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _geojson(content: bytes) -> _Layer:
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadParameter("the GeoJSON is broken: it is no JSON in UTF-8") from error
    if not isinstance(document, dict):
        raise BadParameter("the GeoJSON is no FeatureCollection")
    features = document.get("features") if document.get("type") == "FeatureCollection" else None
    if document.get("type") == "Feature":
        features = [document]
    if not isinstance(features, list):
        raise BadParameter("the GeoJSON is no FeatureCollection")

    def read() -> Iterator[tuple[BaseGeometry | None, dict[str, Any]]]:
        for one in features:
            shape = one.get("geometry") if isinstance(one, dict) else None
            fields = one.get("properties") if isinstance(one, dict) else None
            yield (
                _from_geojson(shape) if isinstance(shape, dict) else None,
                {_text(k): _plain(v) for k, v in fields.items()}
                if isinstance(fields, dict)
                else {},
            )

    return _Layer("GeoJSON", None, _crs_of_geojson(document), "UTF-8", read())


def _crs_of_geojson(document: Mapping[str, Any]) -> str:
    """CGCS2000 as RFC 7946 has it (within a metre of WGS 84); an older `crs` member counts."""
    crs = document.get("crs")
    if crs is None:
        return CGCS2000
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise BadParameter("the GeoJSON has a `crs` that names no system of coordinates")
    if name.endswith("CRS84"):
        return CGCS2000
    return _known_crs(name)


def _known_crs(told: str) -> str:
    """A system by its number where it has one. Raises BadParameter for what PROJ does not know."""
    if "CRS84" in told:
        return CGCS2000
    require_crs(told)
    return told


def _outline(shape: BaseGeometry | None, crs: str) -> tuple[MultiPolygon, tuple[str, ...]] | str:
    """The outline of a feature with what was repaired, or why it becomes no patch."""
    if shape is None:
        return "no_geometry"
    if shape.is_empty:
        return "empty"
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return "not_an_area"
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        return "too_many_vertices"
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return "not_on_earth"
    try:
        moved = to_cgcs2000(shapely.force_2d(shape), crs)
    except BadGeometry:
        return "not_on_earth"
    notes: tuple[str, ...] = ()
    if not moved.is_valid:
        moved, notes = shapely.make_valid(moved), (REPAIRED,)
    outline = many_sided(moved)
    area = 0.0 if outline.is_empty else area_m2(outline)
    if not area > 0:
        return "no_area"
    return "too_large" if area > MOST_M2 else (outline, notes)


def _from_wkb(shape: bytes) -> BaseGeometry | None:
    try:
        return shapely.from_wkb(shape)
    except shapely.errors.GEOSException:
        return None


def _from_geojson(shape: Mapping[str, Any]) -> BaseGeometry | None:
    """None for what is no geometry: of another type, open rings, positions without numbers."""
    try:
        return shapely.from_geojson(json.dumps(shape, allow_nan=False))
    except (shapely.errors.GEOSException, ValueError):
        return None


def _plain(value: Any) -> Any:
    """A value as JSON holds it in PostgreSQL; long texts are cut."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    return _text(value if isinstance(value, str) else str(value))


def _text(told: str) -> str:
    """A text as PostgreSQL holds it: without NUL, and without halves of a character."""
    return told.replace("\0", "")[:_MOST_TEXT].encode("utf-8", "replace").decode()
