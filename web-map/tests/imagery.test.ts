import { describe, expect, it } from "vitest";
import type { Scene, SeriesValue } from "../src/imagery/contract.ts";
import { drawingOf, gradientOf, INDICES } from "../src/imagery/indices.ts";
import { runsOf, spanOf, timeOf, validShare, withinRecord, wordsOf } from "../src/imagery/seriesPlot.ts";
import { dayOf, isDrawn, timeWords } from "../src/imagery/wording.ts";
import { around } from "../src/patches/patchDetail.ts";
import { areaWords, fullPlace, placeWords } from "../src/patches/wording.ts";

const value = (mean: number | null, more: Partial<SeriesValue> = {}): SeriesValue => ({
  mean,
  min: mean,
  max: mean,
  std: mean === null ? null : 0,
  reason: null,
  ...more,
});

describe("a series", () => {
  it("is broken where an entry has no value", () => {
    const values = [value(1), value(2), value(null), value(3), value(null)];
    expect(runsOf(values).map((run) => run.map(({ mean }) => mean))).toEqual([[1, 2], [3]]);
    expect(runsOf([value(null)])).toEqual([]);
  });

  it("begins and ends with an image; months without one between them are gaps", () => {
    const month = (period: string, total_pixels: number) => value(null, { period, total_pixels, scenes: 0 });
    const values = ["2024-03", "2024-04", "2024-05", "2024-06", "2024-07"].map((period, at) =>
      month(period, at === 1 || at === 3 ? 40 : 0),
    );
    expect(withinRecord(values).map(({ period }) => period)).toEqual(["2024-04", "2024-05", "2024-06"]);
    expect(withinRecord([month("2024-03", 0)])).toEqual([]);
  });

  it("has an axis on round numbers that holds all values", () => {
    for (const values of [[0.1234, 0.7], [-0.2, -0.2], [0, 9000], [0.5]]) {
      const { low, high, step } = spanOf(values);
      expect(low).toBeLessThanOrEqual(Math.min(...values));
      expect(high).toBeGreaterThanOrEqual(Math.max(...values));
      expect(Number.isFinite(low + high + step) && high > low).toBe(true);
    }
  });

  it("knows the time of scenes, months and years", () => {
    expect(timeOf(value(1, { period: "2013-09" }))).toBe(Date.UTC(2013, 8, 1));
    expect(timeOf(value(1, { period: "2013" }))).toBe(Date.UTC(2013, 0, 1));
    expect(timeOf(value(1, { datetime: "2013-09-14T02:40:00Z" }))).toBe(Date.UTC(2013, 8, 14, 2, 40));
    expect(timeOf(value(1))).toBeNull();
  });

  it("tells of a gap why it is one, and of clouds how much they hid", () => {
    const gap = value(null, { datetime: "2024-06-15T02:40:00Z", valid_share: 0, clouded_share: 1, reason: "no image" });
    expect(wordsOf(gap)).toContain("2024-06-15 10:40：无值");
    expect(wordsOf(gap)).toContain("没有影像");
    expect(wordsOf(gap)).toContain("云 100%");
    expect(validShare(value(1, { valid_pixels: 30, total_pixels: 40 }))).toBe(0.75);
  });
});

describe("a scene in words", () => {
  const scene = (datetime: string | null, start: string | null, end: string | null, time_known = true): Scene =>
    ({ datetime, start, end, time_known, flags: [] }) as unknown as Scene;

  it("was taken in Beijing time, to the minute or to the day", () => {
    const minute = scene("2024-06-15T02:40:00Z", "2024-06-15T02:40:00Z", "2024-06-15T02:40:00Z");
    expect(timeWords(minute)).toBe("2024-06-15 10:40");
    const night = scene("2024-06-14T18:00:00Z", "2024-06-14T18:00:00Z", "2024-06-14T18:00:01Z");
    expect(dayOf(night)).toBe("2024-06-15");
    const day = scene("2024-06-15T00:00:00Z", "2024-06-15T00:00:00Z", "2024-06-15T00:00:00Z");
    expect(timeWords(day)).toBe("2024-06-15");
  });

  it("is of no day where nobody knows it, and is told so with its span", () => {
    const unknown = scene(null, "1971-12-31T16:00:00Z", "2024-06-15T16:00:00Z", false);
    expect(dayOf(unknown)).toBeNull();
    expect(timeWords(unknown)).toBe("拍摄时间不详（1972-01-01 至 2024-06-15）");
  });

  it("is not drawn where it is raw", () => {
    expect(isDrawn({ flags: ["raw"] })).toBe(false);
    expect(isDrawn({ flags: [], drawn: false })).toBe(false);
    expect(isDrawn({ flags: ["not-cog"] })).toBe(true);
  });
});

describe("an index", () => {
  it("is asked for with the colours of its legend", () => {
    const { colormap, rescale, expression } = drawingOf("ndvi");
    expect(JSON.parse(colormap ?? "")).toEqual(INDICES.ndvi.ramp);
    expect(rescale).toEqual(["-1,1"]);
    expect(expression).toBe("(nir-red)/(nir+red)");
    for (const colour of Object.values(INDICES.ndvi.ramp)) expect(gradientOf(INDICES.ndvi)).toContain(colour);
    expect(drawingOf("natural")).toEqual({});
  });
});

describe("a patch in words", () => {
  const of = (level: string, name: string, share: number) => ({ level, code: "", name, share });

  it("lies in the unit with the larger share first", () => {
    const divisions = [of("province", "虚构省", 1), of("county", "甲县", 0.3), of("county", "乙县", 0.7)];
    expect(placeWords(divisions)).toBe("乙县 70%、甲县 30%");
    expect(fullPlace(divisions)).toBe("虚构省乙县");
    expect(fullPlace([])).toBe("不在已知区划内");
  });

  it("has an area in the unit of its size", () => {
    expect([640.4, 25_000, 3_200_000].map(areaWords)).toEqual(["640 平方米", "2.5 公顷", "3.2 平方公里"]);
  });

  it("is pictured as a square of the ground with room around it", () => {
    const [west, south, east, north] = around([100, 59.99, 100.02, 60]) as [number, number, number, number];
    expect((east - west) * Math.cos((59.995 * Math.PI) / 180)).toBeCloseTo(north - south, 6);
    expect(west < 100 && east > 100.02 && south < 59.99 && north > 60).toBe(true);
  });
});
