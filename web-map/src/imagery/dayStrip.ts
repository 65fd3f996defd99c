/** The days of which there are images, as dots on a strip; one of them is chosen. */

import { element } from "../components/element.ts";
import { dayNumber, inChinese } from "../time/days.ts";

export interface DayStrip {
  root: HTMLElement;
  /** days: ascending; chosen: the day asked for; seen: the day of what is drawn. */
  show(days: readonly string[], chosen: string, seen: string | null): void;
}

/** Share of the strip left free at either end, so that a dot at the end is whole. */
const MARGIN = 0.02;

export function dayStrip(label: string, choose: (day: string) => void): DayStrip {
  let days: readonly string[] = [];
  let at = "";
  const root = element("div", {
    class: "day-strip",
    role: "slider",
    tabindex: 0,
    "aria-label": label,
    "aria-valuemin": 0,
  });

  const share = (day: string): number => {
    const first = dayNumber(days[0] ?? day);
    const last = dayNumber(days.at(-1) ?? day);
    if (first === last) return 0.5;
    const inside = Math.min(Math.max((dayNumber(day) - first) / (last - first), 0), 1);
    return MARGIN + inside * (1 - 2 * MARGIN);
  };

  root.addEventListener("keydown", (event) => {
    const next: Record<string, string | undefined> = {
      ArrowLeft: days.findLast((day) => day < at),
      ArrowDown: days.findLast((day) => day < at),
      ArrowRight: days.find((day) => day > at),
      ArrowUp: days.find((day) => day > at),
      Home: days[0],
      End: days.at(-1),
    };
    if (!(event.key in next)) return;
    event.preventDefault();
    const day = next[event.key];
    if (day !== undefined && day !== at) choose(day);
  });
  root.addEventListener("click", ({ clientX }) => {
    const { left, width } = root.getBoundingClientRect();
    const wanted = (clientX - left) / width;
    const away = (day: string): number => Math.abs(share(day) - wanted);
    const [first, ...rest] = days;
    if (first === undefined) return;
    choose(rest.reduce((best, day) => (away(day) < away(best) ? day : best), first));
  });

  return {
    root,
    show(list, chosen, seen) {
      days = list;
      at = chosen;
      root.setAttribute("aria-valuemax", String(Math.max(days.length - 1, 0)));
      root.setAttribute("aria-valuenow", String(Math.max(days.findLastIndex((day) => day <= chosen), 0)));
      root.setAttribute(
        "aria-valuetext",
        days.length === 0 ? "此处没有影像" : `${inChinese(chosen)}，此处共 ${days.length} 个影像日期`,
      );
      const left = (day: string): string => `left:${share(day) * 100}%`;
      root.replaceChildren(
        ...days.map((day) =>
          element("i", { class: day === seen ? "dot seen" : "dot", style: left(day), title: day }),
        ),
        ...(days.length ? [element("b", { style: left(chosen), title: `所选 ${chosen}` })] : []),
        element("span", { class: "strip-end" }, days[0]?.slice(0, 7) ?? ""),
        element("span", { class: "strip-end last" }, days.length > 1 ? (days.at(-1)?.slice(0, 7) ?? "") : ""),
      );
    },
  };
}
