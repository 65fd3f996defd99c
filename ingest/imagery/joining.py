"""Files that are ready, against what the catalogue holds: new scenes, more of one, or the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from ingest.imagery.building import (
    Single,
    joined,
    scene_of_product,
    scene_of_single,
)
from ingest.imagery.gathering import Gathered
from ingest.imagery.known import held_files, note_places, places_of
from ingest.imagery.naming import read_name
from ingest.imagery.opening import ImageRefused
from ingest.runs import IngestRun
from spatial.imagery.queries import find_scene
from spatial.imagery.scene import Acquisition, Asset, Flag, Scene
from spatial.temporal import today_in_china

_REPAIRED = {
    Flag.SOUTH_UP: "its first row is the southern one: it is turned when it is read",
    Flag.ROTATED: "its rows do not run east: it is turned when it is read",
    Flag.ANTIMERIDIAN: "it crosses 180 degrees: its footprint is kept in parts",
}


def catalogue(run: IngestRun, found: Gathered, now: datetime) -> list[Scene]:
    """The scenes that a source makes, or makes anew; counts and remarks go to the run."""
    for name, reason in found.refused:
        run.refuse(name, reason)
    for name, told in found.repaired:
        run.repair(name, told)
    scenes = _Scenes(run, found, now)
    for product in found.products:
        try:
            scene = scene_of_product(product, now)
        except ImageRefused as refusal:
            run.refuse(product.name, str(refusal))
            continue
        if scenes.add(product.name, scene, dict(product.places)):
            run.accepted += len(product.prepared) + len(product.documents)
            for key, made in product.prepared.items():
                for told in made.repairs:
                    run.repair(f"{product.name}, {key}", told)
    today = today_in_china(now)
    for single in found.singles:
        scenes.add_single(single, today)
    return scenes.changed()


class _Scenes:
    """The scenes of a run by their identifiers, each with what the catalogue holds of it."""

    def __init__(self, run: IngestRun, found: Gathered, now: datetime) -> None:
        self._run, self._now = run, now
        self._scenes: dict[str, Scene] = {}
        self._places: dict[str, dict[str, str]] = {}
        hashes = {one.prepared.source_sha256 for one in found.singles}
        # The scenes that hold an image with these bytes: of the catalogue, then of this run too.
        self._by_bytes = {
            sha256: [one.scene_id for one in held]
            for sha256, held in held_files(run.connection, hashes).items()
        }

    def changed(self) -> list[Scene]:
        """All that have to be stored; where their files came from is written down."""
        for scene_id, places in self._places.items():
            note_places(self._run.connection, scene_id, places)
        return list(self._scenes.values())

    def add(self, name: str, scene: Scene, places: dict[str, str]) -> bool:
        """Whether a scene was added, or joined with what is there; else the run says why not."""
        before = self._find(scene.id)
        if before is not None:
            came = places_of(self._run.connection, scene.id) | self._places.get(scene.id, {})
            for asset in scene.assets:
                refusal = _clash(before, asset, came.get(asset.key) == places[asset.key])
                if refusal is not None:
                    self._run.refuse(name, refusal)
                    return False
            scene = joined(before, scene)
        self._scenes[scene.id] = scene
        self._places.setdefault(scene.id, {}).update(places)
        return True

    def add_single(self, one: Single, today: date) -> None:
        """A single image: a scene, a band of one, or the same image once more."""
        name = read_name(Path(one.source).stem, today)
        scene = scene_of_single(one, name, self._now)
        same = None
        if name.scene_id == Path(one.source).stem:
            same = self._same(one.prepared.source_sha256, scene)
        if same is not None:
            self._run.accepted += 1
            self._run.repair(one.name, f"it is the same image as {same.id}, which is stored once")
            self._scenes[same.id] = _with_what_is_new(same, scene)
            return
        if not self.add(one.name, scene, {scene.assets[0].key: one.place}):
            return
        if name.scene_id == Path(one.source).stem:
            self._by_bytes.setdefault(one.prepared.source_sha256, []).append(scene.id)
        self._run.accepted += 1
        for told in one.prepared.repairs:
            self._run.repair(one.name, told)
        for flag in one.prepared.file.flags:
            if flag in _REPAIRED:
                self._run.repair(one.name, _REPAIRED[flag])

    def _find(self, scene_id: str) -> Scene | None:
        return self._scenes.get(scene_id) or find_scene(self._run.connection, scene_id)

    def _same(self, sha256: str, scene: Scene) -> Scene | None:
        """A scene under another name with the same bytes, unless it was taken another day.

        A picture of nothing may be the same on two days.
        """
        for scene_id in self._by_bytes.get(sha256, []):
            other = None if scene_id == scene.id else self._find(scene_id)
            # One asset: its bytes are all that it is.
            if other is None or len(other.assets) != 1:
                continue
            days = {s.acquisition.day for s in (other, scene) if s.acquisition.known}
            if len(days) < 2:
                return other
        return None


def _with_what_is_new(held: Scene, scene: Scene) -> Scene:
    """The scene that is there, with the time if it had none, and the new place if it was moved."""
    (asset,), (new,) = held.assets, scene.assets
    if not asset.path.exists():
        asset = replace(asset, path=new.path)
    acquisition: Acquisition = held.acquisition
    flags = held.flags
    if scene.acquisition.known and not acquisition.known:
        acquisition = scene.acquisition
        flags = tuple(flag for flag in flags if flag is not Flag.TIME_UNKNOWN)
    return replace(held, acquisition=acquisition, flags=flags, assets=(asset,))


def _clash(before: Scene, asset: Asset, same_place: bool) -> str | None:
    """Why a file may not stand in a scene: another file of other content has its place.

    The same place with other content is a new version of the file and takes the old one's;
    the same content at another path is a file that was moved.
    """
    there = next((other for other in before.assets if other.key == asset.key), None)
    if there is None or same_place or there.path == asset.path:
        return None
    if there.source_sha256 == asset.source_sha256 or there.sha256 == asset.sha256:
        return None
    return f"another file of this name with other content is image {before.id}: rename one of them"
