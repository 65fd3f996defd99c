/**
 * Days of the calendar as text `YYYY-MM-DD` (Beijing), counted for the slider.
 *
 * Only arithmetic of the calendar: which list or edition holds a day, the server says.
 */

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a day text. */
export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY);
}

/** The day text of a count of days since 1970-01-01. */
export function dayText(number: number): string {
  return new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
}

export function shiftDays(day: string, days: number): string {
  return dayText(dayNumber(day) + days);
}

/** The same day `years` later; 29 February becomes the 28th where there is none. */
export function shiftYears(day: string, years: number): string {
  const year = Number(day.slice(0, 4)) + years;
  const shifted = `${String(year).padStart(4, "0")}${day.slice(4)}`;
  return isDay(shifted) ? shifted : `${shifted.slice(0, 8)}28`;
}

/** Whether the text is `YYYY-MM-DD` and in the calendar. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

/**
 * The day that an officer typed, or null: 1996-07-01, 1996-7-1, 1996/7/1, 1996.7.1, 19960701,
 * 1996年7月1日.
 */
export function typedDay(text: string): string | null {
  const compact = text.trim().replace(/\s+/g, "");
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(compact) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(compact);
  if (!parts) return null;
  const [, year = "", month = "", day = ""] = parts;
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(written) ? written : null;
}

/** `1996年7月1日`. */
export function inChinese(day: string): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** The day in Beijing of an instant (ISO 8601 with zone). */
export function dayInChina(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
}
