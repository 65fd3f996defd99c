"""All files of a source made ready, before the transaction that catalogues them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ingest.imagery.building import Said, Single, Whole, document_of
from ingest.imagery.deliveries import Delivery, deliveries
from ingest.imagery.opening import ImageRefused
from ingest.imagery.preparing import Making, Prepared, Wanted, prepared
from ingest.imagery.products.product import Product, ProductFile
from spatial.imagery.scene import Document
from spatial.progress import Step, step


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a source came to. repaired, refused: the name of a file and the reason."""

    singles: list[Single] = field(default_factory=list)
    products: list[Whole] = field(default_factory=list)
    repaired: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def paths(self) -> list[Path]:
        """The files that the catalogue will name."""
        made = [one.prepared.file.path for one in self.singles]
        for product in self.products:
            made += [one.file.path for one in product.prepared.values()]
            made += [one.path for one in product.documents]
        return made


def gathered(path: Path, making: Making, jobs: int | None, said: Mapping[str, Said]) -> Gathered:
    """Makes ready what a source holds. said: by the names of files, or of scenes."""
    found = Gathered()
    with closing(deliveries(path, making.store)) as all_of_it, step("images", None) as progress:
        for delivery in all_of_it:
            _take(found, delivery, making, jobs, said, progress)
    return found


def _take(
    found: Gathered,
    delivery: Delivery,
    making: Making,
    jobs: int | None,
    said: Mapping[str, Said],
    progress: Step,
) -> None:
    found.refused.extend(delivery.refused)
    found.names.update(name for name, _ in delivery.refused)
    wanted = {
        name: Wanted(path, passing=delivery.passing) for name, path in delivery.images.items()
    }
    for product in delivery.products:
        wanted |= {
            delivery.name(file.path): Wanted(file.path, _fill(file), delivery.passing)
            for file in _pixels(product)
        }
    found.names.update(wanted)
    ready: dict[str, Prepared] = {}
    for name, outcome in prepared(wanted, making, jobs):
        progress.advance(1)
        if isinstance(outcome, ImageRefused):
            found.refused.append((name, str(outcome)))
        else:
            ready[name] = outcome
    for name, path in delivery.images.items():
        if name in ready:
            told = _said(said, name, path.name)
            place = delivery.place_of(path)
            found.singles.append(Single(name, place, path.name, ready[name], told))
    for product in delivery.products:
        _take_product(found, delivery, product, ready, making.store, said)


def _take_product(
    found: Gathered,
    delivery: Delivery,
    product: Product,
    ready: Mapping[str, Prepared],
    store: Path | None,
    said: Mapping[str, Said],
) -> None:
    name = delivery.within + product.scene_id
    made: dict[str, Prepared] = {}
    for file in _pixels(product):
        if delivery.name(file.path) in ready:
            made[file.key] = ready[delivery.name(file.path)]
    documents: list[Document] = []
    for file in product.files:
        if product.raw or not file.has_pixels:
            found.names.add(delivery.name(file.path))
            try:
                documents.append(document_of(file, store, delivery.passing))
            except ImageRefused as refusal:
                found.refused.append((delivery.name(file.path), str(refusal)))
    found.names.add(name)
    found.repaired.extend((name, note) for note in product.notes)
    places = {file.key: delivery.place_of(file.path) for file in product.files}
    files = [
        alias for file in product.files for alias in (delivery.name(file.path), file.path.name)
    ]
    told = _said(said, name, product.scene_id, *files)
    found.products.append(Whole(name, product, places, made, tuple(documents), told))


def _pixels(product: Product) -> list[ProductFile]:
    return [] if product.raw else [file for file in product.files if file.has_pixels]


def _fill(file: ProductFile) -> float | None:
    return file.bands[0].nodata if file.bands else None


def _said(said: Mapping[str, Said], *names: str) -> Said:
    return next((said[name] for name in names if name in said), Said())
