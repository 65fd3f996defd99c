/** The next step of a patch: which state it is to reach, and what that state needs. */

import { button, element } from "../components/element.ts";
import { dayField } from "../imagery/sceneList.ts";
import { typedDay } from "../time/days.ts";
import type { PatchState, StepWish } from "./contract.ts";
import { STATE } from "./wording.ts";

export interface StepFormActions {
  /** A place is to be taken by a click on the map. */
  takePlace(): void;
  take(wish: Omit<StepWish, "after" | "photo">, photo: File | null): void;
}

export interface StepForm {
  root: HTMLElement;
  /** The position that a click on the map gave. */
  place(lon: number, lat: number): void;
  /** What came of it, or what is missing. */
  tell(sentences: readonly string[], failed: boolean): void;
}

const IN_THE_FIELD: readonly PatchState[] = ["checked", "rechecked"];

/** next: the states that may follow, at least one; state: the present one. */
export function stepForm(state: PatchState, next: readonly PatchState[], actions: StepFormActions): StepForm {
  const text = (label: string, attributes: Record<string, string> = {}): HTMLInputElement =>
    element("input", { type: "text", "aria-label": label, placeholder: label, autocomplete: "off", ...attributes });
  const office = text("核查单位代码", { inputmode: "numeric" });
  const assignee = text("核查人");
  const due = dayField("办理期限", "办理期限");
  const photo = element("input", { type: "file", accept: "image/*", "aria-label": "现场照片" });
  const lon = text("经度", { inputmode: "decimal" });
  const lat = text("纬度", { inputmode: "decimal" });
  const device = text("随身设备编号（可不填）");
  const note = element("textarea", { rows: 2, "aria-label": "说明或理由", placeholder: "说明或理由", maxlength: 2000 });

  const assigning = element("div", { class: "scene-query" }, office, assignee, due);
  const checking = element(
    "div",
    { class: "check-fields" },
    element("label", {}, element("span", {}, "现场照片"), photo),
    element(
      "div",
      { class: "scene-query" },
      lon,
      lat,
      button("图上取点", "在图上取核查位置", actions.takePlace),
    ),
    device,
  );
  const choice = element("fieldset", { class: "step-choice" }, element("legend", {}, "下一步"));
  // What leads on is offered first; to give it to somebody else is the exception.
  let to = (next.find((each) => each !== "assigned") ?? next[0]) as PatchState;
  const submit = element("button", { type: "submit", class: "button play" }, "");
  const arrange = (): void => {
    assigning.hidden = to !== "assigned";
    checking.hidden = !IN_THE_FIELD.includes(to);
    submit.textContent = actOf(state, to);
  };
  for (const each of next) {
    const input = element("input", { type: "radio", name: "patch-step", value: each });
    input.checked = each === to;
    input.addEventListener("change", () => {
      to = each;
      arrange();
    });
    choice.append(element("label", { class: "choice" }, input, actOf(state, each)));
  }
  choice.hidden = next.length < 2;
  const told = element("ul", { class: "step-told", role: "alert" });
  const form = element(
    "form",
    { class: "step-form", "aria-label": "办理图斑" },
    choice,
    assigning,
    checking,
    note,
    element("div", {}, submit),
    told,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = typedDay(due.value);
    const [east, north] = [Number(lon.value), Number(lat.value)];
    const placed = lon.value.trim() !== "" && lat.value.trim() !== "" && !Number.isNaN(east + north);
    const field = IN_THE_FIELD.includes(to);
    actions.take(
      {
        to,
        ...given("note", note.value),
        ...(to === "assigned"
          ? {
              ...given("assignee_office", office.value),
              ...given("assignee", assignee.value),
              ...(day === null ? {} : { due: day }),
            }
          : {}),
        ...(field ? { ...given("device", device.value), ...(placed ? { position: [east, north] as [number, number] } : {}) } : {}),
      },
      field ? (photo.files?.[0] ?? null) : null,
    );
  });
  arrange();
  return {
    root: form,
    place(east, north) {
      lon.value = east.toFixed(6);
      lat.value = north.toFixed(6);
    },
    tell(sentences, failed) {
      told.classList.toggle("failed", failed);
      told.replaceChildren(...sentences.map((sentence) => element("li", {}, sentence)));
    },
  };
}

function given<Name extends string>(name: Name, value: string): Partial<Record<Name, string>> {
  const trimmed = value.trim();
  return (trimmed === "" ? {} : { [name]: trimmed }) as Partial<Record<Name, string>>;
}

function actOf(from: PatchState, to: PatchState): string {
  if (to === "assigned" && from === "assigned") return "改派";
  if (to === "assigned" && from === "checked") return "退回重查";
  return STATE[to].act;
}
