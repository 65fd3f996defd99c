/** What the map tells of one camera, in the bubble above it. */

import { element } from "../components/element.ts";
import type { CameraDetail, LinkWish, MadeLink } from "./contract.ts";
import { linkForm } from "./linkForm.ts";
import { periodWords, viewWords } from "./wording.ts";

export function cameraText(
  camera: CameraDetail,
  makeLink: (wish: LinkWish, token: string) => Promise<MadeLink>,
): HTMLElement {
  const where = camera.divisions
    .filter(({ level, name }) => name !== null && level !== "village")
    .map(({ name }) => name)
    .filter((name, at, names) => names.indexOf(name) === at)
    .join("");
  const county = camera.divisions.find(({ level }) => level === "county")?.code ?? null;
  const misleads = county !== null && county !== camera.digits.division;
  const facts: [string, string | null][] = [
    ["状态", camera.state_text],
    ["视野", viewWords(camera)],
    ["类型", [camera.kind_text, camera.indoor === null ? null : camera.indoor ? "室内" : "室外"].filter(Boolean).join("，")],
    ["所在区划", where || null],
    ["管理单位", camera.owner],
    ["登记时段", periodWords(camera)],
  ];
  return element(
    "div",
    { class: "camera-popup" },
    element("strong", {}, camera.name),
    element("p", { class: "code" }, camera.number),
    element(
      "dl",
      {},
      ...facts.flatMap(([title, said]) =>
        said ? [element("dt", {}, title), element("dd", {}, said)] : [],
      ),
    ),
    misleads
      ? element("p", { class: "fine" }, `编码中的区划代码 ${camera.digits.division} 与所在区划不同，以点位为准。`)
      : null,
    camera.view.unknown_text === null ? null : element("p", { class: "fine" }, `${camera.view.unknown_text}。`),
    element("p", { class: "fine" }, "画面不经本平台；按查看人和用途开具限时链接，开具与打开均留痕。"),
    linkForm(makeLink),
  );
}
