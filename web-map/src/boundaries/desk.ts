/** The inspection desk (联检工作台): what is asked when, and shown where. */

import type { LngLatBoundsLike, Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { ApiError, isAbort } from "../api/client.ts";
import { sentenceOf } from "../components/notice.ts";
import type { RegisteredLines } from "../layers/registeredLines.ts";
import { shiftDays } from "../time/days.ts";
import { chainageBar, type BarTarget } from "./chainageBar.ts";
import type { DueLine, EvidenceCheck, LineSummary } from "./contract.ts";
import { inspectionDossier, lineDossier, tracksOf, type InspectionDossier, type LineDossier } from "./dossier.ts";
import { DeskLayers } from "./deskLayers.ts";
import { deskPanel } from "./deskPanel.ts";
import { hiddenWords, placeWords, verdict } from "./deskWords.ts";
import { deskStrip } from "./deskStrip.ts";
import { lineTabs } from "./lineTabs.ts";
import { unitName } from "./lineList.ts";
import { statesOf } from "./markerList.ts";
import { askDue, askEvidence, askLines, askLinesAt, compute, reportAddress } from "./questions.ts";
import type { Stretch } from "./stretch.ts";
import { SIDE_WORD } from "./wording.ts";

/** What the address keeps of the desk. */
export interface DeskView {
  line: string | null;
  inspection: number | null;
  /** Code of the office that asks; "" for the platform's own people. */
  office: string;
}

export interface DeskTargets {
  map: MapLibre;
  day(): string;
  today: string;
  lines: RegisteredLines;
  /** Room around what the map is to show, as far as the desk leaves it. */
  padding(): { top: number; bottom: number; left: number; right: number };
  /** The address has to tell something else. */
  changed(): void;
  opened(open: boolean): void;
}

/** How a line is come to. go: the map is to show it; focus: the panel's title is to have the focus. */
interface Arrival {
  go: boolean;
  focus: boolean;
}

const STAYING: Arrival = { go: false, focus: false };

/** A click so many pixels beside a line still means it. */
const CLICK_PX = 12;

const CLOSE_ZOOM = 15;

export class Desk {
  readonly panel;
  readonly strip;
  private readonly bar;
  private readonly layers: DeskLayers;
  private view: DeskView | null = null;
  private found: LineSummary[] = [];
  private due = new Map<string, DueLine>();
  private line: LineDossier | null = null;
  private asking = new AbortController();
  private listing = new AbortController();

  constructor(
    private readonly targets: DeskTargets,
    private readonly activity: Activity,
  ) {
    this.layers = new DeskLayers(targets.map);
    this.bar = chainageBar({
      point: (target) => this.point(target && stretchOf(target)),
      choose: (target) => this.goTo(stretchOf(target)),
    });
    this.strip = deskStrip(this.bar.root);
    this.panel = deskPanel({
      close: () => this.close(),
      back: () => this.pick(null),
      office: (office) => this.change({ office, inspection: null }),
      search: () => void this.list(0),
      more: () => void this.list(this.found.length),
      pick: (number) => this.pick(number),
      inspection: (inspection) => this.change({ inspection }),
      verify: () => void this.verify(),
      retry: () => void this.refresh(STAYING),
    });
  }

  /** Null while the desk is closed. */
  get state(): DeskView | null {
    return this.view;
  }

  /** Opens the desk as an address tells, or with the list of lines. go: the map goes to the line. */
  async open(
    view: DeskView = { line: null, inspection: null, office: "" },
    go = false,
  ): Promise<void> {
    const { view: before } = this;
    if (before && before.line === view.line && before.inspection === view.inspection && before.office === view.office) return;
    this.view = { ...view };
    this.panel.root.hidden = false;
    this.targets.opened(true);
    this.panel.showOffice(view.office, []);
    if (view.line === null) this.panel.showList(null);
    await Promise.all([this.targets.lines.show(this.targets.day()), this.list(0), this.refresh({ go, focus: false })]);
  }

  close(): void {
    this.asking.abort();
    this.listing.abort();
    this.view = null;
    this.line = null;
    this.panel.root.hidden = true;
    this.strip.hide();
    this.layers.clear();
    this.targets.lines.hide();
    this.targets.opened(false);
    this.targets.changed();
  }

  /** The map shows another day: lines, courses and markers are those of it. */
  async dayChanged(): Promise<void> {
    if (this.view === null) return;
    await Promise.all([this.targets.lines.show(this.targets.day()), this.list(0), this.refresh(STAYING)]);
  }

  /** A click: true where it meant a line, which is told of or picked. */
  async click(lon: number, lat: number, metresPerPixel: number): Promise<boolean> {
    if (this.view === null) return false;
    const within_m = Math.min(Math.max(metresPerPixel * CLICK_PX, 5), 100_000);
    const { signal } = this.asking;
    try {
      const near = await this.activity.during(
        askLinesAt(lon, lat, this.targets.day(), within_m, signal),
      );
      const own = near.find(({ number }) => number === this.view?.line);
      if (own) this.panel.tell(placeWords(own, this.line?.markers.map(({ marker }) => marker) ?? []));
      else if (near[0]) this.pick(near[0].number);
      return near.length > 0;
    } catch (error) {
      if (!isAbort(error)) this.panel.tell(sentenceOf(error));
      return true;
    }
  }

  private pick(number: string | null): void {
    const left = this.view?.line ?? null;
    this.change({ line: number, inspection: null });
    if (number !== null) return;
    this.panel.showList(left);
    this.strip.hide();
    this.layers.clear();
  }

  private change(to: Partial<DeskView>): void {
    if (this.view === null) return;
    const other = to.line !== undefined && to.line !== this.view.line;
    this.view = { ...this.view, ...to };
    this.targets.changed();
    if (to.office !== undefined) void this.list(0);
    void this.refresh({ go: other, focus: other });
  }

  private async list(offset: number): Promise<void> {
    this.listing.abort();
    this.listing = new AbortController();
    const { signal } = this.listing;
    const { list } = this.panel;
    const { words, level } = list.query;
    const day = this.targets.day();
    try {
      if (offset === 0) list.say("正在查询…");
      const [page, due] = await this.activity.during(
        Promise.all([
          askLines(day, words, level, offset, signal),
          askDue(day, this.view?.office ?? "", signal),
        ]),
      );
      this.found = [...(offset === 0 ? [] : this.found), ...page.boundaries];
      this.due = new Map(due.map((one) => [one.number, one]));
      if (page.total > 0) list.show({ lines: this.found, total: page.total, due: this.due });
      else list.say(words || level ? "没有符合条件的界线。" : `${day} 没有登记的界线。`);
    } catch (error) {
      if (!isAbort(error)) list.say(sentenceOf(error));
    }
  }

  /** Asks for the line and the inspection of the view. */
  private async refresh(arrival: Arrival): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const number = this.view?.line ?? null;
    if (number === null) return;
    await this.activity.during(this.show(number, arrival, this.asking.signal)).catch((error: unknown) => {
      if (isAbort(error)) return;
      if (!(error instanceof ApiError)) console.error(error);
      const unknown = error instanceof ApiError && error.status === 404;
      this.panel.showTabs([]);
      this.panel.say(
        unknown ? `${this.targets.day()} 没有登记编号为“${number}”的界线，或此单位无权查看。` : sentenceOf(error),
        !unknown,
      );
    });
  }

  private async show(number: string, { go, focus }: Arrival, signal: AbortSignal): Promise<void> {
    const known = this.found.find((one) => one.number === number);
    this.panel.showLine(known ?? { number, name: `界线 ${number}` }, focus);
    this.panel.say("正在查询…");
    const office = this.view?.office ?? "";
    const dossier = await lineDossier(number, this.targets.day(), office, signal);
    this.line = dossier;
    const { line, course } = dossier;
    this.panel.showLine(line, false);
    this.panel.showOffice(office, [line.left, line.right].map((unit) => ({ code: unit.code, name: unitName(unit) })));
    this.layers.showLine(course);
    // The strip has its place before the map makes room for it.
    this.strip.show(line, []);
    if (go && course) this.fit(course.boundsOf(0, course.length_m));
    const chosen = this.chosenOf(dossier);
    this.panel.say(course ? "" : "此日没有登记界线的走向，图上无从显示。");
    this.panel.showChoice({
      inspections: dossier.inspections,
      chosen,
      reportAddress: chosen === null ? null : reportAddress(chosen, office),
    });
    const inspection = chosen === null ? null : await inspectionDossier(chosen, office, signal);
    this.showAll(dossier, inspection);
    this.targets.changed();
    const tracks = inspection ? await tracksOf(inspection, office, shiftDays(this.targets.today, 1), signal) : [];
    this.layers.showTracks(tracks);
  }

  /** The inspection of the address where it is one of this line, else the newest. */
  private chosenOf({ inspections }: LineDossier): number | null {
    const wanted = inspections.find(({ id }) => id === this.view?.inspection) ?? inspections[0];
    if (this.view) this.view.inspection = wanted?.id ?? null;
    return wanted?.id ?? null;
  }

  private showAll(dossier: LineDossier, inspection: InspectionDossier | null): void {
    const { course, markers, line } = dossier;
    const states = statesOf(inspection?.visits ?? []);
    const coverage = inspection?.coverage ?? [];
    this.layers.showCoverage(course, coverage);
    this.layers.showMarkers(
      markers.map(({ marker, place }) => ({ marker, place, state: states.get(marker.number) ?? null })),
    );
    this.layers.showPhotos(
      (inspection?.photos ?? []).flatMap(({ caption, geometry }) =>
        geometry ? [{ caption, place: geometry.coordinates as [number, number] }] : [],
      ),
    );
    this.strip.show(line, coverage);
    const length_m = coverage[0]?.length_m ?? course?.length_m ?? 0;
    this.bar.show({
      length_m,
      markers: markers.map(({ marker }) => ({
        number: marker.number,
        chainage_m: marker.chainage_m,
        state: states.get(marker.number) ?? null,
      })),
      rows: (["left", "both", "right"] as const).map((side) => ({
        side,
        name: SIDE_WORD[side],
        result: coverage.find((one) => one.side === side) ?? null,
        remark: hiddenWords(side, coverage.length > 0),
      })),
    });
    this.panel.showTabs(
      lineTabs(dossier, inspection, this.due.get(line.number) ?? null, this.view?.office ?? "", {
        goTo: (stretch) => this.goTo(stretch),
        goToMarker: (number) => this.goToMarker(number),
        point: (stretch) => this.point(stretch),
        compute: (token) => void this.compute(token),
      }),
    );
  }

  private goTo({ from_m, to_m }: Stretch): void {
    const course = this.line?.course;
    if (course) this.fit(course.boundsOf(from_m, to_m));
  }

  private goToMarker(number: string): void {
    const found = this.line?.markers.find(({ marker }) => marker.number === number);
    if (found) this.fit([...found.place, ...found.place]);
  }

  private point(stretch: Stretch | null): void {
    const course = this.line?.course ?? null;
    this.layers.point(
      stretch && course && stretch.to_m > stretch.from_m ? course.part(stretch.from_m, stretch.to_m) : null,
    );
  }

  private fit(bounds: readonly [number, number, number, number]): void {
    this.targets.map.fitBounds(bounds as LngLatBoundsLike, {
      padding: this.targets.padding(),
      maxZoom: CLOSE_ZOOM,
      animate: false,
    });
  }

  private async compute(token: string): Promise<void> {
    const { inspection, office } = this.view ?? { inspection: null, office: "" };
    if (inspection === null) return;
    this.panel.tell("正在计算…");
    try {
      const changed = await this.activity.during(compute(inspection, office, token));
      this.panel.tell(changed ? "已计算。" : "结果没有变化。");
      await this.refresh(STAYING);
    } catch (error) {
      const refused = error instanceof ApiError && (error.status === 401 || error.status === 403);
      this.panel.tell(refused ? "令牌不符，不能计算。" : sentenceOf(error));
    }
  }

  /** Has the whole chain of evidence verified, piece by piece. */
  private async verify(): Promise<void> {
    const { signal } = this.asking;
    const findings: string[] = [];
    try {
      for (let since: number | null = 0; since !== null; ) {
        const answer: EvidenceCheck = await this.activity.during(askEvidence(since, signal));
        findings.push(...answer.findings.map(({ sentence }) => sentence));
        since = answer.next;
        this.panel.tell(
          since === null ? verdict(answer.until, findings) : `正在校验证据链：已核 ${answer.until} 环…`,
        );
      }
    } catch (error) {
      if (!isAbort(error)) this.panel.tell(`证据链未能校验。${sentenceOf(error)}`);
    }
  }
}

function stretchOf(target: BarTarget): Stretch {
  if (target.kind === "span") return { from_m: target.span.from_m, to_m: target.span.to_m };
  return { from_m: target.marker.chainage_m, to_m: target.marker.chainage_m };
}
