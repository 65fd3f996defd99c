"""The headers of a dated vector tile beside its ETag: how long it may be used, what it shows."""

from __future__ import annotations

from tileserver.editions import Edition
from tileserver.sight import Sight

TILE_S = 60
"""Seconds for which a tile may be used without asking: a correction is seen that much later."""

_STALE_S = 3600
_IMMUTABLE = "public, max-age=31536000, immutable"
_REVALIDATED = f"public, max-age={TILE_S}, stale-while-revalidate={_STALE_S}"


def tile_head(
    sight: Sight, edition: Edition, *, pending: bool, coarser: int = 0, kept: int | None = None
) -> dict[str, str]:
    """Cache-Control, the edition, whether facts wait for their build, and whether it is thinned.

    What was known at an instant never changes; anything else may be corrected (RFC 9111; RFC 5861
    for the use of what is stale while the client asks).
    """
    head = {
        "Cache-Control": _REVALIDATED if sight.known_at is None else _IMMUTABLE,
        "Shikong-Edition": edition.name,
    }
    if coarser:
        head["Shikong-Thinned"] = f"drawn {coarser} zooms coarser, to stay within 500 kB"
    if kept is not None:
        head["Shikong-Thinned"] = f"{kept} features of more, to stay within 500 kB"
    if pending and sight.known_at is None:
        head["Shikong-Pending"] = "true"
    return head
