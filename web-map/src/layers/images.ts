/** Remote-sensing images: the newest that is not after the clock's date, or one chosen scene. */

import type { Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { address } from "../api/client.ts";
import type { TileJson } from "../api/contract.ts";
import type { Picture } from "../imagery/contract.ts";
import { drawingOf } from "../imagery/indices.ts";
import { Drawing } from "./drawing.ts";
import { rasterSource, tileJsonAt } from "./tileSource.ts";

export class Images {
  private readonly drawing: Drawing;
  private opacity = 1;

  constructor(
    private readonly map: MapLibre,
    activity: Activity,
    onFailure: (error: unknown) => void,
  ) {
    this.drawing = new Drawing(map, "image", activity, onFailure, () => this.applyOpacity());
  }

  get tileJson(): TileJson | null {
    return this.drawing.tileJson;
  }

  /** id: one scene; null lets the date choose. */
  show(date: string, id: string | null, picture: Picture = "natural"): Promise<void> {
    return this.drawing.show({
      subject: "image",
      tileJson: (signal) =>
        tileJsonAt(
          address("/tiles/image/tilejson.json", { query: { date, id, ...drawingOf(picture) } }),
          signal,
        ),
      recipe: (tileJson, source) => ({
        source: rasterSource(tileJson),
        layers: [
          {
            slot: "image",
            layer: {
              id: `${source} raster`,
              type: "raster",
              source,
              paint: { "raster-opacity": this.opacity, "raster-fade-duration": 0 },
            },
          },
        ],
      }),
    });
  }

  /** 0 (unseen) to 1. */
  setOpacity(opacity: number): void {
    this.opacity = opacity;
    this.applyOpacity();
  }

  hide(): void {
    this.drawing.clear();
  }

  private applyOpacity(): void {
    for (const id of this.drawing.layerIds) {
      this.map.setPaintProperty(id, "raster-opacity", this.opacity);
    }
  }
}
