"""Two answers to one question beside each other: which items changed with what was learned."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

Item = Mapping[str, Any]

_NAMING = (
    "division", "code", "level", "place", "period", "starts", "ends", "from", "to", "group",
    "key", "identity", "indicator", "device", "boundary", "side", "marker", "lon", "lat", "row",
)  # fmt: skip
"""Members that say which thing an item speaks of, where the answer does not name them itself."""


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item of both answers with other members; `fields` of then and now, by name."""

    key: Mapping[str, Any]
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other now than then."""

    changed: tuple[ChangedItem, ...]
    gone: tuple[Item, ...]
    new: tuple[Item, ...]

    @property
    def none(self) -> bool:
        """Whether both say the same."""
        return not (self.changed or self.gone or self.new)

    def as_json(self) -> dict[str, Any]:
        """As it stands in answers."""
        return {
            "changed": [
                {
                    "key": dict(one.key),
                    "fields": {
                        name: {"then": then, "now": now} for name, (then, now) in one.fields.items()
                    },
                }
                for one in self.changed
            ],
            "gone": [dict(item) for item in self.gone],
            "new": [dict(item) for item in self.new],
        }


def changes(then: Sequence[Item], now: Sequence[Item], keys: Sequence[str] = ()) -> Changes:
    """What changed between the items of two answers, in the order of the later one.

    keys: members that tell the items apart; several items of one key are paired in their order.
    """
    before, after = _by_key(then, keys), _by_key(now, keys)
    changed: list[ChangedItem] = []
    gone: list[Item] = []
    new: list[Item] = []
    for key in [*after, *(key for key in before if key not in after)]:
        for old, fresh in zip_longest(before.get(key, ()), after.get(key, ())):
            if old is None:
                new.append(fresh)
            elif fresh is None:
                gone.append(old)
            elif old != fresh:
                changed.append(_changed(old, fresh, keys))
    return Changes(tuple(changed), tuple(gone), tuple(new))


def _changed(old: Item, fresh: Item, keys: Sequence[str]) -> ChangedItem:
    names = [*old, *(name for name in fresh if name not in old)]
    return ChangedItem(
        _key(fresh, keys),
        {
            name: (old.get(name), fresh.get(name))
            for name in names
            if old.get(name) != fresh.get(name)
        },
    )


def _by_key(items: Sequence[Item], keys: Sequence[str]) -> dict[str, list[Item]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[json.dumps(_key(item, keys), sort_keys=True)].append(item)
    return found


def _key(item: Item, keys: Sequence[str]) -> dict[str, Any]:
    return {name: item[name] for name in (keys or _NAMING) if name in item}
