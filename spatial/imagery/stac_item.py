"""The form of a scene in the catalogue: a STAC 1.1 item, and back.

STAC demands WGS 84; footprints are computed in CGCS2000, which agrees with WGS 84 to better than
a metre, so one number serves both. Extensions: eo, projection, raster, view, file, processing.
An item names an extension only where it has a member of it, as some of their schemas demand. The
paths of files are not in it: an item may be handed out. They are in the table `image_file`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from spatial.access.declaration import Grade
from spatial.divisions.footing import in_utc
from spatial.imagery.scene import (
    Acquisition,
    Asset,
    Band,
    CloudMask,
    Document,
    Flag,
    Role,
    Scene,
    Sensing,
)

COLLECTION = "scenes"
"""The one pgstac collection that holds our scenes (made by migration 0004)."""

EXTENSIONS = {
    "eo": "https://stac-extensions.github.io/eo/v2.0.0/schema.json",
    "file": "https://stac-extensions.github.io/file/v2.1.0/schema.json",
    "processing": "https://stac-extensions.github.io/processing/v1.2.0/schema.json",
    "proj": "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
    "raster": "https://stac-extensions.github.io/raster/v2.0.0/schema.json",
    "view": "https://stac-extensions.github.io/view/v1.0.0/schema.json",
}
"""By the prefix of their members; an item names those alone of which it has a member."""

# Members of STAC's properties and the attributes of Sensing that they are, as they stand.
_SENSED = {
    "platform": "platform",
    "processing:level": "level",
    "view:off_nadir": "off_nadir",
    "view:incidence_angle": "incidence",
    "view:azimuth": "azimuth",
    "view:sun_azimuth": "sun_azimuth",
    "view:sun_elevation": "sun_elevation",
    "shikong:product": "product",
    "shikong:provider": "provider",
    "shikong:gsd_told": "gsd_m",
}

# The multihash of SHA-256: its number 0x12 and 32 bytes (file extension).
_SHA256 = "1220"


def file_address(scene_id: str, key: str) -> str:
    """The path of the URL at which the file of an asset is handed out."""
    return f"/v1/images/{quote(scene_id, safe='')}/files/{quote(key, safe='')}"


def item_of(scene: Scene) -> dict[str, Any]:
    """A scene as a STAC item of our collection."""
    taken, sensing = scene.acquisition, scene.sensing
    properties: dict[str, Any] = {
        "title": scene.title,
        "datetime": in_utc(taken.start) if taken.known else None,
        "start_datetime": in_utc(taken.start),
        "end_datetime": in_utc(taken.end),
        "gsd": scene.resolution_m,
        "license": scene.licence,
        "instruments": None if sensing.instrument is None else [sensing.instrument],
        # STAC has per cent.
        "eo:cloud_cover": None if sensing.cloud_share is None else sensing.cloud_share * 100,
        "shikong:time_precision": taken.precision,
        "shikong:flags": list(scene.flags),
        "shikong:grade": scene.grade.value,
    }
    for member, attribute in _SENSED.items():
        properties[member] = getattr(sensing, attribute)
    if scene.clouds is not None:
        properties["shikong:clouds"] = {
            "band": scene.clouds.band,
            "values": list(scene.clouds.values),
            "bits": list(scene.clouds.bits),
        }
    files = {one.key: _asset(scene.id, one) for one in scene.assets}
    files |= {one.key: _document(scene.id, one) for one in scene.documents}
    properties = {
        name: value for name, value in properties.items() if value is not None or name == "datetime"
    }
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": _extensions(properties, files),
        "id": scene.id,
        "collection": COLLECTION,
        "bbox": list(scene.bbox),
        "geometry": mapping(scene.footprint),
        "links": [],
        "properties": properties,
        "assets": files,
        # JSON objects have no order in PostgreSQL; the order of the bands is of use to people.
        "shikong:asset_order": [one.key for one in scene.assets],
        "shikong:documents": [one.key for one in scene.documents],
    }


def scene_of(item: Mapping[str, Any], paths: Mapping[str, str]) -> Scene:
    """The scene of an item that `item_of` wrote. paths: of its files, by the keys of its assets."""
    properties, files = item["properties"], item["assets"]
    footprint = shape(item["geometry"])
    assert isinstance(footprint, Polygon | MultiPolygon)
    instruments, cloud = properties.get("instruments"), properties.get("eo:cloud_cover")
    clouds = properties.get("shikong:clouds")
    return Scene(
        id=item["id"],
        title=properties["title"],
        acquisition=Acquisition(
            datetime.fromisoformat(properties["start_datetime"]),
            datetime.fromisoformat(properties["end_datetime"]),
            properties["shikong:time_precision"],
        ),
        footprint=footprint,
        assets=tuple(
            _asset_of(key, files[key], Path(paths[key])) for key in item["shikong:asset_order"]
        ),
        flags=tuple(Flag(flag) for flag in properties["shikong:flags"]),
        sensing=Sensing(
            instrument=instruments[0] if instruments else None,
            cloud_share=None if cloud is None else cloud / 100,
            **{attribute: properties.get(member) for member, attribute in _SENSED.items()},
        ),
        clouds=clouds and CloudMask(clouds["band"], tuple(clouds["values"]), tuple(clouds["bits"])),
        documents=tuple(
            _document_of(key, files[key], Path(paths[key]))
            for key in item.get("shikong:documents", ())
        ),
        licence=properties.get("license", "other"),
        grade=Grade(properties.get("shikong:grade", Grade.INTERNAL)),
    )


def _extensions(properties: dict[str, Any], files: dict[str, dict[str, Any]]) -> list[str]:
    members = set(properties)
    for file in files.values():
        members.update(file, *file.get("bands", []))
    used = {member.partition(":")[0] for member in members}
    return [address for prefix, address in EXTENSIONS.items() if prefix in used]


def _asset(scene_id: str, asset: Asset) -> dict[str, Any]:
    reference = "proj:code" if asset.crs.startswith("EPSG:") else "proj:wkt2"
    return {
        "href": file_address(scene_id, asset.key),
        "type": asset.media_type,
        "roles": [asset.role.value],
        reference: asset.crs,
        "proj:shape": [asset.height, asset.width],
        "proj:transform": list(asset.transform),
        "proj:bbox": _box_of(asset),
        "gsd": asset.resolution_m,
        "file:size": asset.bytes,
        "file:checksum": _SHA256 + asset.sha256,
        "shikong:source": asset.source,
        "shikong:source_sha256": asset.source_sha256,
        "bands": [_band(band) for band in asset.bands],
    }


def _box_of(asset: Asset) -> list[float]:
    """The box of the corners of a file in its own CRS."""
    a, b, c, d, e, f = asset.transform
    corners = [(x, y) for x in (0, asset.width) for y in (0, asset.height)]
    xs = [a * x + b * y + c for x, y in corners]
    ys = [d * x + e * y + f for x, y in corners]
    return [min(xs), min(ys), max(xs), max(ys)]


def _asset_of(key: str, members: Mapping[str, Any], path: Path) -> Asset:
    height, width = members["proj:shape"]
    a, b, c, d, e, f = members["proj:transform"]
    return Asset(
        key=key,
        path=path,
        media_type=members["type"],
        sha256=members["file:checksum"].removeprefix(_SHA256),
        bytes=members["file:size"],
        crs=members.get("proj:code") or members["proj:wkt2"],
        width=width,
        height=height,
        transform=(a, b, c, d, e, f),
        resolution_m=members["gsd"],
        bands=tuple(_band_of(band) for band in members["bands"]),
        role=Role(members["roles"][0]),
        source=members["shikong:source"],
        source_sha256=members["shikong:source_sha256"],
    )


def _document(scene_id: str, document: Document) -> dict[str, Any]:
    members: dict[str, Any] = {
        "href": file_address(scene_id, document.key),
        "type": document.media_type,
        "roles": list(document.roles),
        "file:size": document.bytes,
        "file:checksum": _SHA256 + document.sha256,
    }
    if document.height is not None:
        members["proj:shape"] = [document.height, document.width]
    return members


def _document_of(key: str, members: Mapping[str, Any], path: Path) -> Document:
    height, width = members.get("proj:shape", (None, None))
    return Document(
        key=key,
        path=path,
        media_type=members["type"],
        sha256=members["file:checksum"].removeprefix(_SHA256),
        bytes=members["file:size"],
        roles=tuple(members["roles"]),
        width=width,
        height=height,
    )


def _band(band: Band) -> dict[str, Any]:
    """An entry of STAC's `bands`; a NaN is the text "nan", for JSON has none."""
    nodata = "nan" if band.nodata is not None and math.isnan(band.nodata) else band.nodata
    members = {
        "name": band.name,
        "data_type": band.dtype,
        "nodata": nodata,
        "raster:scale": band.scale,
        "raster:offset": band.offset,
        "eo:common_name": band.common_name,
        "shikong:index": band.index,
        "shikong:stretch": list(band.stretch),
    }
    return {key: value for key, value in members.items() if value is not None}


def _band_of(members: Mapping[str, Any]) -> Band:
    nodata = members.get("nodata")
    low, high = members["shikong:stretch"]
    return Band(
        name=members["name"],
        index=members["shikong:index"],
        dtype=members["data_type"],
        nodata=None if nodata is None else float(nodata),
        scale=members["raster:scale"],
        offset=members["raster:offset"],
        common_name=members.get("eo:common_name"),
        stretch=(low, high),
    )
