// Each failing check, drawn where it is an expression: PyTorch's numbers beside the learner's.

import { count, el, noteOf } from "../dom.js";
import { drawGraph, sentenceParts } from "../graph_drawing.js";
import dagre from "../vendor/dagre.esm.js";

export const title = "Failures";

export async function mount(root, live, parameters) {
  let wanted = parameters.path.join("/");
  let drawing = null;
  let shown = "";
  let looks = 0;

  const summary = el("p", { class: "lead", role: "status" });
  const list = el("nav", { class: "failure-list", "aria-label": "Failing checks" });
  const detail = el("article", { class: "failure-detail" });
  root.append(
    el("h1", { text: title, tabindex: "-1" }),
    summary,
    el("div", { class: "failure-columns" }, list, detail),
  );

  async function look() {
    const mine = (looks += 1);
    const found = await live.get("/api/failure");
    if (mine !== looks || JSON.stringify(found) === shown) return;
    shown = JSON.stringify(found);
    fill(found);
  }

  function fill(found) {
    const failures = found.stages.flatMap((stage) => stage.failures);
    summary.textContent = headline(found, failures);
    list.replaceChildren(
      ...found.stages.map((stage) =>
        el(
          "section",
          {},
          el("h2", { text: stage.id, title: stage.title }),
          el("ul", {}, ...stage.failures.map(linkTo)),
        ),
      ),
    );
    // An address may name a check, or a stage: then its first failure is meant.
    const ofStage = found.stages.find((stage) => stage.id === wanted);
    const chosen = failures.find((failure) => failure.id === wanted) ?? ofStage?.failures[0];
    if (chosen || !wanted) show(chosen ?? failures[0]);
    else show(null);
  }

  function headline(found, failures) {
    if (!found.known) return "The checks are being run for the first time.";
    if (!failures.length) return "No check of the stages that were run fails.";
    const drawn = failures.filter((failure) => failure.graph).length;
    return `${count(failures.length, "failing check")}, ${drawn} of them drawn. The list follows every save.`;
  }

  function linkTo(failure) {
    return el(
      "li",
      {},
      el(
        "a",
        {
          href: `#/failure/${encodeURIComponent(failure.id)}`,
          "data-check": failure.id,
          onclick: (event) => {
            event.preventDefault();
            wanted = failure.id;
            live.replace(event.currentTarget.getAttribute("href"));
            show(failure);
            detail.querySelector("h2").focus();
          },
        },
        el("span", { text: failure.claim }),
        failure.graph ? el("span", { class: "chip", text: "drawn" }) : null,
      ),
    );
  }

  function show(failure) {
    drawing?.remove();
    drawing = null;
    for (const link of list.querySelectorAll("a")) {
      const here = failure && link.dataset.check === failure.id;
      if (here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!failure) {
      const gone = wanted ? "What this address names does not fail now." : "";
      detail.replaceChildren(gone ? el("p", { class: "note", text: gone }) : "");
      return;
    }
    const picture = el("div", { class: "failure-picture" });
    detail.replaceChildren(...parts(failure, picture));
    if (failure.graph) {
      drawing = drawGraph(picture, failure.graph, { dagre, compared: true });
    }
  }

  function parts(failure, picture) {
    return [
      el("h2", { tabindex: "-1", text: failure.claim }),
      el("p", { class: "failure-message" }, ...sentenceParts(capitalized(failure.message))),
      failure.asked ? el("pre", { class: "output", text: failure.asked, tabindex: "0" }) : null,
      ...answers(failure),
      failure.difference ? el("p", {}, ...sentenceParts(`${capitalized(failure.difference)}.`)) : null,
      failure.graph ? picture : null,
      failure.traceback ? el("pre", { class: "output", text: failure.traceback, tabindex: "0" }) : null,
      failure.printed.trim()
        ? el(
            "details",
            {},
            el("summary", { text: "What your code printed" }),
            el("pre", { class: "output", text: failure.printed, tabindex: "0" }),
          )
        : null,
      ...[failure.place, failure.slip, ...failure.mistakes]
        .filter(Boolean)
        .map((text) => el("p", { class: "note" }, ...sentenceParts(text))),
      hintsFor(failure),
      el("p", { class: "muted failure-at" }, "The check: ", el("code", { text: failure.check_at })),
    ].filter((part) => part !== null);
  }

  function answers(failure) {
    if (failure.table) {
      return [el("pre", { class: "output", text: failure.table, tabindex: "0" })];
    }
    if (failure.expected === null || failure.expected === undefined) return [];
    return [
      el(
        "dl",
        { class: "failure-answers" },
        el("dt", { text: "expected" }),
        el("dd", { class: "mono", text: failure.expected }),
        el("dt", { text: "got" }),
        el("dd", { class: "mono failure-got", text: failure.got ?? "" }),
      ),
    ];
  }

  function hintsFor(failure) {
    const told = el("div", { class: "stack", role: "status" });
    const button = el("button", {
      type: "button",
      class: "button button-quiet",
      text: "Show a hint",
      onclick: async () => {
        try {
          const hint = await live.post("/api/failure/hint", { check: failure.id });
          told.replaceChildren(...hintParts(hint));
          button.textContent = "One more hint";
          button.disabled = hint.left === 0;
        } catch (error) {
          told.replaceChildren(noteOf(error));
        }
      },
    });
    return el("div", { class: "stack failure-hints" }, button, told);
  }

  function hintParts(hint) {
    if (!hint.hints.length) {
      return [
        el("p", {}, "It is not known which function this is about: ", el("code", { text: hint.command })),
      ];
    }
    const about = hint.certain ? "" : " (probably the one that this check is about)";
    return [
      el("p", {}, "For ", el("code", { text: hint.function }), `${about}:`),
      el("ol", { class: "failure-hint-list" }, ...hint.hints.map((text) => el("li", {}, ...sentenceParts(text)))),
      el("p", {
        class: "muted",
        text: hint.left ? `${count(hint.left, "more hint")}.` : "That was the last hint.",
      }),
    ];
  }

  const tell = (error) => detail.replaceChildren(noteOf(error));
  // Told whenever the page is connected and after every run, so that none is missed.
  const stop = live.listen("map", () => look().catch(tell));
  await look().catch(tell);
  return () => {
    looks += 1;
    stop();
    drawing?.remove();
  };
}

function capitalized(text) {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
