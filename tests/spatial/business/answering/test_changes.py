"""Which items of an answer changed with what was learned."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from spatial.business.answering.changes import changes

ITEMS = st.lists(
    st.fixed_dictionaries(
        {"code": st.sampled_from(["990101", "990102", "990103"])},
        optional={"value": st.integers(0, 3), "reason": st.sampled_from(["suppressed", None])},
    ),
    max_size=6,
)


def test_changed_gone_and_new_items_are_told_apart() -> None:
    then = [{"code": "a", "value": 1, "name": "甲"}, {"code": "b", "value": 2}]
    now = [{"code": "a", "value": 3, "name": "甲"}, {"code": "c", "value": 2}]
    assert changes(then, now).as_json() == {
        "changed": [{"key": {"code": "a"}, "fields": {"value": {"then": 1, "now": 3}}}],
        "gone": [{"code": "b", "value": 2}],
        "new": [{"code": "c", "value": 2}],
    }


def test_the_members_named_tell_items_apart() -> None:
    then = [{"hour": 1, "code": "a", "value": 1}]
    now = [{"hour": 1, "code": "b", "value": 1}]
    assert changes(then, now, ["hour"]).changed[0].fields == {"code": ("a", "b")}
    assert not changes(then, now).changed


@given(ITEMS)
def test_nothing_changed_where_both_are_the_same(items: list[dict[str, Any]]) -> None:
    assert changes(items, items).none


@given(ITEMS, ITEMS)
def test_every_item_is_told_or_the_same(
    then: list[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    found = changes(then, now)
    assert len(then) - len(found.gone) == len(now) - len(found.new)
    assert len(found.changed) <= min(len(then), len(now))
    back = changes(now, then)
    assert (len(back.gone), len(back.new)) == (len(found.new), len(found.gone))
