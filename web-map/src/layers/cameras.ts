/** Cameras (视频点位) of the day, and what each sees at most. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import type { TileJson } from "../api/contract.ts";
import { FONT } from "./basis.ts";
import { Drawing, type Recipe } from "./drawing.ts";
import { COLOUR } from "./palette.ts";
import { tileJsonOf, vectorSource } from "./tileSource.ts";

export class Cameras {
  private readonly points: Drawing;
  private readonly sectors: Drawing;

  constructor(map: MapLibre, activity: Activity, onFailure: (error: unknown) => void) {
    this.points = new Drawing(map, "camera", activity, onFailure);
    this.sectors = new Drawing(map, "camera sector", activity, onFailure);
  }

  /** The layers that can be asked for the camera under the pointer. */
  get layerIds(): string[] {
    return this.points.layerIds;
  }

  async show(date: string): Promise<void> {
    await Promise.all([
      this.sectors.show({
        subject: "camera_sector",
        tileJson: (signal) => tileJsonOf("camera_sector", date, signal),
        recipe: sectorRecipe,
      }),
      this.points.show({
        subject: "camera",
        tileJson: (signal) => tileJsonOf("camera", date, signal),
        recipe: pointRecipe,
      }),
    ]);
  }

  hide(): void {
    this.points.clear();
    this.sectors.clear();
  }
}

function sectorRecipe(tileJson: TileJson, source: string): Recipe {
  const from = { source, "source-layer": "camera_sector" };
  return {
    source: vectorSource(tileJson),
    layers: [
      {
        slot: "track",
        layer: {
          ...from,
          id: `${source} fill`,
          type: "fill",
          paint: { "fill-color": COLOUR.camera, "fill-opacity": 0.16 },
        },
      },
      {
        slot: "track",
        layer: {
          ...from,
          id: `${source} rim`,
          type: "line",
          paint: { "line-color": COLOUR.camera, "line-opacity": 0.6, "line-width": 1 },
        },
      },
    ],
  };
}

function pointRecipe(tileJson: TileJson, source: string): Recipe {
  const from = { source, "source-layer": "camera" };
  return {
    source: vectorSource(tileJson),
    layers: [
      {
        slot: "marker",
        layer: {
          ...from,
          id: `${source} point`,
          type: "symbol",
          layout: {
            "icon-image": "camera",
            "icon-size": ["interpolate", ["linear"], ["zoom"], 7, 0.55, 12, 1],
            "icon-allow-overlap": true,
            "text-field": ["step", ["zoom"], "", 14.5, ["coalesce", ["get", "name"], ""]],
            "text-font": FONT,
            "text-size": 10.5,
            "text-anchor": "left",
            "text-offset": [0.9, 0],
            "text-optional": true,
          },
          paint: {
            "text-color": COLOUR.camera,
            "text-halo-color": COLOUR.halo,
            "text-halo-width": 1.2,
          },
        },
      },
    ],
  };
}
