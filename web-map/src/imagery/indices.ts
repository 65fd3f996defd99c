/**
 * The pictures that an officer may choose. An index is asked for with its formula, range and
 * colours, so that the legend shows the very colours of the picture.
 */

import type { Picture } from "./contract.ts";

export interface Index {
  /** What stands at the choice. */
  short: string;
  title: string;
  /** Arithmetic over common names of bands. */
  formula: string;
  range: readonly [number, number];
  /** Place in the range (0 to 1) and colour. */
  ramp: Readonly<Record<string, string>>;
  /** What its low and its high values mean. */
  low: string;
  high: string;
}

const PLANTS = { "0": "#8c510a", "0.5": "#f6e8c3", "0.7": "#a6d96a", "0.85": "#1a9850", "1": "#00441b" };
const WATER = { "0": "#8c6d31", "0.5": "#f7f7f7", "0.75": "#67a9cf", "1": "#053061" };
const BURNT = { "0": "#67001f", "0.35": "#d6604d", "0.5": "#fddbc7", "0.75": "#a6d96a", "1": "#1a9850" };

export const INDICES: Readonly<Record<Exclude<Picture, "natural">, Index>> = {
  ndvi: {
    short: "植被 NDVI",
    title: "归一化植被指数",
    formula: "(nir-red)/(nir+red)",
    range: [-1, 1],
    ramp: PLANTS,
    low: "水面、裸地",
    high: "植被茂密",
  },
  ndwi: {
    short: "水体 NDWI",
    title: "归一化水体指数",
    formula: "(green-nir)/(green+nir)",
    range: [-1, 1],
    ramp: WATER,
    low: "陆地、植被",
    high: "水面",
  },
  nbr: {
    short: "火烧 NBR",
    title: "归一化燃烧指数",
    formula: "(nir-swir22)/(nir+swir22)",
    range: [-1, 1],
    ramp: BURNT,
    low: "火烧迹地",
    high: "植被完好",
  },
};

export const PICTURES: readonly { picture: Picture; name: string }[] = [
  { picture: "natural", name: "自然色" },
  ...Object.entries(INDICES).map(([picture, { short }]) => ({ picture: picture as Picture, name: short })),
];

export function isPicture(text: string): text is Picture {
  return PICTURES.some(({ picture }) => picture === text);
}

/** What the tile server is to draw; nothing for natural colours. */
export function drawingOf(picture: Picture): { expression?: string; rescale?: string[]; colormap?: string } {
  if (picture === "natural") return {};
  const { formula, range, ramp } = INDICES[picture];
  return { expression: formula, rescale: [range.join(",")], colormap: JSON.stringify(ramp) };
}

/** The ramp as a gradient of CSS, from low to high. */
export function gradientOf({ ramp }: Index): string {
  const stops = Object.entries(ramp)
    .map(([place, colour]) => [Number(place), colour] as const)
    .sort(([a], [b]) => a - b)
    .map(([place, colour]) => `${colour} ${place * 100}%`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}
