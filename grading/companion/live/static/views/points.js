// Two moons: the boundary moves while the learner's engine of single numbers trains.

import { el } from "../dom.js";
import { makeChart } from "./chart.js";
import { makePlane } from "./plane.js";
import { latestOnly, wantsLittleMotion } from "./running.js";
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

const HIDDEN = [
  ["none: a straight line", []],
  ["4", [4]],
  ["8", [8]],
  ["8, 8", [8, 8]],
  ["16, 16 (as the milestone)", [16, 16]],
  ["32", [32]],
];
const NAMES = ["circle", "square"];
const NUDGE = 0.05;
// Of so many portions one is drawn, where little motion is wanted.
const FEWER = 10;
const HELP =
  "Press on an empty place to add a point, on a point to change its kind; drag one to move it. " +
  "With the keyboard: N and P choose a point, the arrows move it, K changes its kind, " +
  "A adds one, Delete removes it.";

export async function mountPoints(root, live) {
  let seed = 0;
  const drawn = await live.post("/api/learn/points/draw", { seed });
  const [[left, right], [low, high]] = drawn.plane;
  const state = { points: [], labels: [], said: [], grid: null, chosen: null };
  let done = 0;
  let portion = null;
  let newKind = 0;
  let loss = null;
  let lost = false;
  let portions = 0;

  const figures = makeFigures("steps", "loss", "points right");
  const chart = makeChart("steps", [
    { label: "loss", color: "--series-1", scale: "y", range: (_, __, most) => [0, (most || 1) * 1.05] },
  ]);
  const canvas = el("canvas", {
    class: "plane",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "plane with points",
    "aria-label": "Two kinds of points and the boundary that the network draws between them",
    "aria-describedby": "plane-told plane-help",
  });
  const told = el("p", { id: "plane-told", class: "muted" });
  const plane = makePlane(canvas, drawn.plane, state);

  const hidden = makeSelect("Neurons in hidden layers", HIDDEN, 3, () => controls.begin());
  const rate = makeSlider("Learning rate", LEARNING_RATES, 4);
  const momentum = makeSlider("Momentum", MOMENTA, 3);

  const session = makeSession(live, () =>
    live.post("/api/learn/points/begin", { page: live.page, hidden: hidden.value, seed }),
  );

  async function ask(steps, single = true) {
    const opened = await session.get();
    portion ??= opened.portion;
    const mine = state.points;
    let found;
    try {
      found = await live.post("/api/learn/points/go", {
        session: opened.session,
        points: state.points,
        labels: state.labels,
        lr: rate.value,
        momentum: momentum.value,
        done,
        grid: portion.grid,
        steps: steps ?? portion.steps,
      });
    } catch (error) {
      // Of one that was ended meanwhile nobody wants to hear.
      if (!session.holds(opened)) return;
      session.forget();
      lost = true;
      throw error;
    }
    if (!session.holds(opened)) return;
    done = found.done;
    portion = found.portion;
    state.grid = found.grid;
    // Points that were removed meanwhile have no place any more.
    if (mine === state.points) for (const [i, score] of found.scored) state.said[i] = Number(score);
    if (found.scored.length) {
      loss = found.loss;
      chart.add(done, Number(loss));
    }
    tell();
    portions += 1;
    if (single || !wantsLittleMotion() || portions % FEWER === 0) plane.redraw();
  }

  async function train(single) {
    // Its network went with its worker: the next one begins anew.
    if (lost) forget();
    if (!state.points.length) {
      controls.say("There is nothing to learn from: add some points of each kind.");
      return false;
    }
    await ask(single ? 1 : undefined, single);
    const exploded = loss === null ? null : explosionOf(loss);
    if (exploded) controls.say(exploded);
    return !exploded;
  }

  async function restart() {
    await session.end();
    forget();
    await ask(0);
  }

  function forget() {
    [done, portion, loss, lost] = [0, null, null, false];
    state.said = state.points.map(() => null);
    state.grid = null;
    chart.clear();
    tell();
    plane.redraw();
  }

  const right_ = () =>
    state.said.filter((score, i) => score !== null && score > 0 === (state.labels[i] === 1)).length;

  function summary() {
    if (loss === null) return `${state.points.length} points, nothing learned yet.`;
    return (
      `After ${done} steps the loss is ${lossText(loss)}, and ${right_()} of ` +
      `${state.points.length} points are on their side.`
    );
  }

  function tell() {
    figures.set("steps", done.toLocaleString("en"));
    figures.set("loss", loss === null ? "–" : lossText(loss));
    figures.set("points right", loss === null ? "–" : `${right_()} of ${state.points.length}`);
    told.textContent =
      state.chosen === null ? "No point is chosen." : `Chosen: ${describe(state.chosen)}.`;
    chart.tell(`The loss as it goes. ${summary()}`);
    for (const button of ofChosen) button.disabled = state.chosen === null;
  }

  const controls = makeControls(live, {
    portion: train,
    restart,
    summary,
    isOutdated: session.isOutdated,
  });

  // --- The points ---------------------------------------------------------------------------

  function describe(i) {
    const [x, y] = state.points[i];
    return `${NAMES[state.labels[i]]} ${i + 1} of ${state.points.length}, at ${x.toFixed(2)}, ${y.toFixed(2)}`;
  }

  function choose(i) {
    state.chosen = i;
    tell();
    plane.redraw();
    if (i !== null) live.announce(describe(i));
  }

  function place(i, [x, y]) {
    state.points[i] = [Math.min(Math.max(x, left), right), Math.min(Math.max(y, low), high)];
    state.said[i] = null;
    tell();
    plane.redraw();
  }

  function add(at) {
    if (state.points.length >= drawn.most) {
      controls.say(`${drawn.most} points are enough: remove one first.`);
      return;
    }
    state.points.push(at);
    state.labels.push(newKind);
    state.said.push(null);
    choose(state.points.length - 1);
  }

  function flip(i) {
    state.labels[i] = 1 - state.labels[i];
    choose(i);
  }

  function removePoint(i) {
    // A new list: what was asked before belongs to the old one.
    state.points = state.points.filter((_, k) => k !== i);
    state.labels.splice(i, 1);
    state.said.splice(i, 1);
    choose(state.points.length ? Math.min(i, state.points.length - 1) : null);
  }

  function chooseNext(way) {
    const count = state.points.length;
    if (!count) return;
    choose(state.chosen === null ? 0 : (state.chosen + way + count) % count);
  }

  const KEYS = {
    n: () => chooseNext(1),
    p: () => chooseNext(-1),
    a: () => add([(left + right) / 2, (low + high) / 2]),
    k: () => state.chosen !== null && flip(state.chosen),
    Delete: () => state.chosen !== null && removePoint(state.chosen),
    Backspace: () => state.chosen !== null && removePoint(state.chosen),
    ArrowLeft: () => nudge(-1, 0),
    ArrowRight: () => nudge(1, 0),
    ArrowUp: () => nudge(0, 1),
    ArrowDown: () => nudge(0, -1),
  };

  function nudge(x, y) {
    if (state.chosen === null) return;
    const [px, py] = state.points[state.chosen];
    place(state.chosen, [px + NUDGE * x, py + NUDGE * y]);
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });

  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held) return;
    canvas.setPointerCapture(event.pointerId);
    held = { id: event.pointerId, point: plane.pointAt(event), x: event.clientX, y: event.clientY, moved: false };
    if (held.point !== null) choose(held.point);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    held.moved ||= Math.hypot(event.clientX - held.x, event.clientY - held.y) > 4;
    if (held.moved && held.point !== null) place(held.point, plane.placeOf(event));
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const { point, moved } = held;
    held = null;
    if (moved) return;
    if (point === null) add(plane.placeOf(event));
    else flip(point);
  });
  canvas.addEventListener("pointercancel", () => {
    held = null;
  });

  const kinds = NAMES.map((name, kind) => {
    const button = el("button", {
      class: "button button-quiet",
      type: "button",
      "aria-pressed": String(kind === newKind),
      text: kind ? "■ squares" : "● circles",
    });
    button.addEventListener("click", () => {
      newKind = kind;
      kinds.forEach((other, i) => other.setAttribute("aria-pressed", String(i === kind)));
    });
    return button;
  });
  const quiet = (text, onclick) =>
    el("button", { class: "button button-quiet", type: "button", text, onclick });
  const ofChosen = [
    quiet("Change its kind", () => flip(state.chosen)),
    quiet("Remove it", () => removePoint(state.chosen)),
  ];

  const drawAgain = latestOnly(async () => {
    seed += 1;
    await controls.attempt(async () => {
      take(await live.post("/api/learn/points/draw", { seed }));
      await controls.begin();
    });
  });

  function take({ points, labels }) {
    state.points = points;
    state.labels = labels;
    state.said = points.map(() => null);
    state.chosen = null;
  }

  root.append(
    el("p", {
      class: "lead",
      text:
        "Your Values, your MLP, your optimizer: the boundary is where your network is undecided. " +
        "Move the points while it learns, and it learns anew.",
    }),
    controls.notes,
    el(
      "div",
      { class: "learn-columns" },
      el(
        "div",
        { class: "card stack" },
        el("div", { class: "plane-frame" }, canvas),
        el(
          "p",
          { class: "legend muted" },
          el("span", { class: "key key-zero", "aria-hidden": "true", text: "●" }),
          "circles and ",
          el("span", { class: "key key-one", "aria-hidden": "true", text: "■" }),
          "squares; crossed out where the network says otherwise",
        ),
        el(
          "div",
          { class: "row", role: "group", "aria-label": "New points are" },
          el("span", { class: "muted", text: "New points are" }),
          ...kinds,
        ),
        told,
        el("div", { class: "row" }, ...ofChosen, quiet("Other moons", drawAgain)),
        el("p", { id: "plane-help", class: "muted help", text: HELP }),
      ),
      el(
        "div",
        { class: "card stack" },
        controls.root,
        figures.root,
        chart.root,
        hidden.root,
        rate.root,
        momentum.root,
      ),
    ),
  );
  take(drawn);
  tell();
  plane.redraw();
  controls.attempt(() => ask(0));

  return async () => {
    plane.remove();
    await Promise.all([controls.remove(), session.end()]);
    chart.remove();
  };
}
