/** An inspection beside that of the round before. */

import { element } from "../components/element.ts";
import { byLength, lengthWords, shareWords, stretchWords } from "./chainage.ts";
import type { Comparison, SideComparison } from "./contract.ts";
import { stretchButton, type LineActions, type Stretch } from "./stretch.ts";
import { SIDE_WORD } from "./wording.ts";

/** Stretches listed of each kind; the longest tell enough. */
const LISTED = 20;

export function comparisonTable(comparison: Comparison, actions: LineActions): HTMLElement {
  if (comparison.previous === null) {
    return element("p", { class: "fine" }, "此前没有可比的联检结果。");
  }
  return element(
    "div",
    {},
    comparison.same_course === false
      ? element("p", { class: "fine" }, "两次之间界线重新登记，同一里程可能不在同一处。")
      : null,
    element(
      "table",
      { class: "rows" },
      element(
        "thead",
        {},
        element("tr", {}, ...["", "上一轮", "本次", "增减"].map((name) => element("th", { scope: "col" }, name))),
      ),
      element("tbody", {}, ...comparison.sides.map(shares)),
    ),
    ...comparison.sides
      .filter(({ side }) => side === "both" || side === "either")
      .flatMap((one) => [
        ...stretches(`${SIDE_WORD[one.side]}上一轮走到、本次未走到`, one.newly_missed, actions),
        ...stretches(`${SIDE_WORD[one.side]}本次新走到`, one.newly_walked, actions),
      ]),
  );
}

function shares({ side, share, previous_share }: SideComparison): HTMLElement {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, SIDE_WORD[side]),
    element("td", { class: "figure" }, shareWords(previous_share)),
    element("td", { class: "figure" }, shareWords(share)),
    element("td", { class: "figure" }, changeWords(previous_share, share)),
  );
}

/** By how many points of a hundred a share has grown or shrunk. */
export function changeWords(before: number, now: number): string {
  const points = ((now - before) * 100).toFixed(2);
  if (Number(points) === 0) return "持平";
  return Number(points) > 0 ? `+${points}` : points.replace("-", "−");
}

function stretches(title: string, found: readonly Stretch[] | undefined, actions: LineActions): HTMLElement[] {
  if (!found?.length) return [];
  return [
    element("h4", {}, `${title}（${found.length} 处）`),
    element(
      "ul",
      { class: "stretches" },
      ...byLength(found)
        .slice(0, LISTED)
        .map((one) => {
          const words = stretchWords(one.from_m, one.to_m);
          return element(
            "li",
            {},
            stretchButton(words, `${words}，在地图上显示`, one, actions),
            element("small", {}, lengthWords(one.to_m - one.from_m)),
          );
        }),
    ),
  ];
}
