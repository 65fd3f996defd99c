/** Finding patches: by what differs between two images, looked at before it is stored, or by a file. */

import { button, element } from "../components/element.ts";
import { INDICES } from "../imagery/indices.ts";
import { dayField } from "../imagery/sceneList.ts";
import { typedDay } from "../time/days.ts";
import type { DifferencePreview, DifferenceQuestion, Entered } from "./contract.ts";
import { KINDS } from "./wording.ts";
import { inBeijing } from "../imagery/wording.ts";

export type SearchArea = "view" | "polygon" | "division";

/** What is asked, without where. */
export type Terms = Omit<DifferenceQuestion, "polygon" | "division" | "date">;

export interface FindFormActions {
  draw(): void;
  preview(): void;
  keep(): void;
}

export interface FindForm {
  root: HTMLElement;
  readonly area: SearchArea;
  readonly division: string;
  setDays(before: string, after: string): void;
  /** Null where something is missing; what, is said. */
  terms(): Terms | null;
  tell(sentence: string): void;
  /** Only what was looked at can be stored. */
  allowKeeping(allowed: boolean): void;
}

export function findForm(actions: FindFormActions): FindForm {
  const before = dayField("之前影像的日期", "之前 2024-04-10");
  const after = dayField("之后影像的日期", "之后 2024-09-20");
  const select = (label: string, options: readonly (readonly [string, string])[]): HTMLSelectElement =>
    element("select", { "aria-label": label }, ...options.map(([value, name]) => element("option", { value }, name)));
  const index = select("比较的指数", Object.entries(INDICES).map(([name, { short }]) => [name, short] as const));
  const direction = select("变化方向", [
    ["fall", "变小"],
    ["rise", "变大"],
    ["both", "变大或变小"],
  ]);
  const method = select("判定方法", [
    ["threshold", "差值超过"],
    ["mads", "偏离中位（MAD 倍数）"],
  ]);
  const number = (label: string, value: string): HTMLInputElement =>
    element("input", { type: "text", class: "number", inputmode: "decimal", "aria-label": label, value, autocomplete: "off" });
  const limit = number("判定数值", "0.3");
  const least = number("最小面积（平方米）", "2000");
  const smooth = number("平滑（米）", "50");
  const kind = select("疑似类型", KINDS.map((each) => [each, each] as const));
  const where = select("查找范围", [
    ["view", "视野之内"],
    ["polygon", "画一块地"],
    ["division", "区划代码"],
  ]);
  const division = element("input", { type: "text", "aria-label": "查找的区划代码", placeholder: "区划代码", inputmode: "numeric" });
  division.hidden = true;
  const keep = button("存为图斑", "把预览所得存为图斑", actions.keep);
  keep.disabled = true;
  const told = element("p", { class: "told", role: "status" });
  const complaint = element("p", { class: "complaint", role: "alert" });
  where.addEventListener("change", () => {
    division.hidden = where.value !== "division";
    if (where.value === "polygon") actions.draw();
  });
  method.addEventListener("change", () => void (limit.value = method.value === "mads" ? "6" : "0.3"));
  const form = element(
    "form",
    { class: "find-form", "aria-label": "两期影像找图斑" },
    row("影像", before, after),
    row("范围", where, division),
    row("比较", index, direction),
    row("判定", method, limit),
    row("面积不小于", least, "平方米，平滑", smooth, "米"),
    row("疑似", kind),
    complaint,
    element(
      "div",
      { class: "scene-query" },
      element("button", { type: "submit", class: "button play" }, "预览"),
      keep,
    ),
    told,
  );
  // What is changed has not been looked at.
  form.addEventListener("change", () => void (keep.disabled = true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    actions.preview();
  });
  return {
    root: form,
    get area() {
      return where.value as SearchArea;
    },
    get division() {
      return division.value.trim();
    },
    setDays(earlier, later) {
      before.value = earlier;
      after.value = later;
    },
    terms() {
      const days = { before: typedDay(before.value), after: typedDay(after.value) };
      const [bound, area, metres] = [limit, least, smooth].map(({ value }) => Number(value)) as [number, number, number];
      const wrong = [
        days.before && days.after ? "" : "两期影像的日期",
        days.before && days.after && days.before >= days.after ? "先后次序（之前须早于之后）" : "",
        bound > 0 ? "" : "判定数值（大于 0）",
        area >= 0 ? "" : "最小面积",
        metres >= 0 ? "" : "平滑的米数",
      ].filter(Boolean);
      complaint.textContent = wrong.length ? `请核对${wrong.join("、")}` : "";
      if (wrong.length || !days.before || !days.after) return null;
      return {
        before: days.before,
        after: days.after,
        index: index.value,
        direction: direction.value as Terms["direction"],
        ...(method.value === "mads" ? { mads: bound } : { threshold: bound }),
        min_area_m2: area,
        smooth_m: metres,
        kind: kind.value,
      };
    },
    tell(sentence) {
      told.textContent = sentence;
    },
    allowKeeping(allowed) {
      keep.disabled = !allowed;
    },
  };
}

function row(name: string, ...parts: (HTMLElement | string)[]): HTMLElement {
  return element("div", { class: "find-row" }, element("span", {}, name), ...parts);
}

/** What a preview found, and how much of the place it could compare. */
export function previewWords({ difference, features }: DifferencePreview): string {
  const { before, after } = difference.images;
  const share = (value: number): string => `${+(value * 100).toFixed(1)}%`;
  const when = (instant: string | null): string => (instant ? inBeijing(instant).slice(0, 10) : "时间不详");
  const hidden = [
    difference.clouded_share > 0 ? `云遮 ${share(difference.clouded_share)}` : "",
    difference.nodata_share > 0 ? `无值 ${share(difference.nodata_share)}` : "",
  ].filter(Boolean);
  const unseen = hidden.length ? `（${hidden.join("，")}，未作比较）` : "";
  return (
    `比较 ${when(before.datetime)} 与 ${when(after.datetime)} 的影像，可比 ${share(difference.compared_share)}${unseen}，` +
    (features.length ? `发现 ${features.length} 处，尚未存储。` : "没有发现符合条件的变化。")
  );
}

/** What became of a file or a difference that was stored. */
export function enteredWords({ known, patches, details }: Entered): string {
  if (known) return `此前已经存过，共 ${patches.length} 个图斑，没有变化。`;
  const refused = details.refused ?? [];
  const reasons = refused.slice(0, 3).map(({ text, reason }) => text ?? reason ?? "原因不详");
  return [
    `已存 ${patches.length} 个图斑`,
    details.repaired ? `，修复 ${details.repaired} 个` : "",
    refused.length ? `，拒收 ${refused.length} 个（${reasons.join("；")}${refused.length > 3 ? " 等" : ""}）` : "",
    "。",
  ].join("");
}
