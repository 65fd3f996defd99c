/** Patches in the words of officers, and the colour of each state. */

import type { Patch, PatchDivision, PatchState } from "./contract.ts";

export const STATE: Record<PatchState, { name: string; act: string; colour: string }> = {
  found: { name: "发现", act: "发现", colour: "#c2570c" },
  assigned: { name: "已派发", act: "派发", colour: "#1d63b8" },
  checked: { name: "已核查", act: "登记核查", colour: "#7a3fa0" },
  confirmed: { name: "属实", act: "认定属实", colour: "#b3261e" },
  dismissed: { name: "排除", act: "排除", colour: "#66737c" },
  rechecked: { name: "已复核", act: "登记复核", colour: "#0f766e" },
};

export const STATES = Object.keys(STATE) as PatchState[];

/** What may be suspected, as it is offered; the platform takes other terms too. */
export const KINDS = ["散埋乱葬", "公墓扩建", "超标墓", "违建", "地貌变化", "其他"] as const;

export function areaWords(m2: number): string {
  if (m2 >= 1e6) return `${+(m2 / 1e6).toFixed(2)} 平方公里`;
  return m2 >= 10_000 ? `${+(m2 / 10_000).toFixed(2)} 公顷` : `${Math.round(m2)} 平方米`;
}

export function dueWords({ due, overdue, state }: Pick<Patch, "due" | "overdue" | "state">): string {
  if (due === null) return "";
  if (overdue) return `逾期（限 ${due}）`;
  return state === "assigned" ? `限 ${due}` : "";
}

/** The units of the lowest level, those with the larger share first. */
export function placeWords(divisions: readonly PatchDivision[]): string {
  const level = divisions.at(-1)?.level;
  const lowest = divisions.filter((each) => each.level === level).sort((a, b) => b.share - a.share);
  return lowest
    .map(({ name, share }) => (lowest.length > 1 ? `${name} ${Math.round(share * 100)}%` : name))
    .join("、");
}

/** From the top down, of each level the unit with the largest share. */
export function fullPlace(divisions: readonly PatchDivision[]): string {
  const largest = new Map<string, PatchDivision>();
  for (const each of divisions) {
    const known = largest.get(each.level);
    if (!known || each.share > known.share) largest.set(each.level, each);
  }
  return [...largest.values()].map(({ name }) => name).join("") || "不在已知区划内";
}

export function spanWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} 秒`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} 分钟` : `${+(minutes / 60).toFixed(1)} 小时`;
}
