/** What the desk says in a sentence: of a place at the line, of the evidence, of what is not shown. */

import { chainageWords, lengthWords } from "./chainage.ts";
import type { LineMarker, NearLine } from "./contract.ts";
import { SIDE_WORD } from "./wording.ts";

/** Chainage, side and, along the line, the nearest marker of a place. */
export function placeWords(
  { chainage_m, away_m, on_side }: Pick<NearLine, "chainage_m" | "away_m" | "on_side">,
  markers: readonly Pick<LineMarker, "number" | "chainage_m">[],
): string {
  const away = on_side === "on" ? "在界线上" : `在${SIDE_WORD[on_side]}，距界线 ${lengthWords(away_m)}`;
  const nearest = markers
    .map((marker) => ({ number: marker.number, along_m: Math.abs(marker.chainage_m - chainage_m) }))
    .sort((a, b) => a.along_m - b.along_m)[0];
  const marker = nearest ? `；沿线最近界桩 ${nearest.number}，${lengthWords(nearest.along_m)}` : "";
  return `此处里程 ${chainageWords(chainage_m)}，${away}${marker}。`;
}

/** What the check of the whole chain found. */
export function verdict(links: number, findings: readonly string[]): string {
  if (findings.length === 0) return `证据链完好：${links} 环全部相符，未发现改动、缺失或插入。`;
  const told = findings.slice(0, 3).join("；");
  return `证据链有 ${findings.length} 处不符：${told}${findings.length > 3 ? " 等" : ""}。`;
}

/** Why there is no strip: nothing is computed, or the office sees of the other side the share alone. */
export function hiddenWords(side: "left" | "both" | "right", computed: boolean): string {
  if (!computed) return "尚无计算结果";
  return side === "both" ? "此单位只见双方的比例" : "此单位不见对方的轨迹";
}
