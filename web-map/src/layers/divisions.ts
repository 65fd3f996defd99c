/** Divisions of the chosen level at the clock's date, with the outlines of the levels above. */

import type { ExpressionSpecification, LineLayerSpecification, Map as MapLibre } from "maplibre-gl";
import type { Activity } from "../activity.ts";
import type { Level, TileJson } from "../api/contract.ts";
import { FONT } from "./basis.ts";
import { Drawing, type Recipe } from "./drawing.ts";
import { COLOUR, fillColour } from "./palette.ts";
import { addToSlot, type Slotted } from "./slots.ts";
import { tileJsonOf, vectorSource } from "./tileSource.ts";

export const LEVELS: readonly Level[] = ["province", "prefecture", "county", "township", "village"];

export const LEVEL_NAME: Record<Level, string> = {
  province: "省级",
  prefecture: "地级",
  county: "县级",
  township: "乡级",
  village: "村级",
};

/** The zoom from which each level is drawn when the officer leaves the choice to the map. */
const AUTOMATIC_FROM: Record<Level, number> = {
  province: 0,
  prefecture: 4.6,
  county: 6.4,
  township: 10.2,
  village: 12.6,
};

/** The finest level of those present whose turn has come at the zoom. */
export function levelAtZoom(zoom: number, present: readonly Level[]): Level {
  const ordered = LEVELS.filter((level) => present.includes(level));
  const due = ordered.filter((level) => zoom >= AUTOMATIC_FROM[level]);
  return due.at(-1) ?? ordered[0] ?? "province";
}

const OUTLINED: readonly Level[] = ["province", "prefecture", "county"];

const OUTLINE: Partial<Record<Level, { colour: string; width: ExpressionSpecification }>> = {
  province: { colour: COLOUR.provinceLine, width: widths(0.9, 1.8, 2.6) },
  prefecture: { colour: COLOUR.prefectureLine, width: widths(0.6, 1.3, 2.1) },
  county: { colour: COLOUR.divisionLine, width: widths(0.4, 0.9, 1.7) },
};

function widths(far: number, middle: number, near: number): ExpressionSpecification {
  return ["interpolate", ["linear"], ["zoom"], 3, far, 7, middle, 12, near];
}

const FLAG: ExpressionSpecification = ["coalesce", ["get", "flag"], ""];
const GRADE: ExpressionSpecification = ["coalesce", ["get", "grade"], ""];
const HATCHED: ExpressionSpecification = [
  "any",
  ["in", FLAG, ["literal", ["no_data", "no_geometry"]]],
  ["in", GRADE, ["literal", ["no_data", "unknown"]]],
];

/** Below this zoom areas of several units stay unnamed: their long names would hide the others. */
const SHARED_NAMED_FROM = 6.2;

function labelText(level: Level): ExpressionSpecification {
  const name: ExpressionSpecification = ["coalesce", ["get", "name"], ""];
  const remark = { "font-scale": 0.78, "text-color": COLOUR.inkSoft };
  const plain: ExpressionSpecification = ["format", name, {}];
  const noData: ExpressionSpecification =
    level === "province" ? plain : ["format", name, {}, "\n资料暂缺", remark];
  const text = (shared: ExpressionSpecification): ExpressionSpecification => [
    "case",
    ["==", FLAG, "no_data"],
    noData,
    ["==", FLAG, "no_geometry"],
    shared,
    plain,
  ];
  return [
    "step",
    ["zoom"],
    text(["format", "", {}]),
    SHARED_NAMED_FROM,
    text(["format", name, {}, "\n界线不详", remark]),
  ];
}

export interface DivisionChoice {
  date: string;
  level: Level;
  /** The levels that the platform holds. */
  present: readonly Level[];
}

export class DivisionLayers {
  private readonly body: Drawing;
  private readonly outlines: Map<Level, Drawing>;
  private highlighted: string | null = null;

  constructor(
    private readonly map: MapLibre,
    activity: Activity,
    onFailure: (error: unknown) => void,
    onShown: () => void,
  ) {
    this.body = new Drawing(map, "division", activity, onFailure, () => {
      this.drawHighlight();
      onShown();
    });
    this.outlines = new Map(
      OUTLINED.map((level) => [level, new Drawing(map, `outline ${level}`, activity, onFailure)]),
    );
  }

  /** The TileJSON of the level drawn. */
  get tileJson(): TileJson | null {
    return this.body.tileJson;
  }

  /** The level drawn now, null before anything is. */
  get level(): Level | null {
    return this.body.subject as Level | null;
  }

  async show(choice: DivisionChoice): Promise<void> {
    const { date, level, present } = choice;
    const above = LEVELS.slice(0, LEVELS.indexOf(level)).filter((each) => present.includes(each));
    const tasks = [
      this.body.show({
        subject: level,
        tileJson: (signal) => tileJsonOf(level, date, signal),
        recipe: (tileJson, source) => divisionRecipe(level, tileJson, source),
      }),
    ];
    for (const [outlined, drawing] of this.outlines) {
      if (!above.includes(outlined)) {
        drawing.clear();
        continue;
      }
      tasks.push(
        drawing.show({
          subject: outlined,
          tileJson: (signal) => tileJsonOf(outlined, date, signal),
          recipe: (tileJson, source) => outlineRecipe(outlined, tileJson, source),
        }),
      );
    }
    await Promise.all(tasks);
  }

  /** Draws a strong outline around the division of that code. */
  highlight(code: string | null): void {
    this.highlighted = code;
    this.drawHighlight();
  }

  private drawHighlight(): void {
    for (const id of ["highlight halo", "highlight"]) {
      if (this.map.getLayer(id)) this.map.removeLayer(id);
    }
    const { source, subject } = this.body;
    if (this.highlighted === null || source === null || subject === null) return;
    const common: Omit<LineLayerSpecification, "id"> = {
      type: "line",
      source,
      "source-layer": subject,
      filter: ["==", ["get", "code"], this.highlighted],
      layout: { "line-join": "round" },
    };
    const layers: LineLayerSpecification[] = [
      {
        ...common,
        id: "highlight halo",
        paint: { "line-color": "#ffffff", "line-width": 6, "line-opacity": 0.75 },
      },
      { ...common, id: "highlight", paint: { "line-color": COLOUR.highlight, "line-width": 2.6 } },
    ];
    for (const layer of layers) addToSlot(this.map, { slot: "highlight", layer });
  }
}

function divisionRecipe(level: Level, tileJson: TileJson, source: string): Recipe {
  const from = { source, "source-layer": level };
  const layers: Slotted[] = [
    {
      slot: "fill",
      layer: {
        ...from,
        id: `${source} fill`,
        type: "fill",
        filter: ["!", HATCHED],
        paint: {
          "fill-color": fillColour(),
          "fill-opacity": ["match", GRADE, ["approximate"], 0.8, 1],
          "fill-antialias": false,
        },
      },
    },
    {
      slot: "fill",
      layer: {
        ...from,
        id: `${source} hatched`,
        type: "fill",
        filter: HATCHED,
        paint: {
          "fill-pattern": ["case", ["==", FLAG, "no_geometry"], "no-geometry", "no-data"],
        },
      },
    },
    {
      // What is too small for a polygon at this zoom comes as a point, and must not vanish.
      slot: "fill",
      layer: {
        ...from,
        id: `${source} small`,
        type: "circle",
        filter: ["==", ["get", "small"], true],
        paint: {
          "circle-radius": 1.5,
          "circle-color": fillColour(),
          "circle-stroke-width": 0.5,
          "circle-stroke-color": COLOUR.divisionLine,
        },
      },
    },
    {
      slot: "edge",
      layer: {
        ...from,
        id: `${source} edge`,
        type: "line",
        filter: ["!", ["in", GRADE, ["literal", ["approximate", "cut"]]]],
        layout: { "line-join": "round" },
        paint: {
          "line-color": OUTLINE[level]?.colour ?? COLOUR.divisionLine,
          "line-width": OUTLINE[level]?.width ?? widths(0.3, 0.6, 1),
        },
      },
    },
    {
      slot: "edge",
      layer: {
        ...from,
        id: `${source} edge not surveyed`,
        type: "line",
        filter: ["in", GRADE, ["literal", ["approximate", "cut"]]],
        paint: {
          "line-color": OUTLINE[level]?.colour ?? COLOUR.divisionLine,
          "line-width": widths(0.8, 1.2, 1.8),
          "line-dasharray": [3, 1.6],
        },
      },
    },
    {
      slot: "label",
      layer: {
        id: `${source} label`,
        source,
        "source-layer": `${level}_label`,
        type: "symbol",
        layout: {
          "text-field": labelText(level),
          "text-font": FONT,
          "text-size": labelSize(level),
          "text-letter-spacing": 0.06,
          "text-line-height": 1.25,
          "text-max-width": 8,
          "text-padding": 2,
          // Where the middle is taken by a neighbour's name, a name may give way a little.
          "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
          "text-radial-offset": 0.35,
          "text-justify": "center",
        },
        paint: {
          "text-color": COLOUR.ink,
          "text-halo-color": COLOUR.halo,
          "text-halo-width": 1.4,
          "text-halo-blur": 0.4,
        },
      },
    },
  ];
  if (level === "province") layers.push(shore(source, level));
  return { source: vectorSource(tileJson), layers };
}

function labelSize(level: Level): ExpressionSpecification {
  const [far, near] = level === "province" ? [10.5, 19] : level === "village" ? [10, 12.5] : [11, 16];
  return ["interpolate", ["linear"], ["zoom"], 3.5, far, 10.5, near];
}

function outlineRecipe(level: Level, tileJson: TileJson, source: string): Recipe {
  const outline = OUTLINE[level];
  if (!outline) throw new Error(`no outline is declared for ${level}`);
  const from = { type: "line", source, "source-layer": level, layout: { "line-join": "round" } } as const;
  const layers: Slotted[] = [
    {
      slot: "outline",
      layer: {
        ...from,
        id: `${source} line`,
        paint: { "line-color": outline.colour, "line-width": outline.width, "line-opacity": 0.85 },
      },
    },
  ];
  if (level === "province") layers.push(shore(source, level));
  return { source: vectorSource(tileJson), layers };
}

/** A soft band of water along the coast; under the fills, so that on land nothing of it is seen. */
function shore(source: string, level: Level): Slotted {
  return {
    slot: "shore",
    layer: {
      id: `${source} shore`,
      type: "line",
      source,
      "source-layer": level,
      layout: { "line-join": "round" },
      paint: {
        "line-color": COLOUR.shore,
        "line-width": ["interpolate", ["linear"], ["zoom"], 3, 6, 8, 20, 12, 34],
        "line-blur": ["interpolate", ["linear"], ["zoom"], 3, 5, 8, 16, 12, 28],
      },
    },
  };
}
