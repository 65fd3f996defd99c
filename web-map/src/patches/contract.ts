/** The answers of the server about suspected patches (疑似图斑), as this page reads them. */

export type PatchState = "found" | "assigned" | "checked" | "confirmed" | "dismissed" | "rechecked";

export interface PatchDivision {
  level: string;
  code: string;
  name: string;
  /** Of the patch's area that lies in it, 0 to 1. */
  share: number;
}

export interface Patch {
  id: number;
  kind: string;
  state: PatchState;
  state_text: string;
  since: string;
  found_on: string;
  area_m2: number;
  assignee_office: string | null;
  assignee: string | null;
  due: string | null;
  overdue: boolean;
  source: { kind: "upload" | "difference"; text: string };
  divisions: PatchDivision[];
  notes: string[];
}

export type PatchFeature<Properties = Patch> = GeoJSON.Feature<GeoJSON.Polygon | GeoJSON.MultiPolygon, Properties>;

export interface PatchPage {
  total: number;
  features: PatchFeature[];
}

export interface PatchStep {
  number: number;
  to: PatchState;
  text: string;
  at: string;
  office: string;
  person: string;
  note: string | null;
  assignee_office: string | null;
  assignee: string | null;
  due: string | null;
  device: string | null;
  photo: string | null;
  position: [number, number] | null;
  verdict_text: string | null;
  judged: { reasons?: unknown } | null;
}

export interface PatchImage {
  id: string;
  title: string;
  datetime: string | null;
}

export interface PatchDetail extends Patch {
  course: PatchStep[];
  next: PatchState[];
  images: { before: PatchImage | null; after: PatchImage | null };
  as_of?: { date: string; divisions: PatchDivision[] };
}

export interface PatchVisit {
  device: string;
  arrived: string;
  left: string;
  dwell_s: number;
  nearest_m: number;
}

export interface PatchFilter {
  division: string | null;
  state: PatchState | null;
  overdue: boolean | null;
}

/** Who writes: office and person stand in the record, the token lets them. */
export interface Author {
  office: string;
  person: string;
  token: string;
}

/** A state that a patch is to reach, with what that state needs. */
export interface StepWish {
  to: PatchState;
  after: number;
  note?: string;
  assignee_office?: string;
  assignee?: string;
  due?: string;
  photo?: string;
  position?: [number, number];
  device?: string;
}

export interface DifferenceQuestion {
  before: string;
  after: string;
  polygon?: GeoJSON.Polygon;
  division?: string;
  date?: string;
  index: string;
  threshold?: number;
  mads?: number;
  direction: "rise" | "fall" | "both";
  min_area_m2: number;
  smooth_m: number;
  kind: string;
}

/** What two images have in difference; nothing of it is stored. */
export interface DifferencePreview {
  difference: {
    images: { before: PatchImage; after: PatchImage };
    compared_share: number;
    clouded_share: number;
    nodata_share: number;
    found: number;
  };
  features: PatchFeature<{ area_m2: number; divisions: PatchDivision[] }>[];
}

export interface Entered {
  known: boolean;
  patches: number[];
  details: { accepted?: number; repaired?: number; refused?: { feature?: number; number?: number; reason?: string; text?: string }[] };
}
