/** The markers of a line: who came to each, how it was found, its photos. */

import { drawing, element } from "../components/element.ts";
import { chainageWords } from "./chainage.ts";
import type {
  InspectionPhoto,
  InspectionRecord,
  LineMarker,
  MarkerState,
  MarkerVisit,
  VisitResult,
} from "./contract.ts";
import { markerSign } from "./markerSign.ts";
import { markerButton, type LineActions } from "./stretch.ts";
import { durationWords, inBeijing, MARKER_WORD, SIDE_WORD } from "./wording.ts";

export interface MarkerFacts {
  markers: readonly LineMarker[];
  visits: readonly VisitResult[];
  records: readonly InspectionRecord[];
  photos: readonly InspectionPhoto[];
  /** Address of a photo as the office may ask for it. */
  photoAddress: (photo: InspectionPhoto) => string;
}

export function markerList(facts: MarkerFacts, actions: LineActions): HTMLElement {
  if (facts.markers.length === 0) return element("p", { class: "fine" }, "此线没有登记界桩。");
  const sides = (["left", "right"] as const).filter((side) => facts.visits.some((one) => one.side === side));
  const loose = facts.photos.filter((photo) => markerOf(photo, facts.records) === null);
  return element(
    "div",
    {},
    facts.visits.length === 0 ? element("p", { class: "fine" }, "尚无到访结果。") : null,
    element(
      "table",
      { class: "rows" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...["界桩", ...sides.map((side) => SIDE_WORD[side]), "记录"].map((name) =>
            element("th", { scope: "col" }, name),
          ),
        ),
      ),
      element("tbody", {}, ...facts.markers.map((marker) => row(marker, sides, facts, actions))),
    ),
    loose.length ? element("p", { class: "fine" }, "其他照片：", ...photoLinks(loose, facts)) : null,
  );
}

function row(
  marker: LineMarker,
  sides: readonly ("left" | "right")[],
  facts: MarkerFacts,
  actions: LineActions,
): HTMLElement {
  const records = facts.records.filter((one) => one.subject === "marker" && one.marker === marker.number);
  const photos = facts.photos.filter((photo) => markerOf(photo, facts.records) === marker.number);
  return element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      markerButton(marker.number, actions),
      element("small", {}, chainageWords(marker.chainage_m)),
    ),
    ...sides.map((side) => visitCell(side, marker.number, facts.visits)),
    element(
      "td",
      {},
      ...(records.length || photos.length ? [] : ["—"]),
      ...records.map((record) =>
        element(
          "span",
          { class: "recorded" },
          `${SIDE_WORD[record.side]}：${record.condition_text ?? record.text}`,
          record.condition_text && record.text ? element("small", {}, record.text) : null,
        ),
      ),
      ...photoLinks(photos, facts),
    ),
  );
}

function visitCell(side: "left" | "right", number: string, visits: readonly VisitResult[]): HTMLElement {
  const result = visits.find((one) => one.side === side);
  const found = result?.markers.find((one) => one.number === number);
  if (!found) return element("td", {}, "—");
  const longest = longestOf(found.visits);
  return element(
    "td",
    {},
    element(
      "span",
      { class: `visited ${found.state}` },
      drawing("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, markerSign(found.state)),
      MARKER_WORD[found.state],
    ),
    longest
      ? element("small", {}, inBeijing(longest.arrived), element("br", {}), `停留 ${durationWords(longest.dwell_s)}`)
      : null,
  );
}

function longestOf(visits: readonly MarkerVisit[]): MarkerVisit | null {
  return visits.reduce<MarkerVisit | null>((a, b) => (a === null || b.dwell_s > a.dwell_s ? b : a), null);
}

function photoLinks(photos: readonly InspectionPhoto[], facts: MarkerFacts): HTMLElement[] {
  return photos.map((photo, at) =>
    element(
      "a",
      { href: facts.photoAddress(photo), target: "_blank", rel: "noopener", class: "photo-link" },
      photo.caption || `照片 ${at + 1}`,
    ),
  );
}

/** The marker that a photo is of: that of the record to which it belongs. */
export function markerOf(photo: InspectionPhoto, records: readonly InspectionRecord[]): string | null {
  return records.find(({ id }) => id === photo.record)?.marker ?? null;
}

/** What the sides together tell of each marker, by number; empty while nothing is computed. */
export function statesOf(visits: readonly VisitResult[]): Map<string, MarkerState> {
  const order: readonly MarkerState[] = ["not_seen", "unknown", "visited"];
  const states = new Map<string, MarkerState>();
  for (const { number, state } of visits.flatMap(({ markers }) => markers)) {
    const known = states.get(number);
    if (known === undefined || order.indexOf(state) > order.indexOf(known)) states.set(number, state);
  }
  return states;
}
