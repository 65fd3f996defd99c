import { describe, expect, it } from "vitest";
import type { NameHit } from "../src/api/contract.ts";
import { remarkOf } from "../src/components/searchBox.ts";

const XIANGYANG: NameHit = {
  place_id: "division:mca:420600:1983",
  name: "襄阳市",
  matched: "襄樊",
  reason: "former_name",
  note: "曾用名，至2010年",
  category: "division",
  division: { identity: "mca:420600:1983", code: "420600", level: "prefecture" },
  parents: "湖北省",
  point: [112.1, 32],
  bbox: [110.7, 31.2, 113.1, 32.6],
  standing: true,
};

describe("the remark under a hit", () => {
  it("says why it was found, and its code", () => {
    expect(remarkOf(XIANGYANG)).toBe("曾用名，至2010年 · 420600");
  });

  it("says that it does not stand on the day, and that it has no place on the map", () => {
    const gone: NameHit = { ...XIANGYANG, note: "", standing: false, point: null, bbox: null, division: null };
    expect(remarkOf(gone)).toBe("当日不存在 · 无坐标");
  });
});
