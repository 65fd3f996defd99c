"""Where this installation keeps images that it makes or fetches, of each database apart."""

from __future__ import annotations

from sqlalchemy import Engine

from deploy.evidence_places import database_folder
from deploy.settings import HomeSettings
from ingest.imagery.settings import ImagePlaces, ImageSettings


def image_places(engine: Engine, home: HomeSettings) -> ImagePlaces:
    """As the settings say; the store is in the home where SHIKONG_IMAGES names none."""
    return ImagePlaces.of(ImageSettings(), home.home / "images" / database_folder(engine))
