// An expression on the learner's engine, walked a node at a time.

import { closedNote, el, noteOf } from "../dom.js";
import { drawGraph, sentenceParts } from "../graph_drawing.js";
import dagre from "../vendor/dagre.esm.js";

export const title = "The graph, step by step";

const COPY = "Copy the address of this step";
const BUILD = "Build it";
const BUILDING = "Building …";
const PATIENCE = 800; // milliseconds
const OWN = ["e", "step"];

export async function mount(root, live, parameters) {
  const state = read(parameters.query);
  let drawing = null;
  let asked = 0;
  let shown = "";

  const expression = el("input", {
    id: "graph-expression",
    class: "mono",
    type: "text",
    maxlength: 200,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": "graph-allowed",
  });
  const choices = el("select", {
    id: "graph-presets",
    onchange: () => choose(presets[Number(choices.value)]),
  });
  const leaves = el("div", { class: "graph-leaves" });
  const problem = el("div", { class: "graph-problem" });
  const result = el("div", { class: "graph-result" });
  const copy = el("button", {
    type: "button",
    class: "button button-quiet graph-copy",
    text: COPY,
    onclick: copyAddress,
  });
  const submit = el("button", { class: "button graph-submit", type: "submit", text: BUILD });
  const form = el(
    "form",
    { class: "card graph-form", onsubmit: submitted, "aria-label": "The expression" },
    el(
      "div",
      { class: "graph-fields" },
      el("label", { class: "field graph-expression" }, "Expression", expression),
      el("label", { class: "field graph-presets" }, "or choose one", choices),
      submit,
    ),
    el(
      "p",
      { id: "graph-allowed", class: "muted graph-allowed" },
      "Names, numbers, + - * / **, parentheses, relu, tanh, exp, log. A name for a part: ",
      el("code", { text: "h = a * b; h + h * 2" }),
    ),
    el("div", { class: "graph-values" }, leaves, copy),
  );
  root.append(
    el("h1", { text: title, tabindex: "-1" }),
    el(
      "p",
      { class: "lead" },
      "Your Value computes it, your toposort orders it, your rules hand the gradients on. Whatever is wrong there is wrong here, where you can see it.",
    ),
    form,
    problem,
    result,
  );

  const presets = await live.get("/api/graph/presets");
  choices.append(
    el("option", { value: "", text: "…", disabled: true }),
    ...presets.map((preset, i) => el("option", { value: i, text: preset.title })),
  );
  if (!state.expression) take(presets[0]);
  expression.value = state.expression;
  await build();

  function take(preset) {
    state.expression = preset.expression;
    state.values = Object.fromEntries(
      Object.entries(preset.values).map(([name, value]) => [name, `${value}`]),
    );
    state.step = 0;
    expression.value = state.expression;
  }

  function choose(preset) {
    take(preset);
    build();
  }

  function submitted(event) {
    event.preventDefault();
    if (expression.value !== state.expression) state.step = 0;
    shown = "";
    state.expression = expression.value;
    build();
  }

  async function build() {
    const mine = (asked += 1);
    result.setAttribute("aria-busy", "true");
    // In a place that is there anyway: nothing moves for it.
    const waiting = setTimeout(() => {
      submit.textContent = BUILDING;
      live.announce(BUILDING);
    }, PATIENCE);
    let walk = null;
    let failure = null;
    try {
      walk = await live.post("/api/graph/walk", {
        expression: state.expression,
        values: state.values,
      });
    } catch (error) {
      failure = error;
    }
    clearTimeout(waiting);
    if (mine === asked) submit.textContent = BUILD;
    if (mine !== asked) return;
    result.removeAttribute("aria-busy");
    markPreset();
    // What says the same as before stays as it is, with the focus wherever it was.
    const said = failure ? failure.message : JSON.stringify(walk);
    if (said === shown) return;
    shown = said;
    drawing?.remove();
    drawing = null;
    if (failure || walk.refused) {
      problem.replaceChildren(failure ? noteOf(failure) : refusal(walk.refused));
      result.classList.add("is-empty");
      address();
      return;
    }
    result.classList.remove("is-empty");
    problem.replaceChildren(...(walk.opens ? [closedNote(walk.opens)] : []));
    state.values = Object.fromEntries(walk.leaves);
    fillLeaves(walk.leaves);
    drawing = drawGraph(result, walk, {
      dagre,
      step: state.step,
      keys: document,
      changed(step) {
        state.step = step;
        address();
      },
    });
    address();
  }

  function fillLeaves(found) {
    const names = [...leaves.querySelectorAll("input")].map((input) => input.name);
    const wanted = found.map(([name]) => name);
    if (names.join() !== wanted.join()) {
      leaves.replaceChildren(
        ...found.map(([name]) =>
          el(
            "label",
            { class: "graph-leaf" },
            el("code", { text: name }),
            " = ",
            el("input", {
              name,
              class: "mono",
              type: "text",
              inputmode: "decimal",
              size: 6,
              maxlength: 20,
              autocomplete: "off",
              onchange: changed,
            }),
          ),
        ),
      );
    }
    for (const [name, value] of found) leaves.querySelector(`[name="${name}"]`).value = value;
  }

  function changed(event) {
    state.values[event.target.name] = event.target.value.trim();
    build();
  }

  function markPreset() {
    const at = presets.findIndex((preset) => preset.expression === state.expression);
    choices.value = at < 0 ? "" : `${at}`;
  }

  function address() {
    const query = new URLSearchParams({ e: state.expression });
    for (const [name, value] of Object.entries(state.values)) query.set(name, value);
    query.set("step", `${state.step + 1}`);
    live.replace(`#/graph?${query}`);
  }

  async function copyAddress() {
    try {
      await navigator.clipboard.writeText(location.href);
      live.announce("Copied.");
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Copy it from the address bar";
    }
    setTimeout(() => (copy.textContent = COPY), 2000);
  }

  // The checks run after a save: what is drawn is always what the files say.
  const stop = live.listen("running", build);
  return () => {
    stop();
    asked += 1;
    drawing?.remove();
  };
}

function refusal(sentence) {
  return el("p", { class: "note note-todo", role: "alert" }, ...sentenceParts(sentence));
}

function read(query) {
  const values = {};
  for (const [name, value] of query) if (!OWN.includes(name)) values[name] = value;
  const step = Number.parseInt(query.get("step") ?? "1", 10) - 1;
  return { expression: query.get("e") ?? "", values, step: Number.isFinite(step) ? step : 0 };
}
