"""The headers of a dated vector tile beside its ETag: how long it may be used, what it shows."""

from __future__ import annotations

from tileserver.editions import Edition
from tileserver.sight import Sight

TILE_S = 60
"""Seconds for which a tile may be used without asking: a correction is seen that much later."""

_STALE_S = 3600
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATED = f"public, max-age={TILE_S}, stale-while-revalidate={_STALE_S}"


def tile_head(sight: Sight, edition: Edition, *, pending: bool) -> dict[str, str]:
    """Cache-Control, the edition, and whether facts wait for their build.

    What was known at an instant never changes; anything else may be corrected (RFC 9111; RFC 5861
    for the use of what is stale while the client asks).
    """
    if sight.known_at is not None:
        return {"Cache-Control": _IMMUTABLE, "Shikong-Edition": edition.name}
    head = {"Cache-Control": _REVALIDATED, "Shikong-Edition": edition.name}
    if pending:
        head["Shikong-Pending"] = "true"
    return head
