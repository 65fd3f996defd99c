/** The series of an area: choose it, choose what is measured, look at the plot, take the values. */

import { button, element } from "../components/element.ts";
import { typedDay } from "../time/days.ts";
import type { SeriesArea, SeriesQuestion, SeriesStep, SeriesValue } from "./contract.ts";
import { INDICES } from "./indices.ts";
import { dayField } from "./sceneList.ts";
import { seriesPlot, withinRecord, wordsOf } from "./seriesPlot.ts";

export interface SeriesViewActions {
  draw(): void;
  pickDivision(): void;
  ask(): void;
  download(): void;
  /** A point of the plot is chosen: its scene is to be shown. */
  choose(value: SeriesValue): void;
}

export interface SeriesView {
  root: HTMLElement;
  /** Null where no area is chosen. */
  question(area: SeriesArea | null, today: string): SeriesQuestion | null;
  /** What is measured besides indices: the bands of the scenes there. */
  offerBands(bands: readonly string[]): void;
  showArea(sentence: string, waiting: "draw" | "division" | null): void;
  show(values: readonly SeriesValue[], title: string): void;
  say(sentence: string): void;
}

const STEPS: Record<SeriesStep, string> = { scene: "逐景", month: "逐月", year: "逐年" };

const HINT = "指向图上的点看数值，点一下显示那一景。";

export function seriesView(actions: SeriesViewActions): SeriesView {
  const draw = button("画一块地", "在图上画一块地", actions.draw);
  const pick = button("点选区划", "在图上点选区划", actions.pickDivision);
  const area = element("p", { class: "fine", role: "status" }, "先画一块地，或点选一个区划。");
  const indices = element("optgroup", { label: "指数" });
  indices.append(
    ...Object.entries(INDICES).map(([name, { short, title }]) =>
      element("option", { value: `index:${name}` }, `${short} ${title}`),
    ),
  );
  const bands = element("optgroup", { label: "波段" });
  const measure = element("select", { "aria-label": "指数或波段" }, indices, bands);
  const by = element(
    "select",
    { "aria-label": "时间步长" },
    ...Object.entries(STEPS).map(([value, name]) => element("option", { value }, name)),
  );
  const from = dayField("序列开始（含）", "自");
  const to = dayField("序列结束（不含）", "至");
  for (const field of [measure, by, from, to]) field.addEventListener("change", actions.ask);
  const pointed = element("p", { class: "told", role: "status" });
  const plot = element("div", { class: "series-room" });
  const signs = element(
    "ul",
    { class: "bar-signs", hidden: true },
    ...([["valid", "有效"], ["clouded", "有云"], ["unseen", "无值"], ["gap", "空缺（不连线）"]] as const).map(
      ([kind, words]) => element("li", {}, element("i", { class: `share ${kind}`, "aria-hidden": "true" }), words),
    ),
  );
  const file = button("下载 CSV", "下载序列 CSV", actions.download);
  file.hidden = true;
  const clear = (): void => {
    plot.replaceChildren();
    signs.hidden = file.hidden = true;
  };
  const root = element(
    "div",
    { class: "series-view" },
    element("div", { class: "scene-query" }, draw, pick),
    area,
    element("div", { class: "scene-query" }, measure, by),
    element("div", { class: "scene-query" }, from, to),
    plot,
    signs,
    pointed,
    file,
  );
  return {
    root,
    question(chosen, today) {
      if (chosen === null) return null;
      const [kind, name] = split(measure.value);
      return {
        area: chosen,
        measure: kind === "index" ? { index: name } : { band: name },
        from: typedDay(from.value) ?? "1972-01-01",
        to: typedDay(to.value) ?? today,
        by: by.value as SeriesStep,
      };
    },
    offerBands(names) {
      const chosen = measure.value;
      bands.replaceChildren(...names.map((name) => element("option", { value: `band:${name}` }, name)));
      measure.value = chosen;
      if (measure.value === "") measure.selectedIndex = 0;
    },
    showArea(sentence, waiting) {
      area.textContent = sentence;
      draw.setAttribute("aria-pressed", String(waiting === "draw"));
      pick.setAttribute("aria-pressed", String(waiting === "division"));
    },
    show(all, title) {
      clear();
      const values = withinRecord(all);
      if (values.length === 0) {
        pointed.textContent = "此处在所选时段没有影像。";
        return;
      }
      const gaps = values.filter(({ mean }) => mean === null).length;
      const summary = `${values.length} 期${gaps ? `，其中 ${gaps} 期空缺` : ""}。${HINT}`;
      pointed.textContent = summary;
      plot.append(
        seriesPlot(values, title, {
          point: (value) => void (pointed.textContent = value ? wordsOf(value) : summary),
          choose: actions.choose,
        }),
      );
      signs.hidden = file.hidden = false;
    },
    say(sentence) {
      clear();
      pointed.textContent = sentence;
    },
  };
}

function split(value: string): [string, string] {
  const at = value.indexOf(":");
  return [value.slice(0, at), value.slice(at + 1)];
}
