/** Tracks of work devices (vehicles, patrols) within a time window; personal ones are no tiles. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { address } from "../api/client.ts";
import type { TileJson } from "../api/contract.ts";
import { Drawing, type Recipe } from "./drawing.ts";
import { COLOUR } from "./palette.ts";
import { tileJsonAt, vectorSource } from "./tileSource.ts";

/** Days in Beijing, `from` included and `to` not. */
export interface TimeWindow {
  from: string;
  to: string;
}

/** What the server draws at most; asked for more it refuses. */
export const LONGEST_WINDOW_DAYS = 366;

export class Tracks {
  private readonly drawing: Drawing;

  constructor(map: MapLibre, activity: Activity, onFailure: (error: unknown) => void) {
    this.drawing = new Drawing(map, "track", activity, onFailure);
  }

  /** The layers that can be asked for the device under the pointer. */
  get layerIds(): string[] {
    return this.drawing.layerIds;
  }

  show(window: TimeWindow): Promise<void> {
    return this.drawing.show({
      subject: "track",
      tileJson: (signal) =>
        tileJsonAt(
          address("/tiles/track/tilejson.json", { query: { from: window.from, to: window.to } }),
          signal,
        ),
      recipe,
    });
  }

  hide(): void {
    this.drawing.clear();
  }
}

function recipe(tileJson: TileJson, source: string): Recipe {
  const from = { source, "source-layer": "track" };
  return {
    source: vectorSource(tileJson),
    layers: [
      {
        slot: "track",
        layer: {
          ...from,
          id: `${source} casing`,
          type: "line",
          layout: { "line-join": "round", "line-cap": "round" },
          paint: {
            "line-color": "#ffffff",
            "line-opacity": 0.8,
            "line-width": ["interpolate", ["linear"], ["zoom"], 6, 2.8, 12, 5.6],
          },
        },
      },
      {
        slot: "track",
        layer: {
          ...from,
          id: `${source} line`,
          type: "line",
          layout: { "line-join": "round", "line-cap": "round" },
          paint: {
            "line-color": ["match", ["get", "device_class"], "patrol", COLOUR.patrol, COLOUR.vehicle],
            "line-width": ["interpolate", ["linear"], ["zoom"], 6, 1.4, 12, 3],
          },
        },
      },
      {
        slot: "track",
        layer: {
          ...from,
          id: `${source} direction`,
          type: "symbol",
          minzoom: 10.5,
          layout: {
            "symbol-placement": "line",
            "symbol-spacing": 90,
            "icon-image": "arrow",
            "icon-size": 0.55,
            "icon-allow-overlap": true,
          },
        },
      },
    ],
  };
}
