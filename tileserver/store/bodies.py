"""The bodies of finished tiles, each kept once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from tileserver.responses import Content


def keep_bodies(connection: Connection, contents: Iterable[Content]) -> dict[bytes, int]:
    """The id of each body by its digest; what was not kept is added. Empty ones have none."""
    wanted = {one.digest: one for one in contents if one.body}
    ids = _ids(connection, wanted)
    new = [one for digest, one in wanted.items() if digest not in ids]
    if new:
        connection.execute(
            text(
                "INSERT INTO tile_body (digest, packed, body, coarser)"
                " VALUES (:digest, :packed, :body, :coarser) ON CONFLICT (digest) DO NOTHING"
            ),
            [
                {
                    "digest": one.digest,
                    "packed": one.packed,
                    "body": one.body,
                    "coarser": one.coarser,
                }
                for one in new
            ],
        )
        ids |= _ids(connection, [one.digest for one in new])
    return ids


def _ids(connection: Connection, digests: Iterable[bytes]) -> dict[bytes, int]:
    rows = connection.execute(
        text("SELECT id, digest FROM tile_body WHERE digest = ANY(:digests)"),
        {"digests": list(digests)},
    )
    return {bytes(row.digest): int(row.id) for row in rows}


def drop_unused(connection: Connection) -> int:
    """Takes out the bodies that no tile shows any more; how many there were."""
    return connection.execute(
        text(
            "DELETE FROM tile_body WHERE NOT EXISTS"
            " (SELECT FROM tile_built WHERE body_id = tile_body.id)"
        )
    ).rowcount
