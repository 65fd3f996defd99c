/** The style that everything is put on: sea, graticule, anchors. No address in it. */

import type { StyleSpecification } from "maplibre-gl";
import { COLOUR } from "./palette.ts";
import { anchors } from "./slots.ts";

/** Families that the browser looks for on the officer's machine; the style names no glyph server. */
export const FONT = ["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif"];

/** Meridians and parallels every `step` degrees, as short pieces so that they bend nowhere. */
export function graticule(step: number): GeoJSON.Feature<GeoJSON.MultiLineString> {
  const lines: [number, number][][] = [];
  for (let lon = -180; lon <= 180; lon += step) {
    lines.push([
      [lon, -84],
      [lon, 84],
    ]);
  }
  for (let lat = -80; lat <= 80; lat += step) {
    lines.push([
      [-180, lat],
      [180, lat],
    ]);
  }
  return {
    type: "Feature",
    properties: {},
    geometry: { type: "MultiLineString", coordinates: lines },
  };
}

export function baseStyle(): StyleSpecification {
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {
      "graticule-10": { type: "geojson", data: graticule(10), maxzoom: 6 },
      "graticule-1": { type: "geojson", data: graticule(1), maxzoom: 9 },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": COLOUR.sea } },
      {
        id: "graticule-10",
        type: "line",
        source: "graticule-10",
        maxzoom: 6.5,
        paint: { "line-color": COLOUR.graticule, "line-width": 0.6 },
      },
      {
        id: "graticule-1",
        type: "line",
        source: "graticule-1",
        minzoom: 6.5,
        paint: { "line-color": COLOUR.graticule, "line-width": 0.6 },
      },
      ...anchors(),
    ],
  };
}
