/** Boundary markers (界桩) that stand at the clock's date. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import type { TileJson } from "../api/contract.ts";
import { FONT } from "./basis.ts";
import { Drawing, type Recipe } from "./drawing.ts";
import { COLOUR } from "./palette.ts";
import { tileJsonOf, vectorSource } from "./tileSource.ts";

export class BoundaryMarkers {
  private readonly drawing: Drawing;

  constructor(map: MapLibre, activity: Activity, onFailure: (error: unknown) => void) {
    this.drawing = new Drawing(map, "boundary marker", activity, onFailure);
  }

  show(date: string): Promise<void> {
    return this.drawing.show({
      subject: "boundary_marker",
      tileJson: (signal) => tileJsonOf("boundary_marker", date, signal),
      recipe,
    });
  }

  hide(): void {
    this.drawing.clear();
  }
}

function recipe(tileJson: TileJson, source: string): Recipe {
  const from = { source, "source-layer": "boundary_marker" };
  return {
    source: vectorSource(tileJson),
    layers: [
      {
        slot: "marker",
        layer: {
          ...from,
          id: `${source} stone`,
          type: "symbol",
          layout: {
            "icon-image": "stone",
            "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.6, 11, 1],
            "icon-allow-overlap": true,
            "text-field": ["step", ["zoom"], "", 9.6, ["coalesce", ["get", "number"], ""]],
            "text-font": FONT,
            "text-size": 10.5,
            "text-anchor": "left",
            "text-offset": [0.8, 0],
            "text-optional": true,
          },
          paint: {
            "text-color": COLOUR.marker,
            "text-halo-color": COLOUR.halo,
            "text-halo-width": 1.2,
          },
        },
      },
    ],
  };
}
