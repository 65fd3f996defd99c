/** The questions of the inspection desk, one function each. office: for whom it asks; "" for all. */

import { address, ApiError, ask, send } from "../api/client.ts";
import type {
  BoundaryAlert,
  Comparison,
  CoverageResult,
  DueLine,
  EvidenceCheck,
  InspectionDetail,
  InspectionList,
  InspectionPhoto,
  InspectionRecord,
  LineCourse,
  LineFacts,
  LineLevel,
  LineList,
  LineMarkers,
  NearLine,
  Party,
  VisitResult,
} from "./contract.ts";

export const LINES_PAGE = 100;

/** Lines that fall due within a year are marked, too. */
const AHEAD_DAYS = 365;

/** Metres by which a drawn track may leave out fixes: less than a pixel where the desk looks. */
const SIMPLIFY_M = 5;

const orNone = (office: string): string | null => (office === "" ? null : office);

export function askLines(
  day: string,
  words: string,
  level: LineLevel | "",
  offset: number,
  signal: AbortSignal,
): Promise<LineList> {
  const code = /^\d{6,12}$/.test(words) ? words : null;
  const query = {
    date: day,
    q: code === null ? words || null : null,
    division: code,
    level: level || null,
    limit: LINES_PAGE,
    offset,
  };
  return ask(address("/v1/boundaries", { query }), signal);
}

export async function askDue(day: string, office: string, signal: AbortSignal): Promise<DueLine[]> {
  const query = { date: day, ahead_days: AHEAD_DAYS, office: orNone(office) };
  const answer: { lines: DueLine[] } = await ask(address("/v1/inspections/due", { query }), signal);
  return answer.lines;
}

export const askLine = (number: string, day: string, signal: AbortSignal): Promise<LineFacts> =>
  ask(address("/v1/boundaries/{number}", { path: { number }, query: { date: day } }), signal);

/** The course of a line on a day; null where none is registered. */
export async function askCourse(
  number: string,
  day: string,
  signal: AbortSignal,
): Promise<LineCourse | null> {
  const url = address("/v1/boundaries/{number}/course", { path: { number }, query: { date: day } });
  return orNull(ask<LineCourse>(url, signal));
}

/** The markers of a line along its course; none where no course is registered. */
export async function askMarkers(
  number: string,
  day: string,
  signal: AbortSignal,
): Promise<LineMarkers> {
  const url = address("/v1/boundaries/{number}/markers", { path: { number }, query: { date: day } });
  return (await orNull(ask<LineMarkers>(url, signal))) ?? { features: [] };
}

/** The lines within so many metres of a place on a day, the nearest first. */
export async function askLinesAt(
  lon: number,
  lat: number,
  day: string,
  within_m: number,
  signal: AbortSignal,
): Promise<NearLine[]> {
  const query = { lon, lat, date: day, within_m };
  const answer: { boundaries: NearLine[] } = await ask(address("/v1/boundaries/at", { query }), signal);
  return answer.boundaries;
}

/** The inspections of a line in which the office has part, those of the newest year first. */
export function askInspections(line: string, office: string, signal: AbortSignal): Promise<InspectionList> {
  const query = { line, office: orNone(office), limit: 1000 };
  return ask(address("/v1/inspections", { query }), signal);
}

export const askInspection = (
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<InspectionDetail> => ask(address("/v1/inspections/{number}", of(number, office)), signal);

export async function askCoverage(
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<CoverageResult[]> {
  const url = address("/v1/inspections/{number}/coverage", of(number, office));
  return (await ask<{ coverage: CoverageResult[] }>(url, signal)).coverage;
}

export async function askVisits(
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<VisitResult[]> {
  const url = address("/v1/inspections/{number}/visits", of(number, office));
  return (await ask<{ visits: VisitResult[] }>(url, signal)).visits;
}

export const askComparison = (
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<Comparison> => ask(address("/v1/inspections/{number}/comparison", of(number, office)), signal);

/** The record sheets that stand. */
export async function askRecords(
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<InspectionRecord[]> {
  const url = address("/v1/inspections/{number}/records", of(number, office));
  return (await ask<{ records: InspectionRecord[] }>(url, signal)).records;
}

export async function askPhotos(
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<InspectionPhoto[]> {
  const url = address("/v1/inspections/{number}/photos", of(number, office));
  return (await ask<{ photos: InspectionPhoto[] }>(url, signal)).photos;
}

/** What is still to be looked at of a line. */
export async function askAlerts(
  line: string,
  office: string,
  signal: AbortSignal,
): Promise<BoundaryAlert[]> {
  const query = { line, office: orNone(office), limit: 1000 };
  const answer: { alerts: BoundaryAlert[] } = await ask(address("/v1/boundary-alerts", { query }), signal);
  return answer.alerts;
}

/** Where the device of a party was while it counted for its side: lines without its gaps. */
export async function askTrack(
  { device, from, to }: Party,
  until: string,
  signal: AbortSignal,
): Promise<GeoJSON.Feature[]> {
  const url = address("/v1/devices/{device}/track", {
    path: { device },
    query: { from, to: to ?? until, simplify: SIMPLIFY_M },
  });
  return (await ask<{ features: GeoJSON.Feature[] }>(url, signal)).features;
}

export const askEvidence = (since: number, signal: AbortSignal): Promise<EvidenceCheck> =>
  ask(address("/v1/evidence/verify", { query: { since, limit: 10_000 } }), signal);

/** The address of the report of an inspection, a ZIP to be saved. */
export const reportAddress = (number: number, office: string): string =>
  address("/v1/inspections/{number}/report", of(number, office));

/** The address of a deposited file, as far as the office may see it. */
export const fileAddress = (sha256: string, office: string): string =>
  address("/v1/files/{sha256}", { path: { sha256 }, query: { office: orNone(office) } });

/** Has the results of an inspection computed; whether that changed them. token: of who may write. */
export async function compute(number: number, office: string, token: string): Promise<boolean> {
  const query = office === "" ? "" : `?office=${encodeURIComponent(office)}`;
  const answer: { changed: boolean } = await send(`/v1/inspections/${number}/compute${query}`, token);
  return answer.changed;
}

function of(number: number, office: string): { path: { number: number }; query: { office: string | null } } {
  return { path: { number }, query: { office: orNone(office) } };
}

async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
