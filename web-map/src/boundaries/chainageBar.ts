/**
 * The chainage bar: a line drawn straight, its markers, and what each side walked of it.
 *
 * A grid after the ARIA pattern: one stop of the Tab key, the arrows walk along a strip and from
 * strip to strip, Enter goes there on the map. What is pointed at is said in words below it.
 */

import { drawing, element } from "../components/element.ts";
import {
  chainageWords,
  placed,
  shareWords,
  spansOf,
  stretchWords,
  lengthWords,
  tickStep,
  ticksOf,
  tickWords,
  type Span,
} from "./chainage.ts";
import type { CoverageResult, MarkerState, Side } from "./contract.ts";
import { markerSign } from "./markerSign.ts";
import { MARKER_WORD, PART_WORD } from "./wording.ts";

export interface BarMarker {
  number: string;
  chainage_m: number;
  /** Null while nothing is computed. */
  state: MarkerState | null;
}

export interface BarRow {
  side: Side;
  /** Whose: 左侧, 右侧, 双方. */
  name: string;
  /** Null where there is none, or none that may be seen. */
  result: Pick<CoverageResult, "length_m" | "walked_m" | "parts"> | null;
  /** What stands in place of the strip where there is none, or its parts may not be seen. */
  remark: string;
}

export interface BarContent {
  length_m: number;
  markers: readonly BarMarker[];
  rows: readonly BarRow[];
}

/** What is pointed at: a piece of one side's strip, or a marker. */
export type BarTarget =
  | { kind: "span"; side: Side; span: Span }
  | { kind: "marker"; marker: BarMarker };

export interface ChainageBarActions {
  /** It is pointed at, or nothing is any more. */
  point(target: BarTarget | null): void;
  /** The map shall go there. */
  choose(target: BarTarget): void;
}

export interface ChainageBar {
  root: HTMLElement;
  show(content: BarContent): void;
}

const LABELS_PX = 118;
const END_PX = 24;
const ROW_PX = 17;
const BETWEEN_PX = 7;
const MARKERS_PX = 26;
const AXIS_PX = 24;
const LEAST_SPAN_PX = 4;
const MARKER_PX = 14;
const TICKS_APART_PX = 64;

const KEYS_ID = "chainage-keys";

export function chainageBar(actions: ChainageBarActions): ChainageBar {
  const said = element("p", { class: "bar-said", role: "status" });
  const stage = element("div", { class: "bar-stage" });
  const keys = element(
    "p",
    { id: KEYS_ID, class: "for-readers" },
    "左右方向键沿界线移动，上下方向键换行，Home 与 End 到两端，回车在地图上显示。",
  );
  const root = element("div", { class: "chainage-bar" }, stage, said, keys);
  let content: BarContent | null = null;
  let cells: Cell[][] = [];
  let width = 0;

  function draw(): void {
    const { length_m } = content ?? {};
    if (!content || !length_m || width < LABELS_PX + 80) {
      stage.replaceChildren();
      cells = [];
      return;
    }
    const held = stage.contains(document.activeElement) ? focused() : null;
    const drawn = laidOut(content, width);
    cells = drawn.cells;
    stage.replaceChildren(drawn.svg);
    const first = cells.findIndex((row) => row.length > 0);
    if (first >= 0) cells[first]?.[0]?.node.setAttribute("tabindex", "0");
    if (held) moveTo(held.row, held.column);
  }

  function focused(): { row: number; column: number } | null {
    for (const [row, line] of cells.entries()) {
      const column = line.findIndex(({ node }) => node === document.activeElement);
      if (column >= 0) return { row, column };
    }
    return null;
  }

  function moveTo(row: number, column: number): void {
    const line = cells[row];
    const cell = line?.[Math.min(Math.max(column, 0), line.length - 1)];
    if (!cell) return;
    for (const { node } of cells.flat()) node.setAttribute("tabindex", "-1");
    cell.node.setAttribute("tabindex", "0");
    cell.node.focus();
  }

  /** The cell of another row that lies nearest along the line. */
  function across(from: { row: number; column: number }, step: 1 | -1): void {
    const middle = cells[from.row]?.[from.column]?.middle_m ?? 0;
    for (let row = from.row + step; row >= 0 && row < cells.length; row += step) {
      const line = cells[row] ?? [];
      if (line.length === 0) continue;
      const away = line.map((cell) => Math.max(cell.from_m - middle, middle - cell.to_m, 0));
      moveTo(row, away.indexOf(Math.min(...away)));
      return;
    }
  }

  function tell(target: BarTarget | null): void {
    said.textContent = target ? wordsOf(target, content) : "";
    actions.point(target);
  }

  stage.addEventListener("keydown", (event) => {
    const at = focused();
    if (!at) return;
    const last = (cells[at.row]?.length ?? 1) - 1;
    if (event.key === "ArrowRight") moveTo(at.row, at.column + 1);
    else if (event.key === "ArrowLeft") moveTo(at.row, at.column - 1);
    else if (event.key === "ArrowDown") across(at, 1);
    else if (event.key === "ArrowUp") across(at, -1);
    else if (event.key === "Home") moveTo(at.row, 0);
    else if (event.key === "End") moveTo(at.row, last);
    else if (event.key === "Enter" || event.key === " ") {
      const cell = cells[at.row]?.[at.column];
      if (cell) actions.choose(cell.target);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const cellOf = (event: Event): Cell | null =>
    cells.flat().find(({ node }) => node.contains(event.target as Node)) ?? null;
  stage.addEventListener("focusin", (event) => tell(cellOf(event)?.target ?? null));
  stage.addEventListener("focusout", () => tell(null));
  stage.addEventListener("pointerover", (event) => {
    const cell = cellOf(event);
    if (cell) tell(cell.target);
  });
  stage.addEventListener("pointerleave", () => tell(null));
  stage.addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    for (const [row, line] of cells.entries()) {
      if (line.includes(cell)) moveTo(row, line.indexOf(cell));
    }
    actions.choose(cell.target);
  });
  new ResizeObserver(([entry]) => {
    const next = Math.floor(entry?.contentRect.width ?? 0);
    if (next === width) return;
    width = next;
    draw();
  }).observe(stage);

  return {
    root,
    show(next) {
      content = next;
      said.textContent = "";
      draw();
    },
  };
}

interface Cell {
  node: SVGElement;
  target: BarTarget;
  from_m: number;
  to_m: number;
  middle_m: number;
}

function laidOut(content: BarContent, width: number): { svg: SVGSVGElement; cells: Cell[][] } {
  const { length_m, rows } = content;
  const bar = { left: LABELS_PX, width: width - LABELS_PX - END_PX };
  const markers = markerRow(content, bar);
  const strips = rows.map((row, at) => strip(row, length_m, bar, MARKERS_PX + at * (ROW_PX + BETWEEN_PX)));
  const bottom = MARKERS_PX + rows.length * (ROW_PX + BETWEEN_PX);
  const height = bottom + AXIS_PX;
  const svg = drawing(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "grid",
      "aria-label": `里程条，全长 ${lengthWords(length_m)}`,
      "aria-describedby": KEYS_ID,
    },
    hatch(),
    drawing("g", { role: "row" }, ...markers.nodes),
    ...strips.map(({ nodes }) => drawing("g", { role: "row" }, ...nodes)),
    axis(length_m, bar, bottom),
  );
  return { svg, cells: [markers.cells, ...strips.map(({ cells }) => cells)] };
}

function hatch(): SVGElement {
  return drawing(
    "defs",
    {},
    drawing(
      "pattern",
      { id: "unknown-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      drawing("rect", { width: 6, height: 6, class: "unknown-ground" }),
      drawing("line", { x1: 0, y1: 0, x2: 0, y2: 6, class: "unknown-line" }),
    ),
  );
}

interface Row {
  nodes: SVGElement[];
  cells: Cell[];
}

function markerRow({ markers, length_m }: BarContent, bar: { left: number; width: number }): Row {
  const nodes: SVGElement[] = [label("界桩", "", 0, MARKERS_PX - 4)];
  let free = -Infinity;
  const cells = [...markers]
    .sort((a, b) => a.chainage_m - b.chainage_m)
    .map((marker): Cell => {
      const x = bar.left + (Math.min(marker.chainage_m, length_m) / length_m) * bar.width;
      const words = `${marker.number} ${chainageWords(marker.chainage_m)}`;
      const node = drawing(
        "g",
        {
          role: "gridcell",
          tabindex: -1,
          class: "bar-marker",
          transform: `translate(${x - MARKER_PX / 2} 4)`,
          "aria-label": marker.state ? `界桩 ${words} ${MARKER_WORD[marker.state]}` : `界桩 ${words}`,
        },
        drawing("rect", { width: MARKER_PX, height: MARKERS_PX - 6, fill: "transparent" }),
        markerSign(marker.state),
      );
      nodes.push(node);
      const told = shortNumber(marker.number);
      if (x - free > told.length * 7 + 12) {
        nodes.push(
          drawing("text", { x: x + 7, y: 15, class: "bar-number", "aria-hidden": "true" }, told),
        );
        free = x;
      }
      const { chainage_m } = marker;
      return { node, target: { kind: "marker", marker }, from_m: chainage_m, to_m: chainage_m, middle_m: chainage_m };
    });
  return { nodes, cells };
}

/** The serial and type of a number (001Q): the line's own part is the same for all. */
export function shortNumber(number: string): string {
  return /\d{1,3}[QABCDE]$/.exec(number)?.[0] ?? number.slice(-6);
}

function strip(row: BarRow, length_m: number, bar: { left: number; width: number }, top: number): Row {
  const share = row.result ? shareWords(row.result.walked_m / row.result.length_m) : "";
  const nodes: SVGElement[] = [label(row.name, share, top, ROW_PX)];
  if (!row.result?.parts) {
    nodes.push(
      drawing("rect", { x: bar.left, y: top, width: bar.width, height: ROW_PX, class: "bar-empty" }),
      drawing(
        "text",
        { x: bar.left + 8, y: top + ROW_PX - 4.5, class: "bar-remark", role: "gridcell" },
        row.remark,
      ),
    );
    return { nodes, cells: [] };
  }
  // What was not walked lies on top: a short one is seen beside a long walked one.
  const order = { walked: 0, unknown: 1, not_walked: 2 };
  const cells = spansOf(row.result.length_m, row.result.parts).map((span): Cell => {
    const { x, width } = placed(span, length_m, bar, span.kind === "walked" ? 1 : LEAST_SPAN_PX);
    const node = drawing("rect", {
      x,
      y: top,
      width,
      height: ROW_PX,
      role: "gridcell",
      tabindex: -1,
      class: `bar-span ${row.side} ${span.kind}`,
      "aria-label": `${row.name} ${spanWords(span)}`,
    });
    const middle_m = (span.from_m + span.to_m) / 2;
    return { node, target: { kind: "span", side: row.side, span }, from_m: span.from_m, to_m: span.to_m, middle_m };
  });
  const drawn = cells.map(({ node, target }) => ({ node, at: target.kind === "span" ? order[target.span.kind] : 0 }));
  nodes.push(...drawn.sort((a, b) => a.at - b.at).map(({ node }) => node));
  return { nodes, cells };
}

function label(name: string, share: string, top: number, height: number): SVGElement {
  return drawing(
    "g",
    { role: "rowheader" },
    drawing("text", { x: 0, y: top + height - 4.5, class: "bar-label" }, name),
    share
      ? drawing("text", { x: LABELS_PX - 12, y: top + height - 4.5, class: "bar-share", "text-anchor": "end" }, share)
      : null,
  );
}

function axis(length_m: number, bar: { left: number; width: number }, top: number): SVGElement {
  const step = tickStep(length_m, bar.width, TICKS_APART_PX);
  return drawing(
    "g",
    { class: "bar-axis", "aria-hidden": "true" },
    drawing("line", { x1: bar.left, x2: bar.left + bar.width, y1: top, y2: top }),
    ...ticksOf(length_m, step).flatMap((metres) => {
      const x = bar.left + (metres / length_m) * bar.width;
      return [
        drawing("line", { x1: x, x2: x, y1: top, y2: top + 5 }),
        drawing("text", { x, y: top + 18, "text-anchor": "middle" }, tickWords(metres, step)),
      ];
    }),
  );
}

/** A piece in words: kind, from, to, how long; of one not walked also the nearest marker. */
export function spanWords({ from_m, to_m, kind, part }: Span): string {
  const near = part ? nearWords(part.nearest_marker, part.marker_m) : "";
  return `${PART_WORD[kind]} ${stretchWords(from_m, to_m)}（${lengthWords(to_m - from_m)}）${near ? `，${near}` : ""}`;
}

/** Where a part lies by the nearest marker; "" on a line without markers. */
export function nearWords(marker: string | null, metres: number | null): string {
  if (marker === null) return "";
  return metres ? `距界桩 ${marker} ${lengthWords(metres)}` : `界桩 ${marker} 在其中`;
}

function wordsOf(target: BarTarget, content: BarContent | null): string {
  if (target.kind === "span") {
    const name = content?.rows.find(({ side }) => side === target.side)?.name ?? "";
    return `${name}：${spanWords(target.span)}`;
  }
  const { number, chainage_m, state } = target.marker;
  return `界桩 ${number}，${chainageWords(chainage_m)}${state ? `，${MARKER_WORD[state]}` : ""}`;
}
