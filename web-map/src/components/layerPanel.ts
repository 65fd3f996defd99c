/** The panel at the left: layers that can be switched, images to choose from, the legend. */

import type { SceneImage } from "../api/contract.ts";
import { LONGEST_WINDOW_DAYS, type TimeWindow } from "../layers/tracks.ts";
import { dayInChina, dayNumber, typedDay } from "../time/days.ts";
import { button, element } from "./element.ts";
import { legend } from "./legend.ts";

export type SwitchedLayer = "marker" | "camera" | "track" | "image";

export interface LayerPanelActions {
  toggle(layer: SwitchedLayer, on: boolean): void;
  window(window: TimeWindow): void;
  opacity(share: number): void;
  image(id: string | null): void;
}

export interface LayerPanel {
  root: HTMLElement;
  showSwitches(on: ReadonlySet<SwitchedLayer>): void;
  /** Folds the panel away, or opens it again. */
  fold(folded: boolean): void;
  showWindow(window: TimeWindow | null, devices: string): void;
  /** Images over the middle of the map; `chosen` null lets the date choose. */
  showImages(images: readonly SceneImage[] | null, chosen: string | null, remark: string): void;
}

const TITLE: Record<SwitchedLayer, string> = {
  marker: "界桩",
  camera: "视频点位",
  track: "北斗轨迹（车辆、巡查）",
  image: "遥感影像",
};

export function layerPanel(fictional: boolean, actions: LayerPanelActions): LayerPanel {
  const boxes = new Map<SwitchedLayer, HTMLInputElement>();
  const details = new Map<SwitchedLayer, HTMLElement>();
  const rows = element("div", { class: "switches" });

  const from = dayInput("轨迹开始日期（含）");
  const to = dayInput("轨迹结束日期（不含）");
  const complaint = element("p", { class: "complaint", role: "alert" });
  const devicesText = element("p", { class: "fine" });
  const takeWindow = (): void => {
    const start = typedDay(from.value);
    const end = typedDay(to.value);
    if (start === null || end === null) complaint.textContent = "请按 2024-05-06 填写起止日期";
    else if (start >= end) complaint.textContent = "结束日期须晚于开始日期";
    else if (dayNumber(end) - dayNumber(start) > LONGEST_WINDOW_DAYS) {
      complaint.textContent = `轨迹时段最长 ${LONGEST_WINDOW_DAYS} 天`;
    } else {
      complaint.textContent = "";
      actions.window({ from: start, to: end });
    }
  };
  for (const input of [from, to]) input.addEventListener("change", takeWindow);
  details.set(
    "track",
    element(
      "div",
      { class: "detail" },
      element("div", { class: "window" }, from, element("span", {}, "至"), to),
      complaint,
      devicesText,
    ),
  );

  const opacity = element("input", {
    type: "range",
    min: 0,
    max: 100,
    value: 100,
    "aria-label": "影像不透明度",
  });
  opacity.addEventListener("input", () => actions.opacity(opacity.valueAsNumber / 100));
  const images = element("ul", { class: "images" });
  const imagesRemark = element("p", { class: "fine", role: "status" });
  details.set(
    "image",
    element(
      "div",
      { class: "detail" },
      element("label", { class: "opacity" }, element("span", {}, "不透明度"), opacity),
      element("h3", {}, "地图中心处的影像"),
      images,
      imagesRemark,
    ),
  );

  for (const layer of ["marker", "camera", "track", "image"] as const) {
    const box = element("input", { type: "checkbox", value: layer });
    box.addEventListener("change", () => actions.toggle(layer, box.checked));
    boxes.set(layer, box);
    rows.append(element("label", { class: "switch" }, box, element("span", {}, TITLE[layer])));
    const detail = details.get(layer);
    if (detail) rows.append(detail);
  }

  const body = element(
    "div",
    { class: "panel-body", id: "panel-body" },
    element("h2", {}, "图层"),
    element(
      "p",
      { class: "fixed-layer" },
      element("i", { class: "key national", "aria-hidden": "true" }),
      fictional ? "法定界线" : "国界、九段线与法定界线",
      element("em", {}, "始终显示"),
    ),
    rows,
    element("h2", {}, "图例"),
    legend(fictional),
  );
  const setFolded = (folded: boolean): void => {
    root.classList.toggle("folded", folded);
    fold.textContent = folded ? "图层与图例" : "收起";
    fold.setAttribute("aria-label", folded ? "展开图层与图例" : "收起图层与图例");
    fold.setAttribute("aria-expanded", String(!folded));
  };
  const fold = button(
    "收起",
    "收起图层与图例",
    () => setFolded(!root.classList.contains("folded")),
    "fold",
  );
  fold.setAttribute("aria-expanded", "true");
  fold.setAttribute("aria-controls", "panel-body");
  const root = element("aside", { class: "layer-panel", "aria-label": "图层与图例" }, fold, body);

  return {
    root,
    fold: setFolded,
    showSwitches(on) {
      for (const [layer, box] of boxes) {
        box.checked = on.has(layer);
        const detail = details.get(layer);
        if (detail) detail.hidden = !on.has(layer);
      }
    },
    showWindow(window, devices) {
      from.value = window?.from ?? "";
      to.value = window?.to ?? "";
      complaint.textContent = "";
      devicesText.textContent = devices;
    },
    showImages(list, chosen, remark) {
      imagesRemark.textContent = remark;
      images.replaceChildren(
        ...(list === null || list.length === 0
          ? []
          : [
              imageRow("不晚于地图日期的最新影像", "", chosen === null, () => actions.image(null)),
              ...list.map((image) =>
                imageRow(image.title, timeOf(image), image.id === chosen, () => actions.image(image.id)),
              ),
            ]),
      );
    },
  };
}

function dayInput(label: string): HTMLInputElement {
  return element("input", {
    type: "text",
    class: "day-field",
    inputmode: "numeric",
    maxlength: 14,
    "aria-label": label,
    placeholder: "2024-05-06",
    autocomplete: "off",
  });
}

function imageRow(title: string, time: string, chosen: boolean, choose: () => void): HTMLElement {
  const input = element("input", { type: "radio", name: "image" });
  input.checked = chosen;
  input.addEventListener("change", choose);
  return element(
    "li",
    {},
    element("label", {}, input, element("span", {}, title, time ? element("small", {}, time) : null)),
  );
}

function timeOf(image: SceneImage): string {
  const resolution = image.resolution_m === null ? "" : `，${Math.round(image.resolution_m)} 米`;
  if (!image.time_known) return `时间不详${resolution}`;
  const instant = image.datetime ?? image.start;
  return instant === null ? `时间不详${resolution}` : `${dayInChina(instant)}${resolution}`;
}
