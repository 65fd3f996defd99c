/** The bar at the top: name of the platform, what data it holds, the level drawn. */

import type { Level, Platform } from "../api/contract.ts";
import { LEVEL_NAME, LEVELS } from "../layers/divisions.ts";
import { button, element } from "./element.ts";

/** The desks that open at the right, one at a time. */
export type DeskName = "images" | "patches" | "inspections";

const DESKS: readonly { desk: DeskName; text: string; label: string }[] = [
  { desk: "images", text: "影像", label: "遥感影像工作台" },
  { desk: "patches", text: "图斑", label: "疑似图斑工作台" },
  { desk: "inspections", text: "联检", label: "联检工作台" },
];

export interface TitleBar {
  root: HTMLElement;
  /** Says which level is drawn: the choice, and what the map made of it. */
  showLevel(choice: Level | "auto", drawn: Level | null): void;
  /** Says whether a desk is open. */
  showDesk(desk: DeskName, open: boolean): void;
  /** Gives the focus back to the button that opened it. */
  focusDesk(desk: DeskName): void;
}

export function titleBar(
  platform: Platform,
  search: HTMLElement,
  choose: (level: Level | "auto") => void,
  toggleDesk: (desk: DeskName) => void,
): TitleBar {
  const choices: (Level | "auto")[] = [
    "auto",
    ...LEVELS.filter((level) => platform.levels.includes(level)),
  ];
  const inputs = new Map<Level | "auto", HTMLInputElement>();
  const drawnText = element("span", { class: "drawn-level", role: "status" });
  const group = element("fieldset", { class: "level-choice" }, element("legend", {}, "显示级别"));
  for (const choice of choices) {
    const input = element("input", { type: "radio", name: "level", value: choice });
    input.addEventListener("change", () => choose(choice));
    inputs.set(choice, input);
    const text = choice === "auto" ? "自动" : LEVEL_NAME[choice];
    group.append(element("label", {}, input, element("span", {}, text)));
  }
  const desks = new Map(
    DESKS.map(({ desk, text, label }) => {
      const made = button(text, label, () => toggleDesk(desk), "desk-switch");
      made.setAttribute("aria-pressed", "false");
      return [desk, made];
    }),
  );
  const root = element(
    "header",
    { class: "title-bar" },
    element("img", { src: "/favicon.svg", alt: "", width: 30, height: 30 }),
    element(
      "h1",
      {},
      element("strong", {}, "时空"),
      element("span", { class: "dot", "aria-hidden": "true" }, "·"),
      "民政时空平台",
    ),
    platform.title ? element("span", { class: "content-title" }, platform.title) : null,
    platform.fictional ? element("span", { class: "seal" }, "虚构数据") : null,
    search,
    element("span", { class: "space" }),
    group,
    drawnText,
    element("div", { class: "desk-switches", role: "group", "aria-label": "工作台" }, ...desks.values()),
    element("a", { class: "docs-link", href: "/docs", target: "_blank", rel: "noopener" }, "接口文档"),
  );
  return {
    root,
    showLevel(choice, drawn) {
      const input = inputs.get(choice);
      if (input) input.checked = true;
      drawnText.textContent = drawn ? `正在显示：${LEVEL_NAME[drawn]}` : "";
    },
    showDesk(desk, open) {
      desks.get(desk)?.setAttribute("aria-pressed", String(open));
    },
    focusDesk: (desk) => desks.get(desk)?.focus(),
  };
}
