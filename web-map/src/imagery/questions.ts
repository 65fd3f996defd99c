/** The questions about scenes and series, one function each. */

import { address, ask, post, postForFile } from "../api/client.ts";
import { shiftDays } from "../time/days.ts";
import type { Scene, SceneList, SeriesAnswer, SeriesQuestion } from "./contract.ts";

/** Scenes over a place that are listed at once. */
const MOST = 500;

/** Raw scenes among the newest are passed over: so many are looked at for one that is drawn. */
const LOOKED_AT = 20;

/** The scenes that show a place, newest first. */
export const askScenesAt = (lon: number, lat: number, signal: AbortSignal): Promise<SceneList> =>
  ask(address("/v1/images", { query: { lon, lat, limit: MOST } }), signal);

/** The newest scenes of a place that are not after a day, newest first. */
export async function askNewest(lon: number, lat: number, day: string, signal: AbortSignal): Promise<Scene[]> {
  const query = { lon, lat, to: shiftDays(day, 1), limit: LOOKED_AT };
  const { images }: SceneList = await ask(address("/v1/images", { query }), signal);
  return images;
}

/** Where scenes are looked for: what the map shows, or a division as of a day. */
export type SearchPlace =
  | { bbox: readonly [number, number, number, number] }
  | { division: string; date: string };

export interface SearchQuestion {
  place: SearchPlace;
  from: string | null;
  to: string | null;
  /** 0 to 1. */
  cloud_max: number | null;
  offset: number;
}

export const SCENES_PAGE = 100;

export function askScenes({ place, offset, ...rest }: SearchQuestion, signal: AbortSignal): Promise<SceneList> {
  const where = "bbox" in place ? { bbox: place.bbox.map((each) => each.toFixed(6)).join(",") } : place;
  return ask(plain("/v1/images/search", { ...where, ...rest, limit: SCENES_PAGE, offset }), signal);
}

const SERIES = "/v1/images/series";

export const askSeriesOf = (question: SeriesQuestion, signal: AbortSignal): Promise<SeriesAnswer> =>
  post(SERIES, bodyOf(question), { signal });

export const askSeriesFile = (question: SeriesQuestion): Promise<Blob> =>
  postForFile(SERIES, bodyOf(question), "text/csv");

function bodyOf({ area, measure, from, to, by }: SeriesQuestion): object {
  const where =
    area.kind === "polygon" ? { polygon: area.polygon } : { division: area.code, date: area.date };
  return { ...where, ...measure, from, to, by };
}

/** An address with the parameters that are not null. */
export function plain(path: string, query: Record<string, string | number | boolean | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) search.set(name, String(value));
  }
  return `${path}?${search.toString()}`;
}
