/** Nothing is computed yet: who holds the write token may have it done from here. */

import { element } from "../components/element.ts";

/** compute: throws nothing; what came of it is said elsewhere. The token is kept nowhere. */
export function computeForm(compute: (token: string) => void): HTMLElement {
  const token = element("input", {
    type: "password",
    "aria-label": "写入令牌",
    placeholder: "写入令牌",
    autocomplete: "off",
    required: true,
  });
  const form = element(
    "form",
    { class: "compute" },
    element(
      "p",
      {},
      "尚无计算结果。轨迹到齐后平台自动计算；持有写入令牌的管理员也可以立即计算。",
    ),
    element("div", {}, token, element("button", { type: "submit", class: "button" }, "计算")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = token.value.trim();
    token.value = "";
    if (typed !== "") compute(typed);
  });
  return form;
}
