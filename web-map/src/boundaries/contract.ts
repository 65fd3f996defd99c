/**
 * What the server answers of boundaries and their joint inspections, as this page reads it.
 *
 * Chainage (`from_m`, `chainage_m`) is metres along a line from its beginning, geodesic; sides are
 * left and right looking from there to its end. Instants are ISO 8601 in UTC.
 */

export type LineLevel = "province" | "prefecture" | "county" | "township";

/** Whose tracks: of one side; both: where each side came near; either: where one did. */
export type Side = "left" | "right" | "both" | "either";

export interface Unit {
  code: string;
  /** Null where the registry of divisions does not know the code on the day. */
  name: string | null;
}

export interface LineSummary {
  number: string;
  name: string;
  level: LineLevel;
  left: Unit;
  right: Unit;
}

export interface LineList {
  date: string;
  total: number;
  boundaries: LineSummary[];
}

export interface LineFacts extends LineSummary {
  approved_by: string | null;
  agreement: string | null;
  agreed_on: string | null;
  /** As the agreement states it. */
  stated_m: number | null;
  /** Geodesic, of the course registered; null where none is on the day. */
  computed_m: number | null;
  note: string | null;
  tripoints: { name: string }[];
  /** faults: what is wrong with the series of numbers, in words. */
  markers: { count: number; complete: boolean; faults: { text: string }[] };
}

/** A feature for each segment, from the beginning of the line to its end. */
export interface LineCourse {
  length_m: number;
  features: GeoJSON.Feature<GeoJSON.LineString>[];
}

/** A line whose five years are over, or will be so soon. */
export interface DueLine {
  number: string;
  /** The last day in time; null for one without inspection and first day, which is due always. */
  due_on: string | null;
  overdue: boolean;
  filed_on: string | null;
}

export type MarkerState = "visited" | "not_seen" | "unknown";

export interface LineMarker {
  number: string;
  kind: string | null;
  /** As registered. */
  state: string;
  chainage_m: number;
  away_m: number;
}

export interface LineMarkers {
  features: GeoJSON.Feature<GeoJSON.Point, LineMarker>[];
}

export type InspectionState =
  | "planned"
  | "desk_check"
  | "field_check"
  | "remedy"
  | "reported"
  | "filed"
  | "cancelled";

/** An inspection as both sides see it; words beside keys are the server's. */
export interface InspectionSummary {
  id: number;
  kind: "regular" | "extra";
  kind_text: string;
  reason: string | null;
  round: { number: number; name: string } | null;
  plan_year: number;
  left_office: string;
  right_office: string;
  lead: "left" | "right";
  state: InspectionState;
  state_text: string;
  /** The day on which it came to its state. */
  since: string;
  open_findings: number;
}

export interface InspectionList {
  total: number;
  inspections: InspectionSummary[];
}

export interface InspectionStep {
  state: InspectionState;
  state_text: string;
  day: string;
  office: string;
  person: string;
  note: string | null;
  recorded_at: string;
}

/** A state that may follow, and what it lacks: `which` is a number of a marker or finding. */
export interface NextStep {
  state: InspectionState;
  state_text: string;
  missing: { what: string; which: string | null; text: string }[];
}

/** A device whose tracks count for a side in [from, to); to is null while it goes on. */
export interface Party {
  side: "left" | "right";
  device: string;
  bearer: string | null;
  from: string;
  to: string | null;
}

export interface Measures {
  within_m: number;
  radius_m: number;
  dwell_s: number;
  gap_s: number;
}

export interface InspectionDetail extends InspectionSummary {
  line: { number: string; name: string | null };
  measures: Measures;
  steps: InspectionStep[];
  next: NextStep[];
  parties: Party[];
  findings: Finding[];
}

export type PartKind = "not_walked" | "unknown";

export interface CoveragePart {
  from_m: number;
  to_m: number;
  kind: PartKind;
  nearest_marker: string | null;
  /** Metres along the line from the part to that marker; 0 where it stands in the part. */
  marker_m: number | null;
}

/** What a device told: fixes within its window; remarks on its clock or its coordinates. */
export interface DeviceSource {
  device: string;
  side: "left" | "right";
  fixes: number;
  first: string | null;
  last: string | null;
  remarks: string[];
}

/** parts: left out where the office that asks may not see where the other side went. */
export interface CoverageResult {
  side: Side;
  from: string;
  to: string;
  computed: string;
  length_m: number;
  walked_m: number;
  parts?: CoveragePart[];
  sources: { devices: DeviceSource[] };
}

export interface MarkerVisit {
  device: string;
  arrived: string;
  left: string;
  dwell_s: number;
  fixes: number;
  nearest_m: number;
}

export interface VisitedMarker {
  number: string;
  kind: string | null;
  chainage_m: number;
  state: MarkerState;
  visits: MarkerVisit[];
}

export interface VisitResult {
  side: "left" | "right" | "either";
  markers: VisitedMarker[];
}

interface Stretch {
  from_m: number;
  to_m: number;
}

/** newly_missed, newly_walked: left out where the office may not see them. */
export interface SideComparison {
  side: Side;
  share: number;
  previous_share: number;
  newly_missed?: Stretch[];
  newly_walked?: Stretch[];
}

export interface Comparison {
  /** The inspection of the round before; null where there was none. */
  previous: number | null;
  /** False: the course was registered anew between them, chainages may name other places. */
  same_course: boolean | null;
  sides: SideComparison[];
}

export interface InspectionRecord {
  id: number;
  side: "left" | "right" | "both";
  subject: string;
  subject_text: string;
  marker: string | null;
  from_m: number | null;
  to_m: number | null;
  checked_at: string;
  condition: string | null;
  condition_text: string | null;
  text: string;
  /** A later record that stands for this one. */
  corrected_by: number | null;
}

export type FindingState = "open" | "remedied" | "deferred" | "passed_on";

export interface Finding {
  number: number;
  category: string;
  category_text: string;
  state: FindingState;
  state_text: string;
  side: "left" | "right" | "both";
  marker: string | null;
  from_m: number | null;
  to_m: number | null;
  steps: {
    state: FindingState;
    state_text: string;
    text: string;
    office: string;
    person: string;
    recorded_at: string;
  }[];
}

export interface InspectionPhoto {
  id: number;
  record: number | null;
  side: "left" | "right" | "both";
  sha256: string;
  device: string | null;
  taken_at: string | null;
  caption: string;
  judged: Record<string, unknown>;
  geometry: GeoJSON.Point | null;
}

export type AlertKind =
  | "marker_displaced"
  | "marker_silent"
  | "result_changed"
  | "inspection_due"
  | "building_across";

export interface BoundaryAlert {
  id: number;
  kind: AlertKind;
  /** Number of the line. */
  boundary: string | null;
  marker: string | null;
  device: string | null;
  raised: string;
}

/** A line near a place. on_side: of the line, where the place lies. */
export interface NearLine extends LineSummary {
  away_m: number;
  chainage_m: number;
  on_side: "left" | "right" | "on";
  nearest: { lon: number; lat: number };
}

export interface EvidenceCheck {
  /** The `since` of the next question; null at the end of the chain. */
  next: number | null;
  until: number;
  findings: { sentence: string }[];
  more_findings: boolean;
}
