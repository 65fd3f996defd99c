"""The condition on the features of a collection that a filter in CQL2 states."""

from __future__ import annotations

from spatial.features.collection import Collection, Condition
from spatial.features.filters.compilation import Compilation
from spatial.features.filters.cql2_json import parse_json
from spatial.features.filters.cql2_text import parse_text
from spatial.features.filters.shapes import ShapeReader
from spatial.features.filters.source import Language, Source
from spatial.features.filters.values import Values
from spatial.features.systems import CRS84, System


def condition_of(
    collection: Collection,
    text: str,
    language: Language = Language.TEXT,
    system: System = CRS84,
) -> Condition:
    """The condition that a filter states on the features of a collection.

    system: in which the coordinates of the filter are, in its order of axes. A feature for which
    the filter is neither true nor false, for it lacks a value, does not meet the condition.
    Raises BadFilter with the place of the fault.
    """
    source = Source(text, language)
    tree = parse_text(source) if language is Language.TEXT else parse_json(source)
    values = Values(collection, source)
    shapes = ShapeReader(source, system)
    sql = Compilation(values, source, shapes, collection.stored_geometry).condition(tree)
    return Condition(sql, values.bindings)
