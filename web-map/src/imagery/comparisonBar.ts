/** The bar over two pictures: a date for each side, what is seen there, how both are drawn. */

import { button, element } from "../components/element.ts";
import { typedDay } from "../time/days.ts";
import type { Picture } from "./contract.ts";
import { dayStrip } from "./dayStrip.ts";
import { gradientOf, INDICES, PICTURES } from "./indices.ts";

export type Side = "before" | "after";
export type Mode = "swipe" | "panes";

export interface ComparisonBarActions {
  day(side: Side, day: string): void;
  mode(mode: Mode): void;
  picture(picture: Picture): void;
  close(): void;
}

/** What one side shows: the day asked for, that of the picture, and the picture in words. */
export interface SideContent {
  day: string;
  seen: string | null;
  words: string;
}

export interface ComparisonBar {
  root: HTMLElement;
  showSide(side: Side, content: SideContent, days: readonly string[]): void;
  showChoice(mode: Mode, picture: Picture): void;
  /** What has to be said of both, as that they are the same picture; "" for nothing. */
  tell(sentence: string): void;
}

const SIDE_NAME: Record<Side, string> = { before: "之前", after: "之后" };

const MODES: readonly { mode: Mode; name: string }[] = [
  { mode: "swipe", name: "拉帘" },
  { mode: "panes", name: "双图" },
];

export function comparisonBar(actions: ComparisonBarActions): ComparisonBar {
  const sides = { before: sideOf("before", actions), after: sideOf("after", actions) };
  const modes = new Map<Mode, HTMLInputElement>();
  const choice = element("fieldset", { class: "level-choice" }, element("legend", {}, "对比方式"));
  for (const { mode, name } of MODES) {
    const input = element("input", { type: "radio", name: "compare-mode", value: mode });
    input.addEventListener("change", () => actions.mode(mode));
    modes.set(mode, input);
    choice.append(element("label", {}, input, element("span", {}, name)));
  }
  const picture = element(
    "select",
    { "aria-label": "显示内容" },
    ...PICTURES.map((each) => element("option", { value: each.picture }, each.name)),
  );
  picture.addEventListener("change", () => actions.picture(picture.value as Picture));
  const scale = element("div", { class: "index-legend", role: "img" });
  const told = element("p", { class: "compare-told", role: "status" });
  const root = element(
    "section",
    { class: "compare-bar", "aria-label": "两期影像对比", hidden: true },
    sides.before.root,
    element(
      "div",
      { class: "compare-middle" },
      element(
        "div",
        { class: "compare-choice" },
        choice,
        picture,
        button("×", "结束对比", actions.close, "close"),
      ),
      scale,
      told,
    ),
    sides.after.root,
  );
  return {
    root,
    showSide(side, content, days) {
      sides[side].show(content, days);
    },
    showChoice(mode, shown) {
      const input = modes.get(mode);
      if (input) input.checked = true;
      picture.value = shown;
      scale.hidden = shown === "natural";
      if (shown === "natural") return;
      const index = INDICES[shown];
      scale.setAttribute("aria-label", `${index.title}图例：低值${index.low}，高值${index.high}`);
      scale.replaceChildren(
        element("span", {}, `${index.range[0]} ${index.low}`),
        element("i", { style: `background:${gradientOf(index)}` }),
        element("span", {}, `${index.high} ${index.range[1]}`),
      );
    },
    tell(sentence) {
      told.textContent = sentence;
    },
  };
}

function sideOf(side: Side, actions: ComparisonBarActions) {
  const name = SIDE_NAME[side];
  const field = element("input", {
    type: "text",
    class: "day-field",
    inputmode: "numeric",
    maxlength: 14,
    "aria-label": `${name}的日期`,
    autocomplete: "off",
    spellcheck: "false",
  });
  const complaint = element("span", { class: "complaint", role: "alert" });
  const words = element("p", { class: "seen", role: "status" });
  const strip = dayStrip(`${name}：有影像的日期`, (day) => actions.day(side, day));
  field.addEventListener("change", () => {
    const day = typedDay(field.value);
    field.toggleAttribute("aria-invalid", day === null);
    complaint.textContent = day === null ? "请按 2024-05-06 填写" : "";
    if (day !== null) actions.day(side, day);
  });
  const root = element(
    "div",
    { class: `compare-side ${side}` },
    element(
      "div",
      { class: "compare-day" },
      element("strong", {}, name),
      field,
      complaint,
    ),
    strip.root,
    words,
  );
  return {
    root,
    show(content: SideContent, days: readonly string[]): void {
      field.value = content.day;
      field.removeAttribute("aria-invalid");
      complaint.textContent = "";
      words.textContent = content.words;
      strip.show(days, content.day, content.seen);
    },
  };
}
