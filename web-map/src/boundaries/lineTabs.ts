/** What the panel tells of a line, by subject. */

import { element } from "../components/element.ts";
import type { TabContent } from "../components/tabs.ts";
import { comparisonTable } from "./comparisonTable.ts";
import { computeForm } from "./computeForm.ts";
import type { DueLine, Side } from "./contract.ts";
import type { InspectionDossier, LineDossier } from "./dossier.ts";
import { findingList } from "./findingList.ts";
import { gapList } from "./gapList.ts";
import { markerList } from "./markerList.ts";
import { alertList, inspectionFacts, lineFacts } from "./overview.ts";
import { fileAddress } from "./questions.ts";
import type { LineActions } from "./stretch.ts";

export interface LineTabActions extends LineActions {
  compute(token: string): void;
}

/** Whose gaps were looked at last: kept from line to line. */
let gapsOf: Side = "both";

export function lineTabs(
  { line, markers, alerts }: LineDossier,
  inspection: InspectionDossier | null,
  due: DueLine | null,
  office: string,
  actions: LineTabActions,
): TabContent[] {
  const facts: TabContent = {
    id: "facts",
    title: "概况",
    body: element(
      "div",
      {},
      alertList(alerts),
      ...(inspection?.failures ?? []).map((sentence) => element("p", { class: "complaint" }, sentence)),
      lineFacts(line, due),
      inspection ? inspectionFacts(inspection.detail, inspection.coverage) : null,
    ),
  };
  const marked: TabContent = {
    id: "markers",
    title: "界桩",
    count: markers.length,
    body: markerList(
      {
        markers: markers.map(({ marker }) => marker),
        visits: inspection?.visits ?? [],
        records: inspection?.records ?? [],
        photos: inspection?.photos ?? [],
        photoAddress: ({ sha256 }) => fileAddress(sha256, office),
      },
      actions,
    ),
  };
  if (!inspection) return [facts, marked];
  const { coverage, detail, comparison } = inspection;
  const both = coverage.find(({ side }) => side === "both")?.parts ?? coverage.find(({ parts }) => parts)?.parts;
  const open = detail.findings.filter(({ state }) => state === "open").length;
  return [
    facts,
    {
      id: "gaps",
      title: "缺口",
      ...(both ? { count: both.length } : {}),
      body:
        coverage.length === 0
          ? detail.parties.length === 0
            ? element("p", { class: "fine" }, "尚未登记双方的巡查设备，无从计算。")
            : computeForm(actions.compute)
          : gapList(coverage, gapsOf, actions, (side) => {
              gapsOf = side;
            }),
    },
    marked,
    { id: "findings", title: "问题", count: open, body: findingList(detail.findings, actions) },
    {
      id: "comparison",
      title: "比较",
      body: comparison ? comparisonTable(comparison, actions) : element("p", { class: "fine" }, "暂无比较。"),
    },
  ];
}
