"""Creates, replaces and removes one feature of a dataset, each in one transaction.

Each waits for other writers of the dataset, looks whether the feature is still in the state that
the client knows, and stores by the intake of pushes, with history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from collections.abc import Collection as Set
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from sqlalchemy import Connection, Engine

from spatial.business.declarations.store import declaration_of
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.intake.matching import Matcher, matcher_of
from spatial.business.intake.pushes import answer_push, open_push, push_before
from spatial.business.intake.record_store import take_back_version, take_records
from spatial.business.intake.records import RecordReader
from spatial.business.intake.rows import Origin
from spatial.errors import (
    FeatureChanged,
    FeatureExists,
    FeatureRefused,
    FeatureStateNotSaid,
    PushConflict,
    UnknownFeature,
)
from spatial.features.collection import Collection
from spatial.features.editing.drafts import Draft, draft_of
from spatial.features.editing.incoming import row_of
from spatial.features.editing.merging import merged
from spatial.features.editing.standing import Standing, id_brought, standing
from spatial.features.reading import one
from spatial.features.systems import System

ANY_STATE = frozenset({"*"})
"""Whatever state a feature is in, as long as there is one."""


@dataclass(frozen=True, slots=True)
class Created:
    """A feature that was created. replayed: whether the same request had done it before."""

    feature_id: str
    replayed: bool


@dataclass
class _Told:
    """What the intake says of the one row."""

    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, place: str, reason: str, raw: object) -> None:
        del place, raw  # The sender has it.
        self.refusals.append(reason)

    def note(self, place: str, reason: str) -> None:
        del place
        self.notes.append(reason)


def create(
    engine: Engine,
    collection: Collection,
    document: object,
    *,
    system: System,
    idempotency_key: str | None = None,
) -> Created:
    """Creates a feature, or gives the one that the same request created before.

    Its key is the property `key`, or one that is made. system: of the coordinates.
    Raises FeatureRefused, FeatureExists, PushConflict (the idempotency key came with another body).
    """
    digest = _digest(collection, document, system)
    push_key = f"feature:{idempotency_key or uuid4().hex}"
    matcher = matcher_of(engine, "mca")
    with engine.begin() as connection:
        dataset = _dataset(collection)
        lock_dataset(connection, dataset)
        before = push_before(connection, dataset, push_key)
        if before is not None:
            if before.digest != digest:
                raise PushConflict(
                    f"Idempotency-Key {idempotency_key} 已用过，而这次内容不同：请换一个",
                    push=before.id,
                )
            return Created(before.answer["feature"], True)
        declaration = declaration_of(connection, dataset).declaration
        draft = draft_of(document, collection, declaration)
        key = draft.properties.get("key")
        if key is None:
            key = uuid5(NAMESPACE_URL, f"{dataset} {push_key}").hex
        _require_new(connection, collection, key, draft)
        feature_id = _store(
            connection, collection, draft, key, system, None, matcher, push_key, digest
        )
    assert feature_id is not None
    return Created(feature_id, False)


def replace(
    engine: Engine,
    collection: Collection,
    feature_id: str,
    document: object,
    *,
    system: System,
    expected: Set[str] | None,
) -> None:
    """Replaces a feature by another one of the same id.

    expected: in which states it may be. Fields that features do not tell keep their values.
    Raises UnknownFeature, FeatureStateNotSaid, FeatureChanged, FeatureRefused.
    """
    _change(engine, collection, feature_id, lambda _: document, system, expected)


def update(
    engine: Engine,
    collection: Collection,
    feature_id: str,
    patch: object,
    *,
    system: System,
    expected: Set[str] | None,
) -> None:
    """Changes parts of a feature by a JSON merge patch (RFC 7396) of its GeoJSON.

    Raises as `replace` does.
    """

    def patched(connection: Connection) -> object:
        told = one(connection, collection, feature_id, system=system)
        return merged(json.loads(told), patch)

    _change(engine, collection, feature_id, patched, system, expected)


def remove(
    engine: Engine, collection: Collection, feature_id: str, *, expected: Set[str] | None
) -> None:
    """Takes a feature back: it stands no longer, and answers given before stay as they were.

    Raises UnknownFeature, FeatureStateNotSaid, FeatureChanged.
    """
    with engine.begin() as connection:
        dataset = _dataset(collection)
        lock_dataset(connection, dataset)
        before = _expected(connection, collection, feature_id, expected)
        take_back_version(connection, dataset, before.id)


def _change(
    engine: Engine,
    collection: Collection,
    feature_id: str,
    document: Callable[[Connection], object],
    system: System,
    expected: Set[str] | None,
) -> None:
    matcher = matcher_of(engine, "mca")
    with engine.begin() as connection:
        dataset = _dataset(collection)
        lock_dataset(connection, dataset)
        before = _expected(connection, collection, feature_id, expected)
        declaration = declaration_of(connection, dataset).declaration
        wanted = document(connection)
        draft = draft_of(wanted, collection, declaration)
        _require_same_id(draft, before, feature_id)
        digest = _digest(collection, wanted, system)
        push_key = f"feature:{uuid4().hex}"
        _store(connection, collection, draft, before.key, system, before, matcher, push_key, digest)


def _store(
    connection: Connection,
    collection: Collection,
    draft: Draft,
    key: str,
    system: System,
    before: Standing | None,
    matcher: Matcher,
    push_key: str,
    digest: str,
) -> str | None:
    """Stores a draft by the intake; the id of the feature, None where it stood so already."""
    dataset = _dataset(collection)
    declaration = declaration_of(connection, dataset).declaration
    row, terms = row_of(draft, key, collection, declaration, system, before)
    opened = open_push(connection, dataset, "records", push_key, digest)
    told = _Told()
    reader = RecordReader(declaration, matcher, terms)
    taken = take_records(connection, reader, [row], told, Origin(push_id=opened.id))
    if told.refusals:
        raise FeatureRefused(
            f"要素不能收：{'；'.join(told.refusals)}",
            faults=[{"pointer": "", "reason": reason} for reason in told.refusals],
        )
    changed = taken.new + taken.replaced > 0
    feature_id = id_brought(connection, collection, opened.id) if changed else None
    answer_push(
        connection,
        opened.id,
        {
            "id": opened.id,
            "dataset": dataset,
            "kind": "records",
            "received_at": opened.received_at.isoformat().replace("+00:00", "Z"),
            "collection": collection.id,
            "feature": feature_id,
            "counts": {
                "accepted": taken.accepted,
                "new": taken.new,
                "replaced": taken.replaced,
                "unchanged": taken.unchanged,
            },
            "notes": told.notes,
        },
    )
    return feature_id


def _expected(
    connection: Connection, collection: Collection, feature_id: str, expected: Set[str] | None
) -> Standing:
    """What stands, where it is in one of the states that the client expects."""
    found = standing(connection, collection, feature_id)
    if found is None:
        raise UnknownFeature(f"{collection.title}没有要素 {feature_id!r}")
    if expected is None:
        raise FeatureStateNotSaid(
            "要改的要素须说明是哪一个状态：If-Match 写 GET 所得的 ETag，或写 * 表示不论"
        )
    if found.state not in expected and not set(expected) >= ANY_STATE:
        raise FeatureChanged(
            f"要素 {feature_id} 已被他人改过：请重新 GET，再按新的 ETag 修改", feature=feature_id
        )
    return found


def _require_same_id(draft: Draft, before: Standing, feature_id: str) -> None:
    """What makes the id stays: a feature with another key or first day is another feature."""
    faults = []
    if draft.properties.get("key") not in (None, before.key):
        faults.append(("/properties/key", f"不能改：编号是 {before.key}"))
    first = draft.properties.get("valid_from")
    if before.first is not None and first != before.first.isoformat():
        faults.append(
            ("/properties/valid_from", f"不能改：从 {before.first} 起；日期错的，删去再建")
        )
    if faults:
        raise FeatureRefused(
            f"要素 {feature_id} 的标识由编号和起始日期组成："
            f"{'；'.join(f'{place} {reason}' for place, reason in faults)}",
            faults=[{"pointer": place, "reason": reason} for place, reason in faults],
        )


def _require_new(connection: Connection, collection: Collection, key: str, draft: Draft) -> None:
    parts = [key] if collection.valid is None else [key, str(draft.properties["valid_from"])]
    feature_id = ".".join(parts)
    if standing(connection, collection, feature_id) is not None:
        raise FeatureExists(
            f"{collection.title}已有要素 {feature_id}：改它用 PUT 或 PATCH", feature=feature_id
        )


def _digest(collection: Collection, document: object, system: System) -> str:
    """Of the collection, the document and the system of its coordinates."""
    said: list[Any] = [collection.id, system.uri, document]
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, ensure_ascii=True, default=str).encode()
    ).hexdigest()


def _dataset(collection: Collection) -> str:
    assert collection.dataset is not None
    return collection.dataset
