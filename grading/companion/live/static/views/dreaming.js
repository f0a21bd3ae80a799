// The pixels descend, frame by frame, until the network sees the digit that was wished for.

import { el, noteOf } from "../dom.js";
import { makeBars, percent } from "./bars.js";
import { drawGray } from "./pixels.js";
import { makeLoop, wantsLittleMotion } from "./running.js";
import { makeSelect, makeSlider } from "./training.js";

// Frames are asked for in portions, and played one at each frame of the screen.
const PORTION = 30;
// Milliseconds between two pictures, where little motion is wanted.
const STILL = 1000;
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const DIGITS = Array.from({ length: 10 }, (_, digit) => [String(digit), digit]);

export function makeDreaming(live, state, ask) {
  let frames = [];
  let shown = null;
  let number = 0;
  let begun = false;
  let coming = null;
  let over = false;
  let clock = null;

  const canvas = el("canvas", { class: "pixels dream-pixels", role: "img", "aria-label": "No dream yet" });
  const told = el("p", { class: "figure-number", text: "Nothing is dreamed yet." });
  const pace = el("p", { class: "muted figure-number", text: " " });
  const bars = makeBars("How sure the network is of each digit, of this frame");
  const notes = el("div", { class: "notes" });
  const target = makeSelect("Dream of a", DIGITS, 8, reset);
  const from = makeSelect(
    "beginning with",
    [
      ["the digit above", "image"],
      ["a black square", "black"],
      ["noise", "noise"],
    ],
    0,
    reset,
  );
  const speed = makeSlider("Step of a frame", SPEEDS, 2, reset);
  const play = el("button", { class: "button", type: "button", text: "Dream", onclick: toggle });
  const step = el("button", { class: "button button-quiet", type: "button", text: "One frame", onclick: one });
  const again = el("button", {
    class: "button button-quiet",
    type: "button",
    text: "Begin again",
    onclick: async () => {
      await reset();
      play.focus();
    },
  });

  const loop = makeLoop(playFrame, tell, (error) => {
    begun = false;
    if (!error.isStale) notes.replaceChildren(noteOf(error));
  });

  function startOf() {
    const size = state.network.side ** 2;
    if (from.value === "black") return new Array(size).fill(0);
    if (from.value === "noise") return Array.from({ length: size }, () => Math.random());
    return state.image;
  }

  const canBegin = () => Boolean(state.network.trained && (from.value !== "image" || state.image));

  async function begin() {
    const rate = state.network.dreamRate * speed.value;
    // From where it is, if it is on its way: another wish or another step goes on from there.
    await ask("dream", { image: shown?.[0] ?? startOf(), target: target.value, rate });
    [begun, over, frames, coming] = [true, false, [], null];
  }

  /** Frames for a while, asked for before the last ones are played. */
  function fetchFrames() {
    coming ??= ask("frames", { count: PORTION, pixels: state.network.side ** 2 }).then((found) => {
      frames.push(...found.frames);
      over ||= found.frames.length < PORTION;
      coming = null;
    });
    return coming;
  }

  async function playFrame() {
    if (!begun) await begin();
    if (!frames.length && !over) await fetchFrames();
    if (!frames.length) return false;
    if (frames.length < PORTION && !over) fetchFrames().catch(() => null);
    if (loop.isRunning && wantsLittleMotion()) {
      // One picture in a while in the place of a film.
      number += frames.splice(0, frames.length - 1).length;
      await new Promise((resolve) => setTimeout(resolve, STILL));
    }
    const frame = frames.shift();
    const still = shown && number > 30 && changeOf(frame[0], shown[0]) < 2e-4;
    shown = frame;
    number += 1;
    redraw();
    if (!wantsLittleMotion()) measure();
    if (still) pace.textContent = "Hardly a pixel moves any more.";
    return !still;
  }

  function changeOf(a, b) {
    return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
  }

  function measure() {
    const now = performance.now();
    clock ??= { since: now, played: 0 };
    clock.played += 1;
    if (now - clock.since > 500) {
      pace.textContent = `${Math.round((1000 * (clock.played - 1)) / (now - clock.since))} frames a second`;
      clock = { since: now, played: 1 };
    }
  }

  function redraw() {
    const { side } = state.network;
    drawGray(canvas, shown ? shown[0] : [], side);
    bars.show(shown?.[1] ?? null, target.value);
    told.textContent = shown
      ? `Frame ${number}: ${percent(shown[1][target.value])} sure of the ${target.value}`
      : "Nothing is dreamed yet.";
    canvas.setAttribute("aria-label", shown ? `The dream. ${told.textContent}` : "No dream yet");
  }

  function tell(running) {
    play.textContent = running ? "Pause" : "Dream";
    play.setAttribute("aria-pressed", String(running));
    step.disabled = running;
    if (running) clock = null;
    else if (shown) live.announce(`${told.textContent}.`);
    offer();
  }

  function toggle() {
    notes.replaceChildren();
    if (loop.isRunning) loop.stop();
    else loop.start();
  }

  async function one() {
    notes.replaceChildren();
    try {
      await playFrame();
    } catch (error) {
      begun = false;
      notes.replaceChildren(noteOf(error));
    }
    live.announce(`${told.textContent}.`);
  }

  async function reset(changed) {
    const running = loop.isRunning;
    await loop.stop();
    await coming?.catch(() => null);
    begun = false;
    if (changed === undefined || !shown) {
      shown = null;
      number = 0;
      pace.textContent = " ";
    }
    frames = [];
    redraw();
    offer();
    if (running && changed !== undefined) loop.start();
  }

  function offer() {
    const ready = canBegin();
    play.disabled = !ready && !shown;
    step.disabled = loop.isRunning || (!ready && !shown);
    again.disabled = !shown;
  }

  redraw();
  return {
    offer() {
      // Another drawing is another beginning.
      if (!loop.isRunning && !shown && state.image && from.value === "image") {
        drawGray(canvas, state.image, state.network.side);
      }
      offer();
    },
    redraw,
    async stop() {
      await loop.stop();
      await coming?.catch(() => null);
      begun = false;
    },
    forget() {
      [shown, number, frames, begun] = [null, 0, [], false];
      notes.replaceChildren();
      redraw();
      offer();
    },
    root: el(
      "section",
      { class: "card stack" },
      el("h2", { text: "Dream" }),
      el("p", {
        class: "muted",
        text: "Now the weights stay and the pixels move, down the loss of the digit that you wish for.",
      }),
      notes,
      el(
        "div",
        { class: "dream-columns" },
        canvas,
        el("div", { class: "stack" }, told, bars.root, pace),
        el(
          "div",
          { class: "stack" },
          target.root,
          from.root,
          speed.root,
          el("div", { class: "row" }, play, step, again),
        ),
      ),
    ),
  };
}

