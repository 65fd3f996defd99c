/** Signs of the desk on the map, drawn in code as the others are: markers by state, photos. */

import type { Map as MapLibre } from "maplibre-gl";
import { canvas, pixels, RATIO } from "../layers/patterns.ts";
import { COLOUR } from "../layers/palette.ts";
import type { MarkerState } from "./contract.ts";

/** As the sign in lists: a full block, an empty one struck out, a dotted one with a question. */
function stone(state: MarkerState | "plain"): ImageData {
  const context = canvas(18);
  context.fillStyle = "#ffffff";
  context.strokeStyle = COLOUR.marker;
  context.lineWidth = 1.6;
  if (state === "unknown") context.setLineDash([1.6, 1.6]);
  context.beginPath();
  context.roundRect(5, 2, 8, 14, 1.6);
  if (state === "visited") context.fillStyle = COLOUR.marker;
  context.fill();
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = state === "visited" ? "#ffffff" : COLOUR.marker;
  if (state === "not_seen") {
    context.beginPath();
    context.moveTo(2, 16);
    context.lineTo(16, 2);
    context.stroke();
  } else if (state === "unknown") {
    context.font = "bold 10px sans-serif";
    context.textAlign = "center";
    context.fillText("?", 9, 12.6);
  } else {
    context.fillRect(7.4, 4.6, 3.2, 4);
  }
  return pixels(context);
}

/** A camera. */
function photo(): ImageData {
  const context = canvas(18);
  context.fillStyle = COLOUR.facility;
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.4;
  context.beginPath();
  context.roundRect(1.5, 5, 15, 10.5, 2);
  context.rect(6, 3, 6, 3);
  context.fill();
  context.stroke();
  context.beginPath();
  context.arc(9, 10.2, 3, 0, 2 * Math.PI);
  context.stroke();
  return pixels(context);
}

export function addDeskSigns(map: MapLibre): void {
  for (const state of ["visited", "not_seen", "unknown", "plain"] as const) {
    map.addImage(`stone ${state}`, stone(state), { pixelRatio: RATIO });
  }
  map.addImage("photo", photo(), { pixelRatio: RATIO });
}
