/**
 * Two dates of any place side by side (R6.4): the map of the page is the later side and keeps the
 * page's clock; a second map lies over its left part, or beside it, with a day of its own. Each
 * shows the newest picture that is not after its day, and over it the divisions of that very day.
 */

import type { Map as MapLibre, MapMouseEvent } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { isAbort } from "../api/client.ts";
import type { Level } from "../api/contract.ts";
import { element } from "../components/element.ts";
import { sentenceOf } from "../components/notice.ts";
import { shiftYears } from "../time/days.ts";
import { comparisonBar, type Mode, type Side } from "./comparisonBar.ts";
import type { Picture, Scene } from "./contract.ts";
import { divider } from "./divider.ts";
import { EarlierMap } from "./earlierMap.ts";
import { askNewest, askScenesAt } from "./questions.ts";
import { dayOf, isDrawn, sensorWords, timeWords } from "./wording.ts";

/** What the address keeps of it. */
export interface ComparisonView {
  mode: Mode;
  /** The day of the earlier side; null until one is found. */
  before: string | null;
  picture: Picture;
  /** Percent of the width that the earlier picture has where one is drawn over the other. */
  split: number;
}

export interface ComparisonTargets {
  map: MapLibre;
  day(): string;
  setDay(day: string): void;
  level(): Level;
  present: readonly Level[];
  /** The later side is to be drawn again: the picture is another. */
  redraw(): void;
  opened(open: boolean): void;
  changed(): void;
  failed(error: unknown): void;
  /** The camera has come to rest after it was moved on the earlier side. */
  moved(): void;
  click(event: MapMouseEvent, day: string): void;
}

/** While the map is moved, the days of the place are asked for after this rest. */
const REST_MS = 200;

/** As it is opened first. */
export const COMPARISON: ComparisonView = { mode: "swipe", before: null, picture: "natural", split: 50 };

export class Comparison {
  readonly bar;
  /** Lies right over the page's own map. */
  readonly stage: HTMLElement;
  private readonly divider;
  private view: ComparisonView | null = null;
  private earlier: EarlierMap | null = null;
  private outlined: GeoJSON.Geometry | null = null;
  private days: string[] = [];
  private asking = new AbortController();
  private rest: { timer: number; done: () => void } | null = null;

  constructor(
    private readonly targets: ComparisonTargets,
    private readonly activity: Activity,
  ) {
    this.bar = comparisonBar({
      day: (side, day) => this.setDay(side, day),
      mode: (mode) => this.change({ mode }),
      picture: (picture) => this.change({ picture }),
      close: () => this.close(),
    });
    this.stage = element("div", { class: "compare-stage", hidden: true });
    this.divider = divider(this.stage, (share) => {
      if (this.view) this.view.split = Math.round(share * 100);
      targets.changed();
    });
  }

  get state(): ComparisonView | null {
    return this.view;
  }

  get picture(): Picture {
    return this.view?.picture ?? "natural";
  }

  /** The second map while there is one: what is waited for is drawn there, too. */
  get map(): MapLibre | null {
    return this.earlier?.map ?? null;
  }

  /** Whether the main map just takes the camera of the other one. */
  get taking(): boolean {
    return this.earlier?.takes ?? false;
  }

  async open(view: ComparisonView = COMPARISON): Promise<void> {
    if (this.view) {
      const before = this.view;
      this.change(view);
      if (before.before === view.before) return;
    }
    this.view = { ...view };
    if (!this.earlier) {
      const map = element("div", { class: "map earlier", role: "region", "aria-label": "之前日期的地图" });
      this.stage.replaceChildren(map, this.divider.root);
      this.stage.hidden = false;
      this.bar.root.hidden = false;
      this.targets.opened(true);
      this.arrange();
      this.earlier = new EarlierMap(
        map,
        {
          main: this.targets.map,
          failed: this.targets.failed,
          moved: () => this.targets.moved(),
          click: (event) => this.targets.click(event, this.view?.before ?? this.targets.day()),
        },
        this.activity,
      );
      void this.earlier.outline(this.outlined);
    }
    this.divider.place(view.split / 100);
    await this.activity.during(this.tellOfPlace());
    this.targets.redraw();
  }

  close(): void {
    if (!this.view) return;
    this.asking.abort();
    this.view = null;
    this.earlier?.remove();
    this.earlier = null;
    this.stage.hidden = true;
    this.stage.replaceChildren();
    this.bar.root.hidden = true;
    this.arrange();
    this.targets.opened(false);
    this.targets.redraw();
    this.targets.changed();
  }

  /** The clock of the page shows another day. */
  async follow(): Promise<void> {
    if (this.view) await this.activity.during(this.tellOfPlace());
  }

  /** The outline of what is spoken of, on the earlier side; the later one is drawn by who knows it. */
  outline(geometry: GeoJSON.Geometry | null): void {
    this.outlined = geometry;
    if (this.earlier) void this.activity.during(this.earlier.outline(geometry));
  }

  /** Divisions of another level are drawn. */
  async levelChanged(): Promise<void> {
    if (this.view?.before) await this.drawEarlier(this.view.before);
  }

  /** The camera has come to rest: other days may have pictures there. */
  moved(): void {
    if (!this.view) return;
    if (this.rest) window.clearTimeout(this.rest.timer);
    const done = this.rest?.done ?? this.activity.begin();
    const timer = window.setTimeout(() => {
      this.rest = null;
      void this.follow();
      done();
    }, REST_MS);
    this.rest = { timer, done };
  }

  private setDay(side: Side, day: string): void {
    if (side === "before") this.change({ before: day });
    else this.targets.setDay(day);
  }

  private change(to: Partial<ComparisonView>): void {
    if (!this.view) return;
    const { picture } = this.view;
    this.view = { ...this.view, ...to };
    this.arrange();
    if (to.picture !== undefined && to.picture !== picture) this.targets.redraw();
    this.targets.changed();
    void this.follow();
  }

  private arrange(): void {
    const root = this.stage.parentElement;
    root?.classList.toggle("with-compare", this.view !== null);
    root?.classList.toggle("with-panes", this.view?.mode === "panes");
    this.divider.root.hidden = this.view?.mode === "panes";
    if (this.view) this.bar.showChoice(this.view.mode, this.view.picture);
    // At once, and not when the browser comes to it: who fits the view next needs the new size.
    this.targets.map.resize();
    this.earlier?.map.resize();
  }

  /** Asks which days the middle of the map has pictures of, and says what either side shows. */
  private async tellOfPlace(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { lng, lat } = this.targets.map.getCenter();
    try {
      const { images } = await askScenesAt(lng, lat, signal);
      this.days = daysOf(images);
      if (!this.view) return;
      this.view.before ??= this.dayBefore(this.targets.day());
      const before = this.view.before;
      const after = this.targets.day();
      const [earlier, later] = await Promise.all([
        askNewest(lng, lat, before, signal),
        askNewest(lng, lat, after, signal),
        this.drawEarlier(before),
      ]);
      this.say(before, after, earlier.find(isDrawn) ?? null, later.find(isDrawn) ?? null);
      this.targets.changed();
    } catch (error) {
      if (isAbort(error)) return;
      this.bar.tell(sentenceOf(error));
    }
  }

  private async drawEarlier(day: string): Promise<void> {
    await this.earlier?.show({
      day,
      level: this.targets.level(),
      present: this.targets.present,
      picture: this.picture,
    });
  }

  private say(before: string, after: string, earlier: Scene | null, later: Scene | null): void {
    this.bar.showSide("before", contentOf(before, earlier), this.days);
    this.bar.showSide("after", contentOf(after, later), this.days);
    const same = earlier !== null && earlier.id === later?.id;
    this.bar.tell(
      same ? "两侧是同一景影像，请另选日期。" : before > after ? "“之前”晚于“之后”。" : "",
    );
  }

  /** The last day with a picture before the one seen on a day; else the same day a year before. */
  private dayBefore(day: string): string {
    const seen = this.days.findLast((each) => each <= day) ?? day;
    return this.days.findLast((each) => each < seen) ?? shiftYears(day, -1);
  }
}

/** The days of what is drawn, ascending, each once. */
function daysOf(scenes: readonly Scene[]): string[] {
  const days = scenes.filter(isDrawn).flatMap((scene) => dayOf(scene) ?? []);
  return [...new Set(days)].sort();
}

function contentOf(day: string, scene: Scene | null): { day: string; seen: string | null; words: string } {
  if (scene === null) return { day, seen: null, words: "图中央处此日及以前没有影像" };
  const title = sensorWords(scene) || scene.title;
  return { day, seen: dayOf(scene), words: `所见拍摄于 ${timeWords(scene)}　${title}` };
}
