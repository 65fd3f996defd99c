/** Images of the style, drawn in code: no sprite is fetched. */

import type { Map as MapLibre } from "maplibre-gl";
import { COLOUR } from "./palette.ts";

export const RATIO = 2;

export function canvas(size: number): CanvasRenderingContext2D {
  const sheet = document.createElement("canvas");
  sheet.width = sheet.height = size * RATIO;
  const context = sheet.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser gives no canvas");
  context.scale(RATIO, RATIO);
  return context;
}

export function pixels(context: CanvasRenderingContext2D): ImageData {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

/** Diagonal lines that meet at the tile's edges. */
function hatch(size: number, background: string, line: string, crossed: boolean): ImageData {
  const context = canvas(size);
  context.fillStyle = background;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = line;
  context.lineWidth = 0.9;
  context.beginPath();
  for (let start = -size; start <= size; start += size) {
    context.moveTo(start, size);
    context.lineTo(start + size, 0);
    if (crossed) {
      context.moveTo(start, 0);
      context.lineTo(start + size, size);
    }
  }
  context.stroke();
  return pixels(context);
}

/** A boundary stone: a small upright block with a red face. */
function stone(): ImageData {
  const context = canvas(14);
  context.fillStyle = "#ffffff";
  context.strokeStyle = COLOUR.marker;
  context.lineWidth = 1.4;
  context.beginPath();
  context.roundRect(3.5, 1.5, 7, 11, 1.5);
  context.fill();
  context.stroke();
  context.fillStyle = COLOUR.marker;
  context.fillRect(5.5, 3.6, 3, 3.4);
  return pixels(context);
}

/** The direction of a track. */
function arrow(): ImageData {
  const context = canvas(10);
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.8;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  context.moveTo(3.5, 2.2);
  context.lineTo(6.6, 5);
  context.lineTo(3.5, 7.8);
  context.stroke();
  return pixels(context);
}

/** A care institution: a house in a disc. */
function house(): ImageData {
  const context = canvas(18);
  context.fillStyle = COLOUR.facility;
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(9, 9, 8, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = "#ffffff";
  context.beginPath();
  context.moveTo(9, 4.2);
  context.lineTo(13.6, 8.6);
  context.lineTo(12.2, 8.6);
  context.lineTo(12.2, 13);
  context.lineTo(5.8, 13);
  context.lineTo(5.8, 8.6);
  context.lineTo(4.4, 8.6);
  context.fill();
  return pixels(context);
}

/** A camera: its body and lens in a disc. */
function camera(): ImageData {
  const context = canvas(16);
  context.fillStyle = COLOUR.camera;
  context.strokeStyle = "#ffffff";
  context.lineWidth = 1.4;
  context.beginPath();
  context.arc(8, 8, 7, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = "#ffffff";
  context.fillRect(3.8, 5.6, 5.4, 4.8);
  context.beginPath();
  context.moveTo(9.8, 7.6);
  context.lineTo(12.4, 5.8);
  context.lineTo(12.4, 10.2);
  context.lineTo(9.8, 8.4);
  context.fill();
  return pixels(context);
}

/** Puts the images of the style onto the map, once. */
export function addPatterns(map: MapLibre): void {
  const images: Record<string, ImageData> = {
    "no-data": hatch(8, "#eef1f2", COLOUR.hatch, false),
    "no-geometry": hatch(9, "#f3f1ec", "#b3a893", true),
    stone: stone(),
    arrow: arrow(),
    house: house(),
    camera: camera(),
  };
  for (const [name, image] of Object.entries(images)) {
    map.addImage(name, image, { pixelRatio: RATIO });
  }
}
