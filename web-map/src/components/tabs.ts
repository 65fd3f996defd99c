/** Tabs after the ARIA pattern: one stop of the Tab key, the arrows change what is shown. */

import { element } from "./element.ts";

export interface TabContent {
  id: string;
  title: string;
  /** How many things it holds, where that is worth knowing before it is opened. */
  count?: number;
  body: HTMLElement;
}

export interface Tabs {
  root: HTMLElement;
  /** Replaces all; the tab that was open stays open where it is still there. */
  show(contents: readonly TabContent[]): void;
}

/** name: begins the identifiers of its elements, of which a page has each once. */
export function tabs(label: string, name = "tab"): Tabs {
  const list = element("div", { class: "tab-list", role: "tablist", "aria-label": label });
  const panel = element("div", { class: "tab-panel", role: "tabpanel", id: `${name}-panel`, tabindex: 0 });
  const root = element("div", { class: "tabs" }, list, panel);
  let contents: readonly TabContent[] = [];
  let open = "";

  function choose(id: string, focus: boolean): void {
    open = id;
    for (const [at, content] of contents.entries()) {
      const tab = list.children[at] as HTMLElement;
      const chosen = content.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) {
        panel.replaceChildren(content.body);
        panel.setAttribute("aria-labelledby", tab.id);
        if (focus) tab.focus();
      }
    }
  }

  list.addEventListener("keydown", (event) => {
    const at = contents.findIndex(({ id }) => id === open);
    const last = contents.length - 1;
    const next: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const content = contents[next[event.key] ?? -1];
    if (!content) return;
    event.preventDefault();
    choose(content.id, true);
  });

  return {
    root,
    show(next) {
      const held = list.contains(document.activeElement);
      contents = next;
      list.replaceChildren(
        ...next.map(({ id, title, count }) => {
          const tab = element(
            "button",
            { type: "button", role: "tab", id: `${name}-${id}`, "aria-controls": `${name}-panel` },
            title,
            count === undefined ? null : element("span", { class: "count" }, String(count)),
          );
          tab.addEventListener("click", () => choose(id, false));
          return tab;
        }),
      );
      const kept = next.find(({ id }) => id === open) ?? next[0];
      if (kept) choose(kept.id, held);
      else panel.replaceChildren();
    },
  };
}
