import { describe, expect, it } from "vitest";
import {
  byLength,
  chainageWords,
  lengthWords,
  placed,
  shareWords,
  spansOf,
  stretchWords,
  tickStep,
  ticksOf,
  tickWords,
} from "../src/boundaries/chainage.ts";
import type { CoveragePart, PartKind } from "../src/boundaries/contract.ts";
import { Course, type Position } from "../src/boundaries/course.ts";

function part(from_m: number, to_m: number, kind: PartKind = "not_walked"): CoveragePart {
  return { from_m, to_m, kind, nearest_marker: null, marker_m: null };
}

/** The same numbers at each run: a small generator, so that a failure can be seen again. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

describe("chainage in words", () => {
  it("is written as in the report", () => {
    expect([12_034.6, 0, 999.96, 163_320].map(chainageWords)).toEqual([
      "K12+034.6",
      "K0+000.0",
      "K1+000.0",
      "K163+320.0",
    ]);
    expect(stretchWords(950, 1050.04)).toBe("K0+950.0—K1+050.0");
  });

  it("tells lengths in metres or kilometres, and what nobody says as a dash", () => {
    expect([420.04, 999.7, 51_894.2, null, undefined].map(lengthWords)).toEqual([
      "420 米",
      "1.000 千米",
      "51.894 千米",
      "—",
      "—",
    ]);
  });

  it("never rounds a share up to the whole", () => {
    expect([0.99999, 1, 1.0000001, 0.12345, 0].map(shareWords)).toEqual([
      "99.99%",
      "100.00%",
      "100.00%",
      "12.34%",
      "0.00%",
    ]);
  });
});

describe("a line in spans", () => {
  it("is walked where no part says otherwise", () => {
    const gap = part(200, 300);
    const silence = part(300, 450, "unknown");
    expect(spansOf(1000, [silence, gap])).toEqual([
      { from_m: 0, to_m: 200, kind: "walked", part: null },
      { from_m: 200, to_m: 300, kind: "not_walked", part: gap },
      { from_m: 300, to_m: 450, kind: "unknown", part: silence },
      { from_m: 450, to_m: 1000, kind: "walked", part: null },
    ]);
    expect(spansOf(1000, [])).toEqual([{ from_m: 0, to_m: 1000, kind: "walked", part: null }]);
    expect(spansOf(1000, [part(0, 1000)]).map(({ kind }) => kind)).toEqual(["not_walked"]);
  });

  it("is covered from end to end, without holes, whatever the parts are", () => {
    const random = numbers(7);
    for (let round = 0; round < 300; round += 1) {
      const length = 10 + random.next().value * 600_000;
      const parts = Array.from({ length: Math.floor(random.next().value * 9) }, () => {
        const from = random.next().value * length * 1.05;
        const to = from + random.next().value * length * 0.3;
        return part(from, to, random.next().value < 0.5 ? "not_walked" : "unknown");
      });
      const spans = spansOf(length, parts);
      expect(spans[0]?.from_m).toBe(0);
      expect(spans.at(-1)?.to_m).toBe(length);
      spans.forEach((span, at) => {
        expect(span.to_m).toBeGreaterThan(span.from_m);
        if (at > 0) expect(span.from_m).toBe(spans[at - 1]?.to_m);
      });
    }
  });

  it("lists the longest part first, of equal ones the first along the line", () => {
    const parts = [part(500, 600), part(0, 100), part(200, 400)];
    expect(byLength(parts).map(({ from_m }) => from_m)).toEqual([200, 0, 500]);
    expect(parts.map(({ from_m }) => from_m)).toEqual([500, 0, 200]);
  });
});

describe("the scale of a bar", () => {
  it("has round ticks that are far enough apart", () => {
    for (const [length, width] of [[2_000, 900], [51_894, 700], [600_000, 500], [340, 1200]] as const) {
      const step = tickStep(length, width, 60);
      expect((step / length) * width).toBeGreaterThanOrEqual(60);
      expect((step / length) * width).toBeLessThan(60 * 2.51);
      expect(Number(step.toExponential().split("e")[0])).toSatisfy((digit: number) => [1, 2, 5].includes(digit));
    }
  });

  it("does without a width, before the page is laid out", () => {
    expect(tickStep(1000, 0, 60)).toBe(1);
  });

  it("names the ticks from the beginning to the end", () => {
    expect(ticksOf(2_000, 500)).toEqual([0, 500, 1000, 1500, 2000]);
    expect(ticksOf(1_999, 500)).toEqual([0, 500, 1000, 1500]);
    expect([0, 500, 1500].map((metres) => tickWords(metres, 500))).toEqual(["0", "0.5 km", "1.5 km"]);
    expect(tickWords(40, 20)).toBe("40 m");
  });

  it("places a piece to scale, and a short one where it can be seen", () => {
    const bar = { left: 100, width: 500 };
    expect(placed({ from_m: 200, to_m: 400 }, 1000, bar, 3)).toEqual({ x: 200, width: 100 });
    expect(placed({ from_m: 500, to_m: 501 }, 1000, bar, 3)).toEqual({ x: 348.75, width: 3 });
    expect(placed({ from_m: 0, to_m: 1 }, 1000, bar, 3)).toEqual({ x: 100, width: 3 });
    expect(placed({ from_m: 999, to_m: 1000 }, 1000, bar, 3)).toEqual({ x: 597, width: 3 });
  });
});

describe("the course of a line", () => {
  // Lengths by PROJ's geodesic, each line straight in degrees, cut into 2,000 pieces.
  const BEIJING: Position[] = [[116, 40], [116.5, 40.2], [117.3, 39.6], [117.3, 39]];
  const ALTAY: Position[] = [[87, 48.9], [88, 49.1], [95, 44]];

  it("is as long as the ellipsoid says", () => {
    expect(new Course(BEIJING).length_m).toBeCloseTo(210_176.174, 2);
    expect(new Course(ALTAY).length_m).toBeCloseTo(857_201.595, 2);
    expect(new Course([[120.1, 30.2], [120.11, 30.2]]).length_m).toBeCloseTo(962.922, 3);
  });

  it("is found again at the chainage of a vertex", () => {
    const [lon, lat] = new Course(BEIJING).at(48_071.514);
    expect(lon).toBeCloseTo(116.5, 7);
    expect(lat).toBeCloseTo(40.2, 7);
    const [east, north] = new Course(ALTAY).at(76_477.518);
    expect(east).toBeCloseTo(88, 7);
    expect(north).toBeCloseTo(49.1, 7);
  });

  it("ends at its ends", () => {
    const course = new Course(BEIJING);
    expect(course.at(-1)).toEqual([116, 40]);
    expect(course.at(1e9)).toEqual([117.3, 39]);
    expect(course.part(0, course.length_m).at(-1)).toEqual([117.3, 39]);
  });

  it("is cut into pieces of the length asked for, wherever", () => {
    const course = new Course(BEIJING);
    const random = numbers(11);
    for (let round = 0; round < 200; round += 1) {
      const [a, b] = [random.next().value, random.next().value].map((share) => share * course.length_m);
      const [from, to] = [Math.min(a as number, b as number), Math.max(a as number, b as number)];
      if (to - from < 1) continue;
      const piece = course.part(from, to);
      expect(new Course(piece).length_m).toBeCloseTo(to - from, 1);
      const [west, south, east, north] = course.boundsOf(from, to);
      for (const [lon, lat] of piece) {
        expect(lon >= west && lon <= east && lat >= south && lat <= north).toBe(true);
      }
    }
  });
});
