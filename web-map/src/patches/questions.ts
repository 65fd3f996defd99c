/** The questions about suspected patches, one function each. */

import { ask, post } from "../api/client.ts";
import { plain } from "../imagery/questions.ts";
import { dayNumber, shiftDays } from "../time/days.ts";
import type {
  Author,
  DifferencePreview,
  DifferenceQuestion,
  Entered,
  PatchDetail,
  PatchFeature,
  PatchFilter,
  PatchPage,
  PatchStep,
  PatchVisit,
  StepWish,
} from "./contract.ts";

export const PATCHES_PAGE = 500;

/** The longest window that visits are asked for. */
const LONGEST_DAYS = 92;

export function askPatches(
  { division, state, overdue }: PatchFilter,
  date: string,
  offset: number,
  signal: AbortSignal,
): Promise<PatchPage> {
  const query = { division, state, overdue, date, format: "geojson", limit: PATCHES_PAGE, offset };
  return ask(plain("/v1/patches", query), signal);
}

/** A patch whole, with the divisions of a day beside those of the day of finding. */
export const askPatch = (id: number, date: string, signal: AbortSignal): Promise<PatchFeature<PatchDetail>> =>
  ask(plain(`/v1/patches/${id}`, { date }), signal);

/** Who was there from the day of finding on, up to three months. */
export async function askVisits(id: number, found: string, today: string, signal: AbortSignal): Promise<PatchVisit[]> {
  const until = Math.min(dayNumber(today) + 1, dayNumber(found) + LONGEST_DAYS);
  const to = shiftDays(found, Math.max(until - dayNumber(found), 1));
  const { visits }: { visits: PatchVisit[] } = await ask(
    plain(`/v1/patches/${id}/visits`, { from: found, to }),
    signal,
  );
  return visits;
}

export const photoAddress = (id: number, sha256: string): string => `/v1/patches/${id}/photos/${sha256}`;

/** Deposits a photo; its SHA-256, by which it is named from then on. */
export async function deposit(photo: File, token: string): Promise<string> {
  const { sha256 } = await post<{ sha256: string }>("/v1/files", photo, { token });
  return sha256;
}

export const takeStep = (id: number, wish: StepWish, { office, person, token }: Author): Promise<PatchStep> =>
  post(`/v1/patches/${id}/steps`, { ...wish, office, person }, { token });

export const preview = (question: DifferenceQuestion, author: Author): Promise<DifferencePreview> =>
  post("/v1/patches/differences", bodyOf(question, author, false), { token: author.token });

export const keep = (question: DifferenceQuestion, author: Author): Promise<Entered> =>
  post("/v1/patches/differences", bodyOf(question, author, true), { token: author.token });

export function upload(file: File, kind: string, { office, person, token }: Author): Promise<Entered> {
  const address = plain("/v1/patches/uploads", { office, person, kind, name: file.name });
  return post(address, new Blob([file], { type: mediaType(file.name) }), { token });
}

function bodyOf(question: DifferenceQuestion, { office, person }: Author, keeping: boolean): object {
  return { ...question, office, person, keep: keeping };
}

function mediaType(name: string): string {
  if (/\.zip$/i.test(name)) return "application/zip";
  return /\.gpkg$/i.test(name) ? "application/geopackage+sqlite3" : "application/geo+json";
}
