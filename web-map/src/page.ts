/** Puts the page together: clock, map, layers, bars and cards, and the link in the address. */

import {
  Map as MapLibre,
  NavigationControl,
  Popup,
  ScaleControl,
  type LngLatBoundsLike,
  type MapMouseEvent,
} from "maplibre-gl";
import { Activity } from "./activity.ts";
import { ApiError, isAbort } from "./api/client.ts";
import type { Device, Level, NameHit, Platform, SceneImage } from "./api/contract.ts";
import { askDevices, askImages, askNames } from "./api/questions.ts";
import { cameraText } from "./cameras/cameraText.ts";
import { askCamera, makeLink } from "./cameras/questions.ts";
import { Desk } from "./boundaries/desk.ts";
import { corner, watermark } from "./components/corner.ts";
import { element } from "./components/element.ts";
import { layerPanel, type SwitchedLayer } from "./components/layerPanel.ts";
import { notice, sentenceOf } from "./components/notice.ts";
import { placeCard } from "./components/placeCard.ts";
import { searchBox } from "./components/searchBox.ts";
import { timeBar } from "./components/timeBar.ts";
import { titleBar, type DeskName } from "./components/titleBar.ts";
import { Comparison, COMPARISON } from "./imagery/comparison.ts";
import { ImageDesk } from "./imagery/imageDesk.ts";
import { Inspection, type Place } from "./inspection.ts";
import { Answers } from "./layers/answers.ts";
import { baseStyle } from "./layers/basis.ts";
import { BoundaryLines } from "./layers/boundaryLines.ts";
import { BoundaryMarkers } from "./layers/boundaryMarkers.ts";
import { Cameras } from "./layers/cameras.ts";
import { DivisionLayers, levelAtZoom } from "./layers/divisions.ts";
import { Images } from "./layers/images.ts";
import { addPatterns } from "./layers/patterns.ts";
import { RegisteredLines } from "./layers/registeredLines.ts";
import { Tracks, type TimeWindow } from "./layers/tracks.ts";
import { readView, writeView, type View } from "./link.ts";
import { PatchDesk } from "./patches/patchDesk.ts";
import { Clock } from "./time/clock.ts";
import { dayInChina, shiftDays } from "./time/days.ts";

/** While a slider is dragged, the map follows after this rest. */
const REST_MS = 140;

/** The country with the islands of the South China Sea; where a platform holds nothing yet. */
const WHOLE_COUNTRY: [number, number, number, number] = [73, 3, 136, 54];

/** Zooms beyond what tiles hold are enlarged; beyond this nothing is gained. */
const MAX_ZOOM = 17;

/** How close the map goes to a place that was searched for. */
const CLOSE_ZOOM = 12;

const SWITCHED: readonly SwitchedLayer[] = ["marker", "camera", "track", "image"];

/** What tests and the console may use: the map, the clock, and a promise for "all is drawn". */
export interface PageHandle {
  map: MapLibre;
  clock: Clock;
  /** The map, and that of the earlier date while two dates are compared. */
  maps(): MapLibre[];
  /** Resolves when every question is answered and every tile asked for is drawn. */
  settled(): Promise<void>;
}

export async function openPage(platform: Platform, root: HTMLElement): Promise<PageHandle> {
  const view = readView(location.hash);
  const activity = new Activity();
  const earliest = platform.record?.first ?? platform.today;
  const clock = new Clock(
    `${earliest.slice(0, 4)}-01-01`,
    platform.today,
    view.date ?? platform.today,
  );
  const on = new Set<SwitchedLayer>(
    view.layers ? SWITCHED.filter((layer) => view.layers?.includes(layer)) : ["marker"],
  );
  let levelChoice: Level | "auto" = view.level;
  let timeWindow: TimeWindow | null = view.window;
  let chosenImage: string | null = view.image;
  let devicesText = "";

  const alarm = notice(retry);
  const stage = element("div", { class: "map", id: "map", role: "region", "aria-label": "地图" });
  root.replaceChildren(stage);
  const map = new MapLibre({
    container: stage,
    style: baseStyle(),
    maxZoom: MAX_ZOOM,
    attributionControl: false,
    fadeDuration: 120,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    // The width of the world is drawn once: a second Taiwan or dashed line would only puzzle.
    renderWorldCopies: false,
    ...(view.camera
      ? { center: [view.camera.lon, view.camera.lat], zoom: view.camera.zoom }
      : {
          bounds: boundsOf(platform),
          fitBoundsOptions: { padding: paddingOf(root) },
        }),
    locale: {
      "Map.Title": "地图",
      "NavigationControl.ZoomIn": "放大",
      "NavigationControl.ZoomOut": "缩小",
      "NavigationControl.ResetBearing": "指北",
      "ScaleControl.Meters": "米",
      "ScaleControl.Kilometers": "公里",
      "Popup.Close": "关闭",
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new ScaleControl({ unit: "metric", maxWidth: 110 }), "bottom-right");

  const maps = (): MapLibre[] => [map, ...(comparison.map ? [comparison.map] : [])];
  const settled = async (): Promise<void> => {
    for (;;) {
      await activity.whenIdle();
      const restless = maps().find((each) => !isAtRest(each));
      if (!restless && activity.idle) return;
      if (restless) await restOf(restless);
    }
  };

  const failed = (error: unknown): void => {
    if (isAbort(error)) return;
    if (!(error instanceof ApiError)) console.error(error);
    alarm.show(`${sentenceOf(error)}图上仍是先前载入的内容。`);
  };
  const search = searchBox({
    search: (text, signal) => activity.during(askNames(text, clock.day, signal)),
    choose: (hit) => void goToHit(hit),
  });
  const bar = titleBar(
    platform,
    search,
    (choice) => {
      levelChoice = choice;
      void drawDivisions();
      remember();
    },
    (desk) => toggleDesk(desk),
  );
  const time = timeBar(clock, platform.record, settled);
  const panel = layerPanel(platform.fictional, {
    toggle(layer, state) {
      if (state) on.add(layer);
      else on.delete(layer);
      panel.showSwitches(on);
      void drawSwitched(layer);
      remember();
    },
    window(window) {
      timeWindow = window;
      void drawSwitched("track");
      remember();
    },
    opacity: (share) => images.setOpacity(share),
    image(id) {
      chosenImage = id;
      void drawSwitched("image");
      remember();
    },
  });
  const card = placeCard({
    goTo: (day) => clock.set(day),
    history: (code) => void inspection.showHistory(code),
    retry: () => void inspection.askAgain(clock.day),
    close() {
      inspection.close();
      map.getCanvas().focus();
    },
  });
  const comparison = new Comparison(
    {
      map,
      day: () => clock.day,
      setDay: (day) => clock.set(day),
      level: () => levelNow(),
      present: platform.levels,
      redraw: () => void drawSwitched("image"),
      opened(open) {
        panel.fold(open || root.classList.contains("with-desk"));
        if (!open) return;
        chosenImage = null;
        switchOn("image");
      },
      changed: () => remember(),
      failed: (error) => failed(error),
      moved: () => cameraRests(),
      click: (event, day) => void activity.during(askAt(event, day)),
    },
    activity,
  );
  stage.after(comparison.stage);
  root.append(
    ...(platform.fictional ? [watermark()] : []),
    bar.root,
    panel.root,
    card.root,
    alarm.root,
    time.root,
    corner(platform),
    comparison.bar.root,
  );

  await activity.during(
    new Promise<void>((resolve) => void map.once("load", () => resolve())),
  );
  addPatterns(map);

  const divisions = new DivisionLayers(map, activity, failed, () => {
    time.showChanges(divisions.tileJson?.changes ?? []);
    bar.showLevel(levelChoice, divisions.level);
  });
  const lines = new BoundaryLines(map, activity, failed);
  const markers = new BoundaryMarkers(map, activity, failed);
  const cameras = new Cameras(map, activity, failed);
  const tracks = new Tracks(map, activity, failed);
  const images = new Images(map, activity, failed);
  const answers = new Answers(map);
  const inspection = new Inspection(
    {
      card,
      highlight: (code) => divisions.highlight(code),
      points: (points) => answers.show(points),
      level: () => levelNow(),
      cameras: () => on.has("camera"),
    },
    activity,
    platform.today,
  );

  const desk = new Desk(
    {
      map,
      day: () => clock.day,
      today: platform.today,
      lines: new RegisteredLines(map, activity, failed),
      padding: () => paddingOf(root),
      changed: remember,
      opened: (open) => deskOpened("inspections", open),
    },
    activity,
  );
  const imageDesk = new ImageDesk(
    {
      map,
      day: () => clock.day,
      today: platform.today,
      level: levelNow,
      showScene(id) {
        chosenImage = id;
        if (id !== null) comparison.close();
        switchOn("image");
      },
      compare(side, day) {
        if (side === "after") clock.set(day);
        void comparison.open({ ...(comparison.state ?? COMPARISON), ...(side === "before" ? { before: day } : {}) });
      },
      startComparison: () => void comparison.open(),
      mark: (place) => answers.show(place ? [{ kind: "place", name: "", ...place }] : []),
      highlight: (code) => divisions.highlight(code),
      padding: () => paddingOf(root),
      opened: (open) => deskOpened("images", open),
      changed: remember,
    },
    activity,
  );
  const patchDesk = new PatchDesk(
    {
      map,
      day: () => clock.day,
      today: platform.today,
      padding: () => paddingOf(root),
      async compare(before, after) {
        clock.set(after);
        await comparison.open({ ...(comparison.state ?? COMPARISON), before });
      },
      outline: (geometry) => comparison.outline(geometry),
      compared() {
        const before = comparison.state?.before ?? null;
        return before === null ? null : { before, after: clock.day };
      },
      opened: (open) => deskOpened("patches", open),
      changed: remember,
    },
    activity,
  );
  root.append(desk.panel.root, desk.strip.root, imageDesk.root, patchDesk.root);

  /** One desk at a time is open. */
  function toggleDesk(which: DeskName): void {
    const wasOpen = {
      inspections: desk.state !== null,
      images: imageDesk.isOpen,
      patches: patchDesk.openView !== null,
    }[which];
    closeDesks();
    if (!wasOpen) {
      if (which === "inspections") void activity.during(desk.open());
      else if (which === "images") void activity.during(imageDesk.show());
      else void activity.during(patchDesk.show());
    }
    remember();
  }

  function closeDesks(): void {
    if (desk.state) desk.close();
    imageDesk.close();
    patchDesk.close();
  }

  function deskOpened(which: DeskName, open: boolean): void {
    bar.showDesk(which, open);
    root.classList.toggle("with-desk", open);
    panel.fold(open || comparison.state !== null);
    if (open) inspection.close();
    else bar.focusDesk(which);
  }

  function switchOn(layer: SwitchedLayer): void {
    on.add(layer);
    panel.showSwitches(on);
    void drawSwitched(layer);
    remember();
  }

  /** Moves to what a search found and opens its card; what is drawn nowhere has only a history. */
  async function goToHit(hit: NameHit): Promise<void> {
    if (hit.bbox) {
      const [west, south, east, north] = hit.bbox;
      map.fitBounds([west, south, east, north], {
        padding: paddingOf(root), maxZoom: CLOSE_ZOOM, animate: false,
      });
    } else if (hit.point) {
      map.jumpTo({ center: hit.point, zoom: Math.max(map.getZoom(), CLOSE_ZOOM) });
    }
    if (hit.point) await inspection.ask({ lon: hit.point[0], lat: hit.point[1] }, clock.day);
    else if (hit.division) await inspection.openHistory(hit.division.code, hit.name);
    else card.showFailure(`${hit.name}：来源没有坐标，图上无从显示。`);
  }

  /** A click belongs to the desk that is open where it means something to it; else to the place. */
  async function askAt(event: MapMouseEvent, day: string): Promise<void> {
    const place: Place = { lon: round(event.lngLat.lng), lat: round(event.lngLat.lat) };
    if (patchDesk.click(event) || (await imageDesk.click(event))) return;
    if (await desk.click(place.lon, place.lat, metresPerPixel(map))) return;
    await inspection.ask(place, day);
  }

  /** What is registered of a camera on the day, above where it was clicked. */
  async function showCamera(number: string, event: MapMouseEvent): Promise<void> {
    try {
      const camera = await activity.during(askCamera(number, clock.day));
      const text = cameraText(camera, (wish, token) => activity.during(makeLink(number, wish, token)));
      const bubble = new Popup({ maxWidth: "320px" }).setLngLat(event.lngLat).setDOMContent(text).addTo(map);
      // It grows when the form in it is opened: to the side that has room then.
      text.addEventListener("toggle", () => void bubble.setLngLat(event.lngLat), true);
    } catch (error) {
      failed(error);
    }
  }

  function levelNow(): Level {
    return levelChoice === "auto" ? levelAtZoom(map.getZoom(), platform.levels) : levelChoice;
  }

  async function drawDivisions(): Promise<void> {
    const level = levelNow();
    inspection.outline();
    await Promise.all([
      divisions.show({ date: clock.day, level, present: platform.levels }),
      comparison.levelChanged(),
    ]);
  }

  /** One piece of work from the question to the drawing: nothing in it counts as rest. */
  function drawSwitched(layer: SwitchedLayer): Promise<void> {
    return activity.during(showSwitched(layer));
  }

  async function showSwitched(layer: SwitchedLayer): Promise<void> {
    if (layer === "marker") {
      if (on.has("marker")) await markers.show(clock.day);
      else markers.hide();
    }
    if (layer === "camera") {
      if (on.has("camera")) await cameras.show(clock.day);
      else cameras.hide();
    }
    if (layer === "track") {
      if (!on.has("track")) tracks.hide();
      else {
        if (timeWindow === null || devicesText === "") await findWindow();
        panel.showWindow(timeWindow, devicesText);
        if (timeWindow) await tracks.show(timeWindow);
      }
    }
    if (layer === "image") {
      if (on.has("image")) {
        await Promise.all([images.show(clock.day, chosenImage, comparison.picture), listImages()]);
      }
      else images.hide();
    }
  }

  async function draw(): Promise<void> {
    alarm.hide(); // what fails now says so anew
    await Promise.all([
      lines.show(clock.day),
      drawDivisions(),
      ...SWITCHED.filter((layer) => layer !== "track").map(drawSwitched),
    ]);
  }

  /** The last week that work devices have fixes of, in days of Beijing. */
  async function findWindow(): Promise<void> {
    try {
      const devices = (await activity.during(askDevices())).filter(isWorkDevice);
      const lasts = devices.flatMap(({ last }) => (last === null ? [] : [dayInChina(last)]));
      const firsts = devices.flatMap(({ first }) => (first === null ? [] : [dayInChina(first)]));
      const end = lasts.reduce<string | null>((a, b) => (a === null || b > a ? b : a), null);
      const start = firsts.reduce<string | null>((a, b) => (a === null || b < a ? b : a), null);
      if (end === null || start === null) {
        devicesText = "没有车辆或巡查设备的定位资料。";
        return;
      }
      devicesText = `${devices.length} 台设备，资料自 ${start} 至 ${end}`;
      timeWindow ??= { from: shiftDays(end, -6), to: shiftDays(end, 1) };
    } catch (error) {
      failed(error);
    }
  }

  let listing = new AbortController();
  async function listImages(): Promise<void> {
    listing.abort();
    listing = new AbortController();
    const { lng, lat } = map.getCenter();
    try {
      const { images: found } = await activity.during(
        askImages(lng, lat, "1900-01-01", shiftDays(platform.today, 1), listing.signal),
      );
      panel.showImages(newestFirst(found), chosenImage, found.length ? "" : "此处没有影像。");
    } catch (error) {
      if (isAbort(error)) return;
      panel.showImages(null, chosenImage, "影像目录暂不可用。");
    }
  }

  function remember(): void {
    const { lng, lat } = map.getCenter();
    const link = writeView({
      date: clock.day,
      camera: { zoom: map.getZoom(), lat, lon: lng },
      level: levelChoice,
      layers: [...on],
      window: on.has("track") ? timeWindow : null,
      image: on.has("image") ? chosenImage : null,
      desk: desk.state,
      comparison: comparison.state,
      images: imageDesk.isOpen,
      patches: patchDesk.openView,
    });
    history.replaceState(null, "", link);
  }

  function retry(): void {
    for (const [id, source] of Object.entries(map.getStyle().sources)) {
      if (source.type === "vector" || source.type === "raster") map.refreshTiles(id);
    }
    void draw();
    void drawSwitched("track");
  }

  /** Opens the desk that an address tells of, and closes the others. */
  async function openDesks(told: View): Promise<void> {
    const go = told.camera === null;
    if (!told.desk && desk.state) desk.close();
    if (!told.images || told.desk) imageDesk.close();
    if (!told.patches || told.desk || told.images) patchDesk.close();
    if (told.desk) await desk.open(told.desk, go);
    else if (told.images) await imageDesk.show();
    else if (told.patches) await patchDesk.show(told.patches, go);
  }

  function cameraRests(): void {
    remember();
    if (on.has("image")) void listImages();
    comparison.moved();
    imageDesk.moved();
  }

  let rest: { timer: number; done: () => void } | null = null;
  clock.onChange(() => {
    if (rest) window.clearTimeout(rest.timer);
    const done = rest?.done ?? activity.begin();
    const timer = window.setTimeout(() => {
      rest = null;
      void draw();
      void inspection.askAgain(clock.day);
      void activity.during(desk.dayChanged());
      void activity.during(patchDesk.dayChanged());
      void comparison.follow();
      remember();
      done();
    }, REST_MS);
    rest = { timer, done };
  });
  map.on("zoomend", () => {
    if (levelNow() !== divisions.level) void drawDivisions();
  });
  map.on("moveend", () => {
    if (!comparison.taking) cameraRests();
  });
  map.on("click", (event) => {
    const [track] = map.queryRenderedFeatures(event.point, { layers: tracks.layerIds });
    if (track) {
      new Popup({ maxWidth: "260px" })
        .setLngLat(event.lngLat)
        .setDOMContent(trackText(track.properties))
        .addTo(map);
      return;
    }
    const [camera] = map.queryRenderedFeatures(event.point, { layers: cameras.layerIds });
    if (camera) {
      void activity.during(showCamera(String(camera.properties["number"]), event));
      return;
    }
    void activity.during(askAt(event, clock.day));
  });
  map.on("error", ({ error }) => {
    if (isAbort(error)) return;
    alarm.show("部分地图瓦片未能载入，图上可能有空缺。");
  });
  window.addEventListener("hashchange", () => {
    const changed = readView(location.hash);
    if (changed.date) clock.set(changed.date);
    if (changed.camera) {
      map.jumpTo({ center: [changed.camera.lon, changed.camera.lat], zoom: changed.camera.zoom });
    }
    if (changed.comparison) void comparison.open(changed.comparison);
    else comparison.close();
    void activity.during(openDesks(changed));
  });

  panel.showSwitches(on);
  bar.showLevel(levelChoice, null);
  remember();
  await draw();
  await drawSwitched("track");
  if (view.comparison) await comparison.open(view.comparison);
  await openDesks(view);
  await settled();
  return { map, clock, maps, settled };
}

function isAtRest(map: MapLibre): boolean {
  return map.loaded() && map.areTilesLoaded() && !map.isMoving();
}

function restOf(map: MapLibre): Promise<void> {
  return new Promise((resolve) => {
    void map.once("idle", () => resolve());
    void map.once("remove", () => resolve());
    map.triggerRepaint();
  });
}

function boundsOf(platform: Platform): LngLatBoundsLike {
  return platform.bounds ?? WHOLE_COUNTRY;
}

/** Room for the bars and the panel, as far as the window has it. */
function paddingOf(root: HTMLElement): { top: number; bottom: number; left: number; right: number } {
  const wide = root.clientWidth > 900;
  // Two maps end where a desk begins, and have a bar above them.
  if (root.classList.contains("with-compare")) return { top: 200, bottom: 160, left: 60, right: 60 };
  if (root.classList.contains("with-desk")) {
    const of = (selector: string, side: "offsetWidth" | "offsetHeight"): number =>
      root.querySelector<HTMLElement>(selector)?.[side] ?? 0;
    const right = of(".desk:not([hidden])", "offsetWidth") + 60;
    return { top: 96, bottom: 196 + of(".desk-strip", "offsetHeight"), left: 60, right };
  }
  return { top: 76, bottom: 136, left: wide ? 290 : 16, right: wide ? 60 : 16 };
}

/** On the ground, in the middle of the map; the sphere of the projection will do for a click. */
function metresPerPixel(map: MapLibre): number {
  const around = 2 * Math.PI * 6_378_137 * Math.cos((map.getCenter().lat * Math.PI) / 180);
  return around / (512 * 2 ** map.getZoom());
}

function isWorkDevice({ device_class }: Device): boolean {
  return device_class === "vehicle" || device_class === "patrol";
}

function newestFirst(images: readonly SceneImage[]): SceneImage[] {
  const time = (image: SceneImage): string => image.datetime ?? image.start ?? "";
  return [...images].sort((a, b) => time(b).localeCompare(time(a)));
}

/** Degrees to six digits, about 0.1 m: what a click can mean. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function trackText(properties: Record<string, unknown>): HTMLElement {
  const kind = properties["device_class"] === "patrol" ? "巡查设备" : "车辆";
  const time = (name: string): string => inBeijing(String(properties[name] ?? ""));
  return element(
    "div",
    { class: "track-popup" },
    element("strong", {}, `${kind} ${String(properties["device"] ?? "")}`),
    element("p", {}, `${time("first")} 至 ${time("last")}（北京时间）`),
  );
}

function inBeijing(instant: string): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) return "时间不详";
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}
