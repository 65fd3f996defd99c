/** The view as it stands in the page's address, so that a link shows the same map again. */

import type { Level } from "./api/contract.ts";
import type { DeskView } from "./boundaries/desk.ts";
import type { ComparisonView } from "./imagery/comparison.ts";
import { isPicture } from "./imagery/indices.ts";
import type { PatchDeskView } from "./patches/patchDesk.ts";
import { isDay } from "./time/days.ts";

export interface View {
  date: string | null;
  /** Zoom, latitude, longitude in degrees. */
  camera: { zoom: number; lat: number; lon: number } | null;
  level: Level | "auto";
  /** Names of the layers switched on, of those that can be switched. */
  layers: string[] | null;
  window: { from: string; to: string } | null;
  image: string | null;
  /** The inspection desk; null while it is closed. */
  desk: DeskView | null;
  /** Two dates side by side; null where one is shown. */
  comparison: ComparisonView | null;
  /** Whether the image desk is open. */
  images: boolean;
  /** The desk of suspected patches; null while it is closed. */
  patches: PatchDeskView | null;
}

const LEVEL_CHOICES = ["auto", "province", "prefecture", "county", "township", "village"];

/** Reads the part of an address after `#`; what cannot be read is left to the defaults. */
export function readView(hash: string): View {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const date = fields.get("date");
  const level = fields.get("level") ?? "auto";
  return {
    date: date !== null && isDay(date) ? date : null,
    camera: readCamera(fields.get("map")),
    level: (LEVEL_CHOICES.includes(level) ? level : "auto") as View["level"],
    layers: fields.has("layers") ? (fields.get("layers") ?? "").split(",").filter(Boolean) : null,
    window: readWindow(fields.get("tracks")),
    image: fields.get("image"),
    desk: readDesk(fields),
    comparison: readComparison(fields.get("compare")),
    images: fields.has("images"),
    patches: fields.has("patches") ? { patch: readNumber(fields.get("patches") ?? "") } : null,
  };
}

export function writeView(view: View): string {
  const fields: string[] = [];
  const { camera } = view;
  if (view.date !== null) fields.push(`date=${view.date}`);
  if (camera) {
    const place = [camera.zoom.toFixed(2), camera.lat.toFixed(5), camera.lon.toFixed(5)];
    fields.push(`map=${place.join("/")}`);
  }
  if (view.level !== "auto") fields.push(`level=${view.level}`);
  if (view.layers !== null) fields.push(`layers=${view.layers.join(",")}`);
  if (view.window) fields.push(`tracks=${view.window.from}/${view.window.to}`);
  if (view.image !== null) fields.push(`image=${encodeURIComponent(view.image)}`);
  if (view.desk !== null) fields.push(...writeDesk(view.desk));
  if (view.comparison) fields.push(`compare=${writeComparison(view.comparison)}`);
  if (view.images) fields.push("images=");
  if (view.patches) fields.push(`patches=${view.patches.patch ?? ""}`);
  return `#${fields.join("&")}`;
}

function readCamera(text: string | null): View["camera"] {
  const numbers = (text ?? "").split("/").map(Number);
  const [zoom, lat, lon] = numbers;
  if (zoom === undefined || lat === undefined || lon === undefined || numbers.some(Number.isNaN)) {
    return null;
  }
  return zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
    ? { zoom, lat, lon }
    : null;
}

function readWindow(text: string | null): View["window"] {
  const [from, to] = (text ?? "").split("/");
  return from && to && isDay(from) && isDay(to) && from < to ? { from, to } : null;
}

function readDesk(fields: URLSearchParams): DeskView | null {
  if (!fields.has("desk")) return null;
  const inspection = fields.get("inspection") ?? "";
  const office = fields.get("office") ?? "";
  return {
    line: fields.get("desk") || null,
    inspection: readNumber(inspection),
    office: /^\d{2,12}$/.test(office) ? office : "",
  };
}

function readNumber(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

/** `swipe/2023-04-10/ndvi/50`: how, the earlier day, the picture, percent of the width. */
function readComparison(text: string | null): ComparisonView | null {
  const [mode, before, picture, split] = (text ?? "").split("/");
  if (mode !== "swipe" && mode !== "panes") return null;
  const percent = Number(split);
  return {
    mode,
    before: before !== undefined && isDay(before) ? before : null,
    picture: picture !== undefined && isPicture(picture) ? picture : "natural",
    split: split !== undefined && percent >= 0 && percent <= 100 ? Math.round(percent) : 50,
  };
}

function writeComparison({ mode, before, picture, split }: ComparisonView): string {
  return [mode, before ?? "", picture, split].join("/");
}

function writeDesk({ line, inspection, office }: DeskView): string[] {
  return [
    `desk=${encodeURIComponent(line ?? "")}`,
    ...(inspection === null ? [] : [`inspection=${inspection}`]),
    ...(office === "" ? [] : [`office=${encodeURIComponent(office)}`]),
  ];
}
