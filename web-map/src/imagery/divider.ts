/** The line between the two pictures: dragged, or moved by the arrow keys. */

import { element } from "../components/element.ts";

export interface Divider {
  root: HTMLElement;
  /** Places it; share of the stage's width that the earlier picture has, 0 to 1. */
  place(share: number): void;
}

const STEP = 0.02;
const LEAP = 0.1;

/** moved: called while it moves; the share of the width at its left. */
export function divider(stage: HTMLElement, moved: (share: number) => void): Divider {
  let share = 0.5;
  const root = element(
    "div",
    {
      class: "divider",
      role: "slider",
      tabindex: 0,
      "aria-label": "拉帘：之前影像的宽度",
      "aria-orientation": "horizontal",
      "aria-valuemin": 0,
      "aria-valuemax": 100,
    },
    element("i", { "aria-hidden": "true" }, "‹ ›"),
  );
  function place(to: number): void {
    share = Math.min(Math.max(to, 0), 1);
    const percent = Math.round(share * 100);
    root.setAttribute("aria-valuenow", String(percent));
    root.setAttribute("aria-valuetext", `之前占 ${percent}%`);
    stage.style.setProperty("--split", `${share * 100}%`);
  }
  const move = (to: number): void => {
    place(to);
    moved(share);
  };
  root.addEventListener("pointerdown", (event) => {
    root.setPointerCapture(event.pointerId);
    event.preventDefault();
    root.focus();
  });
  root.addEventListener("pointermove", (event) => {
    if (!root.hasPointerCapture(event.pointerId)) return;
    const { left, width } = stage.getBoundingClientRect();
    move((event.clientX - left) / width);
  });
  root.addEventListener("keydown", (event) => {
    const by = event.shiftKey ? LEAP : STEP;
    const to: Record<string, number> = {
      ArrowLeft: share - by,
      ArrowDown: share - by,
      ArrowRight: share + by,
      ArrowUp: share + by,
      PageDown: share - LEAP,
      PageUp: share + LEAP,
      Home: 0,
      End: 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  });
  place(share);
  return { root, place };
}
