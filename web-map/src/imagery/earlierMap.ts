/** The map of the earlier date: divisions, legal lines and picture of its own day, one camera. */

import { Map as MapLibre, type GeoJSONSource, type MapMouseEvent } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import { isAbort } from "../api/client.ts";
import type { Level } from "../api/contract.ts";
import { baseStyle } from "../layers/basis.ts";
import { BoundaryLines } from "../layers/boundaryLines.ts";
import { DivisionLayers } from "../layers/divisions.ts";
import { Images } from "../layers/images.ts";
import { COLOUR } from "../layers/palette.ts";
import { addPatterns } from "../layers/patterns.ts";
import { addToSlot } from "../layers/slots.ts";
import type { Picture } from "./contract.ts";

const OUTLINE = "outline";

export interface EarlierView {
  day: string;
  level: Level;
  present: readonly Level[];
  picture: Picture;
}

export interface EarlierTargets {
  main: MapLibre;
  failed(error: unknown): void;
  /** The camera was moved on this map and has come to rest. */
  moved(): void;
  click(event: MapMouseEvent): void;
}

export class EarlierMap {
  readonly map: MapLibre;
  private readonly ready: Promise<void>;
  private readonly follow = (): void => this.take(this.targets.main, this.map);
  private layers: { divisions: DivisionLayers; lines: BoundaryLines; images: Images } | null = null;
  /** While one map is given the camera of the other, its own movement is no movement. */
  private taking = false;

  constructor(
    stage: HTMLElement,
    private readonly targets: EarlierTargets,
    private readonly activity: Activity,
  ) {
    const { main } = targets;
    this.map = new MapLibre({
      container: stage,
      style: baseStyle(),
      center: main.getCenter(),
      zoom: main.getZoom(),
      maxZoom: main.getMaxZoom(),
      attributionControl: false,
      fadeDuration: 120,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      locale: { "Map.Title": "之前日期的地图" },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    main.on("move", this.follow);
    this.map.on("move", () => this.take(this.map, main));
    this.map.on("moveend", () => {
      if (!this.taking) targets.moved();
    });
    this.map.on("click", (event) => targets.click(event));
    this.map.on("error", ({ error }) => {
      if (!isAbort(error)) targets.failed(error);
    });
    this.ready = activity.during(
      new Promise<void>((resolve) => {
        this.map.once("load", () => {
          addPatterns(this.map);
          this.addOutline();
          this.layers = {
            divisions: new DivisionLayers(this.map, activity, targets.failed, () => undefined),
            lines: new BoundaryLines(this.map, activity, targets.failed),
            images: new Images(this.map, activity, targets.failed),
          };
          resolve();
        });
        this.map.once("remove", () => resolve());
      }),
    );
  }

  /** Whether one of the two maps takes the camera of the other right now. */
  get takes(): boolean {
    return this.taking;
  }

  async show({ day, level, present, picture }: EarlierView): Promise<void> {
    await this.activity.during(this.ready);
    const { layers } = this;
    if (!layers) return;
    await Promise.all([
      layers.lines.show(day),
      layers.divisions.show({ date: day, level, present }),
      layers.images.show(day, null, picture),
    ]);
  }

  /** Draws what the later map has an outline of here too: the place is the same. */
  async outline(geometry: GeoJSON.Geometry | null): Promise<void> {
    await this.ready;
    if (!this.layers) return;
    (this.map.getSource(OUTLINE) as GeoJSONSource).setData({
      type: "FeatureCollection",
      features: geometry ? [{ type: "Feature", properties: {}, geometry }] : [],
    });
  }

  private addOutline(): void {
    this.map.addSource(OUTLINE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const [id, paint] of [
      ["outline casing", { "line-color": "#ffffff", "line-width": 4.5 }],
      ["outline itself", { "line-color": COLOUR.highlight, "line-width": 2 }],
    ] as const) {
      addToSlot(this.map, { slot: "highlight", layer: { id, type: "line", source: OUTLINE, paint } });
    }
  }

  remove(): void {
    this.targets.main.off("move", this.follow);
    this.layers = null;
    this.map.remove();
  }

  private take(from: MapLibre, to: MapLibre): void {
    if (this.taking) return;
    this.taking = true;
    try {
      to.jumpTo({ center: from.getCenter(), zoom: from.getZoom() });
    } finally {
      this.taking = false;
    }
  }
}
