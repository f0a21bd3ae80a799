// Learning, live: what is learned is chosen here, and shown by the module of its kind.

import { el } from "../dom.js";
import { mountImages } from "./images.js";
import { mountNames } from "./learn_names.js";
import { mountPoints } from "./points.js";

export const title = "Learning, live";

// One more kind of learning is one more line.
const KINDS = [
  { id: "moons", title: "Two moons", mount: mountPoints },
  { id: "digits", title: "8x8 digits", mount: mountImages },
  { id: "mnist", title: "MNIST", mount: mountImages },
  { id: "names", title: "Names", mount: mountNames },
];

export async function mount(root, live, parameters) {
  const kind = KINDS.find(({ id }) => id === parameters.path[0]) ?? KINDS[0];
  root.classList.add("learn");
  root.append(
    el("h1", { text: title, tabindex: "-1" }),
    el(
      "nav",
      { "aria-label": "What is learned" },
      el(
        "ul",
        { class: "tabs" },
        ...KINDS.map(({ id, title: named }) =>
          el(
            "li",
            {},
            el("a", { href: `#/learn/${id}`, "aria-current": id === kind.id && "page", text: named }),
          ),
        ),
      ),
    ),
  );
  return kind.mount(root, live, kind.id);
}
