/** A small line chart of a monthly series; months without a value leave a gap. */

import type { Series } from "../api/contract.ts";
import { drawing } from "./element.ts";

const WIDTH = 312;
const HEIGHT = 96;
const LEFT = 40;
const RIGHT = 6;
const TOP = 10;
const BOTTOM = 18;

export function lineChart(values: Series["values"], title: string, unit: string): SVGSVGElement {
  const known = values.flatMap(({ value }) => (value === null ? [] : [value]));
  const top = niceTop(Math.max(...known, 0));
  const x = (at: number): number =>
    LEFT + (values.length > 1 ? at / (values.length - 1) : 0.5) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const first = values[0]?.month.slice(0, 7) ?? "";
  const last = values.at(-1)?.month.slice(0, 7) ?? "";
  const label = `${title}，${first} 至 ${last}，单位${unit}，最大 ${format(Math.max(...known, 0))}`;
  const grid = [0, top / 2, top].flatMap((value) => [
    drawing("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "grid" }),
    drawing("text", { x: LEFT - 5, y: y(value) + 3.5, class: "axis", "text-anchor": "end" }, format(value)),
  ]);
  return drawing(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img", "aria-label": label },
    ...grid,
    drawing("path", { d: pathOf(values, x, y), class: "series" }),
    drawing("text", { x: LEFT, y: HEIGHT - 4, class: "axis" }, first),
    drawing("text", { x: WIDTH - RIGHT, y: HEIGHT - 4, class: "axis", "text-anchor": "end" }, last),
  );
}

function pathOf(values: Series["values"], x: (at: number) => number, y: (value: number) => number): string {
  let pen = false;
  return values
    .map(({ value }, at) => {
      if (value === null) {
        pen = false;
        return "";
      }
      const step = `${pen ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
      return step;
    })
    .join("");
}

/** The least of 1, 2, 2.5, 5 times a power of ten that is not below the value; 1 for nothing. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 2.5, 5, 10].find((step) => step * power >= value) ?? 10) * power);
}

function format(value: number): string {
  return value >= 10_000 ? `${+(value / 10_000).toFixed(1)}万` : String(+value.toFixed(1));
}
