/** The colours of the map: soft families per parent, so that siblings look related. */

import type { ExpressionSpecification } from "maplibre-gl";

/**
 * One row per family, four related tints each. Siblings (same parent) share a family; which one is
 * a stable function of the parent's code, so a place keeps its colour through dates and visits.
 */
const FAMILIES: readonly (readonly [string, string, string, string])[] = [
  ["#f4e8bf", "#e8dfae", "#f8f0d6", "#ebdcb8"], // straw
  ["#cbe0f0", "#bcd2ea", "#d9ebef", "#c4dde2"], // mist
  ["#d2e7c4", "#bedbbd", "#e5eec9", "#c8e2d5"], // sage
  ["#c6e4da", "#b6d8d3", "#d8ecdb", "#c3dfe2"], // jade
  ["#f6e0c0", "#efd0b9", "#f8eed4", "#e8d7bf"], // sand
  ["#edd4df", "#e2c6d9", "#f3dedb", "#dfd0e2"], // mauve
  ["#d8d9ee", "#c8cee8", "#e4dcee", "#cfd8e9"], // lavender
];

export const COLOUR = {
  sea: "#e4eef3",
  shore: "#c3d9e4",
  graticule: "#ccdbe2",
  ink: "#24323d",
  inkSoft: "#56656f",
  halo: "rgba(255,255,255,0.92)",
  divisionLine: "#93a0a6",
  prefectureLine: "#6f7d88",
  provinceLine: "#4d5866",
  national: "#9c2f4a",
  hatch: "#9aa7ad",
  highlight: "#c2410c",
  vehicle: "#1d63b8",
  patrol: "#c2570c",
  marker: "#a8322a",
  facility: "#0f766e",
  camera: "#5b3fa8",
} as const;

/** The digits of a code that tell it from its siblings: trailing zeros of the form cut away. */
function significant(code: ExpressionSpecification): ExpressionSpecification {
  const number: ExpressionSpecification = ["to-number", code, 0];
  return [
    "case",
    ["==", ["%", number, 10000], 0],
    ["/", number, 10000],
    ["==", ["%", number, 100], 0],
    ["/", number, 100],
    number,
  ];
}

/** Of the simple functions tried, the one that gives fewest neighbouring provinces one family. */
function family(code: ExpressionSpecification): ExpressionSpecification {
  const number = significant(code);
  return ["%", ["+", ["*", 5, number], ["floor", ["/", number, 23]]], FAMILIES.length];
}

function chosen(index: ExpressionSpecification, colours: readonly string[]): ExpressionSpecification {
  const cases = colours.flatMap((colour, at): (number | string)[] => [at, colour]);
  return ["match", index, ...cases, colours[0] as string] as unknown as ExpressionSpecification;
}

/** The fill of divisions: the family by the parent's code, the tint by the own one. */
export function fillColour(): ExpressionSpecification {
  const own: ExpressionSpecification = ["get", "code"];
  const parent: ExpressionSpecification = ["coalesce", ["get", "parent_code"], own];
  const index: ExpressionSpecification = [
    "+",
    ["*", 4, family(parent)],
    ["%", significant(own), 4],
  ];
  return chosen(index, FAMILIES.flat());
}
