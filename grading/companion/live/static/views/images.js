// 8 x 8 digits and MNIST: the learner's engine of matrices learns to read.

import { el } from "../dom.js";
import { makeChart } from "./chart.js";
import { bytesOf, drawGray, drawSigned, onScheme } from "./pixels.js";
import {
  LEARNING_RATES,
  MOMENTA,
  explosionOf,
  lossText,
  makeControls,
  makeFigures,
  makeSelect,
  makeSession,
  makeSlider,
} from "./training.js";

const KINDS = {
  digits: {
    side: 8,
    lead:
      "Your Tensors, your layers: 1,437 small digits to learn from, and 360 others that only tell " +
      "how well it goes.",
    hidden: [
      ["16", [16]],
      ["32, 32 (as the milestone)", [32, 32]],
      ["64", [64]],
      ["none", []],
    ],
    chosen: 1,
  },
  mnist: {
    side: 28,
    lead:
      "Your Tensors, your layers: 12,000 images of MNIST to learn from, and 300 others that only " +
      "tell how well it goes.",
    hidden: [
      ["16", [16]],
      ["32 (as the milestone)", [32]],
      ["32, 32", [32, 32]],
      ["none", []],
    ],
    chosen: 1,
  },
};

export async function mountImages(root, live, data) {
  const kind = KINDS[data];
  let done = 0;
  let portion = null;
  let loss = null;
  let look = null;
  let lost = false;
  let seed = 0;

  const figures = makeFigures("images seen", "loss", "held out right");
  const chart = makeChart("images seen", [
    { label: "loss", color: "--series-1", scale: "y", range: (_, __, most) => [0, (most || 1) * 1.05] },
    { label: "% right", color: "--series-2", dashed: true, scale: "%", range: () => [0, 100] },
  ]);
  const hidden = makeSelect("Neurons in hidden layers", kind.hidden, kind.chosen, () =>
    controls.begin(),
  );
  const rate = makeSlider("Learning rate", LEARNING_RATES, 5);
  const momentum = makeSlider("Momentum", MOMENTA, 3);
  const neurons = el("div", { class: "neurons", "aria-hidden": "true" });
  const neuronsTold = el("p", { class: "muted", text: "Train, and they take shape." });
  const misread = el("div", { class: "misread" });
  const misreadTold = el("p", { class: "muted", text: "Nothing is read yet." });

  const session = makeSession(live, () =>
    live.post("/api/learn/images/begin", { page: live.page, data, hidden: hidden.value, seed }),
  );

  async function train(single) {
    // Its network went with its worker: the next one begins anew.
    if (lost) forget();
    const opened = await session.get();
    portion ??= opened.portion;
    let found;
    try {
      found = await live.post("/api/learn/images/go", {
        session: opened.session,
        data,
        hidden: hidden.value,
        lr: rate.value,
        momentum: momentum.value,
        done,
        ...portion,
        looking: single,
      });
    } catch (error) {
      // Of one that was ended meanwhile nobody wants to hear.
      if (!session.holds(opened)) return false;
      session.forget();
      lost = true;
      throw error;
    }
    if (!session.holds(opened)) return false;
    ({ done, portion } = found);
    loss = found.loss;
    if (found.look) {
      look = found.look;
      showLook();
    }
    chart.add(done, Number(loss), found.look ? 100 * found.look.accuracy : null);
    tell();
    const exploded = explosionOf(loss);
    if (exploded) controls.say(exploded);
    return !exploded;
  }

  async function restart() {
    await session.end();
    seed += 1;
    forget();
    await session.get();
  }

  function forget() {
    [done, portion, loss, look, lost] = [0, null, null, null, false];
    chart.clear();
    neurons.replaceChildren();
    neuronsTold.textContent = "Train, and they take shape.";
    misread.replaceChildren();
    misreadTold.textContent = "Nothing is read yet.";
    tell();
  }

  function summary() {
    if (!look) return "Nothing learned yet.";
    return (
      `After ${done.toLocaleString("en")} images the loss is ${lossText(loss)}, and ` +
      `${(100 * look.accuracy).toFixed(1)} % of ${look.of} images held out are read rightly.`
    );
  }

  function tell() {
    figures.set("images seen", done.toLocaleString("en"));
    figures.set("loss", loss === null ? "–" : lossText(loss));
    figures.set("held out right", look ? `${(100 * look.accuracy).toFixed(1)} %` : "–");
    chart.tell(`Loss and accuracy as they go. ${summary()}`);
  }

  function showLook() {
    const wanted = look.weights.neurons.length;
    while (neurons.childElementCount < wanted) neurons.append(el("canvas", { class: "pixels" }));
    look.weights.neurons.forEach((weights, i) => {
      const values = Array.from(bytesOf(weights), (byte) => (byte - 128) / 127);
      drawSigned(neurons.children[i], values, kind.side);
    });
    neuronsTold.textContent =
      `${wanted} neurons, a picture each: its weights at the place of their pixels. ` +
      `The strongest is ${look.weights.largest.toFixed(2)}.`;
    while (misread.childElementCount > look.shown.length) misread.lastElementChild.remove();
    while (misread.childElementCount < look.shown.length) misread.append(tile());
    look.shown.forEach(({ pixels, said, is }, i) => {
      const [image, caption] = misread.children[i].children;
      drawGray(image, Array.from(bytesOf(pixels), (byte) => byte / 255), kind.side);
      caption.textContent = `says ${said}, is ${is}`;
    });
    misreadTold.textContent =
      look.wrong === 0
        ? `All ${look.of} are read rightly.`
        : `${look.wrong} of ${look.of} are read wrongly` +
          (look.wrong > look.shown.length ? `; here are ${look.shown.length} of them.` : ".");
  }

  function tile() {
    return el("figure", {}, el("canvas", { class: "pixels", "aria-hidden": "true" }), el("figcaption", {}));
  }

  const controls = makeControls(live, {
    portion: train,
    restart,
    summary,
    isOutdated: session.isOutdated,
  });
  const stopColors = onScheme(() => look && showLook());

  root.append(
    el("p", { class: "lead", text: kind.lead }),
    controls.notes,
    el(
      "div",
      { class: "learn-columns learn-images" },
      el(
        "div",
        { class: "card stack" },
        controls.root,
        figures.root,
        chart.root,
        el("p", { class: "legend muted" }, "— loss    – – of the images held out, % read rightly"),
      ),
      el(
        "div",
        { class: "card stack" },
        el("h2", { text: "How it learns" }),
        hidden.root,
        rate.root,
        momentum.root,
        el(
          "p",
          { class: "muted" },
          "When it reads well, ",
          el("a", { href: `#/draw?data=${data}`, text: "draw a digit for it" }),
          ".",
        ),
      ),
      el(
        "section",
        { class: "card stack" },
        el("h2", { text: "What it read wrongly at the last look" }),
        misreadTold,
        misread,
      ),
      el(
        "section",
        { class: "card stack" },
        el("h2", { text: "What the neurons look for" }),
        neuronsTold,
        neurons,
        el(
          "p",
          { class: "scale" },
          "ink here speaks against",
          el("span", { class: "scale-bar", "aria-hidden": "true" }),
          "for it",
        ),
      ),
    ),
  );
  tell();
  // Begun before anybody trains: whether their code gets so far is worth knowing at once.
  controls.attempt(() => session.get());

  return async () => {
    stopColors();
    await Promise.all([controls.remove(), session.end()]);
    chart.remove();
  };
}
