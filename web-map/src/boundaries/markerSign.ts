/** A marker as a sign: whether it was visited is told by its shape, not by its colour alone. */

import { drawing } from "../components/element.ts";
import type { MarkerState } from "./contract.ts";

/** 14 by 14 pixels: a full block, an empty one that is struck out, a dotted one with a question. */
export function markerSign(state: MarkerState | null): SVGElement {
  const block = drawing("rect", { x: 3.5, y: 1.5, width: 7, height: 11, rx: 1.5, class: "block" });
  const inner: SVGElement[] =
    state === "not_seen"
      ? [drawing("path", { d: "M1.5 12.5L12.5 1.5", class: "strike" })]
      : state === "unknown"
        ? [drawing("text", { x: 7, y: 10.4, "text-anchor": "middle" }, "?")]
        : [drawing("rect", { x: 5.5, y: 3.6, width: 3, height: 3.4, class: "face" })];
  return drawing("g", { class: `marker-sign ${state ?? "plain"}` }, block, ...inner);
}
