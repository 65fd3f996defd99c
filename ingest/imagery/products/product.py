"""The products under a folder: each producer's reader looks for its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.imagery.inspection import ImageRefused
from ingest.imagery.products.facts import Product, ProductBand, ProductFile, RefusedProduct
from ingest.imagery.products.gaofen import read_gaofen
from ingest.imagery.products.landsat import read_landsat
from ingest.imagery.products.sentinel2 import read_sentinel2

__all__ = ["Product", "ProductBand", "ProductFile", "RefusedProduct", "products_in"]

Found = list[Product | RefusedProduct]

# Each takes the files of a folder (sorted, absolute) and the present, and says what it found.
_READERS: tuple[Callable[[Sequence[Path], datetime], Found], ...] = (
    read_gaofen,
    read_sentinel2,
    read_landsat,
)


def products_in(
    folder: Path,
    refused: Callable[[RefusedProduct], None] | None = None,
    now: datetime | None = None,
) -> list[Product]:
    """Every product under a folder, by scene identifier; paths are absolute.

    Files whose name begins with a point are not looked at, and no link is followed out of the
    folder. The files of no product are nobody's: they are single images, or none.
    refused: is told of each product that cannot be read; without it the first one raises
    ImageRefused. now: a picture taken later has no time; the present where it is not given.
    """
    root = folder.resolve()
    files = [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and path.resolve().is_relative_to(root)
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    ]
    products = []
    today = now or datetime.now(UTC)
    for read in _READERS:
        for found in read(files, today):
            if isinstance(found, Product):
                products.append(found)
            elif refused is None:
                raise ImageRefused(f"{found.path.name}: {found.reason}")
            else:
                refused(found)
    return sorted(products, key=lambda product: product.scene_id)
