/** What went wrong, in words, above the map; with a way to try again. */

import { ApiError } from "../api/client.ts";
import { button, element } from "./element.ts";

export interface Notice {
  root: HTMLElement;
  show(sentence: string): void;
  hide(): void;
}

export function notice(retry: () => void): Notice {
  const text = element("span", {});
  const root = element(
    "div",
    { class: "notice", role: "alert", hidden: true },
    text,
    button("重试", "重新连接", retry),
  );
  return {
    root,
    show(sentence) {
      text.textContent = sentence;
      root.hidden = false;
    },
    hide() {
      root.hidden = true;
    },
  };
}

/** A failure as a sentence for the officer. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) {
    if (error.status === 0) return "服务不可用：无法连接服务器。";
    if (error.unavailable) return "服务不可用：服务器暂时无法回答。";
    return `服务器拒绝了请求：${error.message}`;
  }
  return "页面出错，请重新载入。";
}
