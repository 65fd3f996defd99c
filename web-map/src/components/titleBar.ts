/** The bar at the top: name of the platform, what data it holds, the level drawn. */

import type { Level, Platform } from "../api/contract.ts";
import { LEVEL_NAME, LEVELS } from "../layers/divisions.ts";
import { button, element } from "./element.ts";

export interface TitleBar {
  root: HTMLElement;
  /** Says which level is drawn: the choice, and what the map made of it. */
  showLevel(choice: Level | "auto", drawn: Level | null): void;
  /** Says whether the inspection desk is open. */
  showDesk(open: boolean): void;
  /** Gives the focus back to the button that opened it. */
  focusDesk(): void;
}

export function titleBar(
  platform: Platform,
  search: HTMLElement,
  choose: (level: Level | "auto") => void,
  toggleDesk: () => void,
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
  const desk = button("联检", "联检工作台", toggleDesk, "desk-switch");
  desk.setAttribute("aria-pressed", "false");
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
    desk,
    element("a", { class: "docs-link", href: "/docs", target: "_blank", rel: "noopener" }, "接口文档"),
  );
  return {
    root,
    showLevel(choice, drawn) {
      const input = inputs.get(choice);
      if (input) input.checked = true;
      drawnText.textContent = drawn ? `正在显示：${LEVEL_NAME[drawn]}` : "";
    },
    showDesk(open) {
      desk.setAttribute("aria-pressed", String(open));
    },
    focusDesk: () => desk.focus(),
  };
}
