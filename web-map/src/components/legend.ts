/** What the signs of the map mean. */

import { COLOUR } from "../layers/palette.ts";
import { drawing, element } from "./element.ts";

interface Sign {
  text: string;
  /** Of the country only: the fictional sample has no such line. */
  country?: true;
  draw: () => SVGElement[];
}

const line = (colour: string, width: number, dash: string | null = null): SVGElement =>
  drawing("line", { x1: 1, y1: 8, x2: 29, y2: 8, stroke: colour, "stroke-width": width, "stroke-dasharray": dash });

const box = (fill: string): SVGElement =>
  drawing("rect", { x: 2, y: 2, width: 26, height: 12, fill, stroke: COLOUR.divisionLine, "stroke-width": 0.8 });

const SIGNS: readonly Sign[] = [
  { text: "国界", country: true, draw: () => [line("#eac5cf", 7), line(COLOUR.national, 2)] },
  { text: "未定国界", country: true, draw: () => [line(COLOUR.national, 2, "4 4")] },
  { text: "九段线", country: true, draw: () => [line(COLOUR.national, 4, "10 7")] },
  { text: "省级界", draw: () => [line(COLOUR.provinceLine, 2.2)] },
  { text: "地级界", draw: () => [line(COLOUR.prefectureLine, 1.6)] },
  { text: "县级界", draw: () => [line(COLOUR.divisionLine, 1.1)] },
  { text: "近似界线（由变更推得）", draw: () => [line(COLOUR.prefectureLine, 1.4, "5 3")] },
  { text: "资料暂缺", draw: () => [box("url(#legend-hatch)")] },
  { text: "界线不详（数区合绘）", draw: () => [box("url(#legend-cross)")] },
  {
    text: "界桩",
    draw: () => [
      drawing("rect", { x: 11, y: 2, width: 7, height: 12, rx: 1.5, fill: "#fff", stroke: COLOUR.marker, "stroke-width": 1.4 }),
      drawing("rect", { x: 13, y: 4, width: 3, height: 3.6, fill: COLOUR.marker }),
    ],
  },
  {
    text: "视频点位与可视范围",
    draw: () => [
      drawing("path", { d: "M10 8 L28 2 A19 19 0 0 1 28 14 Z", fill: COLOUR.camera, "fill-opacity": 0.2, stroke: COLOUR.camera }),
      drawing("circle", { cx: 9, cy: 8, r: 5, fill: COLOUR.camera }),
    ],
  },
  { text: "车辆轨迹", draw: () => [line(COLOUR.vehicle, 2.6)] },
  { text: "巡查轨迹", draw: () => [line(COLOUR.patrol, 2.6)] },
];

function pattern(id: string, background: string, colour: string, crossed: boolean): SVGElement {
  return drawing(
    "pattern",
    { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    drawing("rect", { width: 6, height: 6, fill: background }),
    drawing("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: colour, "stroke-width": 1.6 }),
    crossed ? drawing("line", { x1: 0, y1: 0, x2: 6, y2: 0, stroke: colour, "stroke-width": 1.6 }) : null,
  );
}

export function legend(fictional: boolean): HTMLElement {
  const patterns = drawing(
    "svg",
    { width: 0, height: 0, class: "patterns", "aria-hidden": "true" },
    drawing(
      "defs",
      {},
      pattern("legend-hatch", "#eef1f2", COLOUR.hatch, false),
      pattern("legend-cross", "#f3f1ec", "#b3a893", true),
    ),
  );
  const rows = SIGNS.filter(({ country }) => !(fictional && country)).map(({ text, draw }) =>
    element(
      "li",
      {},
      drawing("svg", { viewBox: "0 0 30 16", width: 30, height: 16, "aria-hidden": "true" }, ...draw()),
      text,
    ),
  );
  return element("div", { class: "legend" }, patterns, element("ul", {}, ...rows));
}
