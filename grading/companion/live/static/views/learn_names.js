// Names: the learner's GPT learns to write, and shows what its letters look at.

import { el, noteOf } from "../dom.js";
import { makeAttention } from "./attention.js";
import { makeChart } from "./chart.js";
import { latestOnly, wantsLittleMotion } from "./running.js";
import {
  explosionOf,
  lossText,
  makeControls,
  makeFigures,
  makeSession,
  makeSlider,
} from "./training.js";

const RATES = [0.0003, 0.001, 0.003, 0.005, 0.01, 0.015, 0.03, 0.1];
const TEMPERATURES = [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 3];
// While it trains, what it has learned is looked at so often: the training has its time, too.
const MILLISECONDS = 2500;
// The share of the last portion in the loss that is drawn: of few names each, they jump.
const FRESH = 0.15;
const NO_LOSS = 3.4;

export async function mountNames(root, live) {
  const told = await live.post("/api/learn/names", {});
  let done = 0;
  let portion = null;
  let loss = null;
  let unseen = null;
  let lost = false;
  let seed = 0;
  let dice = 0;
  let lookedAt = 0;

  const figures = makeFigures("names seen", "loss", "held out", "letter pairs");
  const chart = makeChart("names seen", [
    { label: "loss, nats a letter", color: "--series-1", scale: "y", range: rangeOf },
    { label: "held out", color: "--series-2", dashed: true, scale: "y" },
    { label: "letter pairs", color: "--series-3", dotted: true, scale: "y" },
  ]);
  const rate = makeSlider("Learning rate", RATES, 5);
  const temperature = makeSlider("Temperature", TEMPERATURES, 5, () => writeAgain());
  const other = el("button", {
    class: "button button-quiet",
    type: "button",
    text: "Throw other dice",
    onclick: () => {
      dice += 1;
      writeAgain();
    },
  });
  const written = el("ul", { class: "written", "aria-label": "Names that it wrote" });
  const writtenTold = el("p", { class: "muted" });
  const writtenNote = el("div", { class: "notes" });
  const attention = makeAttention();
  const attentionNote = el("div", { class: "notes" });
  const word = el("input", {
    type: "text",
    value: "anna",
    maxlength: told.letters,
    autocapitalize: "off",
    autocomplete: "off",
    spellcheck: "false",
  });
  word.addEventListener("input", () => attendAgain());

  const session = makeSession(live, () =>
    live.post("/api/learn/names/begin", { page: live.page, seed }),
  );

  /** What the learner's code says at an address; null where it was ended meanwhile. */
  async function ask(address, body) {
    const opened = await session.get();
    portion ??= opened.portion;
    try {
      const found = await live.post(address, { session: opened.session, ...body() });
      return session.holds(opened) ? found : null;
    } catch (error) {
      // Of one that was ended meanwhile nobody wants to hear.
      if (!session.holds(opened)) return null;
      if (error.trouble) {
        session.forget();
        lost = true;
      }
      throw error;
    }
  }

  async function train(single) {
    // Its network went with its worker: the next one begins anew.
    if (lost) forget();
    const found = await ask("/api/learn/names/go", () => ({
      lr: rate.value,
      done,
      ...portion,
      looking: single,
    })).catch((error) => {
      if (error.closed) [session.forget(), (lost = true)];
      throw error;
    });
    if (!found) return false;
    ({ done, portion } = found);
    const last = Number(found.loss);
    loss = loss === null || !Number.isFinite(last) ? last : (1 - FRESH) * loss + FRESH * last;
    unseen = found.unseen ?? unseen;
    chart.add(done, loss, found.unseen === null ? null : Number(found.unseen), told.pairs);
    tell();
    const exploded = explosionOf(found.loss);
    if (exploded) controls.say(exploded);
    else if (single || (!wantsLittleMotion() && performance.now() - lookedAt > MILLISECONDS)) show();
    return !exploded;
  }

  function show() {
    lookedAt = performance.now();
    writeAgain();
    attendAgain();
  }

  const writeAgain = latestOnly(() =>
    noting(writtenNote, clearWritten, async () => {
      const asked = { seed: dice, temperature: temperature.value };
      const found = await ask("/api/learn/names/write", () => asked);
      if (found) showWritten(found, asked.temperature);
    }),
  );

  const attendAgain = latestOnly(() =>
    noting(attentionNote, attention.clear, async () => {
      const asked = word.value.trim().toLowerCase();
      const fits = /^[a-z]*$/.test(asked);
      word.setAttribute("aria-invalid", String(!fits));
      if (!fits) throw new Error(`A name here has the letters a to z alone: “${asked}” has not.`);
      if (!asked) return;
      const found = await ask("/api/learn/names/attend", () => ({ word: asked }));
      if (found) attention.show(found);
    }),
  );

  /** What goes wrong in `work` stands in `place`; what ended the training, above it all. */
  async function noting(place, clear, work) {
    try {
      await work();
      place.replaceChildren();
    } catch (error) {
      // What is still there is an earlier network's.
      if (error.closed || error.trouble) clear();
      if (!lost) return void place.replaceChildren(noteOf(error));
      controls.fail(error);
      await controls.stop();
    }
  }

  function showWritten({ words, of }, degree) {
    written.replaceChildren(
      ...words.map(({ word: name, known }) =>
        el(
          "li",
          {},
          el("span", { class: name ? "mono" : "muted", text: name || "no letter" }),
          known || !name ? null : el("span", { class: "chip", text: "new" }),
        ),
      ),
    );
    const fresh = words.filter(({ word: name, known }) => name && !known).length;
    writtenTold.textContent =
      `At temperature ${degree}, ${fresh} of ${words.length} are new: they are not in the list ` +
      `of ${of.toLocaleString("en")} names.`;
  }

  function clearWritten() {
    written.replaceChildren();
    writtenTold.textContent = "";
  }

  async function restart() {
    await session.end();
    seed += 1;
    forget();
    await session.get();
    show();
  }

  function forget() {
    [done, portion, loss, unseen, lost] = [0, null, null, null, false];
    chart.clear();
    chart.add(0, null, null, told.pairs);
    tell();
  }

  function summary() {
    if (loss === null) return "Nothing learned yet.";
    const against = Number(unseen) < told.pairs ? "below" : "above";
    return (
      `After ${done.toLocaleString("en")} names the loss is ${lossText(loss)}; of the names held ` +
      `out it is ${lossText(unseen)}, ${against} that of the letter pairs, ${lossText(told.pairs)}.`
    );
  }

  function tell() {
    figures.set("names seen", done.toLocaleString("en"));
    figures.set("loss", loss === null ? "–" : lossText(loss));
    figures.set("held out", unseen === null ? "–" : lossText(unseen));
    figures.set("letter pairs", lossText(told.pairs));
    chart.tell(`The loss as it goes. ${summary()}`);
  }

  const controls = makeControls(live, {
    portion: train,
    restart,
    summary,
    isOutdated: session.isOutdated,
    stopped: () => lost || show(),
  });

  root.append(
    el("p", {
      class: "lead",
      text:
        `Your GPT of ${told.parameters.toLocaleString("en")} numbers reads ` +
        `${told.learned.toLocaleString("en")} names, and guesses each letter from those before it. ` +
        `${told.unseen} others only tell how well it goes.`,
    }),
    controls.notes,
    el(
      "div",
      { class: "learn-columns learn-names" },
      el(
        "div",
        { class: "card stack" },
        controls.root,
        figures.root,
        chart.root,
        el(
          "p",
          { class: "legend muted" },
          "— loss    – – of the names held out    ··· of them, by a table of letter pairs",
        ),
        rate.root,
        el("p", {
          class: "muted help",
          text: "Large steps first, small ones when the curve lies flat: it comes to rest.",
        }),
      ),
      el(
        "section",
        { class: "card stack" },
        el("h2", { text: "What it writes" }),
        temperature.root,
        el("div", { class: "row" }, other),
        writtenNote,
        written,
        writtenTold,
        el("p", {
          class: "muted help",
          text: "The dice stay the same: what changes is what was learned, and the temperature.",
        }),
      ),
      el(
        "section",
        { class: "card stack learn-wide" },
        el("h2", { text: "What its letters look at" }),
        el("label", { class: "field" }, "A name", word),
        attentionNote,
        attention.root,
      ),
    ),
  );
  forget();
  // Begun before anybody trains: whether their code gets so far is worth knowing at once.
  controls.attempt(async () => {
    await session.get();
    show();
  });

  return async () => {
    await Promise.all([controls.remove(), session.end()]);
    chart.remove();
  };
}

function rangeOf(_, low, high) {
  return [Math.min(low ?? NO_LOSS, 2.2) - 0.1, Math.max(high ?? 0, NO_LOSS)];
}
