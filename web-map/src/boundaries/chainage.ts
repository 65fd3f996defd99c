/**
 * Places along a line as officers write them (里程, K12+034.6), and a line cut into what was walked
 * and what was not. Metres from its beginning; what was walked is decided by the server.
 */

import type { CoveragePart, PartKind } from "./contract.ts";

export type SpanKind = "walked" | PartKind;

/** A piece of a line of one kind; `part` is what the server says of one that was not walked. */
export interface Span {
  from_m: number;
  to_m: number;
  kind: SpanKind;
  part: CoveragePart | null;
}

/** `K12+034.6`: kilometres, metres to a tenth; as the report writes it. */
export function chainageWords(metres: number): string {
  const tenths = Math.round(metres * 10);
  const rest = String(Math.floor((tenths % 10_000) / 10)).padStart(3, "0");
  return `K${Math.floor(tenths / 10_000)}+${rest}.${tenths % 10}`;
}

/** From here to there, e.g. `K1+000.0—K2+500.0`. */
export function stretchWords(from_m: number, to_m: number): string {
  return `${chainageWords(from_m)}—${chainageWords(to_m)}`;
}

/** `420 米`, `51.894 千米`; "—" for what nobody says. */
export function lengthWords(metres: number | null | undefined): string {
  if (metres === null || metres === undefined) return "—";
  return metres < 999.5 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(3)} 千米`;
}

/** Per cent to a hundredth, never rounded up to the whole: 0.99999 is `99.99%`. */
export function shareWords(share: number): string {
  const hundredths = Math.floor(Math.min(share, 1) * 10_000 + 1e-6);
  return `${(hundredths / 100).toFixed(2)}%`;
}

/**
 * A line from its beginning to its end: the parts given, and between them what was walked.
 *
 * Parts reach over the ends by less than a step of the server's; what lies outside is cut away.
 */
export function spansOf(length_m: number, parts: readonly CoveragePart[]): Span[] {
  const spans: Span[] = [];
  let done = 0;
  for (const part of [...parts].sort((a, b) => a.from_m - b.from_m)) {
    const from_m = Math.max(part.from_m, done);
    const to_m = Math.min(part.to_m, length_m);
    if (to_m <= from_m) continue;
    if (from_m > done) spans.push({ from_m: done, to_m: from_m, kind: "walked", part: null });
    spans.push({ from_m, to_m, kind: part.kind, part });
    done = to_m;
  }
  if (done < length_m) spans.push({ from_m: done, to_m: length_m, kind: "walked", part: null });
  return spans;
}

/** The longest first; of equal ones what comes first along the line. */
export function byLength<Part extends { from_m: number; to_m: number }>(parts: readonly Part[]): Part[] {
  const length = ({ from_m, to_m }: Part): number => to_m - from_m;
  return [...parts].sort((a, b) => length(b) - length(a) || a.from_m - b.from_m);
}

/** Of 1, 2, 5 times a power of ten metres the least that gives ticks so many pixels apart. */
export function tickStep(length_m: number, width_px: number, apart_px: number): number {
  if (!(length_m > 0) || !(width_px > 0)) return 1;
  const least = (length_m * apart_px) / width_px;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power;
}

/** The multiples of a step from 0 to the end of the line. */
export function ticksOf(length_m: number, step_m: number): number[] {
  return Array.from({ length: Math.floor(length_m / step_m + 1e-9) + 1 }, (_, at) => at * step_m);
}

/** What a tick says: kilometres where the step is of whole ones or tenths, else metres. */
export function tickWords(metres: number, step_m: number): string {
  if (metres === 0) return "0";
  return step_m >= 100 ? `${+(metres / 1000).toFixed(1)} km` : `${Math.round(metres)} m`;
}

/**
 * Where a piece stands on a bar: its left edge and its width in pixels.
 *
 * A short one is widened so that it can be seen and pressed, and stays within the bar.
 */
export function placed(
  span: { from_m: number; to_m: number },
  length_m: number,
  bar: { left: number; width: number },
  least_px: number,
): { x: number; width: number } {
  const scale = bar.width / length_m;
  const true_px = (span.to_m - span.from_m) * scale;
  const width = Math.min(Math.max(true_px, least_px), bar.width);
  const middle = bar.left + ((span.from_m + span.to_m) / 2) * scale;
  const x = Math.min(Math.max(middle - width / 2, bar.left), bar.left + bar.width - width);
  return { x, width };
}
