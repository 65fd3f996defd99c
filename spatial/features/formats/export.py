"""What is written: the features that are asked for, and the columns in which they are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spatial.features.collection import Collection, PropertyType
from spatial.features.selection import Selection
from spatial.features.statements import GeometryForm, Plan, column_names, statement
from spatial.features.systems import CRS84, System

_TIMES = {
    "valid_from": "自（含）",
    "valid_to": "至（不含）",
    "happened": "发生时间",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column beside id and geometry. title: in Chinese."""

    name: str
    title: str
    type: PropertyType
    unit: str | None = None

    @property
    def quoted(self) -> str:
        """Its name as an SQL identifier."""
        return '"' + self.name.replace('"', '""') + '"'

    @property
    def value(self) -> str:
        """SQL of its value over the rows of the statement, whose alias is `q`."""
        return f"q.{self.quoted}"


@dataclass(frozen=True, slots=True)
class Export:
    """Features to be written, in the order of their keys.

    system: in which their coordinates are told. names: of the properties and times that are told;
    None for all. after: the id after which they begin. limit: how many at most; None for all.
    feature_id: of the one feature that is asked for. plan: how they are found.
    Raises BadParameter when it is used, for a name that there is not.
    """

    collection: Collection
    selection: Selection
    system: System = CRS84
    names: Sequence[str] | None = None
    after: str | None = None
    limit: int | None = None
    with_geometry: bool = True
    feature_id: str | None = None
    plan: Plan = Plan.FREE

    @property
    def has_geometry(self) -> bool:
        """Whether there is a geometry to write."""
        return self.with_geometry and self.collection.geometry is not None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns beside id and geometry, in order."""
        return tuple(self._column(name) for name in column_names(self.collection, self.names))

    def _column(self, name: str) -> Column:
        known = self.collection.property_named(name)
        if known is not None:
            return Column(name, known.title, known.type, known.unit)
        instant = (
            self.collection.happens_at_instants
            if name == "happened"
            else self.collection.valid_at_instants
        )
        kind = PropertyType.INSTANT if instant else PropertyType.DAY
        return Column(name, _TIMES[name], kind)

    def select(
        self, told: Sequence[str], geometry: GeometryForm, system: System | None = None
    ) -> tuple[str, dict[str, object]]:
        """A statement that tells expressions over the features, and the values of its binds.

        told: SQL over the alias `q`, which has `id`, the columns under their names, and `geom` in
        the form asked for where there is a geometry to write. system: another than the export's.
        """
        sql, values = statement(
            self.collection,
            self.selection,
            columns=self.names,
            after=self.after,
            limit=self.limit,
            geometry=geometry if self.has_geometry else GeometryForm.NONE,
            system=system or self.system,
            feature_id=self.feature_id,
            plan=self.plan,
        )
        # The order of the inner statement is kept: nothing joins, sorts or groups around it.
        return f"SELECT {', '.join(told)} FROM ({sql}) AS q", values  # noqa: S608

    def free_name(self, *wished: str) -> str:
        """The first of the names that no column has; else the last with strokes behind it."""
        taken = {"id", *(column.name for column in self.columns)}
        name = next((one for one in wished if one not in taken), wished[-1])
        while name in taken:
            name += "_"
        return name
