/** What belongs to the last question: the place clicked, the facilities found near it. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { FONT } from "./basis.ts";
import { COLOUR } from "./palette.ts";
import { addToSlot } from "./slots.ts";

export interface AnswerPoint {
  kind: "place" | "facility";
  name: string;
  lon: number;
  lat: number;
}

const SOURCE = "answer";

export class Answers {
  constructor(private readonly map: MapLibre) {
    map.addSource(SOURCE, { type: "geojson", data: collection([]) });
    addToSlot(map, {
      slot: "answer",
      layer: {
        id: "answer facility",
        type: "symbol",
        source: SOURCE,
        filter: ["==", ["get", "kind"], "facility"],
        layout: {
          "icon-image": "house",
          "icon-allow-overlap": true,
          "text-field": ["get", "name"],
          "text-font": FONT,
          "text-size": 11,
          "text-anchor": "top",
          "text-offset": [0, 0.9],
          "text-optional": true,
        },
        paint: {
          "text-color": COLOUR.facility,
          "text-halo-color": COLOUR.halo,
          "text-halo-width": 1.3,
        },
      },
    });
    addToSlot(map, {
      slot: "answer",
      layer: {
        id: "answer place",
        type: "circle",
        source: SOURCE,
        filter: ["==", ["get", "kind"], "place"],
        paint: {
          "circle-radius": 5,
          "circle-color": COLOUR.highlight,
          "circle-stroke-color": "#ffffff",
          "circle-stroke-width": 2.2,
        },
      },
    });
  }

  show(points: readonly AnswerPoint[]): void {
    (this.map.getSource(SOURCE) as GeoJSONSource).setData(collection(points));
  }
}

function collection(points: readonly AnswerPoint[]): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: points.map(({ kind, name, lon, lat }) => ({
      type: "Feature",
      properties: { kind, name },
      geometry: { type: "Point", coordinates: [lon, lat] },
    })),
  };
}
