/** The registered lines (法定界线) of the day, while the inspection desk is open. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import type { TileJson } from "../api/contract.ts";
import { Drawing, type Recipe } from "./drawing.ts";
import { tileJsonOf, vectorSource } from "./tileSource.ts";

export class RegisteredLines {
  private readonly drawing: Drawing;

  constructor(map: MapLibre, activity: Activity, onFailure: (error: unknown) => void) {
    this.drawing = new Drawing(map, "registered boundary", activity, onFailure);
  }

  show(date: string): Promise<void> {
    return this.drawing.show({
      subject: "registered_boundary",
      tileJson: (signal) => tileJsonOf("registered_boundary", date, signal),
      recipe,
    });
  }

  hide(): void {
    this.drawing.clear();
  }
}

function recipe(tileJson: TileJson, source: string): Recipe {
  const from = { source, "source-layer": "registered_boundary" };
  return {
    source: vectorSource(tileJson),
    layers: [
      {
        slot: "boundary",
        layer: {
          ...from,
          id: `${source} line`,
          type: "line",
          layout: { "line-join": "round", "line-cap": "round" },
          paint: {
            "line-color": "#1a1a1a",
            "line-opacity": 0.75,
            "line-width": ["interpolate", ["linear"], ["zoom"], 6, 1.4, 12, 2.4],
          },
        },
      },
    ],
  };
}
