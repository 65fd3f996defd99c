/**
 * A line on the map as its chainage bar shows it: what the left side walked lies on its left, what
 * the right one walked on its right, what both did on the line itself; its markers, tracks, photos.
 */

import type { GeoJSONSource, LineLayerSpecification, Map as MapLibre } from "maplibre-gl";
import { FONT } from "../layers/basis.ts";
import { COLOUR } from "../layers/palette.ts";
import { addToSlot, type Slot } from "../layers/slots.ts";
import { spansOf } from "./chainage.ts";
import { shortNumber } from "./chainageBar.ts";
import type { CoverageResult, LineMarker, MarkerState } from "./contract.ts";
import type { Course, Position } from "./course.ts";
import { addDeskSigns } from "./deskSigns.ts";
import { INSPECTION_COLOUR } from "./colours.ts";

export interface DeskMarker {
  marker: LineMarker;
  place: Position;
  state: MarkerState | null;
}

export interface DeskPhoto {
  caption: string;
  place: Position;
}

const LINE = "desk line";
const STRIPS = "desk strips";
const MARKERS = "desk markers";
const TRACKS = "desk tracks";
const PHOTOS = "desk photos";
const POINTED = "desk pointed";
const SOURCES = [LINE, STRIPS, MARKERS, TRACKS, PHOTOS, POINTED];

const DRAWN = ["left", "both", "right"] as const;

export class DeskLayers {
  constructor(private readonly map: MapLibre) {
    addDeskSigns(map);
    for (const source of SOURCES) map.addSource(source, { type: "geojson", data: collection([]) });
    this.addTracks();
    this.addStrips();
    this.addLine("marker", "desk line casing", { "line-color": "#ffffff", "line-width": 3 }, LINE);
    this.addLine("marker", "desk line itself", { "line-color": INSPECTION_COLOUR.line, "line-width": 1.6 }, LINE);
    this.addLine(
      "marker",
      "desk pointed at",
      { "line-color": COLOUR.highlight, "line-width": 22, "line-opacity": 0.35 },
      POINTED,
    );
    this.addSymbols();
  }

  showLine(course: Course | null): void {
    this.set(LINE, course ? [line({}, course.part(0, course.length_m))] : []);
  }

  /** What was walked, was not, and is unknown, of each side whose parts may be seen. */
  showCoverage(course: Course | null, results: readonly CoverageResult[]): void {
    this.set(
      STRIPS,
      course === null
        ? []
        : DRAWN.flatMap((side) => {
            const result = results.find((one) => one.side === side);
            if (!result?.parts) return [];
            return spansOf(course.length_m, result.parts).map(({ kind, from_m, to_m }) =>
              line({ side, kind, from_m, to_m }, course.part(from_m, to_m)),
            );
          }),
    );
  }

  showMarkers(markers: readonly DeskMarker[]): void {
    this.set(
      MARKERS,
      markers.map(({ marker, place, state }) =>
        point({ number: marker.number, short: shortNumber(marker.number), state: state ?? "plain" }, place),
      ),
    );
  }

  showTracks(tracks: readonly { side: "left" | "right"; features: readonly GeoJSON.Feature[] }[]): void {
    this.set(
      TRACKS,
      tracks.flatMap(({ side, features }) =>
        features
          .filter(({ geometry }) => geometry.type === "LineString")
          .map(({ geometry, properties }) => ({
            type: "Feature" as const,
            geometry,
            properties: { side, device: String(properties?.["device"] ?? "") },
          })),
      ),
    );
  }

  showPhotos(photos: readonly DeskPhoto[]): void {
    this.set(PHOTOS, photos.map(({ caption, place }) => point({ caption }, place)));
  }

  /** Marks a piece of the line, or nothing any more. */
  point(part: readonly Position[] | null): void {
    this.set(POINTED, part ? [line({}, part)] : []);
  }

  clear(): void {
    for (const source of SOURCES) this.set(source, []);
  }

  private set(source: string, features: GeoJSON.Feature[]): void {
    (this.map.getSource(source) as GeoJSONSource).setData(collection(features));
  }

  private addLine(
    slot: Slot,
    id: string,
    paint: NonNullable<LineLayerSpecification["paint"]>,
    source: string,
    filter?: LineLayerSpecification["filter"],
    cap: "round" | "butt" = "round",
  ): void {
    addToSlot(this.map, {
      slot,
      layer: {
        id,
        type: "line",
        source,
        ...(filter ? { filter } : {}),
        layout: { "line-join": "round", "line-cap": cap },
        paint,
      },
    });
  }

  private addTracks(): void {
    const colour = ["match", ["get", "side"], "left", INSPECTION_COLOUR.left, INSPECTION_COLOUR.right];
    const paint = { "line-color": colour, "line-width": 1.3, "line-opacity": 0.8 };
    this.addLine("track", "desk tracks", paint as LineLayerSpecification["paint"] & object, TRACKS);
  }

  private addStrips(): void {
    const walked = ["match", ["get", "side"], "left", INSPECTION_COLOUR.left, "right", INSPECTION_COLOUR.right, INSPECTION_COLOUR.both];
    // To the right of a line's direction an offset is positive.
    const offset = ["match", ["get", "side"], "left", -8, "right", 8, 0];
    const width = ["match", ["get", "side"], "both", 9, 4.5];
    const shared = { "line-offset": offset, "line-width": width };
    const of = (kind: string): LineLayerSpecification["filter"] => ["==", ["get", "kind"], kind];
    const add = (kind: string, paint: object): void =>
      this.addLine(
        "marker",
        `desk ${kind}`,
        { ...shared, ...paint } as LineLayerSpecification["paint"] & object,
        STRIPS,
        of(kind),
        "butt",
      );
    add("walked", { "line-color": walked, "line-opacity": 0.85 });
    add("unknown", { "line-color": INSPECTION_COLOUR.unknown, "line-dasharray": [1.2, 0.8] });
    add("not_walked", { "line-color": INSPECTION_COLOUR.not_walked });
  }

  private addSymbols(): void {
    addToSlot(this.map, {
      slot: "answer",
      layer: {
        id: "desk photos",
        type: "symbol",
        source: PHOTOS,
        layout: { "icon-image": "photo", "icon-allow-overlap": true },
      },
    });
    addToSlot(this.map, {
      slot: "answer",
      layer: {
        id: "desk markers",
        type: "symbol",
        source: MARKERS,
        layout: {
          "icon-image": ["concat", "stone ", ["get", "state"]],
          "icon-allow-overlap": true,
          "text-field": ["get", "short"],
          "text-font": FONT,
          "text-size": 11.5,
          "text-anchor": "left",
          "text-offset": [0.95, 0],
          "text-optional": true,
        },
        paint: {
          "text-color": COLOUR.marker,
          "text-halo-color": COLOUR.halo,
          "text-halo-width": 1.5,
        },
      },
    });
  }
}

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

function line(properties: GeoJSON.GeoJsonProperties, part: readonly Position[]): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "LineString", coordinates: [...part] } };
}

function point(properties: GeoJSON.GeoJsonProperties, place: Position): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates: place } };
}
