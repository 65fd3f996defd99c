/** The strip over the time bar: the shares in words, the chainage bar, what its colours mean. */

import { element } from "../components/element.ts";
import { lengthWords, shareWords } from "./chainage.ts";
import type { CoverageResult, LineSummary, Side } from "./contract.ts";
import { sidesOf } from "./deskPanel.ts";

export interface DeskStrip {
  root: HTMLElement;
  show(line: LineSummary, coverage: readonly CoverageResult[]): void;
  hide(): void;
}

const SIGNS = [
  ["left", "左侧走到"],
  ["both", "双方走到"],
  ["right", "右侧走到"],
  ["not_walked", "未走到"],
  ["unknown", "无数据"],
] as const;

export function deskStrip(bar: HTMLElement): DeskStrip {
  const shares = element("p", { class: "shares" });
  const signs = element(
    "ul",
    { class: "bar-signs", "aria-label": "里程条图例" },
    ...SIGNS.map(([name, text]) =>
      element("li", {}, element("i", { class: name, "aria-hidden": "true" }), text),
    ),
  );
  const root = element(
    "section",
    { class: "desk-strip", "aria-label": "里程条", hidden: true },
    element("div", { class: "strip-head" }, shares, signs),
    bar,
  );
  return {
    root,
    show(line, coverage) {
      root.hidden = false;
      shares.textContent = sharesInWords(line, coverage);
    },
    hide() {
      root.hidden = true;
    },
  };
}

/** How much each side and both walked, of those that may be seen. */
export function sharesInWords(line: LineSummary, coverage: readonly CoverageResult[]): string {
  const sides = sidesOf(line);
  const named: readonly [Side, string][] = [
    ["left", `${sides.left}走到`],
    ["right", `${sides.right}走到`],
    ["both", "双方均走到"],
  ];
  const told = named.flatMap(([side, words]) => {
    const result = coverage.find((one) => one.side === side);
    return result ? [`${words} ${shareWords(result.walked_m / result.length_m)}`] : [];
  });
  const length = coverage[0] ? `全长 ${lengthWords(coverage[0].length_m)}：` : "";
  return told.length ? `${length}${told.join("，")}。` : "尚无走到情况的计算结果。";
}
