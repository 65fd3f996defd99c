/** The one clock of the page: the day that every layer and every answer speaks of. */

import { dayNumber, dayText } from "./days.ts";

export type DayListener = (day: string) => void;

export class Clock {
  private readonly listeners = new Set<DayListener>();
  private current: string;

  /** first, last: the span of the slider, both included. */
  constructor(
    readonly first: string,
    readonly last: string,
    day: string,
  ) {
    this.current = this.within(day);
  }

  get day(): string {
    return this.current;
  }

  /** Goes to the day, or to the nearer end of the span; tells the listeners when it changed. */
  set(day: string): void {
    const next = this.within(day);
    if (next === this.current) return;
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }

  onChange(listener: DayListener): void {
    this.listeners.add(listener);
  }

  private within(day: string): string {
    const number = dayNumber(day);
    return dayText(Math.min(Math.max(number, dayNumber(this.first)), dayNumber(this.last)));
  }
}
