"""The collections of the platform's own tables, each declared in the module of its subject."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from spatial.features.collection import Collection
from spatial.features.declared.boundaries import BOUNDARIES
from spatial.features.declared.cameras import CAMERAS
from spatial.features.declared.divisions import DIVISIONS
from spatial.features.declared.patches import PATCHES
from spatial.features.declared.place_names import PLACE_NAMES

DECLARED: Mapping[str, Collection] = MappingProxyType(
    {
        one.id: one
        for one in (
            *DIVISIONS,
            *BOUNDARIES,
            *CAMERAS,
            PLACE_NAMES,
            PATCHES,
        )
    }
)
"""By id, in the order in which they are listed. A new table of ours is one more line here."""
