import { createExpression } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { address } from "../src/api/client.ts";
import { niceTop } from "../src/components/lineChart.ts";
import { changeBetween, fullName } from "../src/components/placeCard.ts";
import type { Level, LevelAtPlace } from "../src/api/contract.ts";
import { levelAtZoom } from "../src/layers/divisions.ts";
import { fillColour } from "../src/layers/palette.ts";
import { tilesKey } from "../src/layers/tileSource.ts";

function at(level: Level, code: string, name: string, identity = `mca:${code}:1981`): LevelAtPlace {
  return { level, division: { code, name, parent_code: null, identity }, grade: "held", reason: null, candidates: [] };
}

describe("the level of a zoom", () => {
  const all: Level[] = ["province", "prefecture", "county", "township", "village"];

  it("grows finer as the map comes nearer", () => {
    expect([2, 5, 7, 11, 14].map((zoom) => levelAtZoom(zoom, all))).toEqual(all);
  });

  it("is one that the platform holds", () => {
    expect(levelAtZoom(14, ["province", "prefecture", "county"])).toBe("county");
    expect(levelAtZoom(2, ["county"])).toBe("county");
  });
});

describe("a change between then and now", () => {
  it("is none where code and name are the same", () => {
    expect(changeBetween(at("county", "330102", "上城区"), at("county", "330102", "上城区"))).toBeNull();
  });

  it("is told where a new unit bears the old code and name", () => {
    const before = at("county", "330102", "上城区", "mca:330102:1983");
    const after = at("county", "330102", "上城区", "mca:330102:2021");
    expect(changeBetween(before, after)).toBe("撤销后新设");
  });

  it("tells a new name from a new code", () => {
    expect(changeBetween(at("prefecture", "420600", "襄樊市"), at("prefecture", "420600", "襄阳市"))).toBe("更名");
    expect(changeBetween(at("county", "220381", "公主岭市"), at("county", "220184", "公主岭市"))).toBe("代码变更");
    expect(changeBetween(at("county", "110228", "密云县"), at("county", "110118", "密云区"))).toBe("改属或改设");
  });

  it("is not claimed where one side is unknown", () => {
    const unknown: LevelAtPlace = { ...at("county", "", ""), division: null, reason: "no_geometry" };
    expect(changeBetween(unknown, at("county", "110118", "密云区"))).toBeNull();
    expect(changeBetween(at("county", "110118", "密云区"), undefined)).toBeNull();
  });
});

it("a full name does not say the same name twice", () => {
  const levels = [at("province", "440000", "广东省"), at("prefecture", "441900", "东莞市"), at("county", "441900", "东莞市")];
  expect(fullName({ lon: 0, lat: 0, date: "2020-01-01", data_until: "2024-12-31", levels })).toBe("广东省东莞市");
});

describe("the fill of divisions", () => {
  const expression = createExpression(fillColour(), { type: "color" } as never);
  if (expression.result === "error") throw new Error(String(expression.value[0]));
  const colour = (code: string, parent_code: string | null): string =>
    String(
      expression.result === "success" &&
        expression.value.evaluate({ zoom: 5 }, { type: "Polygon", properties: { code, parent_code } } as never),
    );

  it("is the same for a code each time and differs between neighbours by code", () => {
    expect(colour("990121", "990100")).toBe(colour("990121", "990100"));
    expect(colour("990121", "990100")).not.toBe(colour("990122", "990100"));
    expect(colour("330100", "330000")).not.toBe(colour("330200", "330000"));
  });

  it("differs between neighbouring parents", () => {
    expect(colour("990121", "990100")).not.toBe(colour("990221", "990200"));
    expect(colour("110000", null)).not.toBe(colour("120000", null));
  });

  it("is there for codes of towns and villages", () => {
    expect(colour("990121001", "990121")).toMatch(/^#[0-9a-f]{6}$/);
    expect(colour("990121001200", "990121001")).toMatch(/^#[0-9a-f]{6}$/);
  });
});

it("two dates of one edition have the same tiles, so nothing is fetched again", () => {
  const tiles = ["/tiles/county/2004-12-31/WebMercatorQuad/{z}/{x}/{y}.mvt"];
  expect(tilesKey({ tilejson: "3.0.0", tiles, date: "2005-01-01" })).toBe(
    tilesKey({ tilejson: "3.0.0", tiles, date: "2006-06-06" }),
  );
});

describe("the address of a question", () => {
  it("leaves out parameters that are not given", () => {
    expect(address("/tiles/image/tilejson.json", { query: { date: "2020-01-01", id: null } })).toBe(
      "/tiles/image/tilejson.json?date=2020-01-01",
    );
  });

  it("keeps a code from becoming another path", () => {
    expect(address("/v1/divisions/{code}/history", { path: { code: "../1?x" } })).toBe(
      "/v1/divisions/..%2F1%3Fx/history",
    );
  });
});

it("the axis of a chart ends at a round number not below the greatest value", () => {
  expect([0, 7, 10, 11, 240, 260, 99_000].map(niceTop)).toEqual([1, 10, 10, 20, 250, 500, 100_000]);
});
