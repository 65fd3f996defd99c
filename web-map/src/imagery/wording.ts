/** Scenes in the words of officers. */

import { dayInChina } from "../time/days.ts";
import type { Scene } from "./contract.ts";

const FLAG: Record<string, string> = {
  raw: "未正射，不上图",
  warped: "按控制点纠正，位置以控制点精度为准",
  "not-cog": "非云优化格式，读取较慢",
  "south-up": "原文件南北颠倒，显示时已转正",
  rotated: "原文件有旋转，显示时已转正",
  antimeridian: "跨 180 度经线",
  "time-unknown": "拍摄时间不详",
};

const GRADE: Record<string, string> = {
  open: "公开",
  internal: "内部",
  personal: "个人信息",
  sensitive: "敏感",
};

const LEVEL: Record<string, string> = {
  L1A: "L1A 原始",
  L1B: "L1B",
  L1C: "L1C 表观反射率",
  L2A: "L2A 地表反射率",
};

/** So an instant ends of which only the day is known. */
const MIDNIGHT = /T00:00:00(\.0+)?(Z|\+00:00)$/;

/** `2024-06-15 10:40` in Beijing. */
export function inBeijing(instant: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return "时间不详";
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}

/** When it was taken: to the minute, the day, or the span in which it lies. */
export function timeWords({ datetime, start, end, time_known }: Pick<Scene, "datetime" | "start" | "end" | "time_known">): string {
  if (!time_known) {
    if (start === null || end === null) return "拍摄时间不详";
    const last = dayInChina(new Date(Date.parse(end) - 1).toISOString());
    return `拍摄时间不详（${dayInChina(start)} 至 ${last}）`;
  }
  const instant = datetime ?? start;
  if (instant === null) return "拍摄时间不详";
  return MIDNIGHT.test(instant) ? dayInChina(instant) : inBeijing(instant);
}

/** The day in Beijing on which it was taken, null where that is not known. */
export function dayOf({ datetime, start, time_known }: Pick<Scene, "datetime" | "start" | "time_known">): string | null {
  const instant = datetime ?? start;
  return time_known && instant !== null ? dayInChina(instant) : null;
}

export function isDrawn({ drawn, flags }: Pick<Scene, "drawn" | "flags">): boolean {
  return drawn ?? !flags.includes("raw");
}

export function resolutionWords(metres: number | null): string {
  if (metres === null) return "分辨率不详";
  if (metres < 10) return `${+metres.toFixed(2)} 米`;
  return metres < 1000 ? `${Math.round(metres)} 米` : `${+(metres / 1000).toFixed(1)} 公里`;
}

export function cloudWords(share: number | null | undefined): string {
  return share === null || share === undefined ? "云量不详" : `云量 ${+(share * 100).toFixed(1)}%`;
}

/** Satellite, sensor and level, of what is known. */
export function sensorWords({ platform, instrument, instruments, level }: Scene): string {
  const sensor = instrument ?? instruments?.join("、") ?? null;
  return [platform, sensor, level ? (LEVEL[level.toUpperCase()] ?? level) : null].filter(Boolean).join(" ");
}

export function gradeWords(grade: string | null | undefined): string {
  return grade ? (GRADE[grade] ?? grade) : "";
}

/** What has to be known of a scene; a flag that this page does not know is shown as it is. */
export function flagWords(flags: readonly string[]): string[] {
  return flags.map((flag) => FLAG[flag] ?? flag);
}
