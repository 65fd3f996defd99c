"""The photos of a report as files of its folder."""

from __future__ import annotations

from typing import Protocol

from spatial.boundaries.report.facts import Photo
from spatial.errors import UnknownFile

_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/tiff": "tif",
}
_SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


class Files(Protocol):
    """The store of deposited files."""

    def get(self, sha256: str) -> bytes:
        """The bytes of a file by its hexadecimal SHA-256. Raises UnknownFile."""


class NoFiles:
    """A store that holds nothing, where a platform has none."""

    def get(self, sha256: str) -> bytes:
        """Raises UnknownFile."""
        raise UnknownFile(f"there is no store of files: {sha256} is not held")


def stored_name(photo: Photo) -> str:
    """Its name in the folder: by its hash, so that a photo that stands twice is stored once."""
    return f"photos/{photo.sha256}.{_ENDINGS.get(photo.media_type, 'bin')}"


def shown_in_browsers(photo: Photo) -> bool:
    """Whether a page can show it."""
    return photo.media_type in _SHOWN
