/** The order in which layers lie on each other, from the bottom; each slot ends at an anchor. */

import type { LayerSpecification, Map as MapLibre } from "maplibre-gl";

export const SLOTS = [
  "graticule",
  "shore",
  "fill",
  "image",
  "edge",
  "outline",
  "boundary",
  "highlight",
  "track",
  "marker",
  "label",
  "answer",
] as const;

export type Slot = (typeof SLOTS)[number];

/** One layer with the slot it lies in. Latin and Chinese letters are drawn by the browser. */
export interface Slotted {
  slot: Slot;
  layer: LayerSpecification;
}

const anchorOf = (slot: Slot): string => `end of ${slot}`;

export function anchors(): LayerSpecification[] {
  return SLOTS.map((slot) => ({
    id: anchorOf(slot),
    type: "background",
    layout: { visibility: "none" },
  }));
}

/** Adds the layer on top of its slot, or right below the layer named. */
export function addToSlot(map: MapLibre, { slot, layer }: Slotted, below?: string): void {
  map.addLayer(layer, below ?? anchorOf(slot));
}
