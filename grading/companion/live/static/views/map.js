// The map of the course, alive: what every save has changed, and the one thing to do next.

import { count, el } from "../dom.js";

export const title = "Your map";

const STATES = {
  passed: ["✓", "passes"],
  unfinished: ["◐", "begun"],
  todo: ["○", "not written yet"],
  unknown: ["", "not run yet"],
  open: ["◆", "can be run"],
  waiting: ["◇", "waits"],
};

export async function mount(root, live) {
  const head = el("p", { class: "lead figure-number" });
  const bar = el("div", { class: "level level-whole", "aria-hidden": "true" });
  const trail = el("div", { class: "trail" });
  const now = el("div", { class: "now" });
  root.classList.add("map");
  root.append(
    el("header", { class: "map-head" }, el("h1", { text: title, tabindex: "-1" }), head, bar),
    el("div", { class: "map-body" }, now, trail),
  );

  let drawn = new Map();
  const draw = (map) => {
    head.textContent = headline(map);
    fill(bar, map.head ? map.head.points / map.head.most_points : 0);
    drawTrail(trail, map, drawn);
    now.replaceChildren(...nowCards(map));
  };
  draw(await live.get("/api/map"));

  const stops = [
    live.listen("map", draw),
    live.listen("first", (first) => now.replaceChildren(firstCard(first))),
    live.listen("round", (round) => {
      live.announce(spoken(round));
      mark(drawn.get(round.stage), round);
    }),
    live.listen("trouble", ({ sentence }) => live.announce(sentence)),
  ];
  return () => stops.forEach((stop) => stop());
}

function headline({ head, trouble }) {
  if (!head) return trouble ? "" : "Your checks are being run for the first time.";
  const done = `${head.points} of ${head.most_points} points · ${head.done} of ${count(head.stages, "stage")}`;
  return head.ahead ? `${done} · ${head.ahead}` : done;
}

/** What a screen reader says after a save. */
function spoken({ stage, passed, total, better, worse }) {
  const parts = [`${stage}: ${passed} of ${count(total, "check")} pass.`];
  if (better.length) parts.push(`${count(better.length, "check")} now pass.`);
  if (worse.length) parts.push(`${count(worse.length, "check")} passed before.`);
  return parts.join(" ");
}

function fill(bar, part) {
  bar.style.setProperty("--part", Math.max(0, Math.min(1, part || 0)));
}

// --- The trail of stages ---------------------------------------------------------------------

function drawTrail(trail, map, drawn) {
  const ids = map.parts.flatMap((part) => part.stages.map((stage) => stage.id)).join();
  if (trail.dataset.ids !== ids) {
    trail.dataset.ids = ids;
    drawn.clear();
    trail.replaceChildren(...map.parts.map((part, n) => makePart(part, n, drawn)));
  }
  for (const part of map.parts) {
    for (const stage of part.stages) {
      update(drawn.get(stage.id), stage, map.running === stage.id, map.now?.stage === stage.id);
      for (const milestone of stage.milestones) {
        update(drawn.get(`* ${milestone.id}`), milestone, false, false);
      }
    }
  }
}

function makePart(part, number, drawn) {
  const heading = `part-${number}`;
  return el(
    "section",
    { class: "part", "aria-labelledby": heading },
    el("h2", { id: heading, text: part.title }),
    el(
      "ol",
      {},
      part.stages.flatMap((stage) => [
        makeStep(stage, "stage", stage.id, drawn),
        ...stage.milestones.map((each) => makeStep(each, "milestone", `* ${each.id}`, drawn)),
      ]),
    ),
  );
}

function makeStep(step, kind, key, drawn) {
  const marker = el("span", { class: "marker", "aria-hidden": "true" });
  const state = el("span", { class: "visually-hidden" });
  const figure = el("span", { class: "step-figure figure-number" });
  const change = el("span", { class: "step-change", "aria-hidden": "true" });
  const points = el("span", { class: "step-points figure-number muted" });
  const bar = kind === "stage" ? el("div", { class: "level", "aria-hidden": "true" }) : null;
  const more = el("p", { class: "step-more muted", text: sentence(step.summary) });
  const name = el(kind === "stage" ? "code" : "span", { class: "step-name", text: step.id });
  const item = el(
    "li",
    { class: `step ${kind}` },
    marker,
    el(
      "div",
      { class: "step-body" },
      el(
        "p",
        { class: "step-line" },
        name,
        el("span", { class: "step-title", text: step.title }),
        state,
        change,
        figure,
        points,
      ),
      more,
      bar,
    ),
  );
  drawn.set(key, { item, kind, marker, state, figure, change, points, bar, more });
  return item;
}

function update(view, step, running, current) {
  const [glyph, words] = STATES[step.state];
  view.item.dataset.state = running ? "running" : step.state;
  view.item.toggleAttribute("data-current", current);
  if (current) view.item.setAttribute("aria-current", "step");
  else view.item.removeAttribute("aria-current");
  view.marker.textContent = glyph;
  view.state.textContent = ` (${running ? "is being run" : words}) `;
  const ahead = step.points === null || step.state === "waiting" || step.state === "open";
  view.points.textContent = `${ahead ? "" : `${step.points}/`}${step.most_points} pts`;
  if (view.kind === "stage") {
    const known = step.passed !== null;
    view.figure.textContent = known ? `${step.passed}/${step.total}` : `${step.minutes} min`;
    fill(view.bar, known && step.total ? step.passed / step.total : 0);
    return;
  }
  view.figure.textContent = step.state === "passed" ? "reached" : "";
  if (step.state === "open") {
    view.more.replaceChildren(`${sentence(step.summary)} `, el("code", { text: step.command }));
  } else if (step.state === "waiting") {
    view.more.textContent = `After ${step.after}: ${step.summary}.`;
  } else {
    view.more.textContent = sentence(step.summary);
  }
}

/** What a save has changed stands beside its stage until the next one. */
function mark(view, { better, worse }) {
  if (!view) return;
  view.change.replaceChildren(
    ...(better.length ? [el("span", { class: "chip chip-good", text: `+${better.length}` })] : []),
    ...(worse.length ? [el("span", { class: "chip chip-bad", text: `−${worse.length}` })] : []),
  );
  view.item.classList.remove("fixed", "broken");
  void view.item.offsetWidth; // the same animation again
  if (better.length || worse.length) view.item.classList.add(worse.length ? "broken" : "fixed");
}

function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

// --- What the last round said ----------------------------------------------------------------

function nowCards(map) {
  const { now, trouble } = map;
  const cards = [];
  if (trouble) cards.push(el("p", { class: "note note-bad", text: trouble }));
  if (!now) {
    if (!trouble) cards.push(el("div", { class: "card now-card now-waiting" }, waiting(map)));
    return cards;
  }
  cards.push(
    el(
      "section",
      { class: "card now-card stack", "aria-labelledby": "now-title" },
      nowHead(now),
      changed("now pass", "chip-good", "✓", now.better),
      changed("passed before", "chip-bad", "✗", now.worse),
      now.failure ? failureBox(now) : null,
      now.praise ? el("p", { class: "note note-good", text: now.praise }) : null,
      nextStep(now),
      now.others.length ? others(now.others) : null,
    ),
  );
  return cards;
}

function waiting({ running }) {
  return el("p", { class: "muted", text: running ? `Running the checks of ${running} …` : "…" });
}

/** The first failure, as soon as it is known. */
function firstCard(first) {
  return el(
    "section",
    { class: "card now-card stack", "aria-labelledby": "now-title" },
    el(
      "header",
      { class: "now-head" },
      el("h2", { id: "now-title", text: first.title }),
      el("p", { class: "mono muted", text: first.file }),
      el("p", { class: "now-tally muted", text: "The other checks are still running." }),
    ),
    failureBox(first),
  );
}

function nowHead(now) {
  const bar = el("div", { class: "level", "aria-hidden": "true" });
  fill(bar, now.total ? now.passed / now.total : 0);
  return el(
    "header",
    { class: "now-head" },
    el("h2", { id: "now-title", text: now.title }),
    el("p", { class: "mono muted", text: now.file }),
    el("p", { class: "now-tally figure-number" }, el("strong", { text: `${now.passed}` }), ` of ${count(now.total, "check")} pass`),
    bar,
  );
}

function changed(words, chip, glyph, { count: many, claims }) {
  if (!many) return null;
  const left = claims.length ? many - claims.length : 0;
  return el(
    "div",
    { class: "changed" },
    el("p", { class: `chip ${chip}`, text: `${count(many, "check")} ${words}` }),
    el(
      "ul",
      {},
      claims.map((claim) => el("li", {}, el("span", { "aria-hidden": "true", text: `${glyph} ` }), claim)),
      left > 0 ? el("li", { class: "muted", text: `and ${left} more` }) : null,
    ),
  );
}

function failureBox({ failure, same }) {
  const part = (text, style) => (text ? el("p", { class: style ?? null, text }) : null);
  const lines = (text, name) =>
    text ? el("pre", { class: "output", text, tabindex: "0", role: "region", "aria-label": name }) : null;
  return el(
    "section",
    { class: "failure stack", "aria-label": "The first failure" },
    el("p", {}, el("span", { class: "chip chip-bad", text: failure.outcome }), " ", el("strong", { text: failure.claim })),
    part(failure.problem, "prewrap"),
    part(failure.asked),
    failure.table
      ? lines(failure.table, "Expected and got")
      : failure.expected === null
        ? null
        : el(
            "dl",
            { class: "answers" },
            el("dt", { text: "expected" }),
            el("dd", { class: "mono", text: failure.expected }),
            el("dt", { text: "got" }),
            el("dd", { class: "mono got", text: failure.got ?? "" }),
          ),
    part(failure.difference),
    lines(failure.drawing, "The expression as a tree"),
    lines(failure.traceback, "Traceback"),
    failure.printed ? part("Your code printed:") : null,
    lines(failure.printed, "What your code printed"),
    part(failure.place),
    part(failure.slip),
    ...failure.mistakes.map((text) => el("p", { class: "note", text })),
    el(
      "p",
      { class: "row" },
      el("a", { href: `#/failure/${encodeURIComponent(failure.id)}`, text: "More on this failure, and the others" }),
      same ? el("span", { class: "muted", text: `${count(same, "more failure")} for the same reason` }) : null,
    ),
  );
}

function others(groups) {
  return el(
    "details",
    { class: "others" },
    el("summary", { text: `${count(groups.length, "other reason")} for failures` }),
    el(
      "ul",
      {},
      groups.map((group) =>
        el(
          "li",
          {},
          el("a", { href: `#/failure/${encodeURIComponent(group.id)}`, text: count(group.checks, "check") }),
          `: ${group.reason}`,
        ),
      ),
    ),
  );
}

function nextStep(now) {
  if (now.praise) return afterwards(now);
  const next = now.next;
  if (!next) return null;
  const where = next.line ? `, line ${next.line}` : "";
  const who = next.function ? ` (${next.certain ? "" : "probably "}${next.function})` : "";
  return el(
    "div",
    { class: "next" },
    el("p", {}, el("strong", { text: "Next " }), el("code", { text: next.file }), `${where}${who}. ${next.sentence}`),
    next.hint ? el("p", { class: "muted" }, "A hint: ", el("code", { text: next.hint })) : null,
  );
}

/** A stage passes: the milestones that can be run, and the next stage. */
function afterwards({ after, opened }) {
  return el(
    "div",
    { class: "next stack" },
    opened.map(({ title: name, command }) => el("p", {}, `${name}: `, el("code", { text: command }))),
    after
      ? el("p", {}, el("strong", { text: "Next " }), el("code", { text: after.file }), ` ${after.title}, about ${after.minutes} min.`)
      : el("p", {}, el("strong", { text: "Every stage passes." })),
  );
}
