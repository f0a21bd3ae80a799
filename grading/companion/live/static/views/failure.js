import { el } from "../dom.js";

export const title = "A failure";

export async function mount(root, live, parameters) {
  root.append(el("h1", { text: title, tabindex: "-1" }));
  return () => {};
}
