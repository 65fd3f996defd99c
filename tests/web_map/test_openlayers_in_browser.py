"""OpenLayers draws the tiles of the grid in degrees, each unit where the register says it lies."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from map_visit import Visit

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
OPENLAYERS = ROOT / "web-map" / "node_modules" / "ol" / "dist" / "ol.js"

DAY = "2024-12-31"

# Draws each county in a colour of its own and, when all is drawn, tells for each place the names
# of the units that OpenLayers finds there, and whose colour the pixel has.
_DRAW = """
async ([template, levels, box, places]) => {
  document.body.innerHTML = '<div id="map" style="width: 800px; height: 600px"></div>';
  const degrees = new ol.proj.Projection({
    code: "EPSG:4490", units: "degrees", axisOrientation: "neu", global: true,
    extent: [-180, -90, 180, 90],
  });
  ol.proj.addProjection(degrees);
  const colours = new Map();
  const colourOf = (name) => {
    if (!colours.has(name)) {
      const n = colours.size + 1;
      colours.set(name, [(n * 53) % 200 + 20, (n * 97) % 200 + 20, (n * 31) % 200 + 20]);
    }
    return colours.get(name);
  };
  const layer = new ol.layer.VectorTile({
    renderMode: "vector",
    source: new ol.source.VectorTile({
      projection: degrees,
      format: new ol.format.MVT(),
      url: template,
      tileGrid: new ol.tilegrid.TileGrid({
        extent: [-180, -90, 180, 90],
        origin: [-180, 90],
        tileSize: 512,
        resolutions: Array.from({ length: levels }, (_, z) => 180 / 512 / 2 ** z),
      }),
    }),
    style: (feature) => feature.get("layer") !== "county" ? undefined : new ol.style.Style({
      fill: new ol.style.Fill({ color: colourOf(feature.get("name")) }),
    }),
  });
  const map = new ol.Map({
    target: "map", layers: [layer], pixelRatio: 1, controls: [],
    view: new ol.View({ projection: degrees, center: ol.extent.getCenter(box), zoom: 8 }),
  });
  map.getView().fit(box);
  await new Promise((done) => map.once("rendercomplete", done));
  const canvas = document.querySelector("#map canvas");
  const dots = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  for (const place of places) {
    const pixel = map.getPixelFromCoordinate(place).map(Math.round);
    const features = await layer.getFeatures(pixel);
    const names = [...new Set(features.filter((one) => one.get("layer") === "county")
      .map((one) => one.get("name")))];
    const first = (pixel[1] * dots.width + pixel[0]) * 4;
    const drawn = [...dots.data.slice(first, first + 3)];
    const [drawnName] = [...colours].find(([, one]) => one.every((v, at) => v === drawn[at])) ?? [];
    found.push({ names, drawn: drawnName });
  }
  return found;
}
"""


def asked(url: str) -> dict[str, object]:
    with build_opener(ProxyHandler({})).open(url, timeout=30) as answer:
        found = json.load(answer)
    assert isinstance(found, dict)
    return found


def county_at(base: str, lon: float, lat: float) -> str | None:
    answer = asked(f"{base}/v1/divisions/at?lon={lon}&lat={lat}&date={DAY}")
    for one in answer["levels"]:  # type: ignore[attr-defined]
        if one["level"] == "county" and one["division"] is not None:
            return str(one["division"]["name"])
    return None


def test_r5_1_openlayers_draws_the_grid_in_degrees_where_units_are(
    visits: Callable[[str], Visit], sample_map: str
) -> None:
    told = asked(f"{sample_map}/tiles/county/tilejson.json?date={DAY}&grid=CGCS2000Quad")
    assert told["crs"] == "EPSG:4490"
    west, south, east, north = told["bounds"]  # type: ignore[misc]
    places, expected = [], []
    for column in range(1, 8):
        for row in range(1, 8):
            lon = west + (east - west) * column / 8
            lat = south + (north - south) * row / 8
            names = {
                county_at(sample_map, lon + east_by, lat + north_by)
                for east_by, north_by in ((0, 0), (0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01))
            }
            # Within a dot of a border a pixel lies between two units.
            if len(names) == 1 and None not in names:
                places.append([lon, lat])
                expected.append(names.pop())
    assert len(set(expected)) > 4

    visit = visits(sample_map)
    visit.page.goto(f"{sample_map}/health")
    visit.page.add_script_tag(path=OPENLAYERS)
    template = told["tiles"][0]  # type: ignore[index]
    found = visit.page.evaluate(_DRAW, [template, 15, told["bounds"], places])
    assert found == [{"names": [name], "drawn": name} for name in expected]
