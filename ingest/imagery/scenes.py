"""Image files into the catalogue: one transaction per source, a reason for each refused file.

Cloud-optimised files stay where they are; of others one is made in a store, if there is one. The
catalogue keeps the absolute path. Files of a product, and files that share a scene identifier in
their names (the bands of a Landsat scene), become one scene.
When it was taken: what the caller says (`dates`), else the product metadata, else the
name of the file, else nobody knows. TIFF's DateTime is not asked: it is the time of writing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingest.imagery.building import Said
from ingest.imagery.cogs import LOSSLESS, PROFILES
from ingest.imagery.deliveries import archives_in, names_in
from ingest.imagery.gathering import Gathered, gathered
from ingest.imagery.joining import catalogue
from ingest.imagery.preparing import Making
from ingest.imagery.store import clear_half_written, holds_load, note_load
from ingest.runs import IngestReport, ingest_run, is_loaded, report, source_sha256
from spatial.access.declaration import Grade
from spatial.errors import BadDate, SourceRefused
from spatial.imagery.catalogue import store_scenes
from spatial.imagery.scene import Acquisition
from spatial.temporal import parse_date, parse_instant

KIND = "images"

Dates = Mapping[str, str | date | datetime]
Clouds = Mapping[str, float]


def load_images(
    engine: Engine,
    path: Path,
    *,
    dates: Dates | None = None,
    clouds: Clouds | None = None,
    grade: str = Grade.INTERNAL,
    licence: str = "other",
    store: Path | None = None,
    convert: bool = True,
    copy: bool = False,
    profile: str = LOSSLESS,
    jobs: int | None = None,
    roots: Sequence[Path] = (),
) -> IngestReport:
    """Catalogues the images and products of a folder (and its folders), an archive, or one file.

    dates: file name (or path under the folder, or scene of a product) → the day or instant at
    which it was taken; it stands before what file and name say. clouds: likewise → the share of
    clouds, 0 to 1. grade: how far the images may travel (open, internal,
    personal, sensitive); only open ones are public. licence: an SPDX identifier, or `other`.
    store: folder in which files that are no cloud-optimised GeoTIFFs are made into ones, warped
    or turned where they have to be, and in which archives are unpacked; None keeps every file as
    it is and refuses archives. convert: False keeps all files as they are, with a store too.
    copy: valid ones are made anew too. profile: how COGs are packed, one of `cogs.PROFILES`.
    jobs: files that are made ready at a time, by the number of cores when None. roots: folders
    within which `path` has to lie; without any, anywhere.
    The report counts files.
    Raises SourceRefused when there is no such image, no such grade or profile, or when `dates` or
    `clouds` names a file that is not there or says what cannot be. The same source again changes
    nothing, as long as the store holds what was made of it.
    """
    begun = time.monotonic()
    _require_allowed(path, roots)
    if profile not in PROFILES:
        raise SourceRefused(f"there is no profile {profile!r}; there are {', '.join(PROFILES)}")
    if store is not None and store.resolve().is_relative_to(path.resolve()):
        raise SourceRefused(f"the store of images lies in {path.name}: it would be loaded itself")
    handed_out = _handed_out(grade, licence)
    said = _said(dates or {}, clouds or {})
    names = names_in(path)
    if not archives_in(path):
        # The names of what is packed are known when all of it was looked at.
        _require_named(said, names)
    parameters = _parameters(dates or {}, clouds or {}, grade, licence)
    # Only what changes the outcome is a parameter: not where the store is, nor how many jobs.
    if store is not None and convert:
        parameters["store"] = "copy" if copy else "convert"
        if profile != LOSSLESS:
            parameters["profile"] = profile
    sha256 = source_sha256(path)
    asked = dict(parameters)
    again = is_loaded(engine, KIND, path, parameters, sha256=sha256)
    if again and store is not None and not holds_load(store, sha256, asked):
        # The store has lost what was made of it: it is loaded once more.
        parameters["again"] = datetime.now(UTC).isoformat()
        again = False
    found = Gathered()
    if not again:
        # Before the transaction, which then is short: files take hours to be made ready.
        if store is not None:
            clear_half_written(store)
        found = gathered(path, Making(store, convert, copy, profile), jobs, said)
        _require_named(said, names | found.names)
        if store is not None:
            note_load(store, sha256, asked, found.paths())
    with ingest_run(engine, KIND, path, parameters, sha256=sha256) as run:
        if not run.already_loaded:
            scenes = catalogue(run, found, datetime.now(UTC))
            store_scenes(run.connection, [replace(one, **handed_out) for one in scenes])
    return report(run, KIND, path, time.monotonic() - begun)


def load_all_images(
    engine: Engine,
    paths: Sequence[Path],
    *,
    dates: Dates | None = None,
    clouds: Clouds | None = None,
    **options: Any,
) -> list[IngestReport]:
    """`load_images` of several sources, each in a transaction of its own.

    A name in `dates` and `clouds` has to be that of a file in one of them; of a file in an archive
    that of the archive stands before it (town.zip/a.tif), where several of them are named.
    """
    sources = list(dict.fromkeys(paths))
    for path in sources:
        _require_allowed(path, options.get("roots", ()))
    holders: dict[str, list[Path]] = {}
    if len(sources) > 1:
        holders = _holders(sources, {*(dates or {}), *(clouds or {})})
    return [
        load_images(
            engine,
            path,
            dates={n: day for n, day in (dates or {}).items() if path in holders.get(n, sources)},
            clouds={n: s for n, s in (clouds or {}).items() if path in holders.get(n, sources)},
            **options,
        )
        for path in sources
    ]


def _holders(sources: Sequence[Path], said: set[str]) -> dict[str, list[Path]]:
    """In which sources the files lie of which something is said."""
    names = {path: names_in(path) for path in sources}
    archives = {path: archives_in(path) for path in sources}
    packed = [path for path in sources if archives[path]]
    holders = {}
    for name in said:
        found = [path for path in sources if _is_named(name, names[path])]
        found = found or [
            path for path in packed if any(name.startswith(f"{one}/") for one in archives[path])
        ]
        if not found and len(packed) != 1:
            raise SourceRefused(f"something is said of {name}, which is not there")
        holders[name] = found or packed
    return holders


def _parameters(dates: Dates, clouds: Clouds, grade: str, licence: str) -> dict[str, object]:
    parameters: dict[str, object] = {"grade": grade, "licence": licence}
    parameters["dates"] = {name: str(value) for name, value in dates.items()}
    if clouds:
        parameters["clouds"] = dict(clouds)
    return parameters


def _handed_out(grade: str, licence: str) -> dict[str, Any]:
    if grade not in list(Grade):
        raise SourceRefused(f"there is no grade {grade!r}; there are {', '.join(Grade)}")
    return {"grade": Grade(grade), "licence": licence}


def _require_allowed(path: Path, roots: Sequence[Path]) -> None:
    if "\0" in str(path):
        raise SourceRefused("the name of the source holds a NUL")
    there = path.resolve()
    if roots and not any(there.is_relative_to(root.resolve()) for root in roots):
        raise SourceRefused(f"{path.name} lies outside the folders that images may come from")


def _is_named(name: str, names: set[str]) -> bool:
    return any(name in (record, Path(record).name) for record in names)


def _require_named(said: Mapping[str, Said], names: set[str]) -> None:
    for name in said:
        if not _is_named(name, names):
            raise SourceRefused(f"something is said of {name}, which is not there")


def _said(dates: Dates, clouds: Clouds) -> dict[str, Said]:
    """What the caller says of files, by the names that he gives them."""
    said: dict[str, Said] = {}
    for name, value in dates.items():
        try:
            said[name] = Said(acquisition=_acquisition(value))
        except BadDate as error:
            raise SourceRefused(f"dates of {name}: {error}") from error
    for name, share in clouds.items():
        if not 0.0 <= share <= 1.0:
            raise SourceRefused(f"clouds of {name}: {share:g} is no share from 0 to 1")
        said[name] = replace(said.get(name, Said()), cloud_share=share)
    return said


def _acquisition(value: str | date | datetime) -> Acquisition:
    if isinstance(value, datetime):
        return Acquisition.at(parse_instant(value.isoformat()))
    if isinstance(value, date):
        return Acquisition.on(value)
    return (
        Acquisition.at(parse_instant(value)) if "T" in value else Acquisition.on(parse_date(value))
    )
