// What every kind of training has: the conversation with the server, the buttons, the figures.

import { el, noteOf } from "../dom.js";
import { makeLoop } from "./running.js";

/** A session that is begun when it is needed. begin(): resolves to {session, portion}. */
export function makeSession(live, begin) {
  let current = null;
  let opened = null;
  async function end() {
    const ended = current;
    current = opened = null;
    const { session } = (await ended?.catch(() => null)) ?? {};
    // What has ended by itself cannot be closed, and that is as well.
    if (session) await live.post("/api/learn/close", { session }, { keepalive: true }).catch(() => null);
  }
  return {
    /** Whether `found`, which `get` has answered, is still the one. */
    holds(found) {
      return opened !== null && opened === found;
    },
    async get() {
      const mine = (current ??= begin());
      try {
        const found = await mine;
        if (current === mine) opened = found;
        return found;
      } catch (error) {
        if (current === mine) current = null;
        throw error;
      }
    },
    forget() {
      current = opened = null;
    },
    /** Whether it runs other code than the files hold now. */
    async isOutdated() {
      if (!current) return false;
      const [{ code }, now] = await Promise.all([current, live.post("/api/learn/code", {})]);
      return code !== now.code;
    },
    end,
  };
}

/** Train, one step, start again; and the place for what went wrong.
 *
 *  isOutdated(): whether what trains is not the code that the files hold now.
 *  portion(single): trains one portion, or one step. restart(): forgets what was learned.
 *  summary(): where it stands, in words, told when it stops. stopped(): is called then, too.
 */
export function makeControls(live, { portion, restart, summary, isOutdated, stopped }) {
  const notes = el("div", { class: "notes" });
  const play = el("button", { class: "button", type: "button", text: "Train" });
  const step = el("button", { class: "button button-quiet", type: "button", text: "One step" });
  const again = el("button", { class: "button button-quiet", type: "button", text: "Start again" });
  let saved = null;
  let failed = false;

  const loop = makeLoop(() => portion(false), tell, fail);

  function tell(running) {
    play.textContent = running ? "Pause" : "Train";
    play.setAttribute("aria-pressed", String(running));
    step.disabled = running;
    live.announce(running ? "Training." : summary());
    if (!running) stopped?.();
  }

  function fail(error) {
    saved = null;
    failed = true;
    notes.replaceChildren(noteOf(error));
  }

  /** Does `work` and shows what it throws. */
  async function attempt(work) {
    try {
      await work();
    } catch (error) {
      fail(error);
    }
  }

  function clear() {
    notes.replaceChildren();
    saved = null;
    failed = false;
  }

  play.addEventListener("click", () => {
    clear();
    if (loop.isRunning) loop.stop();
    else loop.start();
  });
  step.addEventListener("click", async () => {
    if (loop.isRunning || step.disabled) return;
    clear();
    step.disabled = true;
    await attempt(() => portion(true));
    step.disabled = false;
    step.focus();
    live.announce(summary());
  });
  again.addEventListener("click", () => begin());

  async function begin() {
    const running = loop.isRunning;
    await loop.stop();
    clear();
    await attempt(restart);
    if (running && !failed) loop.start();
  }

  const stopListening = live.listen("round", async () => {
    // What could not be done before can perhaps be done now.
    if (failed) return void begin();
    if (saved || !(await isOutdated().catch(() => false))) return;
    saved = el("p", {
      class: "note",
      role: "status",
      text: "You have saved a file. “Start again” trains with your code as it is now.",
    });
    notes.append(saved);
  });

  return {
    root: el("div", { class: "row controls" }, play, step, again),
    notes,
    attempt,
    begin,
    fail,
    get isRunning() {
      return loop.isRunning;
    },
    stop: loop.stop,
    say(sentence) {
      notes.replaceChildren(el("p", { class: "note note-bad", role: "alert", text: sentence }));
    },
    async remove() {
      stopListening();
      await loop.stop();
    },
  };
}

/** Named figures in a row. `set(name, text)`. */
export function makeFigures(...names) {
  const values = new Map(
    names.map((name) => [name, el("dd", { class: "figure-number", text: "–" })]),
  );
  return {
    root: el(
      "dl",
      { class: "figures" },
      ...names.map((name) => el("div", {}, el("dt", { text: name }), values.get(name))),
    ),
    set(name, text) {
      values.get(name).textContent = text;
    },
  };
}

/** A slider over `values`, with the chosen one beside it. */
export function makeSlider(label, values, chosen, changed) {
  // No <output>: the label would be that one's, and not the slider's.
  const shown = el("span", {
    class: "field-value figure-number",
    "aria-hidden": "true",
    text: String(values[chosen]),
  });
  const input = el("input", {
    type: "range",
    min: 0,
    max: values.length - 1,
    step: 1,
    value: chosen,
    "aria-valuetext": String(values[chosen]),
  });
  input.addEventListener("input", () => {
    shown.textContent = String(values[input.value]);
    input.setAttribute("aria-valuetext", shown.textContent);
    changed?.(values[input.value]);
  });
  return {
    root: el("label", { class: "field" }, el("span", { class: "field-name" }, label, shown), input),
    get value() {
      return values[input.value];
    },
  };
}

export function makeSelect(label, choices, chosen, changed) {
  const input = el(
    "select",
    {},
    ...choices.map(([text], i) => el("option", { value: i, selected: i === chosen, text })),
  );
  input.addEventListener("change", () => changed?.(choices[input.value][1]));
  return {
    root: el("label", { class: "field" }, label, input),
    get value() {
      return choices[input.value][1];
    },
  };
}

export const LEARNING_RATES = [0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
export const MOMENTA = [0, 0.5, 0.8, 0.9, 0.95];

/** What is said of a loss that is no number, and null of any other. */
export function explosionOf(loss) {
  if (Number.isFinite(Number(loss))) return null;
  return (
    `The training exploded: the loss is ${loss}. Choose a smaller learning rate and start again; ` +
    "if that does not help, gradients that are not cleared between two steps do this, too."
  );
}

export function lossText(loss) {
  const number = Number(loss);
  return Number.isFinite(number) ? number.toPrecision(3) : String(loss);
}
