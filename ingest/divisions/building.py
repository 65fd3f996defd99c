"""What is derived from what is loaded of divisions, in order: registry, report, areas, names."""

from __future__ import annotations

from sqlalchemy import Engine

from ingest.business.places import place_records
from ingest.divisions.coverage.areas import build_areas
from ingest.divisions.derivation.differences import report_differences
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.names.build import build_names


def build_divisions(engine: Engine) -> None:
    """Derives what is not up to date; each step is a transaction, one without news does nothing.

    Facts come first: until areas and names follow, maps and searches answer from the last complete
    ones.
    """
    derive_registry(engine)
    report_differences(engine)
    build_areas(engine)
    place_records(engine)
    build_names(engine)
