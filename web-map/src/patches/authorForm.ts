/** Who writes: office, name and write token. Kept by the open page alone, and nowhere stored. */

import { element } from "../components/element.ts";
import type { Author } from "./contract.ts";

export interface AuthorForm {
  root: HTMLElement;
  /** Null where something is missing; what, is said. */
  author(): Author | null;
}

export function authorForm(): AuthorForm {
  const field = (label: string, placeholder: string, type = "text"): HTMLInputElement =>
    element("input", { type, "aria-label": label, placeholder, autocomplete: "off", spellcheck: "false" });
  const office = field("本单位代码", "本单位代码");
  const person = field("本人姓名", "本人姓名");
  const token = field("写入令牌", "写入令牌", "password");
  const complaint = element("p", { class: "complaint", role: "alert" });
  const root = element(
    "fieldset",
    { class: "author" },
    element("legend", {}, "经办"),
    element("div", { class: "scene-query" }, office, person, token),
    complaint,
  );
  return {
    root,
    author() {
      const given = { office: office.value.trim(), person: person.value.trim(), token: token.value.trim() };
      const missing = [
        /^\d{2,12}$/.test(given.office) ? "" : "本单位代码",
        given.person ? "" : "本人姓名",
        given.token ? "" : "写入令牌",
      ].filter(Boolean);
      complaint.textContent = missing.length ? `请填写${missing.join("、")}` : "";
      return missing.length ? null : given;
    },
  };
}
