/** The map's edge: source, review number (审图号), how far the data reach. */

import type { Platform } from "../api/contract.ts";
import { element } from "./element.ts";

export function corner(platform: Platform): HTMLElement {
  const parts = [
    platform.attribution ? `资料来源：${platform.attribution}` : "",
    platform.review_number ? `审图号：${platform.review_number}` : "",
    platform.fictional ? "虚构数据，不表示任何真实地方" : "",
    platform.record ? `数据截至 ${platform.record.until}` : "",
    "CGCS2000",
  ];
  return element("p", { class: "corner" }, parts.filter(Boolean).join("　"));
}

/** A faint repeated word over the map, so that no picture of it is taken for the country. */
export function watermark(): HTMLElement {
  return element("div", { class: "watermark", "aria-hidden": "true" });
}
