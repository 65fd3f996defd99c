/** The image desk (遥感影像): the scenes of a place, and the series of an area. */

import type { Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { isAbort } from "../api/client.ts";
import type { Level } from "../api/contract.ts";
import { askPlace } from "../api/questions.ts";
import { button, element } from "../components/element.ts";
import { sentenceOf } from "../components/notice.ts";
import { tabs } from "../components/tabs.ts";
import { shiftDays } from "../time/days.ts";
import { AreaLayers } from "./areaLayers.ts";
import type { Side } from "./comparisonBar.ts";
import type { Scene, SeriesArea, SeriesValue } from "./contract.ts";
import { PolygonTool } from "./polygonTool.ts";
import { askScenes, askScenesAt, askSeriesFile, askSeriesOf, type SearchPlace } from "./questions.ts";
import { isDrawn } from "./wording.ts";
import { sceneList } from "./sceneList.ts";
import { seriesView } from "./seriesView.ts";

export interface ImageDeskTargets {
  map: MapLibre;
  day(): string;
  today: string;
  level(): Level;
  /** Shows one scene alone, or again what the date chooses. */
  showScene(id: string | null): void;
  compare(side: Side, day: string): void;
  startComparison(): void;
  mark(place: { lon: number; lat: number } | null): void;
  highlight(code: string | null): void;
  padding(): { top: number; bottom: number; left: number; right: number };
  opened(open: boolean): void;
  changed(): void;
}

interface Division {
  code: string;
  name: string;
  date: string;
}

export class ImageDesk {
  readonly root: HTMLElement;
  private readonly list;
  private readonly series;
  private readonly areas: AreaLayers;
  private readonly tool: PolygonTool;
  private open = false;
  private point: { lon: number; lat: number } | null = null;
  private division: Division | null = null;
  private area: SeriesArea | null = null;
  private picking = false;
  private scenes: Scene[] = [];
  private alone: string | null = null;
  private asking = new AbortController();
  private measuring = new AbortController();

  constructor(
    private readonly targets: ImageDeskTargets,
    private readonly activity: Activity,
  ) {
    this.areas = new AreaLayers(targets.map);
    this.tool = new PolygonTool(targets.map, {
      draft: (corners) => this.areas.showDraft(corners),
      done: (polygon) => this.drawn(polygon),
    });
    this.list = sceneList({
      search: () => void this.search(0),
      more: () => void this.search(this.scenes.length),
      show: (scene) => this.showScene(scene),
      compare: (side, day) => targets.compare(side, day),
    });
    this.series = seriesView({
      draw: () => this.startDrawing(),
      pickDivision: () => this.startPicking(),
      ask: () => void this.measure(),
      download: () => void this.download(),
      choose: (value) => this.showOf(value),
    });
    const parts = tabs("影像与序列", "image-tab");
    parts.show([
      { id: "scenes", title: "影像目录", body: this.list.root },
      { id: "series", title: "时间序列", body: this.series.root },
    ]);
    this.root = element(
      "section",
      { class: "desk image-desk", "aria-label": "遥感影像", hidden: true },
      element(
        "header",
        {},
        element("h2", {}, "遥感影像"),
        button("两期对比", "两期影像对比", targets.startComparison),
        button("×", "关闭遥感影像", () => this.close(), "close"),
      ),
      element("div", { class: "line-view" }, parts.root),
    );
  }

  get isOpen(): boolean {
    return this.open;
  }

  async show(): Promise<void> {
    if (this.open) return;
    this.open = true;
    this.root.hidden = false;
    this.targets.opened(true);
    await this.search(0);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.asking.abort();
    this.measuring.abort();
    this.tool.cancel();
    this.picking = false;
    this.point = this.division = null;
    this.root.hidden = true;
    this.areas.clear();
    this.targets.mark(null);
    this.targets.highlight(null);
    this.targets.opened(false);
    this.targets.changed();
  }

  /** A click on the map: true where it was the desk's. */
  async click(event: MapMouseEvent): Promise<boolean> {
    if (!this.open) return false;
    if (this.tool.active) {
      this.tool.click(event);
      return true;
    }
    const place = { lon: event.lngLat.lng, lat: event.lngLat.lat };
    if (this.picking) await this.pickDivision(place);
    else {
      this.point = place;
      this.targets.mark(place);
      if (this.list.filter.where === "division") this.division = await this.divisionAt(place);
      await this.search(0);
    }
    return true;
  }

  /** The camera has come to rest: what is listed by the view is another. */
  moved(): void {
    if (!this.open) return;
    const { where } = this.list.filter;
    if (where === "view" || (where === "point" && this.point === null)) void this.search(0);
  }

  private async search(offset: number): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { where, from, to, cloud_max } = this.list.filter;
    try {
      if (where === "point") {
        const { lng, lat } = this.targets.map.getCenter();
        const { lon, lat: north } = this.point ?? { lon: lng, lat };
        const { images, total } = await this.activity.during(askScenesAt(lon, north, signal));
        this.take(images, total, this.point ? "所点之处" : "图中央处");
        return;
      }
      if (where === "division" && this.division === null) {
        this.list.say("请在图上点一下要查的区划。");
        return;
      }
      const found = await this.activity.during(
        askScenes({ place: this.placeOf(where), from, to, cloud_max, offset }, signal),
      );
      this.take(
        [...(offset ? this.scenes : []), ...found.images],
        found.total,
        where === "view" ? "视野之内" : `${this.division?.name ?? ""}（${this.division?.date ?? ""}）`,
      );
    } catch (error) {
      if (!isAbort(error)) this.list.say(sentenceOf(error));
    }
  }

  private placeOf(where: "view" | "division"): SearchPlace {
    if (where === "division" && this.division) {
      return { division: this.division.code, date: this.division.date };
    }
    const bounds = this.targets.map.getBounds();
    return {
      bbox: [
        Math.max(bounds.getWest(), -180),
        Math.max(bounds.getSouth(), -90),
        Math.min(bounds.getEast(), 180),
        Math.min(bounds.getNorth(), 90),
      ],
    };
  }

  private take(scenes: Scene[], total: number, place: string): void {
    this.scenes = scenes;
    this.list.show({ scenes, total, place, shown: this.alone });
    this.shown = { total, place };
    this.series.offerBands([...new Set(scenes.flatMap(({ bands }) => bands))].sort());
  }

  private shown = { total: 0, place: "" };

  private showScene(scene: Scene | null): void {
    this.alone = scene?.id ?? null;
    this.areas.showFootprint(scene?.footprint ?? null);
    // A raw scene has a place and no picture: the footprint alone is shown.
    this.targets.showScene(scene === null || isDrawn(scene) ? this.alone : null);
    this.list.show({ scenes: this.scenes, ...this.shown, shown: this.alone });
    if (scene) this.bringIntoView(scene.bbox);
  }

  private bringIntoView([west, south, east, north]: Scene["bbox"]): void {
    const view = this.targets.map.getBounds();
    const apart =
      west > view.getEast() || east < view.getWest() || south > view.getNorth() || north < view.getSouth();
    if (apart && west <= east) {
      this.targets.map.fitBounds([west, south, east, north], { padding: this.targets.padding(), animate: false });
    }
  }

  private showOf({ image }: SeriesValue): void {
    if (image === undefined) return;
    const scene = this.scenes.find(({ id }) => id === image);
    if (scene) this.showScene(scene);
    else {
      this.alone = image;
      this.targets.showScene(image);
    }
  }

  private startDrawing(): void {
    this.picking = false;
    this.series.showArea("在图上逐点单击；双击或回车结束，Esc 放弃，退格撤回一点。", "draw");
    this.tool.begin();
  }

  private startPicking(): void {
    this.tool.cancel();
    this.picking = true;
    this.series.showArea("在图上点一下要查的区划。", "division");
  }

  private drawn(polygon: GeoJSON.Polygon | null): void {
    if (polygon === null) {
      this.tellArea();
      return;
    }
    this.area = { kind: "polygon", polygon, name: "所画的地块" };
    this.areas.showArea(polygon);
    this.targets.highlight(null);
    this.tellArea();
    void this.measure();
  }

  private async pickDivision(place: { lon: number; lat: number }): Promise<void> {
    const found = await this.divisionAt(place);
    if (found === null) return;
    this.picking = false;
    this.area = { kind: "division", ...found };
    this.areas.showArea(null);
    this.targets.highlight(found.code);
    this.tellArea();
    await this.measure();
  }

  /** The division of the level drawn that lies there on the day of the map. */
  private async divisionAt({ lon, lat }: { lon: number; lat: number }): Promise<Division | null> {
    const date = this.targets.day();
    try {
      const place = await this.activity.during(askPlace(lon, lat, date, this.measuring.signal));
      const there = place.levels.find(({ level }) => level === this.targets.level())?.division ?? null;
      if (there) return { code: there.code, name: there.name, date };
      this.series.showArea(`此处在 ${date} 没有所显示级别的区划。`, "division");
    } catch (error) {
      if (!isAbort(error)) this.series.showArea(sentenceOf(error), "division");
    }
    return null;
  }

  private tellArea(): void {
    const { area } = this;
    if (area === null) this.series.showArea("先画一块地，或点选一个区划。", null);
    else if (area.kind === "polygon") this.series.showArea(area.name, null);
    else this.series.showArea(`${area.name}（${area.code}，${area.date} 的辖区）`, null);
  }

  private async measure(): Promise<void> {
    const question = this.series.question(this.area, shiftDays(this.targets.today, 1));
    if (question === null) return;
    this.measuring.abort();
    this.measuring = new AbortController();
    const { signal } = this.measuring;
    this.series.say("正在计算…");
    try {
      const { values } = await this.activity.during(askSeriesOf(question, signal));
      const measure = "index" in question.measure ? question.measure.index.toUpperCase() : question.measure.band;
      this.series.show(values, `${question.area.name}的 ${measure} 序列`);
    } catch (error) {
      if (!isAbort(error)) this.series.say(sentenceOf(error));
    }
  }

  private async download(): Promise<void> {
    const question = this.series.question(this.area, shiftDays(this.targets.today, 1));
    if (question === null) return;
    try {
      const file = await this.activity.during(askSeriesFile(question));
      const address = URL.createObjectURL(file);
      element("a", { href: address, download: `${question.area.name}-序列.csv` }).click();
      URL.revokeObjectURL(address);
    } catch (error) {
      this.series.say(sentenceOf(error));
    }
  }
}
