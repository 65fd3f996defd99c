"""The bodies of finished tiles, each kept once: whole, or as what is other than in another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text

from tileserver.responses import Content
from tileserver.store.differences import difference


def keep_bodies(
    connection: Connection, contents: Sequence[tuple[Content, Content | None]]
) -> dict[bytes, int]:
    """The id of each body by its digest; what was not kept is added. Empty ones have none.

    contents: each with the tile of the latest day at the same place, in whose terms it may be told;
    None where that one is not at hand.
    """
    wanted = {one.digest: (one, latest) for one, latest in contents if one.body}
    ids = _ids(connection, wanted)
    latest_ones = {one.digest for _, one in wanted.values() if one is not None}
    first = [digest for digest in wanted if digest in latest_ones and digest not in ids]
    _add(connection, [(wanted[digest][0], None, None) for digest in first])
    ids |= _ids(connection, first)
    whole = _whole(connection, latest_ones)
    rest = []
    for digest, (one, latest) in wanted.items():
        if digest in ids:
            continue
        base = None if latest is None else whole.get(latest.digest)
        made = None if latest is None or base is None else difference(one, latest)
        rest.append((one, made, None if made is None else base))
    _add(connection, rest)
    return ids | _ids(connection, [one.digest for one, _, _ in rest])


def _add(
    connection: Connection, bodies: Sequence[tuple[Content, bytes | None, int | None]]
) -> None:
    if bodies:
        connection.execute(
            text(
                "INSERT INTO tile_body (digest, packed, body, coarser, base_id)"
                " VALUES (:digest, :packed, :body, :coarser, :base)"
                " ON CONFLICT (digest) DO NOTHING"
            ),
            [
                {
                    "digest": one.digest,
                    "packed": one.packed,
                    "body": one.body if made is None else made,
                    "coarser": one.coarser,
                    "base": base,
                }
                for one, made, base in bodies
            ],
        )


def _ids(connection: Connection, digests: Iterable[bytes]) -> dict[bytes, int]:
    rows = connection.execute(
        text("SELECT id, digest FROM tile_body WHERE digest = ANY(:digests)"),
        {"digests": list(digests)},
    )
    return {bytes(row.digest): int(row.id) for row in rows}


def _whole(connection: Connection, digests: Iterable[bytes]) -> dict[bytes, int]:
    """Those of them that are kept whole."""
    rows = connection.execute(
        text("SELECT id, digest FROM tile_body WHERE base_id IS NULL AND digest = ANY(:digests)"),
        {"digests": list(digests)},
    )
    return {bytes(row.digest): int(row.id) for row in rows}


def drop_unused(connection: Connection) -> int:
    """Takes out the bodies that no tile shows any more; how many there were."""
    dropped = 0
    # First what is told in terms of others, then what nothing is told in terms of any more.
    for told in ("base_id IS NOT NULL", "base_id IS NULL"):
        dropped += connection.execute(
            text(
                f"DELETE FROM tile_body WHERE {told} AND NOT EXISTS"  # noqa: S608 - one of two
                " (SELECT FROM tile_built WHERE body_id = tile_body.id) AND NOT EXISTS"
                " (SELECT FROM tile_body AS other WHERE other.base_id = tile_body.id)"
            )
        ).rowcount
    return dropped
