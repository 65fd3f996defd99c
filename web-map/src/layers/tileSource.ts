/** From a TileJSON of the server to a source of the map: where tiles come from is known here only. */

import type { RasterSourceSpecification, VectorSourceSpecification } from "maplibre-gl";
import { address, ApiError, ask } from "../api/client.ts";
import type { TileJson } from "../api/contract.ts";

/** The TileJSON at an address, or null where the server says that there is nothing (404). */
export async function tileJsonAt(url: string, signal: AbortSignal): Promise<TileJson | null> {
  try {
    return await ask<TileJson>(url, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** The TileJSON of a layer that follows editions, as of a day. */
export function tileJsonOf(
  layer: string,
  date: string,
  signal: AbortSignal,
): Promise<TileJson | null> {
  const url = address("/tiles/{layer}/tilejson.json", { path: { layer }, query: { date } });
  return tileJsonAt(url, signal);
}

/** What tells two drawings apart: equal keys have equal tiles, whatever dates were asked for. */
export function tilesKey(tileJson: TileJson): string {
  return tileJson.tiles.join(" ");
}

// The map's workers have no page address to resolve a path against.
const absolute = (template: string): string =>
  template.startsWith("/") ? `${location.origin}${template}` : template;

const shared = (tileJson: TileJson) => ({
  tiles: tileJson.tiles.map(absolute),
  ...(tileJson.minzoom === undefined ? {} : { minzoom: tileJson.minzoom }),
  ...(tileJson.maxzoom === undefined ? {} : { maxzoom: tileJson.maxzoom }),
  ...(tileJson.bounds === undefined ? {} : { bounds: tileJson.bounds }),
});

export function vectorSource(tileJson: TileJson): VectorSourceSpecification {
  return { type: "vector", ...shared(tileJson) };
}

export function rasterSource(tileJson: TileJson): RasterSourceSpecification {
  return { type: "raster", tileSize: 256, ...shared(tileJson) };
}
