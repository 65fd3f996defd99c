"""What a source holds: products, single images, and archives with both.

An archive is unpacked into the store, and gone again before the next one is: a folder of a hundred
archives needs the room of one.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from ingest.imagery.archives import SUFFIXES, is_archive, unpacked
from ingest.imagery.inspection import EXTENSIONS
from ingest.imagery.opening import ImageRefused
from ingest.imagery.products.product import Product, RefusedProduct, products_in
from ingest.imagery.store import folder_of_its_own
from spatial.errors import SourceRefused

# Files that stand beside an image and belong to it: GDAL reads them, or they list the folder.
_SIDECARS = frozenset({".xml", ".ovr", ".msk", ".tfw", ".tifw", ".tiffw", ".j2w", ".jp2w", ".prj"})
_LISTS = frozenset({"INDEX.csv", "sources.toml"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """A folder, or one file, with what is in it.

    place: of it, for people: a path; that of the archive. root: the folder in which it lies now.
    within: stands before the names of its files in reports. passing: it is gone when the next one
    is asked for. images: single ones by their name. refused: name and reason of what is none.
    """

    place: str
    root: Path
    within: str
    passing: bool
    images: dict[str, Path]
    products: tuple[Product, ...]
    refused: tuple[tuple[str, str], ...]

    def name(self, path: Path) -> str:
        """The name of a file of it in reports."""
        return self.within + str(path.relative_to(self.root))

    def place_of(self, path: Path) -> str:
        """Where a file of it came from."""
        return f"{self.place}/{path.relative_to(self.root)}" if self.passing else str(path)


def names_in(path: Path) -> set[str]:
    """The names of the files and products of a source, without those in its archives.

    Raises SourceRefused where there is nothing that could be an image.
    """
    files = _files(path)
    if not any(_is_image(file) or is_archive(file) for file in files.values()):
        raise SourceRefused(f"the folder {path.name} holds no image: {_wanted()} are read")
    products = products_in(path, lambda _: None) if path.is_dir() else []
    return {*files, *(product.scene_id for product in products)}


def archives_in(path: Path) -> list[str]:
    """The names of the archives of a source, whose content `names_in` cannot know yet."""
    return [name for name, file in _files(path).items() if is_archive(file)]


def deliveries(path: Path, store: Path | None) -> Generator[Delivery]:
    """The source itself, then each archive in it, unpacked in the store."""
    root = path.resolve() if path.is_dir() else path.resolve().parent
    files = _files(path)
    archives = {name: file for name, file in files.items() if is_archive(file)}
    plain = {name: file for name, file in files.items() if name not in archives}
    if plain or not archives:
        yield _delivery(path.is_dir(), str(root), root, "", False, plain)
    for name, file in archives.items():
        # The store is named by the operator; without one there is no place for what is packed.
        if store is None:
            reason = "it is packed, and there is no store to unpack it into"
            yield _nothing(name, root, reason)
            continue
        if not file.is_relative_to(root):
            yield _nothing(name, root, "it is a link that leads out of the folder")
            continue
        try:
            with folder_of_its_own(store) as own, unpacked(file, own) as folder:
                inside = folder.resolve()
                yield _delivery(True, str(file), inside, f"{name}/", True, _files(inside))
        except ImageRefused as refusal:
            yield _nothing(name, root, str(refusal))


def _nothing(name: str, root: Path, reason: str) -> Delivery:
    return Delivery(name, root, "", False, {}, (), ((name, reason),))


def _delivery(
    folder: bool, place: str, root: Path, within: str, passing: bool, files: dict[str, Path]
) -> Delivery:
    refused: list[tuple[str, str]] = []
    products: list[Product] = []
    taken: set[Path] = set()

    def refuse(one: RefusedProduct) -> None:
        refused.append((within + one.path.name, one.reason))
        taken.update(one.files)

    if folder:
        products = products_in(root, refuse)
        for product in products:
            taken.update(file.path for file in product.files)
            taken.update(product.others)
    rest = {name: file for name, file in files.items() if file not in taken}
    beside = {Path(name).with_suffix("") for name in files if _is_image(Path(name))}
    images = {}
    for name, file in rest.items():
        if not file.is_relative_to(root):
            refused.append((within + name, "it is a link that leads out of the folder"))
        elif _is_image(file):
            images[within + name] = file
        elif not _stands_beside(name, beside):
            what = "an archive in an archive" if is_archive(file) else "no image"
            refused.append((within + name, f"it is {what}: {_wanted()} are read"))
    return Delivery(place, root, within, passing, images, tuple(products), tuple(refused))


def _files(path: Path) -> dict[str, Path]:
    """The files to look at by their name under the folder."""
    if path.is_file():
        if not (_is_image(path) or is_archive(path)):
            raise SourceRefused(f"{path.name} is no image: {_wanted()} are read")
        return {path.name: path.resolve()}
    if not path.is_dir():
        raise SourceRefused(f"there is no {path}")
    return {
        str(file.relative_to(path)): file.resolve()
        for file in sorted(path.rglob("*"))
        if file.is_file() and not any(p.startswith(".") for p in file.relative_to(path).parts)
    }


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS


def _stands_beside(name: str, images: set[Path]) -> bool:
    """Whether it is a list of the folder, or the sidecar of an image (a.tfw, a.tif.aux.xml)."""
    file = Path(name)
    if file.name in _LISTS:
        return True
    if file.suffix.lower() not in _SIDECARS:
        return False
    return any(file.name.startswith(f"{image.name}.") for image in images)


def _wanted() -> str:
    return ", ".join((*sorted(EXTENSIONS), *SUFFIXES))
