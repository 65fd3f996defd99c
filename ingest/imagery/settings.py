"""Where images of this installation are kept, and where they may come from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ImageSettings(BaseSettings):
    """Images: where those that are made are kept, and where they may come from."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_")

    images: Path | None = Field(
        default=None,
        description="Folder of the images that are made or fetched: COGs of files that are none, "
        "what was packed, what lay in object storage; images in SHIKONG_HOME when not set. "
        "It has to last: the catalogue names its files.",
    )
    image_roots: str | None = Field(
        default=None,
        description="Folders within which images have to lie to be loaded, with : between them; "
        "any that a command names when not set.",
    )
    image_jobs: int | None = Field(
        default=None, ge=1, description="Images made ready at a time; one for each core if not set."
    )

    @property
    def roots(self) -> tuple[Path, ...]:
        """`image_roots`, one by one."""
        return tuple(Path(one) for one in (self.image_roots or "").split(os.pathsep) if one)


@dataclass(frozen=True, slots=True)
class ImagePlaces:
    """What a load of images is lent: the store, the roots (none: anywhere), how many at a time."""

    store: Path | None = None
    roots: tuple[Path, ...] = ()
    jobs: int | None = None

    @classmethod
    def of(cls, settings: ImageSettings, otherwise: Path | None = None) -> ImagePlaces:
        """As the settings say; `otherwise` is the store where they name none."""
        store = settings.images or otherwise
        return cls(None if store is None else store.resolve(), settings.roots, settings.image_jobs)


AS_THEY_ARE = ImagePlaces()
"""No store: images stay as and where they are."""
