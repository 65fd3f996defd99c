"""What the catalogue knows of files already: by their bytes, and by where they came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

_HELD = text(
    "SELECT encode(source_sha256, 'hex') AS sha256, scene_id, asset_key FROM image_file"
    " WHERE source_sha256 = ANY(:hashes) ORDER BY scene_id, asset_key"
)
_PLACE = text(
    "SELECT asset_key, place FROM image_source WHERE scene_id = :scene ORDER BY asset_key"
)
_NOTE = text(
    "INSERT INTO image_source (scene_id, asset_key, place) VALUES (:scene, :key, :place)"
    " ON CONFLICT (scene_id, asset_key) DO UPDATE SET place = excluded.place"
)


@dataclass(frozen=True, slots=True)
class Held:
    """An asset of the catalogue."""

    scene_id: str
    key: str


def held_files(connection: Connection, hashes: Iterable[str]) -> dict[str, list[Held]]:
    """The assets that were made of files with these SHA-256."""
    values = {"hashes": [bytes.fromhex(one) for one in hashes]}
    found: dict[str, list[Held]] = {}
    for row in connection.execute(_HELD, values):
        found.setdefault(row.sha256, []).append(Held(row.scene_id, row.asset_key))
    return found


def places_of(connection: Connection, scene_id: str) -> dict[str, str]:
    """Where the files of a scene came from, by the keys of its assets."""
    rows = connection.execute(_PLACE, {"scene": scene_id})
    return {row.asset_key: row.place for row in rows}


def note_places(connection: Connection, scene_id: str, places: Mapping[str, str]) -> None:
    """Writes down where files of a scene came from."""
    if places:
        connection.execute(
            _NOTE,
            [{"scene": scene_id, "key": key, "place": place} for key, place in places.items()],
        )
