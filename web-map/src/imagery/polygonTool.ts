/** Draws a polygon on the map: click by click, ended by a double click or Enter, given up by Esc. */

import type { Map as MapLibre, MapMouseEvent } from "maplibre-gl";

type Corner = readonly [lon: number, lat: number];

export interface PolygonToolTargets {
  /** The corners so far, the last of them under the pointer. */
  draft(corners: readonly Corner[]): void;
  /** The polygon, or null where it was given up. */
  done(polygon: GeoJSON.Polygon | null): void;
}

/** A click so near to the one before is the second of a double click. */
const SAME_PX = 5;

export class PolygonTool {
  private corners: Corner[] = [];
  private on = false;

  constructor(
    private readonly map: MapLibre,
    private readonly targets: PolygonToolTargets,
  ) {}

  /** While it is, clicks on the map are its own. */
  get active(): boolean {
    return this.on;
  }

  begin(): void {
    if (this.on) this.end(null);
    this.on = true;
    this.corners = [];
    this.map.doubleClickZoom.disable();
    this.map.getCanvas().style.cursor = "crosshair";
    this.map.on("mousemove", this.follow);
    this.map.on("dblclick", this.finishAt);
    window.addEventListener("keydown", this.key);
    this.map.getCanvas().focus();
  }

  /** A click that the page hands on. */
  click(event: MapMouseEvent): void {
    const last = this.corners.at(-1);
    const here: Corner = [round(event.lngLat.lng), round(event.lngLat.lat)];
    if (last) {
      const before = this.map.project([last[0], last[1]]);
      if (Math.hypot(before.x - event.point.x, before.y - event.point.y) < SAME_PX) return;
    }
    this.corners.push(here);
    this.targets.draft(this.corners);
  }

  cancel(): void {
    if (this.on) this.end(null);
  }

  private readonly follow = (event: MapMouseEvent): void => {
    if (this.corners.length === 0) return;
    this.targets.draft([...this.corners, [event.lngLat.lng, event.lngLat.lat]]);
  };

  private readonly finishAt = (event: MapMouseEvent): void => {
    event.preventDefault();
    this.finish();
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.end(null);
    else if (event.key === "Enter") this.finish();
    else if (event.key === "Backspace") {
      this.corners.pop();
      this.targets.draft(this.corners);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private finish(): void {
    const [first] = this.corners;
    if (first === undefined || this.corners.length < 3) return;
    this.end({ type: "Polygon", coordinates: [[...this.corners, first].map(([lon, lat]) => [lon, lat])] });
  }

  private end(polygon: GeoJSON.Polygon | null): void {
    this.on = false;
    this.corners = [];
    this.map.off("mousemove", this.follow);
    this.map.off("dblclick", this.finishAt);
    window.removeEventListener("keydown", this.key);
    this.map.getCanvas().style.cursor = "";
    // The click that ended it must not zoom the map in.
    window.setTimeout(() => this.map.doubleClickZoom.enable(), 0);
    this.targets.draft([]);
    this.targets.done(polygon);
  }
}

/** Degrees to six digits, about 0.1 m. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
