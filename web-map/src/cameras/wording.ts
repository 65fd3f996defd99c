/** Cameras in the words of an officer. Pure. */

import type { Camera, CameraAtPlace } from "./contract.ts";

const DIRECTIONS = ["北", "东北", "东", "东南", "南", "西南", "西", "西北"];

/** 90 → 东 90°. */
export function directionWords(degrees: number): string {
  const name = DIRECTIONS[Math.round(degrees / 45) % 8] ?? "";
  return `${name} ${Math.round(degrees)}°`;
}

/** Where a camera looks, how wide and how far; what is not known is said. */
export function viewWords({ view }: Pick<Camera, "view">): string {
  const around = view.angle_deg !== null && view.angle_deg >= 360;
  const looks = around
    ? "四面可看"
    : view.bearing_deg === null
      ? "朝向未知"
      : `朝${directionWords(view.bearing_deg)}${view.bearing_by === "named" ? "（按八方，约）" : ""}`;
  const wide = around ? [] : [view.angle_deg === null ? "视角未知" : `视角 ${Math.round(view.angle_deg)}°`];
  const far = view.reach_m ? `视距 ${Math.round(view.reach_m)} 米` : "视距未知";
  return [looks, ...wide, far].join("，");
}

/** How far a place lies from a camera, and where in its picture. */
export function sightWords(camera: CameraAtPlace): string {
  const away = `${Math.round(camera.distance_m)} 米`;
  const beside = camera.off_axis_deg === null ? "四面可看" : `偏离中线 ${Math.round(camera.off_axis_deg)}°`;
  const state = camera.state_text === null ? "" : `，${camera.state_text}`;
  return `${away}，${beside}${state}`;
}

/** The days through which a camera stands so; the end is the last of them no more. */
export function periodWords({ valid_from, valid_to }: Pick<Camera, "valid_from" | "valid_to">): string {
  return `${valid_from} — ${valid_to ?? "至今"}`;
}
