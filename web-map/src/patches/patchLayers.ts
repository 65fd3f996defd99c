/** Patches on the map: coloured by state, the one that is open, and what a preview found. */

import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre, PointLike } from "maplibre-gl";
import { addToSlot } from "../layers/slots.ts";
import type { PatchFeature } from "./contract.ts";
import { STATE } from "./wording.ts";

const PATCHES = "patch desk";
const PREVIEW = "patch preview";
const DRAFT = "patch area";

const FILL = "patch desk fill";
const DOT = "patch desk dot";

/** Below this zoom a patch is smaller than its sign. */
const SIGN_UNTIL = 13;

const colour = [
  "match",
  ["get", "state"],
  ...Object.entries(STATE).flatMap(([state, { colour: of }]) => [state, of]),
  "#66737c",
] as unknown as ExpressionSpecification;

export class PatchLayers {
  constructor(private readonly map: MapLibre) {
    for (const source of [PATCHES, PREVIEW, DRAFT]) {
      map.addSource(source, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    }
    addToSlot(map, {
      slot: "highlight",
      layer: { id: FILL, type: "fill", source: PATCHES, filter: ["!", ["has", "sign"]], paint: { "fill-color": colour, "fill-opacity": 0.28 } },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "patch desk open",
        type: "line",
        source: PATCHES,
        filter: ["all", ["!", ["has", "sign"]], ["get", "open"]],
        paint: { "line-color": "#ffffff", "line-width": 7, "line-opacity": 0.9 },
      },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "patch desk edge",
        type: "line",
        source: PATCHES,
        filter: ["!", ["has", "sign"]],
        paint: { "line-color": colour, "line-width": ["case", ["get", "open"], 3.2, 1.8] },
      },
    });
    addToSlot(map, {
      slot: "answer",
      layer: {
        id: DOT,
        type: "circle",
        source: PATCHES,
        maxzoom: SIGN_UNTIL,
        filter: ["has", "sign"],
        paint: {
          "circle-radius": ["case", ["get", "open"], 8, 5.5],
          "circle-color": colour,
          "circle-stroke-color": "#ffffff",
          "circle-stroke-width": 2,
        },
      },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "patch preview fill",
        type: "fill",
        source: PREVIEW,
        paint: { "fill-color": "#e11d8f", "fill-opacity": 0.2 },
      },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "patch preview edge",
        type: "line",
        source: PREVIEW,
        paint: { "line-color": "#e11d8f", "line-width": 1.8 },
      },
    });
    addToSlot(map, {
      slot: "highlight",
      layer: {
        id: "patch area edge",
        type: "line",
        source: DRAFT,
        paint: { "line-color": "#c2410c", "line-width": 2, "line-dasharray": [4, 2] },
      },
    });
  }

  show(features: readonly PatchFeature[], open: number | null): void {
    this.set(
      PATCHES,
      features.flatMap(({ geometry, properties: { id, state } }) => {
        const properties = { id, state, open: id === open };
        return [
          { type: "Feature" as const, geometry, properties },
          {
            type: "Feature" as const,
            geometry: { type: "Point" as const, coordinates: middleOf(geometry) },
            properties: { ...properties, sign: true },
          },
        ];
      }),
    );
  }

  showPreview(features: readonly GeoJSON.Feature[]): void {
    this.set(PREVIEW, [...features]);
  }

  /** The area in which is searched, or its corners while it is drawn. */
  showArea(corners: readonly (readonly [number, number])[]): void {
    const line = corners.length > 1 ? [...corners, corners[0] as readonly [number, number]] : [];
    this.set(
      DRAFT,
      line.length
        ? [
            {
              type: "Feature",
              properties: {},
              geometry: { type: "LineString", coordinates: line.map(([lon, lat]) => [lon, lat]) },
            },
          ]
        : [],
    );
  }

  /** The patch at a point of the screen. */
  at(point: PointLike): number | null {
    const [found] = this.map.queryRenderedFeatures(point, { layers: [DOT, FILL] });
    const id: unknown = found?.properties["id"];
    return typeof id === "number" ? id : null;
  }

  clear(): void {
    for (const source of [PATCHES, PREVIEW, DRAFT]) this.set(source, []);
  }

  private set(source: string, features: GeoJSON.Feature[]): void {
    (this.map.getSource(source) as GeoJSONSource).setData({ type: "FeatureCollection", features });
  }
}

/** West, south, east, north of an outline. */
export function boundsOf(geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon): [number, number, number, number] {
  const corners = (geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat()).flat();
  const lons = corners.map(([lon]) => lon as number);
  const lats = corners.map(([, lat]) => lat as number);
  return [
    lons.reduce((a, b) => Math.min(a, b)),
    lats.reduce((a, b) => Math.min(a, b)),
    lons.reduce((a, b) => Math.max(a, b)),
    lats.reduce((a, b) => Math.max(a, b)),
  ];
}

/** The middle of its box: where the sign of a patch stands that is smaller than it. */
function middleOf(geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon): [number, number] {
  const [west, south, east, north] = boundsOf(geometry);
  return [(west + east) / 2, (south + north) / 2];
}
