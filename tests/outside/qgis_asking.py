"""Asks a server as QGIS does: runs QGIS without a screen and hands it its order."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

# The Python that the system's QGIS is installed for.
PYTHON = "/usr/bin/python3"


def asked_by_qgis(order: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The answer of `qgis_program.py` to an order. folder: where QGIS keeps its profile."""
    home = folder / "qgis"
    home.mkdir(exist_ok=True, mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    done = subprocess.run(
        [PYTHON, Path(__file__).with_name("qgis_program.py")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=300,
        env=kept
        | {
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "QGIS_CUSTOM_CONFIG_PATH": str(home),
            "NO_PROXY": "127.0.0.1",
        },
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def tiles_order(address: str, layer: str, date: str) -> dict[str, Any]:
    """Opens a layer of vector tiles at a date, by the addresses of OGC API - Tiles."""
    template = _template(address, f"{layer}/tiles", f"datetime={date}")
    source = f"type=xyz&url={template}&zmin=0&zmax=14"
    return {"kind": "tiles", "name": layer, "source": source, "label": "name"}


def pictures_order(address: str, layer: str, date: str) -> dict[str, Any]:
    """Opens a layer of pictures at a date, by the addresses of OGC API - Tiles."""
    template = _template(address, f"{layer}/map/tiles", f"f=png&datetime={date}")
    source = f"type=xyz&url={template}&zmin=0&zmax=18&crs=EPSG:3857"
    return {"kind": "raster", "provider": "wms", "name": layer, "source": source}


def _template(address: str, tiles: str, query: str) -> str:
    row = "WebMercatorQuad/{z}/{y}/{x}"
    return quote(f"{address}/ogc/collections/{tiles}/{row}?{query}", safe=":/{}")


def wmts_order(address: str, layer: str, matrix_set: str, crs: str) -> dict[str, Any]:
    """Opens a layer of pictures by WMTS."""
    capabilities = f"{address}/wmts?SERVICE%3DWMTS%26REQUEST%3DGetCapabilities"
    return {
        "kind": "raster",
        "provider": "wms",
        "name": layer,
        "source": f"contextualWMSLegend=0&crs={crs}&format=image/png&layers={layer}"
        f"&styles=default&tileMatrixSet={matrix_set}&url={capabilities}",
    }


def features_order(address: str, collection: str, **more: Any) -> dict[str, Any]:
    """Opens a collection of features. more: extent, filter, most of `qgis_program.py`."""
    return {
        "kind": "vector",
        "provider": "OAPIF",
        "name": collection,
        "source": f"url='{address}/ogc' typename='{collection}' restrictToRequestBBOX='1'"
        " version='OGC_API_FEATURES'",
    } | more
