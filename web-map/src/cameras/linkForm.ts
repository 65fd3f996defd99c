/** Makes a link to a camera's picture for one user and purpose; what is typed stays in the page. */

import { ApiError } from "../api/client.ts";
import { element } from "../components/element.ts";
import { sentenceOf } from "../components/notice.ts";
import type { LinkWish, MadeLink } from "./contract.ts";

/** Who looks and why is asked once: the next camera is mostly of the same errand. */
const kept = { user: "", purpose: "", token: "" };

export function linkForm(make: (wish: LinkWish, token: string) => Promise<MadeLink>): HTMLElement {
  const user = field("查看人", kept.user);
  const purpose = field("用途", kept.purpose);
  const token = field("写入令牌", kept.token, "password");
  const since = element("input", { type: "datetime-local", "aria-label": "回放自（北京时间）" });
  const told = element("p", { class: "told", role: "status" });
  const form = element(
    "form",
    { class: "link-form", "aria-label": "开具查看链接" },
    user,
    purpose,
    token,
    element("label", {}, element("span", {}, "回放自（空为实时）"), since),
    element("button", { type: "submit", class: "button" }, "开具链接"),
    told,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    Object.assign(kept, { user: user.value.trim(), purpose: purpose.value.trim(), token: token.value.trim() });
    if (!kept.user || !kept.purpose || !kept.token) {
      told.textContent = "请填写查看人、用途和写入令牌。";
      return;
    }
    const wish: LinkWish = {
      user: kept.user,
      purpose: kept.purpose,
      ...(since.value ? { kind: "playback", from: `${since.value}:00+08:00` } : { kind: "live" }),
    };
    told.textContent = "正在开具…";
    void make(wish, kept.token)
      .then((link) => told.replaceChildren(opening(link)))
      .catch((error: unknown) => {
        told.textContent = refusal(error);
      });
  });
  return element("details", { class: "link-room" }, element("summary", {}, "查看画面"), form);
}

function opening(link: MadeLink): HTMLElement {
  const until = new Date(Date.parse(link.expires_at) + 8 * 3_600_000).toISOString().slice(11, 16);
  return element(
    "a",
    { href: link.href, target: "_blank", rel: "noopener noreferrer" },
    `打开画面（${until} 前有效）`,
  );
}

function refusal(error: unknown): string {
  if (error instanceof ApiError && error.status === 403) return "写入令牌不对。";
  if (error instanceof ApiError && error.status === 409) return "此点位没有视频平台的链接。";
  if (error instanceof ApiError && error.problem?.detail) return error.problem.detail;
  return sentenceOf(error);
}

function field(label: string, value: string, type = "text"): HTMLInputElement {
  return element("input", {
    type, value, "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false",
  });
}
