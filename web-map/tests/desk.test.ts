import { describe, expect, it } from "vitest";
import { nearWords, shortNumber, spanWords } from "../src/boundaries/chainageBar.ts";
import { changeWords } from "../src/boundaries/comparisonTable.ts";
import type {
  CoveragePart,
  CoverageResult,
  Finding,
  FindingState,
  InspectionPhoto,
  InspectionRecord,
  InspectionSummary,
  LineSummary,
  MarkerState,
  Side,
  VisitResult,
} from "../src/boundaries/contract.ts";
import { inspectionTitle } from "../src/boundaries/deskPanel.ts";
import { sharesInWords } from "../src/boundaries/deskStrip.ts";
import { placeWords, verdict } from "../src/boundaries/deskWords.ts";
import { openFirst } from "../src/boundaries/findingList.ts";
import { sumWords } from "../src/boundaries/gapList.ts";
import { dueWords } from "../src/boundaries/lineList.ts";
import { markerOf, statesOf } from "../src/boundaries/markerList.ts";
import { nextWords } from "../src/boundaries/overview.ts";
import { durationWords, inBeijing } from "../src/boundaries/wording.ts";

const GAP: CoveragePart = { from_m: 8000, to_m: 8420, kind: "not_walked", nearest_marker: "003A", marker_m: 120 };

function result(side: Side, walked_m: number): CoverageResult {
  return { side, from: "", to: "", computed: "", length_m: 1000, walked_m, sources: { devices: [] } };
}

describe("a piece of the bar in words", () => {
  it("says kind, place, length and the nearest marker", () => {
    expect(spanWords({ ...GAP, part: GAP })).toBe("未走到 K8+000.0—K8+420.0（420 米），距界桩 003A 120 米");
    expect(spanWords({ from_m: 0, to_m: 1500, kind: "walked", part: null })).toBe("走到 K0+000.0—K1+500.0（1.500 千米）");
  });

  it("says that a marker stands in it, and nothing of markers where the line has none", () => {
    expect(nearWords("003A", 0)).toBe("界桩 003A 在其中");
    expect(nearWords(null, null)).toBe("");
  });

  it("calls a marker by its serial and type", () => {
    expect(["01020034Q", "3301-1-002A", "7"].map(shortNumber)).toEqual(["034Q", "002A", "7"]);
  });
});

describe("shares in words", () => {
  const line: LineSummary = {
    number: "0203",
    name: "甲乙线",
    level: "county",
    left: { code: "990103", name: "虚乙区" },
    right: { code: "990102", name: null },
  };

  it("name the units, and the code of one without a name", () => {
    expect(sharesInWords(line, [result("left", 936.4), result("right", 500), result("both", 1000)])).toBe(
      "全长 1.000 千米：左侧（虚乙区）走到 93.64%，右侧（990102）走到 50.00%，双方均走到 100.00%。",
    );
  });

  it("tell of those that may be seen alone, and that nothing is computed", () => {
    expect(sharesInWords(line, [result("left", 10)])).not.toContain("右侧");
    expect(sharesInWords(line, [])).toBe("尚无走到情况的计算结果。");
  });

  it("sum up the gaps by their kind", () => {
    const silence: CoveragePart = { ...GAP, kind: "unknown" };
    expect(sumWords([GAP, silence, GAP])).toBe("未走到 2 处共 840 米，无数据 1 处共 420 米。");
    expect(sumWords([])).toBe("");
  });
});

describe("what is known of a marker", () => {
  const of = (side: "left" | "right", state: MarkerState): VisitResult => ({
    side,
    markers: [{ number: "001Q", kind: "Q", chainage_m: 5, state, visits: [] }],
  });

  it("is a visit where one side made one, and unknown before not seen", () => {
    const state = (...states: [MarkerState, MarkerState]): MarkerState | undefined =>
      statesOf([of("left", states[0]), of("right", states[1])]).get("001Q");
    expect(state("not_seen", "visited")).toBe("visited");
    expect(state("visited", "unknown")).toBe("visited");
    expect(state("unknown", "not_seen")).toBe("unknown");
    expect(state("not_seen", "not_seen")).toBe("not_seen");
    expect(statesOf([]).size).toBe(0);
  });

  it("is in the photos of its records", () => {
    const records = [{ id: 3, marker: "002A" }] as InspectionRecord[];
    expect(markerOf({ record: 3 } as InspectionPhoto, records)).toBe("002A");
    expect(markerOf({ record: null } as InspectionPhoto, records)).toBeNull();
  });
});

it("findings that are open come first, then those put off, by number", () => {
  const states: FindingState[] = ["remedied", "open", "passed_on", "deferred", "open"];
  const findings = states.map((state, at) => ({ number: at + 1, state }) as Finding);
  expect(openFirst(findings).map(({ number }) => number)).toEqual([2, 5, 4, 3, 1]);
});

describe("what an inspection lacks", () => {
  const marker = (which: string) => ({ what: "marker", which, text: "界桩未记录" });

  it("is told once for each kind, with what it is about", () => {
    const missing = [marker("001Q"), marker("002A"), { what: "finding", which: "3", text: "问题未处理" }];
    expect(nextWords({ state: "reported", state_text: "上报", missing })).toBe(
      "转入“上报”尚缺：界桩未记录 001Q、002A；问题未处理 3。",
    );
  });

  it("counts many, names what needs no number, and says when nothing is missing", () => {
    const many = Array.from({ length: 9 }, (_, at) => marker(`00${at}Q`));
    expect(nextWords({ state: "reported", state_text: "上报", missing: many })).toContain("等 9 个");
    const document = { what: "document", which: null, text: "缺联检报告" };
    expect(nextWords({ state: "filed", state_text: "备案", missing: [document] })).toBe("转入“备案”尚缺：缺联检报告。");
    expect(nextWords({ state: "remedy", state_text: "整改", missing: [] })).toBe("可转入“整改”。");
  });
});

it("a line is due by its last day in time, or was never inspected", () => {
  const due = { number: "0203", filed_on: null };
  expect(dueWords({ ...due, due_on: "2010-06-30", overdue: true })).toBe("到期 2010-06-30");
  expect(dueWords({ ...due, due_on: "2027-01-31", overdue: false })).toBe("将到期 2027-01-31");
  expect(dueWords({ ...due, due_on: null, overdue: true })).toBe("从未联检");
});

it("an inspection is called by its round, an extra one by its reason", () => {
  const one = { kind_text: "临时联检", reason: "洪水", round: null, plan_year: 2024, state_text: "计划" } as InspectionSummary;
  expect(inspectionTitle(one)).toBe("临时联检（洪水） 2024年 计划");
  expect(inspectionTitle({ ...one, round: { number: 5, name: "第五轮" } })).toBe("第五轮 2024年 计划");
});

it("the check of the evidence is a sentence that names what it found", () => {
  expect(verdict(1204, [])).toContain("1204 环全部相符");
  expect(verdict(9, ["甲", "乙", "丙", "丁"])).toBe("证据链有 4 处不符：甲；乙；丙 等。");
});

it("a change of shares is told in points", () => {
  expect([changeWords(0.4, 0.8735), changeWords(0.5, 0.4999), changeWords(0.3, 0.300001)]).toEqual([
    "+47.35",
    "−0.01",
    "持平",
  ]);
});

it("times are those of Beijing, and lasting is told in words", () => {
  expect(inBeijing("2024-05-20T17:05:00Z")).toBe("2024-05-21 01:05");
  expect(inBeijing(null)).toBe("—");
  expect([45, 150, 600, 3900, 0].map(durationWords)).toEqual(["45 秒", "2 分 30 秒", "10 分", "1 小时 5 分", "0 秒"]);
});

it("a place at the line is told by chainage, side and the nearest marker along it", () => {
  const markers = [{ number: "001Q", chainage_m: 100 }, { number: "002A", chainage_m: 900 }];
  expect(placeWords({ chainage_m: 640.2, away_m: 12.3, on_side: "left" }, markers)).toBe(
    "此处里程 K0+640.2，在左侧，距界线 12 米；沿线最近界桩 002A，260 米。",
  );
  expect(placeWords({ chainage_m: 0, away_m: 0, on_side: "on" }, [])).toBe("此处里程 K0+000.0，在界线上。");
});
