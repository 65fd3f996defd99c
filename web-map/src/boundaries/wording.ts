/** The words of boundaries and joint inspections that the server does not send with its answers. */

import type { AlertKind, MarkerState, PartKind, Side } from "./contract.ts";

export const LINE_LEVEL = {
  province: "省级",
  prefecture: "市级",
  county: "县级",
  township: "乡级",
} as const;

export const SIDE_WORD: Record<Side, string> = {
  left: "左侧",
  right: "右侧",
  both: "双方",
  either: "任一方",
};

export const PART_WORD: Record<PartKind | "walked", string> = {
  walked: "走到",
  not_walked: "未走到",
  unknown: "无数据",
};

export const MARKER_WORD: Record<MarkerState, string> = {
  visited: "到访",
  not_seen: "未见",
  unknown: "无数据",
};

export const ALERT_WORD: Record<AlertKind, string> = {
  marker_displaced: "界桩位移",
  marker_silent: "界桩失联",
  result_changed: "结果变更",
  inspection_due: "联检到期",
  building_across: "骑线建筑",
};

/** The word of a value, or the value itself where a newer server says one that is not known here. */
export function wordOf(words: Readonly<Record<string, string>>, value: string): string {
  return words[value] ?? value;
}

/** A time as `2026-05-03 09:12` in Beijing; "—" for none. */
export function inBeijing(instant: string | null | undefined): string {
  const time = instant ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(time)) return "—";
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}

/** `1 小时 5 分`, `2 分 30 秒`, `45 秒`. */
export function durationWords(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), "小时"],
    [Math.floor((whole % 3600) / 60), "分"],
    [whole >= 3600 ? 0 : whole % 60, "秒"],
  ];
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return told.join(" ") || "0 秒";
}
