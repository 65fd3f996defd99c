/** All that is asked for of one line and one of its inspections. */

import { isAbort } from "../api/client.ts";
import { sentenceOf } from "../components/notice.ts";
import type {
  BoundaryAlert,
  Comparison,
  CoverageResult,
  InspectionDetail,
  InspectionPhoto,
  InspectionRecord,
  InspectionSummary,
  LineFacts,
  LineMarker,
  Party,
  VisitResult,
} from "./contract.ts";
import { Course, type Position } from "./course.ts";
import {
  askAlerts,
  askComparison,
  askCourse,
  askCoverage,
  askInspection,
  askInspections,
  askLine,
  askMarkers,
  askPhotos,
  askRecords,
  askTrack,
  askVisits,
} from "./questions.ts";

export interface PlacedMarker {
  marker: LineMarker;
  place: Position;
}

export interface LineDossier {
  line: LineFacts;
  course: Course | null;
  markers: PlacedMarker[];
  inspections: InspectionSummary[];
  alerts: BoundaryAlert[];
}

export interface InspectionDossier {
  detail: InspectionDetail;
  coverage: CoverageResult[];
  visits: VisitResult[];
  records: InspectionRecord[];
  photos: InspectionPhoto[];
  comparison: Comparison | null;
  /** What could not be had, as a sentence each. */
  failures: string[];
}

/** Throws ApiError: 404 where the line is not registered on the day. */
export async function lineDossier(
  number: string,
  day: string,
  office: string,
  signal: AbortSignal,
): Promise<LineDossier> {
  const [line, course, markers, { inspections }, alerts] = await Promise.all([
    askLine(number, day, signal),
    askCourse(number, day, signal),
    askMarkers(number, day, signal),
    askInspections(number, office, signal),
    askAlerts(number, office, signal),
  ]);
  return {
    line,
    course: course && new Course(verticesOf(course.features)),
    markers: markers.features.map(({ properties, geometry }) => ({
      marker: properties,
      place: geometry.coordinates as Position,
    })),
    inspections,
    alerts,
  };
}

/** Throws ApiError where there is no such inspection for the office; a part that fails is said. */
export async function inspectionDossier(
  number: number,
  office: string,
  signal: AbortSignal,
): Promise<InspectionDossier> {
  const failures: string[] = [];
  const part = async <Answer>(name: string, asked: Promise<Answer>, otherwise: Answer): Promise<Answer> => {
    try {
      return await asked;
    } catch (error) {
      if (isAbort(error)) throw error;
      failures.push(`${name}暂不可用：${sentenceOf(error)}`);
      return otherwise;
    }
  };
  const [detail, coverage, visits, records, photos, comparison] = await Promise.all([
    askInspection(number, office, signal),
    part("走到情况", askCoverage(number, office, signal), []),
    part("界桩到访", askVisits(number, office, signal), []),
    part("记录", askRecords(number, office, signal), []),
    part("照片", askPhotos(number, office, signal), []),
    part<Comparison | null>("与上一轮比较", askComparison(number, office, signal), null),
  ]);
  return { detail, coverage, visits, records, photos, comparison, failures };
}

/**
 * The tracks of the devices that the office may see: of a side whose devices the results name to
 * it; of all where nothing is computed and the platform's own people ask.
 */
export async function tracksOf(
  { detail, coverage }: InspectionDossier,
  office: string,
  until: string,
  signal: AbortSignal,
): Promise<{ side: Party["side"]; features: GeoJSON.Feature[] }[]> {
  const named = coverage.flatMap(({ sources }) => sources.devices.map(({ device }) => device));
  const seen = detail.parties.filter(
    ({ device }) => named.includes(device) || (office === "" && coverage.length === 0),
  );
  return Promise.all(
    seen.map(async (party) => ({ side: party.side, features: await askTrack(party, until, signal) })),
  );
}

/** Segments one after the other: each begins where the one before ends. */
function verticesOf(segments: readonly GeoJSON.Feature<GeoJSON.LineString>[]): Position[] {
  return segments.flatMap(({ geometry }, at) => geometry.coordinates.slice(at === 0 ? 0 : 1) as Position[]);
}
