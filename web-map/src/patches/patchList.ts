/** The patches to choose from, by division, state and whether their term has passed. */

import { button, element } from "../components/element.ts";
import type { Patch, PatchFilter, PatchState } from "./contract.ts";
import { areaWords, dueWords, placeWords, STATE, STATES } from "./wording.ts";

export interface PatchListActions {
  search(): void;
  more(): void;
  pick(id: number): void;
  find(): void;
  upload(): void;
}

export interface PatchList {
  root: HTMLElement;
  readonly filter: PatchFilter;
  show(patches: readonly Patch[], total: number): void;
  say(sentence: string): void;
  focus(id: number | null): void;
}

/** While someone types, the question waits for this rest. */
const REST_MS = 250;

export function patchList(actions: PatchListActions): PatchList {
  const division = element("input", {
    type: "search",
    "aria-label": "区划代码",
    placeholder: "区划代码",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 12,
  });
  const state = element(
    "select",
    { "aria-label": "图斑状态" },
    element("option", { value: "" }, "各状态"),
    ...STATES.map((each) => element("option", { value: each }, STATE[each].name)),
  );
  const overdue = element("input", { type: "checkbox", "aria-label": "只列逾期" });
  const remark = element("p", { class: "fine", role: "status" });
  const list = element("ul", { class: "lines patches", "aria-label": "疑似图斑" });
  const more = button("显示更多", "显示更多图斑", actions.more);
  more.hidden = true;
  let timer = 0;
  division.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(actions.search, REST_MS);
  });
  for (const field of [state, overdue]) field.addEventListener("change", actions.search);
  const root = element(
    "div",
    { class: "line-list" },
    element(
      "div",
      { class: "scene-query" },
      division,
      state,
      element("label", { class: "choice" }, overdue, "逾期"),
    ),
    element(
      "div",
      { class: "scene-query" },
      button("两期影像找图斑", "由两期影像的差异找图斑", actions.find),
      button("上传图斑文件", "上传图斑文件", actions.upload),
    ),
    remark,
    list,
    more,
  );
  return {
    root,
    get filter() {
      return {
        division: /^\d{2,12}$/.test(division.value.trim()) ? division.value.trim() : null,
        state: (state.value || null) as PatchState | null,
        overdue: overdue.checked ? true : null,
      };
    },
    show(patches, total) {
      const late = patches.filter((patch) => patch.overdue).length;
      remark.textContent =
        total === 0 ? "没有符合条件的图斑。" : `共 ${total} 个图斑${late ? `，其中 ${late} 个逾期` : ""}`;
      list.replaceChildren(...patches.map((patch) => row(patch, actions)));
      more.hidden = patches.length >= total;
    },
    say(sentence) {
      remark.textContent = sentence;
      list.replaceChildren();
      more.hidden = true;
    },
    focus(id) {
      const found = id === null ? null : list.querySelector(`[data-patch="${id}"]`);
      ((found ?? division) as HTMLElement).focus();
    },
  };
}

export function stateBadge(state: PatchState): HTMLElement {
  return element("span", { class: "patch-state", style: `background:${STATE[state].colour}` }, STATE[state].name);
}

function row(patch: Patch, actions: PatchListActions): HTMLElement {
  const due = dueWords(patch);
  const made = element(
    "button",
    { type: "button", class: "line", "data-patch": patch.id },
    element("strong", {}, patch.kind),
    stateBadge(patch.state),
    element("span", { class: "line-number" }, `#${patch.id}`),
    element(
      "small",
      {},
      [placeWords(patch.divisions), areaWords(patch.area_m2), `${patch.found_on} 发现`].filter(Boolean).join("　"),
      due ? element("span", { class: patch.overdue ? "due over" : "due" }, due) : null,
    ),
  );
  made.addEventListener("click", () => actions.pick(patch.id));
  return element("li", {}, made);
}
