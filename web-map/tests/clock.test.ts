import { describe, expect, it } from "vitest";
import { remarkOn } from "../src/components/timeBar.ts";
import { Clock } from "../src/time/clock.ts";
import { nextStop, previousStop } from "../src/time/stops.ts";

describe("the clock", () => {
  it("tells its listeners of a new day, and of the same day nothing", () => {
    const clock = new Clock("1981-01-01", "2026-11-24", "1996-07-01");
    const heard: string[] = [];
    clock.onChange((day) => heard.push(day));
    clock.set("1982-12-31");
    clock.set("1982-12-31");
    expect(heard).toEqual(["1982-12-31"]);
  });

  it("stays within its span", () => {
    const clock = new Clock("1981-01-01", "2026-11-24", "1949-10-01");
    expect(clock.day).toBe("1981-01-01");
    clock.set("2050-01-01");
    expect(clock.day).toBe("2026-11-24");
  });
});

describe("stops at changes", () => {
  const changes = ["1981-12-31", "1982-12-31", "1983-12-31"];

  it("before a day never include the day itself", () => {
    expect(previousStop("1982-12-31", changes)).toBe("1981-12-31");
    expect(previousStop("1983-01-01", changes)).toBe("1982-12-31");
    expect(previousStop("1981-12-31", changes)).toBeNull();
  });

  it("after a day never include the day itself", () => {
    expect(nextStop("1981-01-01", changes)).toBe("1981-12-31");
    expect(nextStop("1982-12-31", changes)).toBe("1983-12-31");
    expect(nextStop("1983-12-31", changes)).toBeNull();
  });

  it("are none where nothing changes", () => {
    expect(previousStop("2000-01-01", [])).toBeNull();
    expect(nextStop("2000-01-01", [])).toBeNull();
  });
});

describe("the remark on a day", () => {
  const record = { first: "1981-12-31", until: "2024-12-31" };

  it("says that the day lies before the record, up to the day before its first list", () => {
    expect(remarkOn("1981-12-30", record)).toContain("早于记录");
    expect(remarkOn("1981-12-31", record)).toBe("");
  });

  it("says how far the data reach, from the day after the last list on", () => {
    expect(remarkOn("2024-12-31", record)).toBe("");
    expect(remarkOn("2025-01-01", record)).toContain("数据截至 2024-12-31");
  });

  it("says that nothing is loaded", () => {
    expect(remarkOn("2000-01-01", null)).toContain("尚无");
  });
});
