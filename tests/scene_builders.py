"""Scenes made for a test: no file stands behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shapely.geometry import box

from spatial.imagery.scene import Acquisition, Asset, Band, Scene, Sensing


def scene(
    name: str,
    *,
    at: datetime | None = datetime(2020, 1, 1, 3, tzinfo=UTC),
    west: float = 117.0,
    south: float = 30.0,
    side: float = 0.1,
    clouds: float | None = None,
    platform: str | None = "GF-1",
    gsd: float = 2.0,
    **changes: Any,
) -> Scene:
    """A scene with one file of one band. clouds: share. at: None where nobody knows."""
    known = Acquisition.unknown(datetime(2024, 1, 1, tzinfo=UTC))
    asset = Asset(
        key="data",
        path=Path("/images") / f"{name}.tif",
        media_type="image/tiff; application=geotiff; profile=cloud-optimized",
        sha256="ab" * 32,
        bytes=1000,
        crs="EPSG:4490",
        width=10,
        height=10,
        transform=(side / 10, 0.0, west, 0.0, -side / 10, south + side),
        resolution_m=gsd,
        bands=(Band("red", 1, "uint16", 0.0, 1.0, 0.0, "red", (1.0, 200.0)),),
        source=f"{name}.tif",
        source_sha256="ab" * 32,
    )
    return Scene(
        **{
            "id": name,
            "title": name,
            "acquisition": known if at is None else Acquisition.at(at),
            "footprint": box(west, south, west + side, south + side),
            "assets": (asset,),
            "flags": (),
            "sensing": Sensing(
                platform=platform, instrument="PMS1", level="L1A", cloud_share=clouds
            ),
        }
        | changes
    )
