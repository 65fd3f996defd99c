/**
 * Legal lines: national border, dashed line in the South China Sea, undetermined border, lines at
 * sea. They lie on every map of every level and date and cannot be switched off: a map of the
 * country without them is wrong in law (公开地图内容表示规范).
 */

import type { Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import type { TileJson } from "../api/contract.ts";
import { Drawing, type Recipe } from "./drawing.ts";
import { COLOUR } from "./palette.ts";
import { tileJsonOf, vectorSource } from "./tileSource.ts";

export class BoundaryLines {
  private readonly drawing: Drawing;

  constructor(map: MapLibre, activity: Activity, onFailure: (error: unknown) => void) {
    this.drawing = new Drawing(map, "boundary line", activity, onFailure);
  }

  show(date: string): Promise<void> {
    return this.drawing.show({
      subject: "boundary_line",
      tileJson: (signal) => tileJsonOf("boundary_line", date, signal),
      recipe,
    });
  }
}

function recipe(tileJson: TileJson, source: string): Recipe {
  const from = { type: "line", source, "source-layer": "boundary_line" } as const;
  const kind = ["get", "kind"] as const;
  return {
    source: vectorSource(tileJson),
    layers: [
      {
        slot: "boundary",
        layer: {
          ...from,
          id: `${source} inner`,
          filter: ["in", [...kind], ["literal", ["province", "sar", "prefecture", "county"]]],
          layout: { "line-join": "round" },
          paint: {
            "line-color": [
              "match",
              [...kind],
              "sar",
              COLOUR.national,
              "county",
              COLOUR.prefectureLine,
              COLOUR.provinceLine,
            ],
            "line-width": [
              "interpolate",
              ["linear"],
              ["zoom"],
              3,
              ["match", [...kind], "county", 0.3, 0.8],
              9,
              ["match", [...kind], "county", 0.9, 1.7],
            ],
            "line-dasharray": [5, 1.6, 1, 1.6],
          },
        },
      },
      {
        slot: "boundary",
        layer: {
          ...from,
          id: `${source} band`,
          filter: ["in", [...kind], ["literal", ["national", "undetermined"]]],
          layout: { "line-join": "round", "line-cap": "round" },
          paint: {
            "line-color": "#d98ba0",
            "line-opacity": 0.32,
            "line-width": ["interpolate", ["linear"], ["zoom"], 3, 2.6, 6, 6, 9, 10],
          },
        },
      },
      {
        slot: "boundary",
        layer: {
          ...from,
          id: `${source} national`,
          filter: ["==", [...kind], "national"],
          layout: { "line-join": "round", "line-cap": "round" },
          paint: {
            "line-color": COLOUR.national,
            "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.9, 8, 2.2],
          },
        },
      },
      {
        slot: "boundary",
        layer: {
          ...from,
          id: `${source} undetermined`,
          filter: ["==", [...kind], "undetermined"],
          paint: {
            "line-color": COLOUR.national,
            "line-width": ["interpolate", ["linear"], ["zoom"], 3, 1.3, 8, 2.4],
            "line-dasharray": [2, 2],
          },
        },
      },
      {
        // The dashes are geometry of the source: each is drawn whole.
        slot: "boundary",
        layer: {
          ...from,
          id: `${source} dashed line`,
          filter: ["==", [...kind], "dashed_line"],
          layout: { "line-cap": "butt" },
          paint: {
            "line-color": COLOUR.national,
            "line-width": ["interpolate", ["linear"], ["zoom"], 2, 2, 4, 3.2, 8, 6],
          },
        },
      },
    ],
  };
}
