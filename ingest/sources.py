"""What a data folder holds: its `sources.toml`, or what its file names say that it is.

A folder of our own names its sources itself:

    content = "fictional"        # or "real": the two never stand in one database
    title = "虚构市样例"

    [[source]]
    kind = "positions"           # as in `shikong ingest KIND`
    file = "positions.csv"       # a file or a folder beside sources.toml
    device_class = "patrol"      # what else that kind asks for
    optional = true              # whether the folder may lack it

A folder of published files has no such list; `known_sources.toml` knows it by the names of its
files. Sources are in the order in which they have to be loaded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from spatial.errors import SourceRefused

FILE_NAME = "sources.toml"

Content = Literal["fictional", "real"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file or folder to load. parameters: what its loader asks for beside the path."""

    kind: str
    path: Path
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A folder whose sources are all there, in the order of loading.

    content: what its divisions are. title: what the map calls it, in Chinese.
    """

    path: Path
    content: Content
    title: str
    sources: Sequence[Source]


class _SourceEntry(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Annotated[str, Field(min_length=1)]
    file: Annotated[str, Field(min_length=1)]
    optional: bool = False

    @field_validator("file")
    @classmethod
    def _inside(cls, file: str) -> str:
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts or "\\" in file:
            raise ValueError(f"{file!r} lies outside the folder")
        return file


class _SourceFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    content: Content
    title: Annotated[str, Field(min_length=1)]
    source: Annotated[tuple[_SourceEntry, ...], Field(min_length=1)]


class _KnownFolder(_SourceFile):
    recognised_by: Annotated[tuple[str, ...], Field(min_length=1)]


class _KnownFolders(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: tuple[_KnownFolder, ...]


def read_folder(folder: Path) -> DataFolder:
    """The sources of the folder, every one of them there but for optional ones.

    Raises SourceRefused when there is no such folder, when it has no `sources.toml` and no file
    name says what it is, when `sources.toml` cannot be understood, or when a named file is
    missing (all missing ones are named).
    """
    if not folder.is_dir():
        raise SourceRefused(f"there is no folder {folder}")
    own = folder / FILE_NAME
    declared = _read(own) if own.is_file() else _recognised(folder)
    there = [entry for entry in declared.source if (folder / entry.file).exists()]
    missing = [one.file for one in declared.source if one not in there and not one.optional]
    if missing:
        raise SourceRefused(f"{folder} lacks {', '.join(missing)}; nothing was loaded")
    return DataFolder(
        folder,
        declared.content,
        declared.title,
        tuple(
            Source(entry.kind, folder / entry.file, dict(entry.model_extra or {}))
            for entry in there
        ),
    )


def _read(path: Path) -> _SourceFile:
    try:
        return _SourceFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise SourceRefused(f"{path} is not UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceRefused(f"{path} is no TOML: {error}") from error
    except ValidationError as error:
        faults = (
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SourceRefused(f"{path}: {'; '.join(faults)}") from error


@lru_cache
def _known_folders() -> tuple[_KnownFolder, ...]:
    known = resources.files("ingest").joinpath("known_sources.toml").read_text(encoding="utf-8")
    return _KnownFolders.model_validate(tomllib.loads(known)).folder


def _recognised(folder: Path) -> _KnownFolder:
    for known in _known_folders():
        if any((folder / name).exists() for name in known.recognised_by):
            return known
    names = ", ".join(name for known in _known_folders() for name in known.recognised_by)
    raise SourceRefused(
        f"{folder} is no data folder: it needs a {FILE_NAME} (`shikong sample --out DIR` writes "
        f"one as an example), or published files of known names ({names})"
    )
