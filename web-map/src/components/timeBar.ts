/** The bar at the bottom: the day that the map shows, and the ways to another one. */

import type { Platform } from "../api/contract.ts";
import type { Clock } from "../time/clock.ts";
import { dayNumber, dayText, inChinese, shiftDays, shiftYears, typedDay } from "../time/days.ts";
import { nextStop, previousStop } from "../time/stops.ts";
import { button, element } from "./element.ts";

export interface TimeBar {
  root: HTMLElement;
  /** Marks the days on which what is drawn changes. */
  showChanges(changes: readonly string[]): void;
}

/** step: resolves when the map has drawn the day, so that playing waits for it. */
export function timeBar(clock: Clock, record: Platform["record"], drawn: () => Promise<void>): TimeBar {
  const first = dayNumber(clock.first);
  const last = dayNumber(clock.last);
  const share = (day: string): string => `${((dayNumber(day) - first) / (last - first)) * 100}%`;
  let changes: readonly string[] = [];

  const slider = element("input", {
    type: "range",
    class: "slider",
    min: first,
    max: last,
    step: 1,
    "aria-label": "地图日期",
    "aria-describedby": "slider-keys",
  });
  const field = element("input", {
    type: "text",
    class: "day-field",
    inputmode: "numeric",
    "aria-label": "输入日期，例如 1996-07-01",
    spellcheck: "false",
    autocomplete: "off",
    maxlength: 14,
  });
  const complaint = element("span", { class: "complaint", role: "alert" });
  const remark = element("span", { class: "remark", role: "status" });
  const shown = element("output", { class: "day-shown", "aria-live": "polite" });
  const stops = element("div", { class: "stops", "aria-hidden": "true" });

  const toPrevious = (): void => go(previousStop(clock.day, changes), "此前没有变更");
  const toNext = (): void => go(nextStop(clock.day, changes), "此后没有变更");
  const previous = button("上一次变更", "跳到上一次区划变更", toPrevious, "step back");
  const next = button("下一次变更", "跳到下一次区划变更", toNext, "step forward");
  const play = button("逐年播放", "逐年播放", () => void togglePlay(), "play");
  play.setAttribute("aria-pressed", "false");

  function go(day: string | null, otherwise: string): void {
    complaint.textContent = day === null ? otherwise : "";
    if (day !== null) clock.set(day);
  }

  let playing: symbol | null = null;
  async function togglePlay(): Promise<void> {
    if (playing !== null) {
      stopPlaying();
      return;
    }
    const turn = Symbol("turn");
    playing = turn;
    play.textContent = "停止播放";
    play.setAttribute("aria-pressed", "true");
    if (record && clock.day >= record.until) clock.set(record.first);
    const end = record ? record.until : clock.last;
    while (playing === turn && clock.day < end) {
      await Promise.all([drawn(), new Promise((resolve) => setTimeout(resolve, 900))]);
      if (playing !== turn) return;
      const step = shiftYears(clock.day, 1);
      clock.set(step < end ? step : end);
    }
    if (playing === turn) stopPlaying();
  }
  function stopPlaying(): void {
    playing = null;
    play.textContent = "逐年播放";
    play.setAttribute("aria-pressed", "false");
  }

  slider.addEventListener("input", () => {
    complaint.textContent = "";
    clock.set(dayText(slider.valueAsNumber));
  });
  slider.addEventListener("keydown", (event) => {
    const act = keyAction(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
  function keyAction(event: KeyboardEvent): (() => void) | null {
    const { key, shiftKey } = event;
    if (shiftKey && (key === "ArrowLeft" || key === "ArrowDown")) {
      return () => clock.set(shiftDays(clock.day, -1));
    }
    if (shiftKey && (key === "ArrowRight" || key === "ArrowUp")) {
      return () => clock.set(shiftDays(clock.day, 1));
    }
    if (key === "ArrowLeft" || key === "ArrowDown") return toPrevious;
    if (key === "ArrowRight" || key === "ArrowUp") return toNext;
    if (key === "PageUp") return () => clock.set(shiftYears(clock.day, 1));
    if (key === "PageDown") return () => clock.set(shiftYears(clock.day, -1));
    return null; // Home and End are the browser's own
  }

  const takeTyped = (): void => {
    const day = typedDay(field.value);
    if (day === null) complaint.textContent = `“${field.value}”不是日期，请按 1996-07-01 填写`;
    else if (day < clock.first || day > clock.last) {
      complaint.textContent = `请填 ${clock.first} 至 ${clock.last} 之间的日期`;
    } else {
      complaint.textContent = "";
      clock.set(day);
      field.value = clock.day;
    }
    field.toggleAttribute("aria-invalid", complaint.textContent !== "");
  };
  field.addEventListener("change", takeTyped);

  function show(day: string): void {
    slider.value = String(dayNumber(day));
    slider.setAttribute("aria-valuetext", inChinese(day));
    slider.style.setProperty("--at", share(day));
    shown.textContent = inChinese(day);
    field.value = day;
    field.removeAttribute("aria-invalid");
    remark.textContent = remarkOn(day, record);
    remark.hidden = remark.textContent === "";
  }
  clock.onChange(show);

  const rail = element("div", { class: "rail" }, recordBand(record, share), stops, slider, ticks(clock, share));
  const root = element(
    "section",
    { class: "time-bar", "aria-label": "时间" },
    element(
      "div",
      { class: "time-row" },
      shown,
      remark,
      element("span", { class: "space" }),
      complaint,
      element("label", { class: "day-label" }, element("span", {}, "日期"), field),
      element("div", { class: "steps", role: "group", "aria-label": "跳转" }, previous, play, next),
    ),
    rail,
    element(
      "p",
      { id: "slider-keys", class: "for-readers" },
      "左右方向键跳到上一次、下一次变更，PageUp 与 PageDown 移动一年，Shift 加方向键移动一天。",
    ),
  );
  show(clock.day);
  return {
    root,
    showChanges(days) {
      if (days === changes) return;
      changes = days;
      const inSpan = days.filter((day) => day >= clock.first && day <= clock.last);
      stops.replaceChildren(
        ...inSpan.map((day) => element("i", { style: `left:${share(day)}` })),
      );
    },
  };
}

/** What has to be said of the day: the record does not reach it. */
export function remarkOn(day: string, record: Platform["record"]): string {
  if (record === null) return "尚无区划资料";
  if (day < record.first) return `早于记录（记录始于 ${record.first}）`;
  if (day > record.until) return `数据截至 ${record.until}，此日显示最后已知状态`;
  return "";
}

function recordBand(record: Platform["record"], share: (day: string) => string): HTMLElement | null {
  if (record === null) return null;
  const style = `left:${share(record.first)};right:calc(100% - ${share(record.until)})`;
  return element("div", { class: "record-band", style, title: `资料范围 ${record.first} 至 ${record.until}` });
}

function ticks(clock: Clock, share: (day: string) => string): HTMLElement {
  const from = Number(clock.first.slice(0, 4));
  const to = Number(clock.last.slice(0, 4));
  const everyYears = to - from > 30 ? 5 : to - from > 12 ? 2 : 1;
  const marks: HTMLElement[] = [];
  for (let year = from; year <= to; year += 1) {
    const day = `${year}-01-01`;
    if (day < clock.first || day > clock.last) continue;
    const named = year % everyYears === 0;
    marks.push(
      element("span", { class: named ? "tick named" : "tick", style: `left:${share(day)}` }, named ? String(year) : ""),
    );
  }
  return element("div", { class: "ticks", "aria-hidden": "true" }, ...marks);
}
