/** Problems that an inspection found and what became of them; the open ones first. */

import { element } from "../components/element.ts";
import { stretchWords } from "./chainage.ts";
import type { Finding, FindingState } from "./contract.ts";
import { markerButton, stretchButton, type LineActions } from "./stretch.ts";
import { inBeijing } from "./wording.ts";

const ORDER: readonly FindingState[] = ["open", "deferred", "passed_on", "remedied"];

export function openFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.number - b.number,
  );
}

export function findingList(findings: readonly Finding[], actions: LineActions): HTMLElement {
  if (findings.length === 0) return element("p", { class: "fine" }, "没有发现问题。");
  return element("ul", { class: "findings" }, ...openFirst(findings).map((one) => item(one, actions)));
}

function item(finding: Finding, actions: LineActions): HTMLElement {
  return element(
    "li",
    { class: finding.state },
    element(
      "p",
      {},
      element("strong", {}, `${finding.number}. ${finding.category_text}`),
      element("span", { class: "state" }, finding.state_text),
      placeOf(finding, actions),
    ),
    ...finding.steps.map((step) =>
      element(
        "p",
        { class: "fine" },
        `${inBeijing(step.recorded_at)}　${step.state_text}${step.text ? `：${step.text}` : ""}（${step.person}）`,
      ),
    ),
  );
}

function placeOf({ marker, from_m, to_m }: Finding, actions: LineActions): HTMLElement | null {
  if (marker !== null) return markerButton(marker, actions);
  if (from_m === null) return null;
  const stretch = { from_m, to_m: to_m ?? from_m };
  const words = stretchWords(stretch.from_m, stretch.to_m);
  return stretchButton(words, `${words}，在地图上显示`, stretch, actions);
}
