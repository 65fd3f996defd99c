/** Starts the page: asks the platform what it holds, says so in words when it does not answer. */

import "maplibre-gl/dist/maplibre-gl.css";
import "./styles/page.css";
import "./styles/buttons.css";
import "./styles/search.css";
import "./styles/titleBar.css";
import "./styles/layerPanel.css";
import "./styles/timeBar.css";
import "./styles/placeCard.css";
import "./styles/camera.css";
import "./styles/desk.css";
import "./styles/chainageBar.css";
import "./styles/compare.css";
import "./styles/imageDesk.css";
import "./styles/patchDesk.css";
import "./styles/notice.css";
import { setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { ApiError } from "./api/client.ts";
import { askPlatform } from "./api/questions.ts";
import { button, element } from "./components/element.ts";
import { sentenceOf } from "./components/notice.ts";
import { openPage, type PageHandle } from "./page.ts";

declare global {
  interface Window {
    /** For tests and the console: the page once everything first asked for is drawn. */
    __shikong?: Promise<PageHandle>;
  }
}

setWorkerUrl(workerUrl);

async function start(root: HTMLElement): Promise<PageHandle> {
  for (;;) {
    root.replaceChildren(element("p", { class: "starting", role: "status" }, "正在连接时空平台…"));
    try {
      return await openPage(await askPlatform(), root);
    } catch (error) {
      if (!(error instanceof ApiError)) console.error(error);
      await new Promise<void>((resolve) => {
        root.replaceChildren(
          element(
            "div",
            { class: "starting", role: "alert" },
            element("p", {}, sentenceOf(error)),
            button("重试", "重新连接", resolve),
          ),
        );
      });
    }
  }
}

window.__shikong = start(document.getElementById("app") as HTMLElement);
