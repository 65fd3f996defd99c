"""GF-1/2/6/7 and ZY-3 products: the files of one name, put together into scenes.

A product in the geometry of the sensor (level 1 with RPC) is raw. A file with a coordinate system
lies on the map, whatever its level: somebody orthorectified it. Names with something behind
them (`…-MSS1_fuse.tif`) are such work too, each a scene of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.imagery.inspection import EXTENSIONS, ImageRefused
from ingest.imagery.products.cameras import bands_of, nominal_gsd_m
from ingest.imagery.products.facts import Product, ProductFile, RefusedProduct
from ingest.imagery.products.gaofen_metadata import ROOTS, ImageFacts, read_facts
from ingest.imagery.products.headers import Header, read_header
from ingest.imagery.products.metadata import Metadata
from ingest.imagery.products.names import SASMAC_LEVELS, ProductName, read_product_name
from ingest.imagery.products.places import joined, outline_by_rpc
from spatial.imagery.scene import Acquisition, Sensing

_PICTURES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
_COEFFICIENTS = frozenset({".rpb", ".rpc"})
# Of files as the producer delivers them, behind the name of their image.
_DELIVERED = frozenset({"", "_rpc", "_thumb", "_pre", "_ico"})
_WORK = (("ORTHO", re.compile("ortho|rectif", re.I)), ("FUSED", re.compile("fus|pansharp", re.I)))
_LONGEST_COEFFICIENTS = 100_000
_CENTRE_WITHIN_DEGREES = 1.0


@dataclass(slots=True)
class _Delivery:
    """The files that share a scene's name. worked: images that somebody made of them."""

    images: dict[str, tuple[Path, ProductName]] = field(default_factory=dict)
    worked: list[tuple[Path, ProductName]] = field(default_factory=list)
    metadata: list[tuple[Path, ProductName]] = field(default_factory=list)
    coefficients: list[tuple[Path, ProductName]] = field(default_factory=list)
    pictures: list[tuple[Path, ProductName]] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def files(self) -> tuple[Path, ...]:
        named = (*self.images.values(), *self.worked, *self.metadata, *self.coefficients)
        return tuple([path for path, _ in (*named, *self.pictures)] + self.others)


def read_gaofen(files: Sequence[Path], now: datetime) -> list[Product | RefusedProduct]:
    """The GF and ZY-3 products of a folder's files; a picture taken after `now` has no time."""
    found: list[Product | RefusedProduct] = []
    for delivery in _deliveries(files):
        try:
            found += _products(delivery, now)
        except ImageRefused as error:
            first = delivery.files[0]
            found.append(RefusedProduct(first, str(error), delivery.files))
    return found


def _deliveries(files: Iterable[Path]) -> list[_Delivery]:
    deliveries: dict[str, _Delivery] = defaultdict(_Delivery)
    for path in files:
        name = read_product_name(path.stem)
        if name is not None:
            _sort_in(deliveries[name.scene.casefold()], path, name)
        elif path.suffix.lower() not in EXTENSIONS:
            # Orders, check sums and licences in a product's own folder.
            folder = read_product_name(path.parent.name)
            if folder is not None:
                deliveries[folder.scene.casefold()].others.append(path)
    return [one for one in deliveries.values() if one.images or one.worked]


def _sort_in(delivery: _Delivery, path: Path, name: ProductName) -> None:
    suffix = path.suffix.lower()
    if suffix in EXTENSIONS and name.rest == "":
        there = delivery.images.setdefault(name.part, (path, name))
        if there[0] != path:
            delivery.others.append(path)
            delivery.notes.append(f"{path.name} is there twice: the first one counts")
    elif suffix in EXTENSIONS:
        delivery.worked.append((path, name))
    elif suffix == ".xml" and name.rest == "":
        delivery.metadata.append((path, name))
    elif suffix in _COEFFICIENTS or (suffix == ".txt" and name.rest == "_rpc"):
        delivery.coefficients.append((path, name))
    elif suffix in _PICTURES and name.rest in _DELIVERED:
        delivery.pictures.append((path, name))
    else:
        delivery.others.append(path)


def _products(delivery: _Delivery, now: datetime) -> list[Product | RefusedProduct]:
    # Before an image is opened: GDAL reads the coefficients beside it.
    facts, documents = _read_metadata(delivery)
    headers = {part: read_header(path) for part, (path, _) in delivery.images.items()}
    raw = {part for part, header in headers.items() if _is_raw(delivery, part, header)}
    drawn = sorted(headers.keys() - raw)
    products: list[Product] = []
    if raw:
        # What stands on the map among raw parts is work of somebody under the producer's name.
        for part in drawn:
            delivery.worked.append(delivery.images[part])
        products.append(_scene(delivery, sorted(raw), headers, facts, documents, now, raw=True))
    elif any(part.isdigit() for part in drawn):
        # The strips of GF-6's wide camera have the same bands: each is a scene.
        for part in drawn:
            name = delivery.images[part][1]
            one = _scene(delivery, [part], headers, facts, documents, now, raw=False)
            scene_id = f"{name.scene}-{part}" if part else name.scene
            products.append(replace(one, scene_id=scene_id, title=scene_id))
            documents = ()
    elif drawn:
        products.append(_scene(delivery, drawn, headers, facts, documents, now, raw=False))
    refused: list[RefusedProduct] = []
    for path, name in delivery.worked:
        kept = () if products else documents
        try:
            products.append(_worked(delivery, path, name, facts, kept, now))
        except ImageRefused as error:
            refused.append(RefusedProduct(path, str(error), (path,)))
    if products:
        products[0] = replace(products[0], others=tuple(delivery.others))
    return [*products, *refused]


def _is_raw(delivery: _Delivery, part: str, header: Header) -> bool:
    path, name = delivery.images[part]
    beside = any(other.part == part for _, other in delivery.coefficients)
    if header.rpc is not None or beside:
        return True
    if name.level.startswith("L1") or name.level == SASMAC_LEVELS["sec"]:
        if header.placed:
            delivery.notes.append(
                f"{path.name}: of level {name.level}, and yet with a coordinate system and without "
                "RPC: taken as orthorectified"
            )
        return not header.placed
    return False


def _read_metadata(
    delivery: _Delivery,
) -> tuple[dict[str, ImageFacts], tuple[ProductFile, ...]]:
    """What the XML files tell, by the part they are of; and the documents."""
    facts: dict[str, ImageFacts] = {}
    documents = []
    for path, name in delivery.metadata:
        metadata = Metadata(path)
        inside = {metadata.kind, *(e.tag for e in metadata.root.iter() if isinstance(e.tag, str))}
        if ROOTS & inside:
            facts.setdefault(name.part, read_facts(metadata))
        else:
            metadata.note(f"it tells of {metadata.kind!r}, not of an image")
        delivery.notes += metadata.notes
        documents.append(_document(path, name, "metadata", "application/xml"))
    for path, name in delivery.coefficients:
        if path.stat().st_size > _LONGEST_COEFFICIENTS:
            raise ImageRefused(f"{path.name} has {path.stat().st_size} bytes: no RPC is that long")
        documents.append(_document(path, name, "rpc", "text/plain"))
    small = {name.part for path, name in delivery.pictures if name.rest == "_thumb"}
    for path, name in delivery.pictures:
        if name.rest == "_thumb" or (name.rest == "" and name.part not in small):
            documents.append(_document(path, name, "thumbnail", _PICTURES[path.suffix.lower()]))
        else:
            delivery.others.append(path)
    return facts, _unique(delivery, documents)


def _document(path: Path, name: ProductName, kind: str, media_type: str) -> ProductFile:
    key = f"{name.part}-{kind}".lower() if name.part else kind
    roles = ("metadata",) if kind == "rpc" else (kind,)
    return ProductFile(path, key, roles, media_type=media_type)


def _unique(delivery: _Delivery, documents: Iterable[ProductFile]) -> tuple[ProductFile, ...]:
    kept: dict[str, ProductFile] = {}
    for document in documents:
        if kept.setdefault(document.key, document) is not document:
            delivery.others.append(document.path)
    return tuple(kept.values())


def _scene(
    delivery: _Delivery,
    parts: Sequence[str],
    headers: dict[str, Header],
    facts: dict[str, ImageFacts],
    documents: tuple[ProductFile, ...],
    now: datetime,
    *,
    raw: bool,
) -> Product:
    names = [delivery.images[part][1] for part in parts]
    files = [
        ProductFile(
            delivery.images[part][0],
            part.lower() or "data",
            ("data",),
            bands_of(delivery.images[part][1], headers[part].count),
            headers[part].media_type,
        )
        for part in parts
    ]
    notes = [*delivery.notes]
    if not facts:
        notes.append("no XML of the producer is there: its name alone tells what it is")
    footprint = joined(_outlines(parts, headers, facts)) if raw else None
    if raw and footprint is None:
        raise ImageRefused(
            f"{names[0].scene} is raw, and neither its metadata nor its RPC say where it lies"
        )
    centre = names[0].centre
    if footprint is not None and centre is not None and not _near(centre, footprint.bounds):
        notes.append("its footprint is not where its name says")
    return Product(
        scene_id=names[0].scene,
        title=names[0].scene,
        acquisition=_acquisition(facts, names[0], now, notes),
        sensing=_sensing(names, facts),
        files=(*files, *documents),
        raw=raw,
        footprint=footprint,
        clouds=None,
        notes=tuple(dict.fromkeys(notes)),
    )


def _outlines(parts: Iterable[str], headers: dict[str, Header], facts: dict[str, ImageFacts]):  # type: ignore[no-untyped-def]
    found = []
    for part in parts:
        own = facts.get(part) or facts.get("")
        outline = own.outline if own is not None else None
        header = headers[part]
        if outline is None and header.rpc is not None:
            outline = outline_by_rpc(header.rpc, header.width, header.height)
        if outline is not None:
            found.append(outline)
    return found or [one.outline for one in facts.values() if one.outline is not None]


def _near(centre: tuple[float, float], bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    reach = _CENTRE_WITHIN_DEGREES
    lon, lat = centre
    return west - reach <= lon <= east + reach and south - reach <= lat <= north + reach


def _worked(
    delivery: _Delivery,
    path: Path,
    name: ProductName,
    facts: dict[str, ImageFacts],
    documents: tuple[ProductFile, ...],
    now: datetime,
) -> Product:
    header = read_header(path)
    made = next((level for level, word in _WORK if word.search(name.rest)), None)
    notes = [*delivery.notes, f"{path.name} was made of a product of level {name.level}"]
    bands = () if made == "FUSED" else bands_of(name, header.count)
    sensing = replace(_sensing([name], facts), level=made, gsd_m=None)
    return Product(
        scene_id=path.stem,
        title=path.stem,
        acquisition=_acquisition(facts, name, now, notes),
        sensing=sensing,
        files=(ProductFile(path, "data", ("data",), bands, header.media_type), *documents),
        raw=False,
        footprint=None,
        clouds=None,
        notes=tuple(dict.fromkeys(notes)),
    )


def _acquisition(
    facts: dict[str, ImageFacts], name: ProductName, now: datetime, notes: list[str]
) -> Acquisition | None:
    """The earliest time that the parts tell, else the day of the name."""
    told = [one.acquisition for one in facts.values() if one.acquisition is not None]
    said = min(told, key=lambda one: one.start, default=None)
    by_name = name.acquisition
    if said is not None and said.start > now:
        notes.append(f"its metadata say that it was taken on {said.day}, which is to come")
        said = None
    if by_name is not None and by_name.start > now:
        notes.append(f"its name says that it was taken on {by_name.day}, which is to come")
        by_name = None
    if said is None:
        return by_name
    if by_name is not None and by_name.day != said.day:
        notes.append(f"its name says {by_name.day} and its metadata {said.day} (Beijing)")
    return said


def _sensing(names: Sequence[ProductName], facts: dict[str, ImageFacts]) -> Sensing:
    name = names[0]
    told = [facts[part] for part in sorted(facts)]
    first = {
        member: next((v for one in told if (v := getattr(one, member)) is not None), None)
        for member in (
            "product",
            "cloud_share",
            "off_nadir",
            "incidence",
            "azimuth",
            "sun_azimuth",
            "sun_elevation",
        )
    }
    sides = [one.gsd_m for one in told if one.gsd_m is not None]
    sides = sides or [side for one in names if (side := nominal_gsd_m(one)) is not None]
    if first["product"] is None:
        first["product"] = name.scene
    return Sensing(
        platform=name.platform,
        instrument=name.sensor,
        level=name.level,
        gsd_m=min(sides, default=None),
        provider="SASMAC" if name.level in SASMAC_LEVELS.values() else "CRESDA",
        **first,
    )
