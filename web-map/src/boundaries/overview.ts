/** What is registered of a line, and how far its inspection is: who did what, and what is missing. */

import { element } from "../components/element.ts";
import { lengthWords } from "./chainage.ts";
import type {
  BoundaryAlert,
  CoverageResult,
  DueLine,
  InspectionDetail,
  LineFacts,
  NextStep,
} from "./contract.ts";
import { dueWords, unitName } from "./lineList.ts";
import { ALERT_WORD, durationWords, inBeijing, LINE_LEVEL, SIDE_WORD, wordOf } from "./wording.ts";

export function lineFacts(line: LineFacts, due: DueLine | null): HTMLElement {
  const agreed = [line.agreement, line.agreed_on].filter(Boolean).join("，");
  return facts([
    ["级别", wordOf(LINE_LEVEL, line.level)],
    ["左侧", `${unitName(line.left)}（${line.left.code}）`],
    ["右侧", `${unitName(line.right)}（${line.right.code}）`],
    ["协议书", agreed || "未登记"],
    ["批准", line.approved_by ?? "未登记"],
    ["长度", `协议 ${lengthWords(line.stated_m)}，计算 ${lengthWords(line.computed_m)}`],
    ["交会点", line.tripoints.map(({ name }) => name).join("、") || "未登记"],
    ["界桩", markerWords(line)],
    ["联检", due ? dueWords(due) : "五年内已联检"],
    ...(line.note ? ([["备注", line.note]] as [string, string][]) : []),
  ]);
}

function markerWords({ markers }: LineFacts): string {
  const faults = markers.faults.map(({ text }) => text).join("；");
  return `${markers.count} 个${faults ? `（${faults}）` : ""}`;
}

export function inspectionFacts(
  inspection: InspectionDetail,
  coverage: readonly CoverageResult[],
): HTMLElement {
  const { measures } = inspection;
  const computed = coverage[0]?.computed;
  const remarks = (coverage[0]?.sources.devices ?? []).flatMap(({ device, side, remarks }) =>
    remarks.map((remark) => `${SIDE_WORD[side]} ${device}：${remark}`),
  );
  return element(
    "div",
    {},
    element("h3", {}, "状态"),
    element(
      "ol",
      { class: "chain" },
      ...inspection.steps.map((step) =>
        element(
          "li",
          {},
          element("strong", {}, step.state_text),
          element("span", { class: "fine" }, `${step.day}　${step.office}　${step.person}`),
          step.note ? element("small", {}, step.note) : null,
        ),
      ),
    ),
    ...inspection.next.filter(({ state }) => state !== "cancelled").map((step) => element("p", { class: "next" }, nextWords(step))),
    element("h3", {}, "依据"),
    element(
      "p",
      { class: "fine" },
      `轨迹距界线 ${measures.within_m} 米以内为走到；距界桩 ${measures.radius_m} 米以内停留 ` +
        `${durationWords(measures.dwell_s)}以上为到访；定位中断超过 ${durationWords(measures.gap_s)}为无数据。` +
        (computed ? `结果计算于 ${inBeijing(computed)}。` : ""),
    ),
    ...(remarks.length
      ? [element("h3", {}, "轨迹存疑"), element("ul", { class: "remarks" }, ...remarks.map((one) => element("li", {}, one)))]
      : []),
  );
}

/** What a state that may follow lacks, each lack once with what it is about. */
export function nextWords({ state_text, missing }: NextStep): string {
  if (missing.length === 0) return `可转入“${state_text}”。`;
  const lacks = [...new Set(missing.map(({ text }) => text))].map((text) => {
    const which = missing.flatMap((one) => (one.text === text && one.which !== null ? [one.which] : []));
    const told = which.slice(0, 6).join("、");
    return which.length ? `${text} ${told}${which.length > 6 ? ` 等 ${which.length} 个` : ""}` : text;
  });
  return `转入“${state_text}”尚缺：${lacks.join("；")}。`;
}

export function alertList(alerts: readonly BoundaryAlert[]): HTMLElement | null {
  if (alerts.length === 0) return null;
  return element(
    "ul",
    { class: "alerts", "aria-label": "告警" },
    ...alerts.map(({ kind, marker, device, raised }) =>
      element(
        "li",
        {},
        element("strong", {}, wordOf(ALERT_WORD, kind)),
        [marker ? `界桩 ${marker}` : "", device ? `设备 ${device}` : "", inBeijing(raised)].filter(Boolean).join("　"),
      ),
    ),
  );
}

function facts(rows: readonly (readonly [string, string])[]): HTMLElement {
  return element(
    "dl",
    { class: "facts" },
    ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}
