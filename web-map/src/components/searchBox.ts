/** The search in the title bar: names of divisions and places, in characters or pinyin, of any time. */

import { isAbort } from "../api/client.ts";
import type { NameHit, NameHits } from "../api/contract.ts";
import { element } from "./element.ts";
import { sentenceOf } from "./notice.ts";

/** While someone types, the question waits for this rest. */
const REST_MS = 160;

const LIST_ID = "search-hits";

export interface SearchActions {
  search(text: string, signal: AbortSignal): Promise<NameHits>;
  choose(hit: NameHit): void;
}

/**
 * A combobox after the ARIA pattern: the list is walked with the arrows, Enter takes what is
 * marked or the first, Escape closes. What stood before and why it was found is said of each.
 */
export function searchBox(actions: SearchActions): HTMLElement {
  const input = element("input", {
    type: "search",
    role: "combobox",
    "aria-label": "查找地名或区划",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": LIST_ID,
    placeholder: "查找：名称、曾用名、拼音、代码",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 60,
  });
  const list = element("ul", { id: LIST_ID, role: "listbox", "aria-label": "查找结果", hidden: true });
  const remark = element("p", { class: "search-remark", role: "status", hidden: true });
  const root = element("div", { class: "search" }, input, list, remark);
  let hits: readonly NameHit[] = [];
  let marked = -1;
  let asking = new AbortController();
  let timer = 0;

  function show(found: readonly NameHit[], sentence: string): void {
    hits = found;
    mark(-1);
    list.replaceChildren(...found.map((hit, at) => row(hit, at)));
    list.hidden = found.length === 0;
    remark.textContent = sentence;
    remark.hidden = sentence === "";
    input.setAttribute("aria-expanded", String(found.length > 0));
  }

  function row(hit: NameHit, at: number): HTMLElement {
    const made = element(
      "li",
      { role: "option", id: `${LIST_ID}-${at}`, "aria-selected": "false" },
      element("span", { class: "hit-name" }, hit.name),
      hit.parents ? element("span", { class: "hit-parents" }, hit.parents) : null,
      element("small", {}, remarkOf(hit)),
    );
    // The input would lose its focus, and with it the list, before a click came.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => take(at));
    return made;
  }

  function mark(at: number): void {
    marked = at;
    for (const [index, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) option.scrollIntoView({ block: "nearest" });
    }
    if (at >= 0) input.setAttribute("aria-activedescendant", `${LIST_ID}-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(at: number): void {
    const hit = hits[at];
    if (!hit) return;
    input.value = hit.name;
    close();
    actions.choose(hit);
  }

  function close(): void {
    window.clearTimeout(timer);
    asking.abort();
    show([], "");
  }

  async function ask(text: string): Promise<void> {
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await actions.search(text, asking.signal);
      show(answer.hits, answer.hits.length ? "" : `没有找到“${text}”。`);
    } catch (error) {
      if (!isAbort(error)) show([], sentenceOf(error));
    }
  }

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    const text = input.value.trim();
    if (text === "") close();
    else timer = window.setTimeout(() => void ask(text), REST_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter then chooses characters, not a place
    if (event.key === "ArrowDown" && hits.length) mark((marked + 1) % hits.length);
    else if (event.key === "ArrowUp" && hits.length) mark((marked <= 0 ? hits.length : marked) - 1);
    else if (event.key === "Enter") take(Math.max(marked, 0));
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  return root;
}

/** Why a name was found, and whether it stands on the day. */
export function remarkOf(hit: NameHit): string {
  const parts = [hit.note, hit.standing ? "" : "当日不存在", hit.division?.code ?? ""];
  if (hit.point === null && hit.bbox === null) parts.push("无坐标");
  return parts.filter(Boolean).join(" · ");
}
