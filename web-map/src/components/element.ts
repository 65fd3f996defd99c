/** Elements of the page in one line each. */

type Child = Node | string | null;
type Attributes = Record<string, string | number | boolean | null>;

/** An element; attributes that are null or false are left out, true ones are empty. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children.filter((child): child is Node | string => child !== null));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  setAttributes(made, attributes);
  made.append(...children.filter((child): child is Node | string => child !== null));
  return made;
}

function setAttributes(made: Element, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
}

/** A button with a name that is read out; the text is what is seen. */
export function button(text: string, label: string, press: () => void, kind = ""): HTMLButtonElement {
  const made = element("button", { type: "button", class: `button ${kind}`.trim(), "aria-label": label }, text);
  made.addEventListener("click", press);
  return made;
}
