/** The days on which what is drawn changes: the server names them, the slider stops at them. */

/** The last change before the day, or null. changes: days, ascending. */
export function previousStop(day: string, changes: readonly string[]): string | null {
  return changes.findLast((change) => change < day) ?? null;
}

/** The first change after the day, or null. changes: days, ascending. */
export function nextStop(day: string, changes: readonly string[]): string | null {
  return changes.find((change) => change > day) ?? null;
}
