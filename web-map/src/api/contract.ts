/**
 * The answers of the server as this page reads them. Paths and parameters come from its OpenAPI
 * document (schema.ts); that leaves the shapes of answers open, so they are written down here.
 *
 * Days are `YYYY-MM-DD` in Beijing, instants ISO 8601 with zone, positions longitude, latitude
 * in degrees (CGCS2000). Periods are half open.
 */

export type Level = "province" | "prefecture" | "county" | "township" | "village";

export type Grade = "held" | "derived" | "approximate" | "cut" | "unknown" | "no_data";

export interface Platform {
  /** Null while nothing is loaded. */
  content: "fictional" | "real" | null;
  title: string | null;
  fictional: boolean;
  record: { first: string; until: string } | null;
  bounds: [number, number, number, number] | null;
  levels: Level[];
  review_number: string;
  attribution: string;
  today: string;
}

export interface TileJson {
  tilejson: string;
  tiles: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: [number, number, number, number];
  attribution?: string;
  date?: string;
  /** First day of the edition that holds the date, or `before` for all before the record. */
  edition?: string;
  /** Every day on which the content of the layer changes, ascending. */
  changes?: string[];
  data_until?: string | null;
}

export interface TileLayer {
  id: string;
  title: string;
  kind: "vector" | "raster";
  min_zoom: number;
  max_zoom: number;
}

export interface NamedCode {
  code: string;
  name: string;
}

export type PlaceReason =
  | "sea"
  | "before_the_record"
  | "no_geometry"
  | "doubly_covered"
  | "no_lower_levels"
  | "no_data";

export interface LevelAtPlace {
  level: Level;
  division: (NamedCode & { parent_code: string | null; identity: string }) | null;
  grade: Grade | null;
  reason: PlaceReason | null;
  candidates: NamedCode[];
}

export interface PlaceAtDate {
  lon: number;
  lat: number;
  date: string;
  data_until: string;
  levels: LevelAtPlace[];
}

export interface Successor extends NamedCode {
  year: number;
  whole: boolean;
}

/** A decision, or a change between two lists; dates are null where nobody says them. */
export interface ChangeEvent {
  id: number;
  title: string | null;
  document_nos: string[];
  /** The day it takes effect on the basis of the answer. */
  on: string;
  approved_on: string | null;
  announced_on: string | null;
  list_date: string | null;
  note: string | null;
}

export interface DivisionVersion {
  code: string;
  name: string;
  identity: string;
  level: Level;
  parent_code: string | null;
  valid_from: string;
  valid_to: string | null;
  successors: Successor[];
  predecessors: Successor[];
  /** All that made, changed or ended it, in order of time. */
  events: ChangeEvent[];
}

export interface DivisionHistory {
  code: string;
  data_until: string;
  versions: DivisionVersion[];
}

/** A name that a search found: of a division or of another place. */
export interface NameHit {
  place_id: string;
  /** The standard name on the day, or the last one of what stands no more. */
  name: string;
  matched: string;
  reason: string;
  /** Why it was found, as a sentence for people; may be empty. */
  note: string;
  category: string;
  division: { identity: string; code: string; level: Level } | null;
  /** Names of the units above it, from the top down. */
  parents: string;
  point: [number, number] | null;
  /** West, south, east, north. */
  bbox: [number, number, number, number] | null;
  /** Whether it stands on the day asked for. */
  standing: boolean;
}

export interface NameHits {
  query: string;
  date: string;
  hits: NameHit[];
}

export type DeviceClass = "vehicle" | "patrol" | "personal" | "marker";

export interface Device {
  id: string;
  device_class: DeviceClass;
  name: string | null;
  first: string | null;
  last: string | null;
  fixes: number;
}

export interface DeviceList {
  total: number;
  devices: Device[];
}

export interface SceneImage {
  id: string;
  title: string;
  datetime: string | null;
  start: string | null;
  end: string | null;
  time_known: boolean;
  bands: unknown[];
  resolution_m: number | null;
  bbox: [number, number, number, number];
  tilejson: string;
}

export interface ImageList {
  images: SceneImage[];
}

export interface ProblemDetails {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  reason?: string;
  successors?: Successor[];
  /** What a step lacks. */
  missing?: { what: string; text: string }[];
}

export interface IndicatorSummary {
  id: string;
  title: string;
  unit: string;
  kind: "stock" | "flow" | "year_to_date";
  period: "day" | "week" | "month" | "quarter" | "half_year" | "year";
  /** Whether its values are handed out. */
  readable: boolean;
  /** First and last month with a value, `YYYY-MM`. */
  data_from: string | null;
  data_until: string | null;
}

export interface DatasetList {
  datasets: { id: string; title: string; line: string; indicators: IndicatorSummary[] }[];
}

export interface Series {
  values: { month: string; value: number | null; reason: string | null }[];
}

export interface NearFacility {
  id: string;
  name: string;
  address: string | null;
  beds: number | null;
  lon: number;
  lat: number;
  distance_m: number;
}

export interface FacilityAnswer {
  facilities: NearFacility[];
  reason: string | null;
}
