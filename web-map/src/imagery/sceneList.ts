/** Scenes of a place to choose from: what took them, when, how clear they are, what is to be known. */

import { button, element } from "../components/element.ts";
import { typedDay } from "../time/days.ts";
import type { Scene } from "./contract.ts";
import type { Side } from "./comparisonBar.ts";
import {
  cloudWords,
  dayOf,
  flagWords,
  gradeWords,
  isDrawn,
  resolutionWords,
  sensorWords,
  timeWords,
} from "./wording.ts";

/** Where scenes are listed: at a point, in what the map shows, in the division clicked. */
export type Where = "point" | "view" | "division";

export interface SceneFilter {
  where: Where;
  from: string | null;
  to: string | null;
  /** 0 to 1. */
  cloud_max: number | null;
}

export interface SceneListActions {
  search(): void;
  more(): void;
  show(scene: Scene | null): void;
  compare(side: Side, day: string): void;
}

export interface SceneListContent {
  scenes: readonly Scene[];
  total: number;
  /** Where they lie, in words. */
  place: string;
  shown: string | null;
}

export interface SceneList {
  root: HTMLElement;
  readonly filter: SceneFilter;
  show(content: SceneListContent): void;
  say(sentence: string): void;
}

const CLOUDS = [0.1, 0.3, 0.5] as const;

export function sceneList(actions: SceneListActions): SceneList {
  const where = element(
    "select",
    { "aria-label": "列出哪里的影像" },
    element("option", { value: "point" }, "图中央或所点之处"),
    element("option", { value: "view" }, "视野之内"),
    element("option", { value: "division" }, "所点的区划"),
  );
  const from = dayField("拍摄自", "自");
  const to = dayField("拍摄至（不含）", "至");
  const cloud = element(
    "select",
    { "aria-label": "云量" },
    element("option", { value: "" }, "云量不限"),
    ...CLOUDS.map((share) => element("option", { value: share }, `云量 ${share * 100}% 以内`)),
  );
  const narrow = element("div", { class: "scene-query" }, from, to, cloud);
  const complaint = element("p", { class: "complaint", role: "alert" });
  const remark = element("p", { class: "fine", role: "status" });
  const list = element("ul", { class: "scenes", "aria-label": "影像" });
  const more = button("显示更多", "显示更多影像", actions.more);
  more.hidden = true;
  const byDate = button("改按地图日期显示最新影像", "改按地图日期显示最新影像", () => actions.show(null), "link");
  byDate.hidden = true;
  const arrange = (): void => void (narrow.hidden = where.value === "point");
  arrange();
  where.addEventListener("change", () => {
    arrange();
    actions.search();
  });
  cloud.addEventListener("change", actions.search);
  for (const field of [from, to]) {
    field.addEventListener("change", () => {
      const wrong = field.value.trim() !== "" && typedDay(field.value) === null;
      field.toggleAttribute("aria-invalid", wrong);
      complaint.textContent = wrong ? "请按 2024-05-06 填写日期" : "";
      if (!wrong) actions.search();
    });
  }
  const root = element(
    "div",
    { class: "scene-list" },
    element("div", { class: "scene-query" }, where),
    narrow,
    complaint,
    remark,
    byDate,
    list,
    more,
  );
  return {
    root,
    get filter() {
      const narrowed = where.value !== "point";
      return {
        where: where.value as Where,
        from: narrowed ? typedDay(from.value) : null,
        to: narrowed ? typedDay(to.value) : null,
        cloud_max: narrowed && cloud.value ? Number(cloud.value) : null,
      };
    },
    show({ scenes, total, place, shown }) {
      remark.textContent = total === 0 ? `${place}没有影像。` : `${place}有 ${total} 景影像，新的在前`;
      byDate.hidden = shown === null;
      list.replaceChildren(...scenes.map((scene) => row(scene, scene.id === shown, actions)));
      more.hidden = scenes.length >= total;
    },
    say(sentence) {
      remark.textContent = sentence;
      list.replaceChildren();
      more.hidden = true;
    },
  };
}

function row(scene: Scene, shown: boolean, actions: SceneListActions): HTMLElement {
  const drawn = isDrawn(scene);
  const facts = [
    sensorWords(scene),
    resolutionWords(scene.resolution_m),
    cloudWords(scene.cloud_share),
    gradeWords(scene.grade),
  ];
  const made = element(
    "button",
    { type: "button", class: "scene", "aria-pressed": String(shown), "data-image": scene.id },
    element("strong", {}, timeWords(scene)),
    drawn ? null : element("span", { class: "due" }, "未正射"),
    element("span", { class: "scene-title" }, scene.title),
    element("small", {}, facts.filter(Boolean).join("　")),
    ...(scene.flags.length ? [element("small", { class: "flags" }, flagWords(scene.flags).join("；"))] : []),
  );
  made.addEventListener("click", () => actions.show(shown ? null : scene));
  const day = dayOf(scene);
  const pair =
    drawn && day !== null
      ? element(
          "div",
          { class: "scene-pair" },
          button("用作之前", `用 ${day} 作之前`, () => actions.compare("before", day), "link"),
          button("用作之后", `用 ${day} 作之后`, () => actions.compare("after", day), "link"),
        )
      : null;
  return element("li", {}, made, pair);
}

export function dayField(label: string, placeholder: string): HTMLInputElement {
  return element("input", {
    type: "text",
    class: "day-field",
    inputmode: "numeric",
    maxlength: 14,
    "aria-label": label,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
  });
}
