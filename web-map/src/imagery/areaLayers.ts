/** What the image desk draws: footprint of a scene, the area measured, the area being drawn. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { COLOUR } from "../layers/palette.ts";
import { addToSlot } from "../layers/slots.ts";

const SOURCE = "image desk";

type Kind = "footprint" | "area" | "draft" | "corner";

export class AreaLayers {
  private footprint: GeoJSON.Geometry | null = null;
  private area: GeoJSON.Geometry | null = null;
  private draft: readonly (readonly [number, number])[] = [];

  constructor(private readonly map: MapLibre) {
    map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    const of = (...kinds: Kind[]) => ["in", ["get", "kind"], ["literal", kinds]] as never;
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "image desk area",
        type: "fill",
        source: SOURCE,
        filter: of("area", "draft"),
        paint: { "fill-color": COLOUR.highlight, "fill-opacity": 0.14 },
      },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "image desk casing",
        type: "line",
        source: SOURCE,
        filter: of("footprint", "area", "draft"),
        paint: { "line-color": "#ffffff", "line-width": 4.5, "line-opacity": 0.8 },
      },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "image desk outline",
        type: "line",
        source: SOURCE,
        filter: of("footprint", "area", "draft"),
        paint: {
          "line-color": ["match", ["get", "kind"], "footprint", "#1d5a8a", COLOUR.highlight],
          "line-width": 2,
        },
      },
    });
    addToSlot(map, {
      slot: "answer",
      layer: {
        id: "image desk corner",
        type: "circle",
        source: SOURCE,
        filter: of("corner"),
        paint: {
          "circle-radius": 4,
          "circle-color": "#ffffff",
          "circle-stroke-color": COLOUR.highlight,
          "circle-stroke-width": 2,
        },
      },
    });
  }

  showFootprint(geometry: GeoJSON.Geometry | null): void {
    this.footprint = geometry;
    this.draw();
  }

  showArea(geometry: GeoJSON.Geometry | null): void {
    this.area = geometry;
    this.draw();
  }

  /** The corners of the area being drawn, the last of them under the pointer. */
  showDraft(corners: readonly (readonly [number, number])[]): void {
    this.draft = corners;
    this.draw();
  }

  clear(): void {
    this.footprint = this.area = null;
    this.showDraft([]);
  }

  private draw(): void {
    const corners = this.draft.map(([lon, lat]) => [lon, lat]);
    const features = [
      ...(this.footprint ? [feature("footprint", this.footprint)] : []),
      ...(this.area ? [feature("area", this.area)] : []),
      ...(corners.length > 2
        ? [feature("draft", { type: "Polygon", coordinates: [[...corners, corners[0] as number[]]] })]
        : corners.length === 2
          ? [feature("draft", { type: "LineString", coordinates: corners })]
          : []),
      ...corners.map((place) => feature("corner", { type: "Point", coordinates: place })),
    ];
    (this.map.getSource(SOURCE) as GeoJSONSource).setData({ type: "FeatureCollection", features });
  }
}

function feature(kind: Kind, geometry: GeoJSON.Geometry): GeoJSON.Feature {
  return { type: "Feature", properties: { kind }, geometry };
}
