/** The panel of the inspection desk: the lines to choose from, or one line with its inspection. */

import { button, element } from "../components/element.ts";
import { tabs, type TabContent } from "../components/tabs.ts";
import type { InspectionSummary, LineSummary } from "./contract.ts";
import { lineList, unitName, type LineList, type LineListActions } from "./lineList.ts";

export interface DeskPanelActions extends LineListActions {
  close(): void;
  back(): void;
  office(code: string): void;
  inspection(id: number): void;
  verify(): void;
  retry(): void;
}

export interface InspectionChoice {
  inspections: readonly InspectionSummary[];
  chosen: number | null;
  /** Of the report of the one that is chosen. */
  reportAddress: string | null;
}

export interface DeskPanel {
  root: HTMLElement;
  list: LineList;
  showOffice(code: string, offered: readonly { code: string; name: string }[]): void;
  /** Shows the list; `from` is the line that was left. */
  showList(from: string | null): void;
  /** Shows a line; what is known of it follows. focus: its title is to have it. */
  showLine(line: Pick<LineSummary, "number" | "name">, focus: boolean): void;
  showChoice(choice: InspectionChoice): void;
  showTabs(contents: readonly TabContent[]): void;
  /** What stands in place of a line: that it is asked for, or why there is nothing. */
  say(sentence: string, failed?: boolean): void;
  /** What a click on the line, the check of the evidence or a computation told. */
  tell(sentence: string): void;
}

const OFFICES_ID = "desk-offices";

export function deskPanel(actions: DeskPanelActions): DeskPanel {
  const list = lineList(actions);
  const office = element("input", {
    type: "text",
    "aria-label": "查看单位代码，留空为平台",
    placeholder: "平台（双方）",
    list: OFFICES_ID,
    maxlength: 12,
    inputmode: "numeric",
    autocomplete: "off",
  });
  office.addEventListener("change", () => actions.office(office.value.trim()));
  const offices = element("datalist", { id: OFFICES_ID });

  const title = element("h3", { class: "line-title", tabindex: -1 });
  const rounds = element("select", { "aria-label": "联检" });
  rounds.addEventListener("change", () => actions.inspection(Number(rounds.value)));
  const report = element("a", { class: "button", download: "" }, "报告");
  const check = button("证据校验", "证据校验", actions.verify);
  const told = element("p", { class: "told", role: "status" });
  const choice = element("div", { class: "inspection-choice" }, rounds, report, check);
  const remark = element("p", { class: "fine" });
  const failure = element("div", { class: "failure", role: "alert" });
  const parts = tabs("界线与联检");
  const line = element(
    "div",
    { class: "line-view", hidden: true },
    button("‹ 界线列表", "返回界线列表", actions.back, "link"),
    title,
    choice,
    remark,
    told,
    failure,
    parts.root,
  );
  const root = element(
    "section",
    { class: "desk", "aria-label": "联检工作台", hidden: true },
    element(
      "header",
      {},
      element("h2", {}, "联检工作台"),
      element("label", { class: "office" }, element("span", {}, "查看单位"), office),
      offices,
      button("×", "关闭联检工作台", actions.close, "close"),
    ),
    list.root,
    line,
  );
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // There the key takes away what was typed.
    if (event.target instanceof HTMLInputElement && event.target.value !== "") return;
    if (line.hidden) actions.close();
    else actions.back();
  });

  return {
    root,
    list,
    showOffice(code, offered) {
      office.value = code;
      offices.replaceChildren(...offered.map((one) => element("option", { value: one.code }, one.name)));
    },
    showList(from) {
      line.hidden = true;
      list.root.hidden = false;
      list.focus(from);
    },
    showLine({ number, name }, focus) {
      const other = title.dataset["number"] !== number || line.hidden;
      title.dataset["number"] = number;
      title.replaceChildren(name, element("small", {}, number));
      list.root.hidden = true;
      line.hidden = false;
      failure.replaceChildren();
      if (!other) return;
      told.textContent = "";
      choice.hidden = true;
      parts.show([]);
      if (focus) title.focus();
    },
    showChoice({ inspections, chosen, reportAddress }) {
      choice.hidden = false;
      rounds.hidden = report.hidden = inspections.length === 0;
      remark.textContent = inspections.length === 0 ? "此线尚无联检。" : "";
      rounds.replaceChildren(
        ...inspections.map((one) => {
          const option = element("option", { value: one.id }, inspectionTitle(one));
          option.selected = one.id === chosen;
          return option;
        }),
      );
      if (reportAddress === null) report.removeAttribute("href");
      else report.href = reportAddress;
    },
    showTabs(contents) {
      parts.root.hidden = contents.length === 0;
      parts.show(contents);
    },
    say(sentence, failed = false) {
      remark.textContent = failed ? "" : sentence;
      failure.replaceChildren(
        ...(failed ? [element("p", {}, sentence), button("重试", "重新查询此线", actions.retry)] : []),
      );
    },
    tell(sentence) {
      told.textContent = sentence;
    },
  };
}

/** Round, year and state of an inspection, for a list to choose from. */
export function inspectionTitle(one: InspectionSummary): string {
  const kind = one.round ? one.round.name : `${one.kind_text}${one.reason ? `（${one.reason}）` : ""}`;
  return `${kind} ${one.plan_year}年 ${one.state_text}`;
}

/** 左侧（虚甲区）走到 94.51% and so on, of the sides that may be seen. */
export function sidesOf(line: LineSummary): Record<"left" | "right", string> {
  return { left: `左侧（${unitName(line.left)}）`, right: `右侧（${unitName(line.right)}）` };
}
