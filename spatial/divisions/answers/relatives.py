"""The direct predecessors and successors of versions, as the record of events says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from spatial.divisions.effects import Effect, effects_of
from spatial.divisions.registry import Share
from spatial.divisions.versions import UnitVersion, versions_by_id
from spatial.divisions.viewpoint import Viewpoint


@dataclass(frozen=True, slots=True)
class Relative:
    """A predecessor or successor of a version through one effect.

    code, name: of the other unit; name None where no version bears the code that a source names.
    """

    code: str
    name: str | None
    identity: str | None
    effect: Effect

    @property
    def on_day(self) -> date:
        """The day of the change on the basis asked for."""
        return self.effect.dates.on_day

    def facts(self) -> dict[str, Any]:
        """The relative as members of an answer. year: of the list that first shows the change."""
        effect = self.effect
        return {
            "code": self.code,
            "name": self.name,
            "year": (effect.dates.list_date or effect.dates.on_list).year,
            "whole": effect.share == Share.WHOLE,
            "on": self.on_day.isoformat(),
            "kind": effect.kind,
            "share": effect.share,
            "portion": effect.portion,
            "continues": effect.continues,
            "rule": effect.rule,
            "event": effect.event_id,
            "document_nos": list(effect.document_nos),
        }


@dataclass(frozen=True, slots=True)
class Relatives:
    """Those of one version, in order of time. effects: all that touch it, also without kin."""

    successors: list[Relative] = field(default_factory=list)
    predecessors: list[Relative] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)


def relatives_of(
    connection: Connection, viewpoint: Viewpoint, versions: Sequence[UnitVersion]
) -> dict[int, Relatives]:
    """The relatives of each version by its id."""
    ids = [version.id for version in versions]
    found = {version_id: Relatives() for version_id in ids}
    effects = effects_of(connection, viewpoint, givers=ids, takers=ids)
    ends = {effect.predecessor_id for effect in effects} | {
        effect.successor_id for effect in effects
    }
    others = versions_by_id(connection, viewpoint, (one for one in ends if one is not None))
    for effect in effects:
        giver, taker = effect.predecessor_id, effect.successor_id
        for version_id in {one for one in (giver, taker) if one is not None and one in found}:
            found[version_id].effects.append(effect)
        if giver == taker:
            continue
        if giver in found:
            _add(found[giver].successors, others.get(taker or 0), effect)
        if taker in found:
            _add(found[taker].predecessors, others.get(giver or 0), effect)
    return found


def _add(relatives: list[Relative], other: UnitVersion | None, effect: Effect) -> None:
    if other is not None:
        relatives.append(Relative(other.code, other.name, other.identity, effect))
    elif effect.successor_code is not None and effect.successor_id is None:
        relatives.append(Relative(effect.successor_code, None, None, effect))
