/** A click on the map: asks what stood there then and now, and what else is known of the place. */

import type { Activity } from "./activity.ts";
import { ApiError, isAbort } from "./api/client.ts";
import type { IndicatorSummary, Level, PlaceAtDate } from "./api/contract.ts";
import {
  askDatasets,
  askFacilities,
  askHistory,
  askPlace,
  askSeries,
} from "./api/questions.ts";
import { askCamerasSeeing } from "./cameras/questions.ts";
import type { IndicatorChart, PlaceCard } from "./components/placeCard.ts";
import { sentenceOf } from "./components/notice.ts";
import type { AnswerPoint } from "./layers/answers.ts";

/** Charts shown at most: the card is a first look, not a yearbook. */
const CHARTS = 3;

export interface Place {
  lon: number;
  lat: number;
}

export interface InspectionTargets {
  card: PlaceCard;
  highlight(code: string | null): void;
  points(points: readonly AnswerPoint[]): void;
  /** The level that the map draws: its division is outlined. */
  level(): Level | null;
  /** Whether the cameras are drawn: then the card tells which of them see the place. */
  cameras(): boolean;
}

export class Inspection {
  private place: Place | null = null;
  private answer: PlaceAtDate | null = null;
  private asking = new AbortController();

  constructor(
    private readonly targets: InspectionTargets,
    private readonly activity: Activity,
    private readonly today: string,
  ) {}

  /** Asks about the place on the day; a question still under way is given up. */
  async ask(place: Place, date: string): Promise<void> {
    const moved = this.place?.lon !== place.lon || this.place.lat !== place.lat;
    this.place = place;
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { card } = this.targets;
    if (moved) card.showLoading(place.lon, place.lat);
    this.mark([]);
    await this.activity.during(this.answerTo(place, date, signal)).catch((error: unknown) => {
      if (isAbort(error)) return;
      this.targets.highlight(null);
      card.showFailure(sentenceOf(error));
    });
  }

  /** Asks again about the same place on another day, when a place is open. */
  async askAgain(date: string): Promise<void> {
    if (this.place) await this.ask(this.place, date);
  }

  /** Outlines the division of the level drawn, after the level has changed. */
  outline(): void {
    this.targets.highlight(this.answer ? codeAt(this.answer, this.targets.level()) : null);
  }

  close(): void {
    this.asking.abort();
    this.place = null;
    this.answer = null;
    this.targets.card.hide();
    this.targets.highlight(null);
    this.targets.points([]);
  }

  /** Shows the history of a division that the card named. */
  async showHistory(code: string): Promise<void> {
    await this.activity.during(this.historyOf(code, this.asking.signal));
  }

  /** Opens the card with a history alone, for a unit that is drawn nowhere. */
  async openHistory(code: string, name: string): Promise<void> {
    this.close();
    this.asking = new AbortController();
    this.targets.card.showUndrawn(name);
    await this.showHistory(code);
  }

  private mark(facilities: readonly AnswerPoint[]): void {
    if (!this.place) return;
    this.targets.points([{ kind: "place", name: "", ...this.place }, ...facilities]);
  }

  private async answerTo(place: Place, date: string, signal: AbortSignal): Promise<void> {
    const [then, now] = await Promise.all([
      askPlace(place.lon, place.lat, date, signal),
      askPlace(place.lon, place.lat, this.today, signal),
    ]);
    this.answer = then;
    this.targets.card.showPlace({ then, now });
    this.outline();
    const past = deepest(then);
    const present = deepest(now);
    // What follows only adds to the answer: where one part fails the card says nothing of it.
    await Promise.allSettled([
      past ?? present
        ? this.historyOf((past ?? present)?.code ?? "", signal)
        : Promise.resolve(this.targets.card.showHistory(null, "此处", "没有可查的沿革。")),
      this.chartsOf(present?.code ?? null, signal),
      this.facilitiesNear(place, date, signal),
      this.camerasSeeing(place, date, signal),
    ]);
  }

  private async historyOf(code: string, signal: AbortSignal): Promise<void> {
    const { card } = this.targets;
    try {
      const history = await askHistory(code, signal);
      card.showHistory(history, `${history.versions.at(-1)?.name ?? ""}（${code}）`, "");
    } catch (error) {
      if (isAbort(error)) return;
      const unknown = error instanceof ApiError && error.status === 404;
      card.showHistory(null, code, unknown ? "名录中没有此代码。" : sentenceOf(error));
    }
  }

  private async chartsOf(code: string | null, signal: AbortSignal): Promise<void> {
    const { card } = this.targets;
    card.showCharts([]);
    if (code === null) return;
    const { datasets } = await askDatasets(signal);
    const indicators = datasets.flatMap((dataset) => dataset.indicators.filter(isCharted).slice(0, 1));
    const charts: IndicatorChart[] = [];
    // Most datasets speak of other divisions than this one: some at a time, until there are enough.
    for (let at = 0; at < indicators.length && charts.length < CHARTS; at += CHARTS) {
      const found = await Promise.all(
        indicators.slice(at, at + CHARTS).map(async ({ id, title, unit, data_from, data_until }) => {
          const series = await askSeries(id, code, data_from ?? "", data_until ?? "", signal);
          return series?.values.some(({ value }) => value !== null) ? { title, unit, series } : null;
        }),
      );
      charts.push(...found.filter((chart) => chart !== null));
    }
    card.showCharts(charts.slice(0, CHARTS));
  }

  private async camerasSeeing({ lon, lat }: Place, date: string, signal: AbortSignal): Promise<void> {
    this.targets.card.showCameras(null);
    if (this.targets.cameras()) {
      this.targets.card.showCameras(await askCamerasSeeing(lon, lat, date, signal));
    }
  }

  private async facilitiesNear({ lon, lat }: Place, date: string, signal: AbortSignal): Promise<void> {
    this.targets.card.showFacilities([]);
    const { facilities } = await askFacilities(lon, lat, date, signal);
    this.targets.card.showFacilities(facilities);
    this.mark(facilities.map((each) => ({ kind: "facility", name: each.name, lon: each.lon, lat: each.lat })));
  }
}

/** Whether an indicator has values by month that are handed out. */
function isCharted({ readable, period, data_from, data_until }: IndicatorSummary): boolean {
  return readable && period === "month" && data_from !== null && data_until !== null;
}

/** The lowest division down to the county that is known at the place. */
function deepest(place: PlaceAtDate): { code: string; name: string } | null {
  const official = place.levels.filter(({ level }) => level !== "township" && level !== "village");
  return official.findLast(({ division }) => division !== null)?.division ?? null;
}

function codeAt(place: PlaceAtDate, level: Level | null): string | null {
  return place.levels.find((each) => each.level === level)?.division?.code ?? null;
}
