/** A stretch of the line in the panel: pressed, the map goes there; pointed at, it is shown there. */

import { button } from "../components/element.ts";

export interface Stretch {
  from_m: number;
  to_m: number;
}

export interface LineActions {
  goTo(stretch: Stretch): void;
  goToMarker(number: string): void;
  point(stretch: Stretch | null): void;
}

export function stretchButton(
  text: string,
  label: string,
  { from_m, to_m }: Stretch,
  actions: LineActions,
): HTMLButtonElement {
  const made = button(text, label, () => actions.goTo({ from_m, to_m }), "link");
  for (const begin of ["pointerenter", "focus"]) {
    made.addEventListener(begin, () => actions.point({ from_m, to_m }));
  }
  for (const end of ["pointerleave", "blur"]) made.addEventListener(end, () => actions.point(null));
  return made;
}

export function markerButton(number: string, actions: LineActions): HTMLButtonElement {
  return button(number, `界桩 ${number}，在地图上显示`, () => actions.goToMarker(number), "link");
}
