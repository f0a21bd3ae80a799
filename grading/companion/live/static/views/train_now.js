// Training a network for some seconds, where it is needed.

import { el } from "../dom.js";
import { nextFrame } from "./running.js";
import { explosionOf } from "./training.js";

// So many images: a few seconds of the reference's for the small digits, twenty or so for MNIST.
const IMAGES = { digits: 11_520, mnist: 6_400 };
const LEARNING_RATE = 0.1;
const MOMENTUM = 0.9;

/** Trains in `place`, which shows how far it is.
 *
 *  done: resolves to what came of it, null where it was stopped. stop(): ends it.
 */
export function trainNow(live, { data, hidden, title }, place) {
  let stopped = false;
  const bar = el("progress", { max: IMAGES[data], value: 0, "aria-label": `Training ${title}` });
  const told = el("p", { class: "muted figure-number", text: "Starting." });
  const enough = el("button", { class: "button button-quiet", type: "button", text: "That is enough" });
  let satisfied = false;
  enough.addEventListener("click", () => {
    satisfied = true;
    enough.disabled = true;
  });
  place.replaceChildren(el("div", { class: "row" }, bar, told, enough));
  enough.focus();

  async function train() {
    const body = { page: live.page, data, hidden, seed: Date.now() % 1000 };
    const { session, portion: first } = await live.post("/api/learn/images/begin", body);
    let [portion, done, accuracy] = [first, 0, null];
    try {
      while (!stopped) {
        const found = await live.post("/api/learn/images/go", {
          session,
          data,
          hidden,
          // Large steps first, small ones last: it comes to rest.
          lr: LEARNING_RATE * Math.max(0.05, 1 - done / IMAGES[data]),
          momentum: MOMENTUM,
          done,
          ...portion,
          looking: satisfied || done + portion.examples >= IMAGES[data],
        });
        ({ done, portion } = found);
        const exploded = explosionOf(found.loss);
        if (exploded) throw new Error(exploded);
        accuracy = found.look?.accuracy ?? accuracy;
        bar.value = Math.min(done, IMAGES[data]);
        told.textContent =
          `${done.toLocaleString("en")} images` +
          (accuracy === null ? "" : `, ${(100 * accuracy).toFixed(1)} % of others right`);
        if (found.look && (satisfied || done >= IMAGES[data])) {
          return `Trained: ${(100 * accuracy).toFixed(1)} % of the images held out are read rightly.`;
        }
        await nextFrame();
      }
      return null;
    } finally {
      live.post("/api/learn/close", { session }, { keepalive: true }).catch(() => null);
    }
  }

  return {
    done: train(),
    stop() {
      stopped = true;
    },
  };
}
