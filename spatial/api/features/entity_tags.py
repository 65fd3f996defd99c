"""Entity tags of features (RFC 9110, 8.8.3): of their content, and of the state they are in.

The tag of a feature that can be edited has its state before a full stop: it is the same in whatever
form and system the feature was read, so that a change may be made from any of them.
"""

from __future__ import annotations

import hashlib
import re

from spatial.errors import BadParameter

_TAG = re.compile(r'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e\x80-\xff]*)"')


def tag_of(body: str, state: str | None) -> str:
    """The tag of a representation; state: None of what cannot be edited."""
    content = hashlib.sha256(body.encode()).hexdigest()[:32]
    return f'"{content}"' if state is None else f'"{state}.{content}"'


def states_in(if_match: str | None) -> frozenset[str] | None:
    """The states that If-Match names, `*` for any; None without it.

    A weak tag matches nothing (RFC 9110, 13.1.1). Raises BadParameter for what is no list of tags.
    """
    if if_match is None:
        return None
    if if_match.strip() == "*":
        return frozenset({"*"})
    states = set()
    for one in if_match.split(","):
        match = _TAG.fullmatch(one.strip())
        if match is None:
            raise BadParameter(
                f"If-Match {if_match[:100]!r} is no entity tag: write it as GET tells"
            )
        if not match["weak"]:
            states.add(match["tag"].partition(".")[0])
    return frozenset(states)
