import { describe, expect, it } from "vitest";
import {
  dayInChina,
  dayNumber,
  dayText,
  inChinese,
  isDay,
  shiftDays,
  shiftYears,
  typedDay,
} from "../src/time/days.ts";

describe("days of the calendar", () => {
  it("are counted from 1970-01-01, backwards too", () => {
    expect(dayNumber("1970-01-02")).toBe(1);
    expect(dayNumber("1949-10-01")).toBe(-7397);
    expect(dayText(-7397)).toBe("1949-10-01");
  });

  it("go over the end of a year and over a leap day", () => {
    expect(shiftDays("1981-12-31", 1)).toBe("1982-01-01");
    expect(shiftDays("2024-02-28", 1)).toBe("2024-02-29");
    expect(shiftDays("1900-02-28", 1)).toBe("1900-03-01");
  });

  it("keep month and day when a year passes, but for 29 February", () => {
    expect(shiftYears("1996-07-01", -14)).toBe("1982-07-01");
    expect(shiftYears("2024-02-29", 1)).toBe("2025-02-28");
    expect(shiftYears("2024-02-29", 4)).toBe("2028-02-29");
  });

  it("that do not exist are no days", () => {
    for (const text of ["2021-02-30", "2021-13-01", "2021-1-1", "21-01-01", "", "today"]) {
      expect(isDay(text)).toBe(false);
    }
  });
});

describe("a typed day", () => {
  it("is read in the ways officers write it", () => {
    for (const text of ["1996-07-01", "1996-7-1", "1996/7/1", " 1996.7.1 ", "19960701", "1996年7月1日"]) {
      expect(typedDay(text)).toBe("1996-07-01");
    }
  });

  it("that is not in the calendar is refused, not shifted", () => {
    for (const text of ["1996-02-30", "1996", "7月1日", "1996-07", "abc", "1996-07-011"]) {
      expect(typedDay(text)).toBeNull();
    }
  });
});

it("an evening in UTC is the next day in Beijing", () => {
  expect(dayInChina("2008-10-23T15:59:59Z")).toBe("2008-10-23");
  expect(dayInChina("2008-10-23T16:00:00Z")).toBe("2008-10-24");
});

it("a day in Chinese has no leading zeros", () => {
  expect(inChinese("1996-07-01")).toBe("1996年7月1日");
});
