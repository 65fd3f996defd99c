/** One patch: where it lies, what the pictures before and after show, its course, who was there. */

import { button, element } from "../components/element.ts";
import { inBeijing } from "../imagery/wording.ts";
import { dayInChina } from "../time/days.ts";
import type { PatchDetail, PatchImage, PatchStep, PatchVisit } from "./contract.ts";
import { stateBadge } from "./patchList.ts";
import { photoAddress } from "./questions.ts";
import { areaWords, dueWords, fullPlace, spanWords, STATE } from "./wording.ts";

export interface PatchDetailContent {
  patch: PatchDetail;
  bounds: readonly [number, number, number, number];
  /** Null where they could not be had. */
  visits: readonly PatchVisit[] | null;
}

export interface PatchDetailActions {
  compare(before: string, after: string): void;
  show(): void;
}

/** Share of the patch's size that a picture shows around it. */
const AROUND = 1.6;

/** Degrees; the least half-width of a picture, about 200 m. */
const LEAST = 0.002;

const PICTURE_PX = 260;

export function patchDetail(
  { patch, bounds, visits }: PatchDetailContent,
  actions: PatchDetailActions,
): HTMLElement[] {
  const { before, after } = patch.images;
  const days = { before: dayOf(before), after: dayOf(after) };
  const due = dueWords(patch);
  return [
    element(
      "p",
      { class: "patch-line" },
      stateBadge(patch.state),
      due ? element("span", { class: patch.overdue ? "due over" : "due" }, due) : null,
      button("在图上显示", "在图上显示此图斑", actions.show, "link"),
    ),
    element("dl", { class: "facts" }, ...facts(patch)),
    element("h3", {}, "前后影像"),
    element(
      "div",
      { class: "patch-pictures" },
      picture("之前", before, days.before, bounds),
      picture("之后", after, days.after, bounds),
    ),
    ...(days.before && days.after
      ? [
          button("在图上拉帘对比", "在图上拉帘对比前后影像", () =>
            actions.compare(days.before as string, days.after as string),
          ),
        ]
      : []),
    element("h3", {}, "经过"),
    element("ol", { class: "chain" }, ...patch.course.map((step) => stepOf(patch.id, step))),
    element("h3", {}, "到场设备"),
    ...visited(visits),
  ];
}

function facts(patch: PatchDetail): HTMLElement[] {
  const then = fullPlace(patch.divisions);
  const asOf = patch.as_of ? fullPlace(patch.as_of.divisions) : then;
  const rows: [string, string][] = [
    ["发现", `${patch.found_on}　${patch.source.text}`],
    ["面积", areaWords(patch.area_m2)],
    ["发现时属", then],
    ...(patch.as_of && asOf !== then ? [[`${patch.as_of.date} 属`, asOf] as [string, string]] : []),
    ...(patch.assignee ? [["核查人", `${patch.assignee}（${patch.assignee_office ?? ""}）`] as [string, string]] : []),
    ...(patch.notes.length ? [["备注", patch.notes.join("；")] as [string, string]] : []),
  ];
  return rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
}

function dayOf(image: PatchImage | null): string | null {
  return image?.datetime ? dayInChina(image.datetime) : null;
}

function picture(
  name: string,
  image: PatchImage | null,
  day: string | null,
  bounds: readonly [number, number, number, number],
): HTMLElement {
  const caption = element("figcaption", {}, `${name}　${day ?? "没有影像"}`);
  if (image === null || day === null) return element("figure", { class: "none" }, caption);
  const search = new URLSearchParams({
    bbox: around(bounds).map((each) => each.toFixed(6)).join(","),
    date: day,
    width: String(PICTURE_PX),
  });
  const shown = element("img", {
    src: `/tiles/image/picture.png?${search.toString()}`,
    alt: `${name}的影像，${day} ${image.title}`,
    width: PICTURE_PX,
    height: PICTURE_PX,
  });
  shown.addEventListener("error", () => shown.replaceWith(element("p", { class: "fine" }, "此影像未能显示")));
  return element("figure", {}, shown, caption);
}

/** A square of the ground around a box, with room. */
export function around([west, south, east, north]: readonly [number, number, number, number]): number[] {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const shrunk = Math.cos((lat * Math.PI) / 180);
  const half = Math.max((north - south) / 2, ((east - west) / 2) * shrunk, LEAST) * AROUND;
  return [lon - half / shrunk, lat - half, lon + half / shrunk, lat + half];
}

function stepOf(patch: number, step: PatchStep): HTMLElement {
  const details = [
    `${step.person}（${step.office}）`,
    step.assignee ? `交 ${step.assignee}（${step.assignee_office ?? ""}）` : "",
    step.due ? `限 ${step.due}` : "",
    step.device ? `设备 ${step.device}` : "",
    step.position ? `位置 ${step.position.map((each) => each.toFixed(5)).join("，")}` : "",
    step.verdict_text ? `照片、位置与轨迹：${step.verdict_text}` : "",
    step.note ?? "",
  ];
  return element(
    "li",
    {},
    element("strong", {}, STATE[step.to].name),
    element("span", {}, inBeijing(step.at)),
    step.photo
      ? element("a", { href: photoAddress(patch, step.photo), target: "_blank", rel: "noopener" }, "现场照片")
      : null,
    element("small", {}, details.filter(Boolean).join("　")),
  );
}

function visited(visits: readonly PatchVisit[] | null): HTMLElement[] {
  if (visits === null) return [element("p", { class: "fine" }, "到场情况暂不可用。")];
  if (visits.length === 0) return [element("p", { class: "fine" }, "发现后三个月内没有设备到过近旁 100 米。")];
  return [
    element(
      "ul",
      { class: "stretches", "aria-label": "到场设备" },
      ...visits.map(({ device, arrived, dwell_s, nearest_m }) =>
        element(
          "li",
          {},
          device,
          element("small", {}, `${inBeijing(arrived)}　停留 ${spanWords(dwell_s)}　最近 ${Math.round(nearest_m)} 米`),
        ),
      ),
    ),
  ];
}
