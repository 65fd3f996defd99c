"""The facts of one product (产品): what a producer delivered of one scene, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import MultiPolygon, Polygon

from spatial.imagery.scene import Acquisition, CloudMask, Sensing


@dataclass(frozen=True, slots=True)
class ProductBand:
    """One band of a file, as its producer names it.

    name: unique in the product. common_name: as STAC's eo extension 1.1 has it (blue, green, red,
    nir, pan, rededge, nir08, swir16 …), None for others. A value v of the file means
    v * scale + offset. nodata: the fill value that the producer documents, None where the file
    itself has to tell.
    """

    name: str
    common_name: str | None = None
    scale: float = 1.0
    offset: float = 0.0
    nodata: float | None = None


@dataclass(frozen=True, slots=True)
class ProductFile:
    """One file of a product that is kept.

    key: unique in the product. roles: "data", "quality", "metadata", "thumbnail"; the first
    counts. bands: in the order of the file; empty where the file itself has to tell, and for
    files that are no images.
    """

    path: Path
    key: str
    roles: tuple[str, ...]
    bands: tuple[ProductBand, ...] = ()
    media_type: str = "application/octet-stream"

    @property
    def has_pixels(self) -> bool:
        """Whether it holds what was measured, or what is known of each pixel."""
        return self.roles[0] in ("data", "quality")


@dataclass(frozen=True, slots=True)
class Product:
    """A product of a satellite.

    scene_id: the producer's name of the scene; files that a producer delivers apart and that are
    one scene (PAN and MSS) have one. acquisition: None where nobody says. raw: in the geometry of
    the sensor (level 1A, with RPC): it is catalogued and not drawn. footprint: longitude, latitude
    in degrees, always there where `raw`, else only where the producer tells it. notes: what was
    missing or mended, a sentence each. others: its files that are not kept, because another one
    says the same (a band in coarser pixels) or nobody needs them.
    """

    scene_id: str
    title: str
    acquisition: Acquisition | None
    sensing: Sensing
    files: tuple[ProductFile, ...]
    raw: bool
    footprint: Polygon | MultiPolygon | None
    clouds: CloudMask | None
    notes: tuple[str, ...]
    others: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedProduct:
    """What looks like a product and cannot be read as one.

    path: the file or folder at fault. reason: a sentence. files: all that belong to it, which are
    no images of their own.
    """

    path: Path
    reason: str
    files: tuple[Path, ...]
