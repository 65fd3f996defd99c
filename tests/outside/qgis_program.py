"""Asks a server as QGIS does, without a screen. Run by the Python that QGIS is installed for.

Reads an order as JSON from standard input and answers on standard output, as JSON:

    {"layers": [{"kind": "vector" | "raster" | "tiles", "provider": "OAPIF", "source": "…",
                 "name": "…", "extent": [west, south, east, north] or null, "filter": "…" or null,
                 "most": 5, "label": "name of a field" or null}],
     "picture": {"file": "…", "width": 800, "height": 600, "crs": "EPSG:4490",
                 "extent": [west, south, east, north]} or null}

Extents of layers are in the layer's own coordinates, x before y, as QGIS has them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPalLayerSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSymbol,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsVectorTileBasicLabeling,
    QgsVectorTileBasicLabelingStyle,
    QgsVectorTileBasicRenderer,
    QgsVectorTileLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def opened(order: dict[str, Any]) -> Any:
    """The layer of an order, which may be invalid."""
    if order["kind"] == "vector":
        return QgsVectorLayer(order["source"], order["name"], order["provider"])
    if order["kind"] == "raster":
        return QgsRasterLayer(order["source"], order["name"], order["provider"])
    return QgsVectorTileLayer(order["source"], order["name"])


def styled(layer: Any, order: dict[str, Any]) -> None:
    """The same colours each time, for QGIS takes any; and names where the order says so."""
    if order["kind"] == "tiles":
        layer.renderer().setStyles(
            QgsVectorTileBasicRenderer.simpleStyle(
                QColor(235, 225, 205), QColor(120, 90, 60), 0.3, QColor(180, 30, 30), 0.4,
                QColor(30, 80, 180), QColor(30, 80, 180), 1.5,
            )
        )  # fmt: skip
        if order.get("label"):
            style = QgsVectorTileBasicLabelingStyle()
            style.setLabelSettings(label(order["label"]))
            style.setLayerName(f"{order['name']}_label")
            style.setGeometryType(QgsWkbTypes.PointGeometry)
            labeling = QgsVectorTileBasicLabeling()
            labeling.setStyles([style])
            layer.setLabeling(labeling)
    elif order["kind"] == "vector":
        symbol = QgsSymbol.defaultSymbol(layer.geometryType())
        symbol.setColor(QColor(205, 225, 235))
        layer.renderer().setSymbol(symbol)
        if order.get("label"):
            layer.setLabeling(QgsVectorLayerSimpleLabeling(label(order["label"])))
            layer.setLabelsEnabled(True)


def label(field: str) -> Any:
    """Names from a field."""
    settings = QgsPalLayerSettings()
    settings.fieldName = field
    settings.enabled = True
    return settings


def seen(layer: Any, order: dict[str, Any], begun: float) -> dict[str, Any]:
    """What QGIS makes of a layer. seconds: from opening it to its first feature."""
    told: dict[str, Any] = {
        "name": order["name"],
        "valid": layer.isValid(),
        # QGIS 3.22 ends when it has to sum up no error.
        "error": "" if layer.error().isEmpty() else layer.error().summary(),
        "crs": layer.crs().authid(),
        "seconds": None,
    }
    if order["kind"] != "vector" or not layer.isValid():
        return told
    request = QgsFeatureRequest()
    if order.get("extent"):
        request.setFilterRect(QgsRectangle(*order["extent"]))
    if order.get("filter"):
        request.setFilterExpression(order["filter"])
    names = [field.name() for field in layer.fields()]
    found = []
    for feature in layer.getFeatures(request):
        if told["seconds"] is None:
            told["seconds"] = time.perf_counter() - begun
        values = {name: plain(feature[name]) for name in names}
        found.append({"values": values, "point": middle(feature)})
    rectangle = layer.extent()
    told.update(
        fields={field.name(): field.typeName() for field in layer.fields()},
        said_count=layer.featureCount(),
        count=len(found),
        features=found[: order.get("most", 5)],
        extent=[
            rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum()
        ],
    )  # fmt: skip
    return told


def plain(value: Any) -> Any:
    """A value that JSON knows."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "isNull") and value.isNull():
        return None
    if hasattr(value, "toString"):
        return value.toString("yyyy-MM-ddTHH:mm:ss" if hasattr(value, "time") else "yyyy-MM-dd")
    return str(value)


def middle(feature: Any) -> list[float] | None:
    """A point on a feature, x and y in the layer's coordinates."""
    if not feature.hasGeometry():
        return None
    point = feature.geometry().pointOnSurface().asPoint()
    return [point.x(), point.y()]


def drawn(layers: list[Any], order: dict[str, Any]) -> list[str]:
    """Draws the layers, the first on top, into a file; the errors of drawing."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setOutputSize(QSize(order["width"], order["height"]))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(order["crs"]))
    settings.setExtent(QgsRectangle(*order["extent"]))
    settings.setBackgroundColor(QColor("white"))
    settings.setTransformContext(QgsProject.instance().transformContext())
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    errors = [f"{error.layerID}: {error.message}" for error in job.errors()]
    if not job.renderedImage().save(order["file"], "PNG"):
        errors.append(f"{order['file']} could not be written")
    return errors


def main() -> None:
    """One order in, one answer out."""
    asked = json.load(sys.stdin)
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], True)
    application.initQgis()
    layers, answers = [], []
    for order in asked["layers"]:
        begun = time.perf_counter()
        layer = opened(order)
        layers.append(layer)
        answers.append(seen(layer, order, begun))
        if layer.isValid():
            styled(layer, order)
    errors = drawn(layers, asked["picture"]) if asked.get("picture") else []
    json.dump({"layers": answers, "errors": errors}, sys.stdout, ensure_ascii=False)
    sys.stdout.flush()
    # What was asked is answered; QGIS takes itself down in an order that ends in a crash now and
    # then.
    os._exit(0)


if __name__ == "__main__":
    main()
