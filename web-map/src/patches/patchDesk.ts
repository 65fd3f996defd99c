/** The desk of suspected patches (疑似图斑, R6.5): find, assign, record checks, decide, check again. */

import type { Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { ApiError, isAbort } from "../api/client.ts";
import { button, element } from "../components/element.ts";
import { sentenceOf } from "../components/notice.ts";
import { PolygonTool } from "../imagery/polygonTool.ts";
import { authorForm } from "./authorForm.ts";
import type { DifferenceQuestion, PatchDetail, PatchFeature, PatchVisit, StepWish } from "./contract.ts";
import { enteredWords, findForm, previewWords } from "./findForm.ts";
import { patchDetail } from "./patchDetail.ts";
import { boundsOf, PatchLayers } from "./patchLayers.ts";
import { patchList } from "./patchList.ts";
import { askPatch, askPatches, askVisits, deposit, keep, preview, takeStep, upload } from "./questions.ts";
import { stepForm, type StepForm } from "./stepForm.ts";

export interface PatchDeskTargets {
  map: MapLibre;
  day(): string;
  today: string;
  padding(): { top: number; bottom: number; left: number; right: number };
  compare(before: string, after: string): Promise<void>;
  /** The outline of the patch that is open, for the other side of a comparison. */
  outline(geometry: GeoJSON.Geometry | null): void;
  /** The two days of a comparison that is open. */
  compared(): { before: string; after: string } | null;
  opened(open: boolean): void;
  changed(): void;
}

/** What the address keeps of it: the patch that is open, or null for the list. */
export interface PatchDeskView {
  patch: number | null;
}

type Room = "list" | "patch" | "find" | "upload";

const CLOSE_ZOOM = 16;

export class PatchDesk {
  readonly root: HTMLElement;
  private readonly layers: PatchLayers;
  private readonly tool: PolygonTool;
  private readonly list;
  private readonly find;
  private readonly who = authorForm();
  private readonly back = button("‹ 全部图斑", "回到图斑列表", () => this.pick(null), "link");
  private readonly title = element("h3", { class: "line-title", tabindex: -1 });
  private readonly told = element("p", { class: "told", role: "status" });
  private readonly room = element("div", { class: "patch-room" });
  private readonly view = element("div", { class: "line-view" }, this.back, this.title, this.told, this.room);
  private step: StepForm | null = null;
  private takingPlace = false;
  private state: PatchDeskView | null = null;
  private showing: Room = "list";
  private features: PatchFeature[] = [];
  private open: PatchFeature<PatchDetail> | null = null;
  private polygon: GeoJSON.Polygon | null = null;
  private previewed: DifferenceQuestion | null = null;
  private asking = new AbortController();
  private listing = new AbortController();

  constructor(
    private readonly targets: PatchDeskTargets,
    private readonly activity: Activity,
  ) {
    this.layers = new PatchLayers(targets.map);
    this.tool = new PolygonTool(targets.map, {
      draft: (corners) => this.layers.showArea(corners),
      done: (polygon) => this.drawn(polygon),
    });
    this.list = patchList({
      search: () => void this.search(0),
      more: () => void this.search(this.features.length),
      pick: (id) => this.pick(id),
      find: () => this.enter("find"),
      upload: () => this.enter("upload"),
    });
    this.find = findForm({
      draw: () => this.startDrawing(),
      preview: () => void this.preview(),
      keep: () => void this.keep(),
    });
    this.view.hidden = true;
    this.root = element(
      "section",
      { class: "desk patch-desk", "aria-label": "疑似图斑", hidden: true },
      element(
        "header",
        {},
        element("h2", {}, "疑似图斑"),
        button("×", "关闭疑似图斑", () => this.close(), "close"),
      ),
      this.list.root,
      this.view,
    );
  }

  /** Null while it is closed. */
  get openView(): PatchDeskView | null {
    return this.state;
  }

  async show(view: PatchDeskView = { patch: null }, go = false): Promise<void> {
    if (this.state && this.state.patch === view.patch) return;
    const first = this.state === null;
    this.state = { ...view };
    this.root.hidden = false;
    if (first) this.targets.opened(true);
    await Promise.all([first ? this.search(0) : Promise.resolve(), this.refresh(go)]);
  }

  close(): void {
    if (!this.state) return;
    this.asking.abort();
    this.listing.abort();
    this.tool.cancel();
    this.state = this.open = null;
    this.takingPlace = false;
    this.root.hidden = true;
    this.layers.clear();
    this.targets.outline(null);
    this.targets.opened(false);
    this.targets.changed();
  }

  async dayChanged(): Promise<void> {
    if (this.state) await Promise.all([this.search(0), this.showing === "patch" ? this.refresh(false) : null]);
  }

  /** A click on the map: true where it was the desk's. */
  click(event: MapMouseEvent): boolean {
    if (!this.state) return false;
    if (this.tool.active) {
      this.tool.click(event);
      return true;
    }
    if (this.takingPlace) {
      this.takingPlace = false;
      this.targets.map.getCanvas().style.cursor = "";
      this.step?.place(event.lngLat.lng, event.lngLat.lat);
      this.step?.tell([], false);
      return true;
    }
    const found = this.layers.at(event.point);
    if (found === null) return false;
    this.pick(found, false);
    return true;
  }

  private pick(id: number | null, go = true): void {
    if (!this.state) return;
    const left = this.state.patch;
    this.state = { patch: id };
    this.targets.changed();
    if (id !== null) {
      void this.refresh(go);
      return;
    }
    this.enter("list");
    this.list.focus(left);
  }

  private enter(room: Room): void {
    this.showing = room;
    this.takingPlace = false;
    this.targets.map.getCanvas().style.cursor = "";
    this.tool.cancel();
    this.list.root.hidden = room !== "list";
    this.view.hidden = room === "list";
    this.told.textContent = "";
    if (room !== "patch") {
      this.asking.abort();
      this.open = this.step = null;
      this.targets.outline(null);
      if (this.state) this.state.patch = null;
      this.layers.show(this.features, null);
    }
    if (room !== "find") {
      this.layers.showPreview([]);
      this.layers.showArea([]);
    }
    if (room === "find") {
      this.title.textContent = "由两期影像找图斑";
      const days = this.targets.compared();
      if (days) this.find.setDays(days.before, days.after);
      this.room.replaceChildren(this.find.root, this.who.root);
    }
    if (room === "upload") {
      this.title.textContent = "上传图斑文件";
      this.room.replaceChildren(this.uploadForm(), this.who.root);
    }
    if (room !== "list") this.title.focus();
  }

  private async search(offset: number): Promise<void> {
    this.listing.abort();
    this.listing = new AbortController();
    const { signal } = this.listing;
    try {
      const page = await this.activity.during(askPatches(this.list.filter, this.targets.day(), offset, signal));
      this.features = [...(offset ? this.features : []), ...page.features];
      this.list.show(this.features.map(({ properties }) => properties), page.total);
      this.layers.show(this.features, this.state?.patch ?? null);
    } catch (error) {
      if (!isAbort(error)) this.list.say(sentenceOf(error));
    }
  }

  private async refresh(go: boolean): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const id = this.state?.patch ?? null;
    if (id === null) return;
    try {
      const patch = await this.activity.during(askPatch(id, this.targets.day(), signal));
      const visits = await this.activity.during(this.visitsOf(patch, signal));
      this.showPatch(patch, visits);
      if (go) this.goTo();
    } catch (error) {
      if (isAbort(error)) return;
      this.enter("patch");
      this.title.textContent = `图斑 #${id}`;
      this.room.replaceChildren(
        element("p", {}, error instanceof ApiError && error.status === 404 ? "没有这个图斑，或无权查看。" : sentenceOf(error)),
      );
    }
  }

  private async visitsOf(
    { properties }: PatchFeature<PatchDetail>,
    signal: AbortSignal,
  ): Promise<PatchVisit[] | null> {
    try {
      return await askVisits(properties.id, properties.found_on, this.targets.today, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      return null;
    }
  }

  private showPatch(feature: PatchFeature<PatchDetail>, visits: PatchVisit[] | null): void {
    const { properties: patch } = feature;
    const other = this.open?.properties.id !== patch.id || this.showing !== "patch";
    if (other) this.enter("patch");
    this.open = feature;
    this.targets.outline(feature.geometry);
    const known = this.features.some(({ properties }) => properties.id === patch.id);
    this.layers.show(known ? this.features : [...this.features, feature], patch.id);
    this.title.replaceChildren(patch.kind, element("small", {}, `#${patch.id}`));
    const parts = patchDetail(
      { patch, bounds: boundsOf(feature.geometry), visits },
      { compare: (before, after) => void this.compare(before, after), show: () => this.goTo() },
    );
    this.step = patch.next.length ? stepForm(patch.state, patch.next, {
      takePlace: () => this.takePlace(),
      take: (wish, photo) => void this.take(wish, photo),
    }) : null;
    this.room.replaceChildren(
      ...parts,
      ...(this.step ? [element("h3", {}, "办理"), this.step.root, this.who.root] : []),
    );
  }

  private goTo(): void {
    if (!this.open) return;
    this.targets.map.fitBounds(boundsOf(this.open.geometry), {
      padding: this.targets.padding(),
      maxZoom: CLOSE_ZOOM,
      animate: false,
    });
  }

  private async compare(before: string, after: string): Promise<void> {
    await this.activity.during(this.targets.compare(before, after));
    this.goTo();
  }

  private takePlace(): void {
    this.takingPlace = true;
    this.targets.map.getCanvas().style.cursor = "crosshair";
    this.step?.tell(["在图上点一下核查时所站的位置。"], false);
  }

  private async take(wish: Omit<StepWish, "after" | "photo">, photo: File | null): Promise<void> {
    const { open, step } = this;
    const author = this.who.author();
    if (!open || !step || !author) return;
    const { id, course } = open.properties;
    step.tell(["正在提交…"], false);
    try {
      await this.activity.during(
        (async () => {
          const sha256 = photo ? await deposit(photo, author.token) : null;
          const after = course.at(-1)?.number ?? 1;
          await takeStep(id, { ...wish, after, ...(sha256 ? { photo: sha256 } : {}) }, author);
          await Promise.all([this.search(0), this.refresh(false)]);
        })(),
      );
      this.told.textContent = "已记入。";
    } catch (error) {
      step.tell(refusal(error), true);
      // Somebody else was first: what they did is to be seen.
      if (error instanceof ApiError && error.status === 409) {
        this.told.textContent = refusal(error).join("");
        await this.refresh(false);
      }
    }
  }

  private startDrawing(): void {
    this.find.tell("在图上逐点单击；双击或回车结束，Esc 放弃。");
    this.tool.begin();
  }

  private drawn(polygon: GeoJSON.Polygon | null): void {
    this.polygon = polygon;
    if (polygon) {
      this.layers.showArea((polygon.coordinates[0] ?? []).slice(0, -1) as [number, number][]);
      this.find.tell("范围已画好。");
    } else if (this.showing === "find") this.find.tell("");
  }

  private question(): DifferenceQuestion | null {
    const terms = this.find.terms();
    if (terms === null) return null;
    if (this.find.area === "division") {
      if (/^\d{2,12}$/.test(this.find.division)) {
        return { ...terms, division: this.find.division, date: this.targets.day() };
      }
      this.find.tell("请填写要查找的区划代码。");
      return null;
    }
    const polygon = this.find.area === "view" ? this.viewed() : this.polygon;
    if (polygon) return { ...terms, polygon };
    this.find.tell("请先在图上画出查找范围。");
    return null;
  }

  private viewed(): GeoJSON.Polygon {
    const bounds = this.targets.map.getBounds();
    const [west, east] = [Math.max(bounds.getWest(), -180), Math.min(bounds.getEast(), 180)];
    const [south, north] = [Math.max(bounds.getSouth(), -90), Math.min(bounds.getNorth(), 90)];
    return {
      type: "Polygon",
      coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    };
  }

  private async preview(): Promise<void> {
    const question = this.question();
    const author = question && this.who.author();
    if (!question || !author) return;
    this.find.tell("正在比较…");
    this.find.allowKeeping(false);
    this.layers.showPreview([]);
    try {
      const found = await this.activity.during(preview(question, author));
      this.layers.showPreview(found.features);
      this.find.tell(previewWords(found));
      this.previewed = question;
      this.find.allowKeeping(found.features.length > 0);
    } catch (error) {
      this.find.tell(refusal(error).join(""));
    }
  }

  /** Stores what was looked at: the very question of the preview, wherever the map is now. */
  private async keep(): Promise<void> {
    const author = this.who.author();
    if (!this.previewed || !author) return;
    try {
      const entered = await this.activity.during(keep(this.previewed, author));
      this.layers.showPreview([]);
      this.find.allowKeeping(false);
      this.find.tell(enteredWords(entered));
      await this.search(0);
    } catch (error) {
      this.find.tell(refusal(error).join(""));
    }
  }

  private uploadForm(): HTMLElement {
    const file = element("input", { type: "file", accept: ".geojson,.json,.gpkg,.zip", "aria-label": "图斑文件" });
    const kind = element("input", { type: "text", "aria-label": "疑似类型", value: "地貌变化", maxlength: 100 });
    const told = element("p", { class: "told", role: "status" });
    const form = element(
      "form",
      { class: "find-form", "aria-label": "上传图斑文件" },
      element("p", { class: "fine" }, "GeoJSON、GeoPackage，或压缩成 zip 的 Shapefile；一个图形一个图斑。"),
      file,
      element("label", { class: "find-row" }, element("span", {}, "疑似"), kind),
      element("div", {}, element("button", { type: "submit", class: "button play" }, "上传")),
      told,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = file.files?.[0];
      if (!chosen) {
        told.textContent = "请先选择文件。";
        return;
      }
      const author = this.who.author();
      if (!author) return;
      told.textContent = "正在上传…";
      void this.activity.during(
        upload(chosen, kind.value.trim() || "地貌变化", author)
          .then((entered) => {
            told.textContent = enteredWords(entered);
            return this.search(0);
          })
          .catch((error: unknown) => {
            told.textContent = refusal(error).join("");
          }),
      );
    });
    return form;
  }
}

/** Why the server did not take it: all that is missing, each in words. */
function refusal(error: unknown): string[] {
  if (!(error instanceof ApiError)) return [sentenceOf(error)];
  const missing = error.problem?.missing ?? [];
  if (missing.length) return missing.map(({ text }) => `${text}。`);
  if (error.status === 401 || error.status === 403) return [`令牌不符，或此单位无权办理。`];
  if (error.status === 409) return ["别人已先办理，或此状态不能这样办理；已重新载入。"];
  return [sentenceOf(error)];
}
