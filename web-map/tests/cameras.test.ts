import { describe, expect, it } from "vitest";
import { directionWords, sightWords, viewWords } from "../src/cameras/wording.ts";

const view = { bearing_deg: 90, bearing_by: "measured" as const, angle_deg: 60, reach_m: 200, unknown_text: null };

describe("what is said of a camera", () => {
  it("names its direction, angle and reach", () => {
    expect(viewWords({ view })).toBe("朝东 90°，视角 60°，视距 200 米");
    expect(viewWords({ view: { ...view, angle_deg: 360 } })).toBe("四面可看，视距 200 米");
    expect(viewWords({ view: { ...view, bearing_by: "named" } })).toContain("约");
  });

  it("says what is not known", () => {
    const nothing = { ...view, bearing_deg: null, angle_deg: null, reach_m: null };
    expect(viewWords({ view: nothing })).toBe("朝向未知，视角未知，视距未知");
  });

  it("goes round the compass", () => {
    expect([0, 44, 359, 225].map(directionWords)).toEqual(["北 0°", "东北 44°", "北 359°", "西南 225°"]);
  });

  it("tells how a place lies in the picture", () => {
    const camera = { distance_m: 99.6, off_axis_deg: 12.4, state_text: "在线" } as never;
    expect(sightWords(camera)).toBe("100 米，偏离中线 12°，在线");
  });
});
