/** The lines of the day to choose from: searched by name, number or unit, those due marked. */

import { button, element } from "../components/element.ts";
import type { DueLine, LineLevel, LineSummary, Unit } from "./contract.ts";
import { LINE_LEVEL, wordOf } from "./wording.ts";

/** While someone types, the question waits for this rest. */
const REST_MS = 200;

export interface LineQuery {
  words: string;
  level: LineLevel | "";
}

export interface LineListActions {
  search(query: LineQuery): void;
  more(): void;
  pick(number: string): void;
}

export interface LineListContent {
  lines: readonly LineSummary[];
  total: number;
  due: ReadonlyMap<string, DueLine>;
}

export interface LineList {
  root: HTMLElement;
  readonly query: LineQuery;
  show(content: LineListContent): void;
  /** What stands in place of the lines: that they are asked for, that there are none, a failure. */
  say(sentence: string): void;
  /** Puts the focus on a line of the list, or on the search. */
  focus(number: string | null): void;
}

export function lineList(actions: LineListActions): LineList {
  const words = element("input", {
    type: "search",
    class: "line-words",
    "aria-label": "查找界线：名称、编号或单位代码",
    placeholder: "名称、编号或单位代码",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 60,
  });
  const level = element(
    "select",
    { "aria-label": "界线级别" },
    element("option", { value: "" }, "各级"),
    ...Object.entries(LINE_LEVEL).map(([value, name]) => element("option", { value }, name)),
  );
  const remark = element("p", { class: "fine", role: "status" });
  const list = element("ul", { class: "lines", "aria-label": "界线" });
  const more = button("显示更多", "显示更多界线", actions.more);
  more.hidden = true;
  const root = element(
    "div",
    { class: "line-list" },
    element("div", { class: "line-query", role: "search" }, words, level),
    remark,
    list,
    more,
  );
  let timer = 0;
  const query = (): LineQuery => ({ words: words.value.trim(), level: level.value as LineQuery["level"] });
  words.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => actions.search(query()), REST_MS);
  });
  level.addEventListener("change", () => actions.search(query()));

  return {
    root,
    get query() {
      return query();
    },
    show({ lines, total, due }) {
      const overdue = lines.filter(({ number }) => due.get(number)?.overdue).length;
      remark.textContent = `共 ${total} 条${overdue ? `，其中 ${overdue} 条到期` : ""}`;
      list.replaceChildren(...lines.map((line) => row(line, due.get(line.number), actions)));
      more.hidden = lines.length >= total;
    },
    say(sentence) {
      remark.textContent = sentence;
      list.replaceChildren();
      more.hidden = true;
    },
    focus(number) {
      const found = number === null ? null : list.querySelector(`[data-number="${CSS.escape(number)}"]`);
      ((found ?? words) as HTMLElement).focus();
    },
  };
}

function row(line: LineSummary, due: DueLine | undefined, actions: LineListActions): HTMLElement {
  const made = element(
    "button",
    { type: "button", class: "line", "data-number": line.number },
    element("strong", {}, line.name),
    due ? dueBadge(due) : null,
    element("span", { class: "line-number" }, line.number),
    element(
      "small",
      {},
      `${wordOf(LINE_LEVEL, line.level)}　${unitName(line.left)} — ${unitName(line.right)}`,
    ),
  );
  made.addEventListener("click", () => actions.pick(line.number));
  return element("li", {}, made);
}

/** When the next inspection falls due; the day in time is the last one. */
export function dueBadge(due: DueLine): HTMLElement {
  return element("span", { class: due.overdue ? "due over" : "due" }, dueWords(due));
}

export function dueWords({ due_on, overdue }: DueLine): string {
  if (due_on === null) return "从未联检";
  return overdue ? `到期 ${due_on}` : `将到期 ${due_on}`;
}

export function unitName({ code, name }: Unit): string {
  return name ?? code;
}
