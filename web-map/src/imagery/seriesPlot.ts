/**
 * A series of values over time: a gap stays a gap, and a strip below tells of each entry how much
 * of the area was seen and how much was under cloud.
 */

import { drawing } from "../components/element.ts";
import type { SeriesValue } from "./contract.ts";
import { inBeijing } from "./wording.ts";

export interface PlotActions {
  /** An entry is pointed at or has the focus; null when none is any more. */
  point(value: SeriesValue | null): void;
  choose(value: SeriesValue): void;
}

const WIDTH = 480;
const HEIGHT = 230;
const LEFT = 44;
const RIGHT = 12;
const TOP = 12;
const FLOOR = 166;
const STRIP_TOP = 192;
const STRIP = 22;

/** Milliseconds of an entry on the axis; null where nobody knows its time. */
export function timeOf({ datetime, period }: SeriesValue): number | null {
  const text = datetime ?? (period ? `${period}${"-01".repeat(period.length === 4 ? 2 : 1)}T00:00:00Z` : null);
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

/** Bounds of an axis that holds the values, on round numbers, never of no height. */
export function spanOf(values: readonly number[]): { low: number; high: number; step: number } {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const [from, to] = least === most ? [least - 0.1, most + 0.1] : [least, most];
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  return { low: Math.floor(from / step) * step, high: Math.ceil(to / step) * step, step };
}

/** Without the periods before the first and after the last of which there is an image: no gaps. */
export function withinRecord(values: readonly SeriesValue[]): SeriesValue[] {
  const seen = (value: SeriesValue): boolean => value.image !== undefined || (value.total_pixels ?? 0) > 0;
  const first = values.findIndex(seen);
  return first < 0 ? [] : values.slice(first, values.findLastIndex(seen) + 1);
}

/** Runs of entries that follow each other without a gap. */
export function runsOf(values: readonly SeriesValue[]): SeriesValue[][] {
  const runs: SeriesValue[][] = [];
  let run: SeriesValue[] = [];
  for (const value of values) {
    if (value.mean === null) {
      if (run.length) runs.push(run);
      run = [];
    } else run.push(value);
  }
  return run.length ? [...runs, run] : runs;
}

export function validShare({ valid_share, valid_pixels, total_pixels }: SeriesValue): number | null {
  if (valid_share !== undefined && valid_share !== null) return valid_share;
  return total_pixels ? (valid_pixels ?? 0) / total_pixels : null;
}

/** What the server says of a gap, in Chinese; what this page does not know is shown as it came. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^no image$/, "此期没有影像"],
  [/^no part of a pixel lies in the polygon/, "范围内没有像元"],
  [/^no clear pixel/, "没有无云的像元"],
  [/^clouds hide ([\d.]+%) of the .*$/, "云遮 $1，其余也没有值"],
  [/^none of the .* pixels has a value$/, "没有有效像元"],
  [/^counted on an overview: one pixel for (\d+) x .*$/, "按金字塔每 $1×$1 像元取一"],
  [/^the image covers ([\d.]+%) of the polygon$/, "影像只覆盖 $1"],
  [/needs the bands|no band/i, "影像没有所需波段"],
];

export function reasonWords(reason: string): string {
  const parts = reason.split("; ").map((part) => {
    const [pattern, words] = REASONS.find(([each]) => each.test(part)) ?? [];
    return pattern && words ? (pattern.exec(part)?.[0] ?? part).replace(pattern, words) : part;
  });
  return parts.join("；");
}

const share = (value: number): string => `${Math.round(value * 100)}%`;

/** An entry as a sentence. */
export function wordsOf(value: SeriesValue): string {
  const when = value.period ?? (value.datetime ? inBeijing(value.datetime) : "时间不详");
  const valid = validShare(value);
  const clouded = value.clouded_share ?? null;
  const parts = [
    value.mean === null
      ? `无值（${value.reason ? reasonWords(value.reason) : "原因不详"}）`
      : `均值 ${value.mean.toFixed(3)}`,
    value.median === null || value.median === undefined ? "" : `中位数 ${value.median.toFixed(3)}`,
    value.min === null || value.max === null ? "" : `${value.min.toFixed(3)} 至 ${value.max.toFixed(3)}`,
    valid === null ? "" : `有效 ${share(valid)}`,
    clouded === null ? "" : `云 ${share(clouded)}`,
    value.scenes === undefined ? "" : `${value.scenes} 景`,
    value.anomaly === null || value.anomaly === undefined ? "" : `距平 ${value.anomaly.toFixed(3)}`,
    value.mean !== null && value.reason ? reasonWords(value.reason) : "",
  ];
  return `${when}：${parts.filter(Boolean).join("，")}`;
}

export function seriesPlot(values: readonly SeriesValue[], title: string, actions: PlotActions): SVGSVGElement {
  const known = values.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  const times = values.flatMap((value) => timeOf(value) ?? []);
  const { low, high, step } = spanOf(known.length ? known : [0, 1]);
  const first = Math.min(...times);
  const last = Math.max(...times);
  const x = (value: SeriesValue): number => {
    const time = timeOf(value) ?? first;
    const place = first === last ? 0.5 : (time - first) / (last - first);
    return LEFT + 8 + place * (WIDTH - LEFT - RIGHT - 16);
  };
  const y = (value: number): number => FLOOR - ((value - low) / (high - low)) * (FLOOR - TOP);
  const lines = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, at) => low + at * step);
  const grid = lines.flatMap((value) => [
    drawing("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "grid" }),
    drawing("text", { x: LEFT - 6, y: y(value) + 3.5, class: "axis", "text-anchor": "end" }, String(+value.toFixed(4))),
  ]);
  const paths = runsOf(values).map((run) =>
    drawing("path", {
      d: run.map((value, at) => `${at ? "L" : "M"}${x(value).toFixed(1)} ${y(value.mean as number).toFixed(1)}`).join(""),
      class: "series",
    }),
  );
  const bar = Math.min(Math.max((WIDTH - LEFT - RIGHT) / Math.max(values.length, 1) - 2, 2), 10);
  const strip = values.flatMap((value) => shareBars(value, x(value), bar));
  const marks = values.map((value) => mark(value, x(value), value.mean === null ? FLOOR : y(value.mean), actions));
  return drawing(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart series-plot", role: "group", "aria-label": title },
    ...grid,
    ...paths,
    drawing("text", { x: LEFT - 6, y: STRIP_TOP + 14, class: "axis", "text-anchor": "end" }, "有效"),
    ...strip,
    ...marks,
    ...ends(first, last),
  );
}

function shareBars(value: SeriesValue, x: number, width: number): SVGElement[] {
  const valid = validShare(value) ?? 0;
  const clouded = value.clouded_share ?? 0;
  const part = (from: number, to: number, kind: string): SVGElement =>
    drawing("rect", {
      x: x - width / 2,
      width,
      y: STRIP_TOP + STRIP * (1 - to),
      height: STRIP * (to - from),
      class: kind,
    });
  return [
    part(0, 1, "share unseen"),
    part(0, valid, "share valid"),
    part(valid, Math.min(valid + clouded, 1), "share clouded"),
  ];
}

function mark(value: SeriesValue, x: number, y: number, actions: PlotActions): SVGElement {
  const words = wordsOf(value);
  const made = drawing(
    "g",
    { class: value.mean === null ? "mark gap" : "mark", tabindex: 0, role: "button", "aria-label": words },
    drawing("circle", { cx: x, cy: y, r: 10, class: "reach" }),
    drawing("circle", { cx: x, cy: y, r: 3.8 }),
  );
  made.addEventListener("pointerenter", () => actions.point(value));
  made.addEventListener("pointerleave", () => actions.point(null));
  made.addEventListener("focus", () => actions.point(value));
  made.addEventListener("blur", () => actions.point(null));
  made.addEventListener("click", () => actions.choose(value));
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    actions.choose(value);
  });
  return made;
}

function ends(first: number, last: number): SVGElement[] {
  if (!Number.isFinite(first)) return [];
  const day = (time: number): string => inBeijing(new Date(time).toISOString()).slice(0, 10);
  const text = (x: number, anchor: string, time: number): SVGElement =>
    drawing("text", { x, y: FLOOR + 16, class: "axis", "text-anchor": anchor }, day(time));
  return first === last
    ? [text((LEFT + WIDTH - RIGHT) / 2, "middle", first)]
    : [text(LEFT, "start", first), text(WIDTH - RIGHT, "end", last)];
}
