"""The schemas that an item of ours is held against, without the internet.

Those of the core lie in the wheel of pystac. No package has those of the extensions: what stands
here was written from the texts of their specifications, and allows nothing that these do not tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

NUMBER = {"type": "number"}
TEXT = {"type": "string", "minLength": 1}
DEGREES = {"type": "number", "minimum": 0, "maximum": 360}
HEIGHT = {"type": "number", "minimum": 0, "maximum": 90}

# fmt: off
COMMON_NAMES = [
    "pan", "coastal", "blue", "green", "green05", "yellow", "red", "rededge", "rededge071",
    "rededge075", "rededge078", "nir", "nir08", "nir09", "cirrus", "swir16", "swir22", "lwir",
    "lwir11", "lwir12",
]
# fmt: on

# By extension: prefix, members of properties and assets (and of bands).
MEMBERS: dict[str, tuple[str, dict[str, Any]]] = {
    "eo/v2.0.0": (
        "eo",
        {
            "eo:cloud_cover": {"type": "number", "minimum": 0, "maximum": 100},
            "eo:snow_cover": {"type": "number", "minimum": 0, "maximum": 100},
            "eo:common_name": {"enum": COMMON_NAMES},
            "eo:center_wavelength": NUMBER,
            "eo:full_width_half_max": NUMBER,
            "eo:solar_illumination": NUMBER,
        },
    ),
    "file/v2.1.0": (
        "file",
        {
            "file:size": {"type": "integer", "minimum": 0},
            # A multihash: of SHA-256 the code 12, the length 20 and 32 bytes.
            "file:checksum": {"type": "string", "pattern": "^1220[0-9a-f]{64}$"},
        },
    ),
    "processing/v1.2.0": ("processing", {"processing:level": TEXT, "processing:facility": TEXT}),
    "projection/v2.0.0": (
        "proj",
        {
            "proj:code": {"type": ["string", "null"], "pattern": "^[A-Z]+:[0-9A-Z_]+$"},
            "proj:wkt2": {"type": ["string", "null"]},
            "proj:bbox": {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4},
            "proj:shape": {
                "type": "array",
                "items": {"type": "integer", "minimum": 1},
                "minItems": 2,
                "maxItems": 2,
            },
            "proj:transform": {"type": "array", "items": NUMBER, "minItems": 6, "maxItems": 9},
        },
    ),
    "raster/v2.0.0": (
        "raster",
        {
            "raster:scale": NUMBER,
            "raster:offset": NUMBER,
            "raster:spatial_resolution": {"type": "number", "exclusiveMinimum": 0},
            "raster:sampling": {"enum": ["area", "point"]},
        },
    ),
    "view/v1.0.0": (
        "view",
        {
            "view:off_nadir": HEIGHT,
            "view:incidence_angle": HEIGHT,
            "view:azimuth": DEGREES,
            "view:sun_azimuth": DEGREES,
            "view:sun_elevation": {"type": "number", "minimum": -90, "maximum": 90},
        },
    ),
}


def schema_at(address: str) -> dict[str, Any]:
    """The schema of an address of the standard. Raises KeyError where we have none."""
    parts = urlsplit(address)
    if parts.hostname == "stac-extensions.github.io":
        return _of_extension(parts.path.removesuffix("/schema.json").strip("/"))
    name = parts.path.rpartition("/")[2]
    wheel = files("pystac.validation") / "jsonschemas"
    folder = {"geojson.org": "geojson", "schemas.stacspec.org": "stac-spec/v1.1.0"}
    found = wheel / folder[str(parts.hostname)] / name
    read: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return read


def _of_extension(name: str) -> dict[str, Any]:
    prefix, members = MEMBERS[name]
    fields = {
        "type": "object",
        "properties": members,
        "patternProperties": {f"^(?!{prefix}:)": {}},
        "additionalProperties": False,
    }
    with_bands = {
        "allOf": [fields],
        "properties": {"bands": {"type": "array", "items": fields, "minItems": 1}},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"https://stac-extensions.github.io/{name}/schema.json#",
        "type": "object",
        "required": ["type", "properties", "assets"],
        "properties": {
            "properties": with_bands,
            "assets": {"type": "object", "additionalProperties": with_bands},
        },
    }


@contextmanager
def without_internet() -> Iterator[list[str]]:
    """Schemas are answered from here, our own servers by themselves, everything else fails.

    Gives the list of the addresses of schemas that were asked for.
    """
    asked: list[str] = []
    send = requests.Session.send

    def answer(
        session: requests.Session, request: requests.PreparedRequest, **how: Any
    ) -> requests.Response:
        address = str(request.url)
        if urlsplit(address).hostname == "127.0.0.1":
            return send(session, request, **how)
        asked.append(address)
        response = requests.Response()
        response.status_code, response.url, response.request = 200, address, request
        response._content = json.dumps(schema_at(address)).encode()
        response.headers["content-type"] = "application/schema+json"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", answer)
        yield asked
