/**
 * The answers of the server about images and series, as this page reads them.
 *
 * Instants are ISO 8601 in UTC, days are days in Beijing, positions longitude, latitude (CGCS2000).
 */

import type { SceneImage } from "../api/contract.ts";

/** How a picture is drawn: in natural colours, or an index by name. */
export type Picture = "natural" | "ndvi" | "ndwi" | "nbr";

/** A scene as the catalogue tells of it. */
export interface Scene extends Omit<SceneImage, "bands"> {
  bands: string[];
  flags: string[];
  footprint: GeoJSON.Polygon | GeoJSON.MultiPolygon;
  platform?: string | null;
  instrument?: string | null;
  instruments?: string[];
  level?: string | null;
  /** 0 to 1; null where nobody tells. */
  cloud_share?: number | null;
  grade?: string | null;
  licence?: string | null;
  /** Whether it has pixels that lie on the map; a raw one has not. */
  drawn?: boolean;
}

export interface SceneList {
  total: number;
  images: Scene[];
}

export type SeriesStep = "scene" | "month" | "year";

/** What is measured, and where. */
export interface SeriesQuestion {
  area: SeriesArea;
  /** Name of an index, or of a band. */
  measure: { index: string } | { band: string };
  from: string;
  to: string;
  by: SeriesStep;
}

export type SeriesArea =
  | { kind: "polygon"; polygon: GeoJSON.Polygon; name: string }
  | { kind: "division"; code: string; date: string; name: string };

/** One scene, or one month or year of them; a value that is null is a gap, and `reason` tells why. */
export interface SeriesValue {
  image?: string;
  datetime?: string | null;
  period?: string;
  mean: number | null;
  median?: number | null;
  min: number | null;
  max: number | null;
  std: number | null;
  valid_pixels?: number | null;
  total_pixels?: number | null;
  valid_share?: number | null;
  clouded_share?: number | null;
  scenes?: number;
  reason: string | null;
  anomaly?: number | null;
  normal?: number | null;
}

export interface SeriesAnswer {
  values: SeriesValue[];
}
