// A digit that is hardly changed, and another one to the network: how near it stays, the slider says.

import { el, noteOf } from "../dom.js";
import { percent, readingOf } from "./bars.js";
import { drawGray, drawSigned } from "./pixels.js";
import { latestOnly } from "./running.js";
import { makeSelect, makeSlider } from "./training.js";

const CLOSER = [0.1, 0.2, 0.5, 1, 2, 5, 10];
const DIGITS = [
  ["the likeliest other digit", null],
  ...Array.from({ length: 10 }, (_, digit) => [String(digit), digit]),
];
const NAMES = ["original", "altered", "difference"];

export function makeFooling(live, state, ask) {
  let made = null;

  const notes = el("div", { class: "notes" });
  const target = makeSelect("It should read a", DIGITS, 0, again);
  const closeness = makeSlider("Closeness, times the usual one", CLOSER, 3, again);
  const go = el("button", { class: "button", type: "button", text: "Alter it", onclick: alter });
  const images = NAMES.map((name) => {
    const canvas = el("canvas", { class: "pixels", role: "img", "aria-label": `${name}: nothing yet` });
    const caption = el("figcaption", {}, el("strong", { text: name }), el("br"), "–");
    return { canvas, caption, root: el("figure", {}, canvas, caption) };
  });

  const ask_ = latestOnly(async () => {
    if (!state.image || !state.sure) return;
    const original = state.image;
    const wished = target.value ?? likeliestOther(state.sure);
    try {
      const found = await ask("alter", {
        image: original,
        target: wished,
        closeness: closeness.value * state.network.closeness,
      });
      notes.replaceChildren();
      made = { original, wished, ...found };
      redraw();
      live.announce(`Altered: it reads ${readingOf(found.sure)}.`);
    } catch (error) {
      made = null;
      if (!error.isStale) notes.replaceChildren(noteOf(error));
    }
  });

  function likeliestOther(sure) {
    const order = sure.map((_, digit) => digit).sort((a, b) => sure[b] - sure[a]);
    return order[1];
  }

  function alter() {
    return ask_();
  }

  function again() {
    if (made) alter();
  }

  function redraw() {
    const { side } = state.network;
    if (!made) {
      images.forEach(({ canvas, caption }, i) => {
        drawGray(canvas, i === 0 && state.image ? state.image : [], side);
        caption.lastChild.textContent = i === 0 && state.sure ? `reads ${readingOf(state.sure)}` : "–";
      });
      return;
    }
    const difference = made.image.map((pixel, i) => pixel - made.original[i]);
    const largest = Math.max(...difference.map(Math.abs), 1e-9);
    drawGray(images[0].canvas, made.original, side);
    drawGray(images[1].canvas, made.image, side);
    drawSigned(images[2].canvas, difference.map((change) => change / largest), side);
    const texts = [
      state.sure ? `reads ${readingOf(state.sure)}` : "–",
      `reads ${readingOf(made.sure)}; wished for: ${made.wished}`,
      `a pixel by ${percent(made.change)} in the mean, at most ${percent(largest)}`,
    ];
    images.forEach(({ canvas, caption }, i) => {
      caption.lastChild.textContent = texts[i];
      canvas.setAttribute("aria-label", `${NAMES[i]}: ${texts[i]}`);
    });
  }

  function offer() {
    go.disabled = !state.image || !state.sure;
  }

  redraw();
  return {
    offer() {
      // A new digit is another original.
      if (made && made.original !== state.image) made = null;
      redraw();
      offer();
    },
    redraw,
    forget() {
      made = null;
      notes.replaceChildren();
      redraw();
      offer();
    },
    root: el(
      "section",
      { class: "card stack" },
      el("h2", { text: "Not what you see" }),
      el("p", {
        class: "muted",
        text: "The same descent, held near the digit above: the closer, the less we see of it.",
      }),
      notes,
      el(
        "div",
        { class: "fool-columns" },
        ...images.map(({ root }) => root),
        el(
          "div",
          { class: "stack" },
          target.root,
          closeness.root,
          go,
          el(
            "p",
            { class: "scale" },
            "less ink",
            el("span", { class: "scale-bar", "aria-hidden": "true" }),
            "more",
          ),
        ),
      ),
    ),
  };
}
