"""Image files into the catalogue: one transaction per folder, a reason for each refused file.

Cloud-optimised files stay where they are; of others one is made in a store, if there is one. The
catalogue keeps the absolute path. Files that share a scene
identifier in their names (the bands of a Landsat scene) become one scene.
When it was taken: what the caller says (`dates`), else the product metadata in the file, else the
name of the file, else nobody knows. TIFF's DateTime is not asked: it is the time of writing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from sqlalchemy import Engine

from ingest.imagery.inspection import EXTENSIONS, ImageFile, ImageRefused
from ingest.imagery.naming import ImageName, read_name
from ingest.imagery.preparing import Prepared, prepared
from ingest.runs import IngestReport, IngestRun, ingest_run, is_loaded, report
from spatial.access.declaration import Grade
from spatial.errors import BadDate, SourceRefused
from spatial.imagery.catalogue import store_scenes
from spatial.imagery.queries import find_scene
from spatial.imagery.scene import Acquisition, Asset, Flag, Scene
from spatial.progress import step
from spatial.temporal import parse_date, parse_instant, today_in_china

KIND = "images"

Dates = Mapping[str, str | date | datetime]

# Files that stand beside an image and belong to it: GDAL reads them, or they list the folder.
_SIDECARS = frozenset({".xml", ".ovr", ".msk", ".tfw", ".tifw", ".tiffw", ".j2w", ".jp2w", ".prj"})
_LISTS = frozenset({"INDEX.csv", "sources.toml"})

_REPAIRED = {
    Flag.SOUTH_UP: "its first row is the southern one: it is turned when it is read",
    Flag.ROTATED: "its rows do not run east: it is turned when it is read",
    Flag.ANTIMERIDIAN: "it crosses 180 degrees: its footprint is kept in parts",
}


@dataclass(frozen=True, slots=True)
class _Placed:
    """An accepted file with its name under the loaded folder and what the name says."""

    record: str
    source: Path
    prepared: Prepared
    name: ImageName

    @property
    def file(self) -> ImageFile:
        """What stands in the catalogue."""
        return self.prepared.file


def load_images(
    engine: Engine,
    path: Path,
    *,
    dates: Dates | None = None,
    grade: str = Grade.INTERNAL,
    licence: str = "other",
    store: Path | None = None,
    copy: bool = False,
    jobs: int | None = None,
    roots: Sequence[Path] = (),
) -> IngestReport:
    """Catalogues the GeoTIFF and JPEG 2000 files of a folder (and its folders), or one file.

    dates: file name (or path under the folder) → the day or instant at which it was taken; it
    stands before what file and name say. grade: how far the images may travel (open, internal,
    personal, sensitive); only open ones are public. licence: an SPDX identifier, or `other`.
    store: folder in which files that are no cloud-optimised GeoTIFFs are made into ones, warped
    or turned where they have to be; None keeps every file as it is. copy: valid ones too.
    jobs: files that are made ready at a time, by the number of cores when None. roots: folders
    within which `path` has to lie; without any, anywhere.
    The report counts files.
    Raises SourceRefused when there is no such image, no such grade, or when `dates` names a file
    that is not there or a day that is none. The same source again changes nothing.
    """
    begun = time.monotonic()
    _require_allowed(path, roots)
    files = _files(path)
    said = _said_dates(files, dates or {})
    handed_out = _handed_out(grade, licence)
    parameters: dict[str, object] = {"grade": grade, "licence": licence}
    parameters["dates"] = {name: str(value) for name, value in (dates or {}).items()}
    # Only what changes the outcome is a parameter: not where the store is, nor how many jobs.
    if store is not None:
        parameters["store"] = "copy" if copy else "convert"
    # Before the transaction, which then is short: files take hours to be made ready.
    ready = (
        {} if is_loaded(engine, KIND, path, parameters) else _ready(path, files, store, jobs, copy)
    )
    with ingest_run(engine, KIND, path, parameters) as run:
        if not run.already_loaded:
            placed = list(_inspected(run, files, ready))
            scenes = _scenes(run, placed, said, datetime.now(UTC))
            store_scenes(run.connection, [replace(one, **handed_out) for one in scenes])
    return report(run, KIND, path, time.monotonic() - begun)


def _handed_out(grade: str, licence: str) -> dict[str, Any]:
    if grade not in list(Grade):
        raise SourceRefused(f"there is no grade {grade!r}; there are {', '.join(Grade)}")
    return {"grade": Grade(grade), "licence": licence}


def _files(path: Path) -> dict[str, Path]:
    """The files to look at by their name under the folder."""
    if path.is_file():
        if path.suffix.lower() not in EXTENSIONS:
            raise SourceRefused(f"{path.name} is no image: {_wanted()} are read")
        return {path.name: path.resolve()}
    if not path.is_dir():
        raise SourceRefused(f"there is no {path}")
    found = {
        str(file.relative_to(path)): file.resolve()
        for file in sorted(path.rglob("*"))
        if file.is_file() and not any(p.startswith(".") for p in file.relative_to(path).parts)
    }
    images = {Path(name).with_suffix("") for name in found if _is_image(name)}
    if not images:
        raise SourceRefused(f"the folder {path.name} holds no image: {_wanted()} are read")
    return {name: file for name, file in found.items() if not _stands_beside(name, images)}


def _require_allowed(path: Path, roots: Sequence[Path]) -> None:
    if "\0" in str(path):
        raise SourceRefused("the name of the source holds a NUL")
    there = path.resolve()
    if roots and not any(there.is_relative_to(root.resolve()) for root in roots):
        raise SourceRefused(f"{path.name} lies outside the folders that images may come from")


def _is_image(name: str) -> bool:
    return Path(name).suffix.lower() in EXTENSIONS


def _stands_beside(name: str, images: set[Path]) -> bool:
    """Whether it is a list of the folder, or the sidecar of an image (a.tfw, a.tif.aux.xml)."""
    file = Path(name)
    if file.name in _LISTS:
        return True
    if file.suffix.lower() not in _SIDECARS:
        return False
    return any(file.name.startswith(f"{image.name}.") for image in images)


def _wanted() -> str:
    return ", ".join(sorted(EXTENSIONS))


def _said_dates(files: Mapping[str, Path], dates: Dates) -> dict[str, Acquisition]:
    """What the caller says of files, by their name under the folder."""
    said: dict[str, Acquisition] = {}
    for name, value in dates.items():
        records = [record for record in files if name in (record, Path(record).name)]
        if not records:
            raise SourceRefused(f"dates names {name}, which is not there")
        try:
            acquisition = _acquisition(value)
        except BadDate as error:
            raise SourceRefused(f"dates of {name}: {error}") from error
        said.update(dict.fromkeys(records, acquisition))
    return said


def _acquisition(value: str | date | datetime) -> Acquisition:
    if isinstance(value, datetime):
        return Acquisition.at(parse_instant(value.isoformat()))
    if isinstance(value, date):
        return Acquisition.on(value)
    return (
        Acquisition.at(parse_instant(value)) if "T" in value else Acquisition.on(parse_date(value))
    )


def _ready(
    path: Path, files: Mapping[str, Path], store: Path | None, jobs: int | None, copy: bool
) -> dict[str, Prepared | ImageRefused]:
    ready: dict[str, Prepared | ImageRefused] = {}
    images = {}
    for name, file in files.items():
        if path.is_dir() and not file.is_relative_to(path.resolve()):
            ready[name] = ImageRefused("it is a link that leads out of the folder")
        elif _is_image(name):
            images[name] = file
    with step("images", len(images)) as progress:
        for name, outcome in prepared(images, store, jobs=jobs, copy=copy):
            ready[name] = outcome
            progress.advance(1)
    return ready


def _inspected(
    run: IngestRun, files: Mapping[str, Path], ready: Mapping[str, Prepared | ImageRefused]
) -> Iterator[_Placed]:
    today = today_in_china(datetime.now(UTC))
    for record, path in files.items():
        outcome = ready.get(record)
        if outcome is None:
            run.refuse(record, f"it is no image: {_wanted()} are read")
        elif isinstance(outcome, ImageRefused):
            run.refuse(record, str(outcome))
        else:
            yield _Placed(record, path, outcome, read_name(path.stem, today))


def _scenes(
    run: IngestRun, placed: list[_Placed], said: Mapping[str, Acquisition], now: datetime
) -> list[Scene]:
    """The scenes of the files, each with what the catalogue holds of it already."""
    scenes: dict[str, Scene] = {}
    for one in placed:
        scene_id = one.name.scene_id
        before = scenes.get(scene_id) or find_scene(run.connection, scene_id)
        scene = _scene(one, said.get(one.record), now)
        if before is not None:
            refusal = _clash(before, scene.assets[0])
            if refusal is not None:
                run.refuse(one.record, refusal)
                continue
            scene = _joined(before, scene)
        scenes[scene_id] = scene
        run.accepted += 1
        for told in one.prepared.repairs:
            run.repair(one.record, told)
        for flag in one.file.flags:
            if flag in _REPAIRED:
                run.repair(one.record, _REPAIRED[flag])
    return list(scenes.values())


def _scene(one: _Placed, said: Acquisition | None, now: datetime) -> Scene:
    file, name = one.file, one.name
    bands, key = file.bands, "data"
    if len(bands) == 1 and name.band is not None:
        key = name.band.name if name.scene_id != one.source.stem else key
        if not file.described:
            common = bands[0].common_name or name.band.common_name
            bands = (replace(bands[0], name=name.band.name, common_name=common),)
    acquisition = said or file.taken or name.acquisition or Acquisition.unknown(now)
    flags = file.flags if acquisition.known else (*file.flags, Flag.TIME_UNKNOWN)
    t = file.transform
    asset = Asset(
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
        source=one.source.name,
        source_sha256=one.prepared.source_sha256,
    )
    return Scene(name.scene_id, name.scene_id, acquisition, file.footprint, (asset,), flags)


def _clash(before: Scene, asset: Asset) -> str | None:
    """Why a file may not stand in a scene: another file of other content has its place.

    The same path with other content is a new version of the file and takes the old one's place;
    the same content at another path is a file that was moved.
    """
    there = next((other for other in before.assets if other.key == asset.key), None)
    if there is None or there.path == asset.path or there.sha256 == asset.sha256:
        return None
    return f"another file of this name with other content is image {before.id}: rename one of them"


def _joined(before: Scene, scene: Scene) -> Scene:
    """A scene with one more file, or with a newer version of one."""
    added = scene.assets[0]
    kept = [asset for asset in before.assets if asset.key != added.key]
    if not kept:
        return scene
    # What is known outweighs what is not; the earliest instant is the scene's own.
    known = [s.acquisition for s in (before, scene) if s.acquisition.known]
    acquisition = min(known, key=lambda a: a.start) if known else before.acquisition
    flags = dict.fromkeys((*before.flags, *scene.flags))
    if acquisition.known:
        flags.pop(Flag.TIME_UNKNOWN, None)
    footprint = shapely.union_all([before.footprint, scene.footprint])
    assert isinstance(footprint, Polygon | MultiPolygon)
    return Scene(
        before.id,
        before.title,
        acquisition,
        footprint,
        tuple(sorted([*kept, added], key=lambda asset: asset.key)),
        tuple(flags),
    )
