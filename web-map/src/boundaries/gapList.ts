/** What was not walked, as a list: where, how long, by the nearest marker; the longest first. */

import { element } from "../components/element.ts";
import { byLength, lengthWords, shareWords, stretchWords } from "./chainage.ts";
import { nearWords } from "./chainageBar.ts";
import type { CoveragePart, CoverageResult, Side } from "./contract.ts";
import { stretchButton, type LineActions } from "./stretch.ts";
import { PART_WORD, SIDE_WORD } from "./wording.ts";

/** Rows drawn at once; a line with more has them all in its report. */
const ROWS = 200;

const OFFERED: readonly Side[] = ["both", "either", "left", "right"];

/** side: whose gaps are listed first; what is chosen is told to `chosen`. */
export function gapList(
  results: readonly CoverageResult[],
  side: Side,
  actions: LineActions,
  chosen: (side: Side) => void,
): HTMLElement {
  const offered = OFFERED.flatMap((one) => results.filter((result) => result.side === one && result.parts));
  const table = element("div", {});
  const choice = element("select", { "aria-label": "哪一方的缺口" });
  for (const result of offered) {
    const option = element("option", { value: result.side }, SIDE_WORD[result.side]);
    option.selected = result.side === side;
    choice.append(option);
  }
  const show = (): void => {
    const result = offered.find((one) => one.side === choice.value) ?? offered[0];
    if (result) table.replaceChildren(...tableOf(result, actions));
  };
  choice.addEventListener("change", () => {
    chosen(choice.value as Side);
    show();
  });
  show();
  return element(
    "div",
    { class: "gaps" },
    element("label", { class: "choice" }, element("span", {}, "按"), choice, element("span", {}, "的轨迹")),
    table,
  );
}

function tableOf(result: CoverageResult, actions: LineActions): HTMLElement[] {
  const { parts = [], length_m, walked_m } = result;
  const share = `走到 ${shareWords(walked_m / length_m)}（${lengthWords(walked_m)}，全长 ${lengthWords(length_m)}）。`;
  if (parts.length === 0) return [element("p", { class: "fine" }, `${share}没有缺口。`)];
  const sorted = byLength(parts);
  return [
    element("p", { class: "fine" }, `${share}${sumWords(parts)}`),
    element(
      "table",
      { class: "rows" },
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...["里程", "长度", "性质", "最近界桩"].map((name) => element("th", { scope: "col" }, name)),
        ),
      ),
      element("tbody", {}, ...sorted.slice(0, ROWS).map((part) => row(part, actions))),
    ),
    ...(sorted.length > ROWS
      ? [element("p", { class: "fine" }, `只列最长的 ${ROWS} 处，其余见报告。`)]
      : []),
  ];
}

/** How many pieces there are of each kind and how long they are together. */
export function sumWords(parts: readonly CoveragePart[]): string {
  const told = (["not_walked", "unknown"] as const).flatMap((kind) => {
    const own = parts.filter((part) => part.kind === kind);
    const metres = own.reduce((sum, { from_m, to_m }) => sum + to_m - from_m, 0);
    return own.length ? [`${PART_WORD[kind]} ${own.length} 处共 ${lengthWords(metres)}`] : [];
  });
  return told.length ? `${told.join("，")}。` : "";
}

function row(part: CoveragePart, actions: LineActions): HTMLElement {
  const words = stretchWords(part.from_m, part.to_m);
  return element(
    "tr",
    {},
    element("td", {}, stretchButton(words, `${PART_WORD[part.kind]} ${words}，在地图上显示`, part, actions)),
    element("td", { class: "figure" }, lengthWords(part.to_m - part.from_m)),
    element("td", {}, element("span", { class: `kind ${part.kind}` }, PART_WORD[part.kind])),
    element("td", {}, nearWords(part.nearest_marker, part.marker_m) || "—"),
  );
}
