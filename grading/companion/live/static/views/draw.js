// Draw a digit: the learner's network reads it, dreams from it, and is fooled by it.

import { el, noteOf } from "../dom.js";
import { makeBars, readingOf } from "./bars.js";
import { makeDreaming } from "./dreaming.js";
import { makeFooling } from "./fooling.js";
import { makePad } from "./pad.js";
import { drawGray, onScheme } from "./pixels.js";
import { latestOnly } from "./running.js";
import { imageOf28, imageOf8 } from "./strokes.js";
import { trainNow } from "./train_now.js";
import { makeSession } from "./training.js";

export const title = "Draw a digit";

const IMAGE_OF = { digits: imageOf8, mnist: imageOf28 };

export async function mount(root, live, parameters) {
  const { networks } = await live.post("/api/draw/networks", {});
  const wished = networks.find(({ data }) => data === parameters.query.get("data"));
  // What the network sees: `image` is null before there is anything.
  const state = {
    network: wished ?? networks.find(({ trained }) => trained) ?? networks[0],
    image: null,
    sure: null,
    strokes: [],
  };

  const notes = el("div", { class: "notes" });
  const offer = el("div", { class: "card stack offer" });
  const small = el("canvas", { class: "pixels seen-pixels", role: "img", "aria-label": "Nothing yet" });
  const reading = el("p", { class: "reading", text: "Draw, and it reads." });
  const bars = makeBars("How sure the network is of each digit");
  const pad = makePad(drew);

  let session = newSession();

  function newSession() {
    const { data } = state.network;
    return makeSession(live, () => live.post("/api/draw/begin", { page: live.page, data }));
  }

  /** Asks the network; what it throws is shown, and the next question begins a new session. */
  async function ask(what, body) {
    const mine = session;
    try {
      const { session: id } = await mine.get();
      return await live.post(`/api/draw/${what}`, { session: id, data: state.network.data, ...body });
    } catch (error) {
      mine.forget();
      // Of one that was ended meanwhile nobody wants to hear.
      error.isStale = mine !== session;
      throw error;
    }
  }

  const read = latestOnly(async () => {
    if (!state.image || !state.network.trained) return;
    try {
      const { sure } = await ask("read", { image: state.image });
      notes.replaceChildren();
      state.sure = sure;
      bars.show(sure);
      reading.textContent = `It reads ${readingOf(sure)}.`;
    } catch (error) {
      if (!error.isStale) notes.replaceChildren(noteOf(error));
    }
  });

  function show() {
    const { side } = state.network;
    drawGray(small, state.image ?? [], side);
    small.setAttribute(
      "aria-label",
      state.image ? `The digit as the network sees it, ${side} by ${side} pixels` : "Nothing yet",
    );
  }

  async function drew(strokes, ended) {
    state.strokes = strokes;
    state.image = strokes.length ? IMAGE_OF[state.network.data](strokes) : null;
    show();
    if (!state.image) return forgetReading();
    await read();
    if (ended && state.sure) live.announce(reading.textContent);
    dreaming.offer();
    fooling.offer();
  }

  function forgetReading() {
    state.sure = null;
    bars.show(null);
    reading.textContent = "Draw, and it reads.";
    dreaming.offer();
    fooling.offer();
  }

  let number = 0;
  async function useExample(digit) {
    number += 1;
    try {
      const { data } = state.network;
      const { image } = await live.post("/api/draw/example", { data, digit, number });
      pad.clear();
      state.strokes = [];
      state.image = image;
      show();
      await read();
      if (state.sure) live.announce(reading.textContent);
      dreaming.offer();
      fooling.offer();
    } catch (error) {
      notes.replaceChildren(noteOf(error));
    }
  }

  const dreaming = makeDreaming(live, state, ask);
  const fooling = makeFooling(live, state, ask);

  async function choose(network) {
    await dreaming.stop();
    await session.end();
    state.network = network;
    session = newSession();
    live.replace(`#/draw?data=${network.data}`);
    notes.replaceChildren();
    mark();
    state.image = state.strokes.length ? IMAGE_OF[network.data](state.strokes) : null;
    show();
    forgetReading();
    dreaming.forget();
    fooling.forget();
    showOffer();
    await read();
    dreaming.offer();
    fooling.offer();
  }

  const choices = networks.map((network) =>
    el("button", {
      class: "button button-quiet",
      type: "button",
      text: network.title,
      onclick: () => choose(network),
    }),
  );

  function mark() {
    choices.forEach((button, i) =>
      button.setAttribute("aria-pressed", String(networks[i] === state.network)),
    );
  }

  let training = null;
  function showOffer() {
    const { trained, title: named } = state.network;
    const button = el("button", {
      class: trained ? "button button-quiet" : "button",
      type: "button",
      text: trained ? "Train another one" : "Train it now",
      onclick: train,
    });
    offer.replaceChildren(
      el(
        "div",
        { class: "row" },
        el("p", {
          text: trained
            ? `${named}: ${trained.sizes.join("-")}, ${trained.origin}` +
              (trained.accuracy === null ? "" : `, ${(100 * trained.accuracy).toFixed(1)} % right`)
            : `No network of ${named} is trained yet.`,
        }),
        button,
      ),
    );
  }

  async function train() {
    if (training) return;
    await dreaming.stop();
    await session.end();
    training = trainNow(live, state.network, offer);
    try {
      const sentence = await training.done;
      if (sentence === null) return;
      const { networks: now } = await live.post("/api/draw/networks", {});
      now.forEach((network, i) => Object.assign(networks[i], network));
      session = newSession();
      showOffer();
      live.announce(sentence);
      await read();
      dreaming.offer();
      fooling.offer();
    } catch (error) {
      showOffer();
      notes.replaceChildren(noteOf(error));
    } finally {
      training = null;
    }
  }

  const stopColors = onScheme(() => {
    show();
    pad.redraw();
    dreaming.redraw();
    fooling.redraw();
  });

  const stopListening = live.listen("round", async () => {
    if (training) return;
    const failed = notes.childElementCount > 0;
    if (!failed && !(await session.isOutdated().catch(() => false))) return;
    // What they have saved reads from now on.
    await dreaming.stop();
    await session.end();
    session = newSession();
    notes.replaceChildren();
    await read();
  });

  root.classList.add("draw");
  root.append(
    el("h1", { text: title, tabindex: "-1" }),
    el("p", {
      class: "lead",
      text: "With mouse, finger or pen. Your network reads it, and then it may dream of another one.",
    }),
    el("div", { class: "row", role: "group", "aria-label": "Which network" }, ...choices),
    offer,
    notes,
    el(
      "div",
      { class: "draw-columns" },
      el(
        "section",
        { class: "card stack", "aria-label": "Drawing" },
        pad.root,
        el(
          "div",
          { class: "row examples", role: "group", "aria-label": "A digit from the data instead" },
          el("span", { class: "muted", text: "or one from the data:" }),
          ...Array.from({ length: 10 }, (_, digit) =>
            el("button", {
              class: "button button-quiet digit",
              type: "button",
              text: String(digit),
              "aria-label": `A ${digit} from the data`,
              onclick: () => useExample(digit),
            }),
          ),
        ),
      ),
      el(
        "section",
        { class: "card stack" },
        el("h2", { text: "What it reads" }),
        el(
          "div",
          { class: "reads" },
          el("div", { class: "stack seen" }, small, el("p", { class: "muted", text: "as it sees it" })),
          el("div", { class: "stack" }, reading, bars.root),
        ),
      ),
    ),
    dreaming.root,
    fooling.root,
  );
  mark();
  show();
  showOffer();
  forgetReading();
  // Begun before anybody draws: whether their code gets so far is worth knowing at once.
  if (state.network.trained) {
    session.get().catch((error) => notes.replaceChildren(noteOf(error)));
  }

  return async () => {
    stopColors();
    stopListening();
    pad.remove();
    training?.stop();
    await Promise.all([dreaming.stop(), session.end()]);
  };
}

