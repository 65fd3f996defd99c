/** The card at the right: what a place was called then, what it is called now, and its history. */

import type {
  ChangeEvent,
  DivisionHistory,
  DivisionVersion,
  Level,
  LevelAtPlace,
  NearFacility,
  PlaceAtDate,
  PlaceReason,
  Series,
  Successor,
} from "../api/contract.ts";
import type { CamerasSeeing } from "../cameras/contract.ts";
import { sightWords } from "../cameras/wording.ts";
import { LEVEL_NAME } from "../layers/divisions.ts";
import { inChinese } from "../time/days.ts";
import { button, element } from "./element.ts";
import { lineChart } from "./lineChart.ts";

export interface PlaceAnswer {
  then: PlaceAtDate;
  now: PlaceAtDate;
}

export interface IndicatorChart {
  title: string;
  unit: string;
  series: Series;
}

export interface PlaceCardActions {
  goTo(day: string): void;
  history(code: string): void;
  retry(): void;
  close(): void;
}

export interface PlaceCard {
  root: HTMLElement;
  showLoading(lon: number, lat: number): void;
  showPlace(answer: PlaceAnswer): void;
  showFailure(sentence: string): void;
  /** Opens the card for a unit without a place on the map; its history follows. */
  showUndrawn(name: string): void;
  showHistory(history: DivisionHistory | null, name: string, remark: string): void;
  showCharts(charts: readonly IndicatorChart[]): void;
  showFacilities(facilities: readonly NearFacility[]): void;
  /** The cameras that see the place; null where nobody asked for them. */
  showCameras(seeing: CamerasSeeing | null): void;
  hide(): void;
}

const REASON: Record<PlaceReason, string> = {
  sea: "海上或资料范围之外",
  before_the_record: "早于记录",
  no_geometry: "当时界线不详",
  doubly_covered: "界线重叠，两区均含此处",
  no_lower_levels: "不设此级",
  no_data: "资料暂缺",
};

const GRADE_REMARK: Record<string, string> = {
  approximate: "界线近似",
  cut: "界线由变更推得",
};

export function placeCard(actions: PlaceCardActions): PlaceCard {
  const where = element("p", { class: "where" });
  const body = element("div", { class: "place", "aria-live": "polite" });
  const history = element("div", { class: "history" });
  const charts = element("div", { class: "charts" });
  const facilities = element("div", { class: "facilities" });
  const cameras = element("div", { class: "cameras" });
  const root = element(
    "section",
    { class: "place-card", "aria-label": "地点", hidden: true, tabindex: -1 },
    button("×", "关闭地点卡片", actions.close, "close"),
    where,
    body,
    cameras,
    history,
    charts,
    facilities,
  );
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") actions.close();
  });
  const clearParts = (): void => {
    for (const part of [cameras, history, charts, facilities]) part.replaceChildren();
  };
  return {
    root,
    showLoading(lon, lat) {
      root.hidden = false;
      where.textContent = position(lon, lat);
      body.replaceChildren(element("p", { class: "loading" }, "正在查询…"));
      clearParts();
    },
    showPlace(answer) {
      root.hidden = false;
      where.textContent = position(answer.then.lon, answer.then.lat);
      body.replaceChildren(headline(answer), comparison(answer, actions));
    },
    showFailure(sentence) {
      root.hidden = false;
      body.replaceChildren(
        element("p", { class: "failure", role: "alert" }, sentence),
        button("重试", "重新查询此处", actions.retry),
      );
      clearParts();
    },
    showUndrawn(name) {
      root.hidden = false;
      where.textContent = name;
      body.replaceChildren(element("p", { class: "fine" }, "图上没有它的范围。"));
      clearParts();
    },
    showHistory(answer, name, remark) {
      history.replaceChildren(
        element("h3", {}, `沿革：${name}`),
        ...(answer ? [timeline(answer, actions), source(answer)] : []),
        ...(remark ? [element("p", { class: "fine" }, remark)] : []),
      );
    },
    showCharts(list) {
      charts.replaceChildren(
        ...(list.length ? [element("h3", {}, "统计指标（月）")] : []),
        ...list.map(({ title, unit, series }) =>
          element(
            "figure",
            {},
            element("figcaption", {}, title, element("small", {}, unit)),
            lineChart(series.values, title, unit),
          ),
        ),
      );
    },
    showFacilities(list) {
      facilities.replaceChildren(
        ...(list.length
          ? [
              element("h3", {}, "附近的养老机构"),
              element(
                "ul",
                {},
                ...list.map((each) =>
                  element(
                    "li",
                    {},
                    element("span", {}, each.name),
                    element("small", {}, facilityRemark(each)),
                  ),
                ),
              ),
            ]
          : []),
      );
    },
    showCameras(seeing) {
      cameras.replaceChildren(...(seeing ? camerasSeeing(seeing) : []));
    },
    hide() {
      root.hidden = true;
    },
  };
}

function camerasSeeing({ cameras, sensitive, unknown_view, unknown_within_m, limits }: CamerasSeeing): HTMLElement[] {
  const remarks = [
    ...(sensitive ? [`另有敏感点位 ${sensitive} 个，不逐个显示。`] : []),
    ...(unknown_view ? [`${unknown_within_m} 米内有 ${unknown_view} 个点位看到哪里未知。`] : []),
    ...limits.map((each) => `${each}。`),
  ];
  return [
    element("h3", {}, "能看到此处的视频点位"),
    cameras.length
      ? element(
          "ul",
          {},
          ...cameras.map((each) =>
            element("li", {}, element("span", {}, each.name), element("small", {}, sightWords(each))),
          ),
        )
      : element("p", { class: "fine" }, "没有已知的点位看到此处。"),
    element("p", { class: "fine" }, remarks.join("")),
  ];
}

function facilityRemark(facility: NearFacility): string {
  const beds = facility.beds === null ? "" : `，床位 ${facility.beds}`;
  return `${distance(facility.distance_m)}${beds}`;
}

function distance(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(1)} 公里`;
}

function position(lon: number, lat: number): string {
  const east = `${lon < 0 ? "西经" : "东经"} ${Math.abs(lon).toFixed(4)}°`;
  const north = `${lat < 0 ? "南纬" : "北纬"} ${Math.abs(lat).toFixed(4)}°`;
  return `${east}　${north}`;
}

/** The names from the top down to the county, without repeating; "" where nothing is known. */
export function fullName(place: PlaceAtDate): string {
  return place.levels
    .filter(({ level }) => level !== "township" && level !== "village")
    .flatMap(({ division }) => (division ? [division.name] : []))
    .filter((name, at, names) => names.indexOf(name) === at)
    .join("");
}

function headline({ then, now }: PlaceAnswer): HTMLElement {
  const past = fullName(then);
  const present = fullName(now);
  const known = past !== "" && present !== "";
  const changed = known && past !== present;
  return element(
    "div",
    { class: "headline" },
    element(
      "p",
      { class: "then" },
      element("small", {}, `${inChinese(then.date)}称`),
      element("strong", {}, past || whyNothing(then)),
    ),
    element(
      "p",
      { class: changed ? "now changed" : "now" },
      element("small", {}, now.date > now.data_until ? `现在（数据截至 ${now.data_until}）` : "现在"),
      element("strong", {}, present || whyNothing(now)),
      known ? element("span", { class: "badge" }, changed ? "有变化" : "名称未变") : null,
    ),
  );
}

function whyNothing(place: PlaceAtDate): string {
  const reason = place.levels.find((each) => each.reason !== null)?.reason;
  return reason ? REASON[reason] : "无资料";
}

function comparison({ then, now }: PlaceAnswer, actions: PlaceCardActions): HTMLElement {
  const present = new Map(now.levels.map((each) => [each.level, each]));
  const rows = then.levels.map((past) => row(past, present.get(past.level), actions));
  return element(
    "table",
    {},
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "级别"),
        element("th", { scope: "col" }, "当时"),
        element("th", { scope: "col" }, "现在"),
      ),
    ),
    element("tbody", {}, ...rows),
  );
}

function row(past: LevelAtPlace, present: LevelAtPlace | undefined, actions: PlaceCardActions): HTMLElement {
  const change = changeBetween(past, present);
  return element(
    "tr",
    { class: change ? "changed" : null, "data-level": past.level },
    element("th", { scope: "row" }, LEVEL_NAME[past.level]),
    element("td", {}, ...unit(past, actions)),
    element("td", {}, ...(present ? unit(present, actions) : ["—"]), change ? element("em", {}, change) : null),
  );
}

/** What differs between then and now, in one word; null where nothing does or nothing is known. */
export function changeBetween(past: LevelAtPlace, present: LevelAtPlace | undefined): string | null {
  const before = past.division;
  const after = present?.division;
  if (!before || !after) return null;
  if (before.code === after.code && before.name === after.name) {
    // A decision may abolish a unit and set up a new one under its code and name.
    return before.identity === after.identity ? null : "撤销后新设";
  }
  if (before.code === after.code) return "更名";
  return before.name === after.name ? "代码变更" : "改属或改设";
}

function unit(at: LevelAtPlace, actions: PlaceCardActions): (HTMLElement | string)[] {
  if (at.division) {
    const { code, name } = at.division;
    const parts = [
      historyLink(at.level, code, name, actions),
      element("small", { class: "code" }, code),
    ];
    const remark = at.grade === null ? undefined : GRADE_REMARK[at.grade];
    if (remark) parts.push(element("small", {}, remark));
    return parts;
  }
  if (at.reason === null) return ["—"];
  const parts = [element("span", { class: "reason" }, REASON[at.reason])];
  if (at.candidates.length) {
    parts.push(element("small", {}, at.candidates.map(({ name }) => name).join("、")));
  }
  return parts;
}

function historyLink(level: Level, code: string, name: string, actions: PlaceCardActions): HTMLElement {
  if (level === "township" || level === "village") return element("span", {}, name);
  return button(name, `${name}的沿革`, () => actions.history(code), "link");
}

function timeline(history: DivisionHistory, actions: PlaceCardActions): HTMLElement {
  return element("ol", { class: "timeline" }, ...history.versions.map((version) => versionRow(version, actions)));
}

function versionRow(version: DivisionVersion, actions: PlaceCardActions): HTMLElement {
  const { name, valid_from, valid_to } = version;
  return element(
    "li",
    {},
    button(name, `在地图上显示 ${valid_from} 的${name}`, () => actions.goTo(valid_from), "link"),
    element("span", { class: "period" }, `${valid_from} — ${valid_to ?? "至今"}`),
    ...version.events.filter(({ on }) => on === valid_from).map(decision),
    relatives("来自", version.predecessors, actions),
    relatives("去向", version.successors, actions),
  );
}

/** The document behind a change, with the dates that are known of it; nothing where none is. */
function decision(event: ChangeEvent): HTMLElement | null {
  if (event.document_nos.length === 0) return null;
  const dates = [
    event.approved_on ? `批准 ${event.approved_on}` : "",
    event.announced_on ? `公布 ${event.announced_on}` : "",
  ].filter(Boolean);
  return element(
    "p",
    { class: "decision" },
    element("b", {}, "依据"),
    element("a", { href: `/v1/divisions/events/${event.id}`, target: "_blank", rel: "noopener", title: event.title }, event.document_nos.join("、")),
    element("small", {}, dates.join("，")),
    event.note ? element("small", {}, event.note) : null,
  );
}

function relatives(title: string, list: readonly Successor[], actions: PlaceCardActions): HTMLElement | null {
  if (list.length === 0) return null;
  const links = list.map(({ code, name, year, whole }) =>
    element(
      "span",
      { class: "relative" },
      button(name, `${name}的沿革`, () => actions.history(code), "link"),
      element("small", {}, `${code}，${year}年${whole ? "" : "，部分"}`),
    ),
  );
  return element("p", { class: "relatives" }, element("b", {}, title), ...links);
}

function source(history: DivisionHistory): HTMLElement {
  const href = `/v1/divisions/${encodeURIComponent(history.code)}/history`;
  return element(
    "p",
    { class: "fine" },
    `数据截至 ${history.data_until}　`,
    element("a", { href, target: "_blank", rel: "noopener" }, "原始数据"),
  );
}
