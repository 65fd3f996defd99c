"""Scenes of the catalogue, made of files that are ready: of single images and of products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon, Polygon

from ingest.imagery.inspection import ImageFile, file_sha256
from ingest.imagery.naming import ImageName
from ingest.imagery.opening import ImageRefused, opened_image
from ingest.imagery.preparing import Prepared
from ingest.imagery.products.product import Product, ProductFile
from ingest.imagery.store import keep_file
from spatial.imagery.scene import (
    Acquisition,
    Asset,
    Band,
    Document,
    Flag,
    Role,
    Scene,
    Sensing,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the caller says of a file, before all that file and name tell; None for nothing."""

    acquisition: Acquisition | None = None
    cloud_share: float | None = None


@dataclass(frozen=True, slots=True)
class Single:
    """An image of its own. name: in reports. place: where it came from. source: its file name."""

    name: str
    place: str
    source: str
    prepared: Prepared
    said: Said


@dataclass(frozen=True, slots=True)
class Whole:
    """A product with its files ready: pixels by their keys, and documents."""

    name: str
    product: Product
    places: Mapping[str, str]
    prepared: Mapping[str, Prepared]
    documents: tuple[Document, ...]
    said: Said


def scene_of_single(one: Single, name: ImageName, now: datetime) -> Scene:
    """The scene of a single image, by what its name says."""
    file = one.prepared.file
    bands, key = file.bands, "data"
    if len(bands) == 1 and name.band is not None:
        key = name.band.name if name.scene_id != Path(one.source).stem else key
        if not file.described:
            common = bands[0].common_name or name.band.common_name
            bands = (replace(bands[0], name=name.band.name, common_name=common),)
    acquisition = one.said.acquisition or file.taken or name.acquisition
    asset = _asset(key, one.prepared, one.source, bands, Role.DATA)
    return Scene(
        name.scene_id,
        name.scene_id,
        acquisition or Acquisition.unknown(now),
        file.footprint,
        (asset,),
        _flags(file.flags, acquisition),
        _more(file.sensed, Sensing(cloud_share=one.said.cloud_share)),
    )


def scene_of_product(one: Whole, now: datetime) -> Scene:
    """The scene of a product. Raises ImageRefused where none of what it measured can be used."""
    product = one.product
    assets: list[Asset] = []
    flags = [Flag.RAW] if product.raw else []
    for file in product.files:
        made = one.prepared.get(file.key)
        if made is not None:
            bands = _bands(file, made.file, {band.name for a in assets for band in a.bands})
            assets.append(_asset(file.key, made, file.path.name, bands, Role(file.roles[0])))
            flags += made.file.flags
    seen = [one.prepared[a.key].file.footprint for a in assets if a.role is Role.DATA]
    if not (product.raw or seen):
        raise ImageRefused("none of its images can be used")
    outline = product.footprint if product.raw else shapely.union_all(seen)
    assert isinstance(outline, Polygon | MultiPolygon)
    acquisition = one.said.acquisition or product.acquisition
    names = {band.name for asset in assets for band in asset.bands}
    sensing = product.sensing
    if one.said.cloud_share is not None:
        sensing = replace(sensing, cloud_share=one.said.cloud_share)
    return Scene(
        product.scene_id,
        product.title,
        acquisition or Acquisition.unknown(now),
        outline,
        tuple(sorted(assets, key=lambda asset: asset.role is Role.QUALITY)),
        _flags(tuple(flags), acquisition),
        sensing,
        product.clouds if product.clouds and product.clouds.band in names else None,
        one.documents,
    )


def document_of(file: ProductFile, store: Path | None, passing: bool) -> Document:
    """A file of a product that is kept beside its pixels, or a raw image.

    passing: it will be gone, so a copy goes into the store. Raises ImageRefused for a raw image
    that cannot be opened.
    """
    sha256, width, height = file_sha256(file.path), None, None
    if file.has_pixels:
        with opened_image(file.path) as dataset:
            width, height = dataset.width, dataset.height
    path = keep_file(store, file.path, sha256) if passing and store is not None else file.path
    return Document(
        key=file.key,
        path=path,
        media_type=file.media_type,
        sha256=sha256,
        bytes=file.path.stat().st_size,
        roles=file.roles,
        width=width,
        height=height,
    )


def joined(before: Scene, scene: Scene) -> Scene:
    """A scene with more files, or with newer versions of those it has."""
    new = {asset.key for asset in scene.assets} | {one.key for one in scene.documents}
    kept = [asset for asset in before.assets if asset.key not in new]
    documents = [one for one in before.documents if one.key not in new]
    if not kept and not documents:
        return scene
    # What is known outweighs what is not; the earliest instant is the scene's own.
    known = [s.acquisition for s in (before, scene) if s.acquisition.known]
    acquisition = min(known, key=lambda a: a.start) if known else before.acquisition
    flags = dict.fromkeys((*before.flags, *scene.flags))
    if acquisition.known:
        flags.pop(Flag.TIME_UNKNOWN, None)
    footprint = shapely.union_all([before.footprint, scene.footprint])
    assert isinstance(footprint, Polygon | MultiPolygon)
    assets = sorted(
        [*kept, *scene.assets], key=lambda asset: (asset.role is Role.QUALITY, asset.key)
    )
    return replace(
        before,
        acquisition=acquisition,
        footprint=footprint,
        assets=tuple(assets),
        flags=tuple(flags),
        sensing=_more(before.sensing, scene.sensing),
        clouds=scene.clouds or before.clouds,
        documents=(*documents, *scene.documents),
    )


def _more(before: Sensing, new: Sensing) -> Sensing:
    told = {field.name: getattr(new, field.name) for field in fields(new)}
    return replace(before, **{name: value for name, value in told.items() if value is not None})


def _asset(key: str, prepared: Prepared, source: str, bands: tuple[Band, ...], role: Role) -> Asset:
    file, t = prepared.file, prepared.file.transform
    return Asset(
        key=key,
        path=file.path,
        media_type=file.media_type,
        sha256=file.sha256,
        bytes=file.bytes,
        crs=file.crs,
        width=file.width,
        height=file.height,
        transform=(t.a, t.b, t.c, t.d, t.e, t.f),
        resolution_m=file.resolution_m,
        bands=bands,
        source=source,
        source_sha256=prepared.source_sha256,
        role=role,
    )


def _bands(file: ProductFile, image: ImageFile, taken: set[str]) -> tuple[Band, ...]:
    """The bands of a file as its producer names them; those it does not name keep their own."""
    bands = []
    for at, band in enumerate(image.bands):
        if at < len(file.bands):
            told = file.bands[at]
            band = replace(
                band,
                name=told.name,
                common_name=told.common_name,
                scale=told.scale,
                offset=told.offset,
                nodata=band.nodata if told.nodata is None else told.nodata,
            )
        elif band.name in taken:
            band = replace(band, name=f"{file.key}-{band.name}")
        bands.append(band)
    return tuple(bands)


def _flags(flags: tuple[Flag, ...], acquisition: Acquisition | None) -> tuple[Flag, ...]:
    more = () if acquisition is not None and acquisition.known else (Flag.TIME_UNKNOWN,)
    return tuple(dict.fromkeys((*flags, *more)))
