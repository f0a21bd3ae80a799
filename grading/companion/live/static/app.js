// The frame: which view is shown, and what is said of the server.

import * as api from "./api.js";
import { el, noteOf } from "./dom.js";

const VIEWS = ["map", "graph", "failure", "learn", "draw", "pictures"];

const main = document.getElementById("main");
const announcer = document.getElementById("announcer");
const pulse = document.getElementById("pulse");
const pulseText = document.getElementById("pulse-text");

let unmount = null;
let mounting = 0;
let silent = false;

function announce(sentence) {
  announcer.textContent = "";
  // A reader hears a text that has changed, and the same one twice is no change.
  setTimeout(() => {
    announcer.textContent = sentence;
  }, 60);
}

const live = {
  get: api.get,
  post: api.post,
  listen: api.listen,
  page: api.page,
  announce,
  go(hash) {
    location.hash = hash;
  },
  replace(hash) {
    silent = true;
    history.replaceState(null, "", hash);
    silent = false;
  },
};

function parse(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").map(decodeURIComponent);
  return {
    name: VIEWS.includes(name) ? name : "map",
    parameters: { path: rest, query: new URLSearchParams(query) },
  };
}

async function show({ moveFocus }) {
  const { name, parameters } = parse(location.hash);
  const mine = (mounting += 1);
  try {
    await unmount?.();
  } catch (error) {
    console.error(error);
  }
  unmount = null;
  mark(name);
  const root = el("section");
  main.replaceChildren(root);
  let title = "picograd";
  try {
    const view = await import(`./views/${name}.js`);
    if (mine !== mounting) return;
    title = view.title;
    document.title = `${view.title} · picograd`;
    const mounted = await view.mount(root, live, parameters);
    if (mine !== mounting) {
      await mounted?.();
      return;
    }
    unmount = mounted ?? null;
  } catch (error) {
    if (mine !== mounting) return;
    root.append(noteOf(error));
  }
  if (moveFocus) {
    (root.querySelector("h1") ?? main).focus({ preventScroll: true });
    scrollTo(0, 0);
    announce(title);
  }
}

function mark(name) {
  for (const link of document.querySelectorAll(".views a")) {
    const here = parse(link.hash).name === name;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function say(state, sentence) {
  pulse.dataset.state = state;
  pulseText.textContent = sentence;
}

addEventListener("hashchange", () => {
  if (!silent && location.hash !== "#main") show({ moveFocus: true });
});
addEventListener("pagehide", () => unmount?.());

let gone = false;
api.listen("connected", () => {
  say("watching", "Watching your files");
  if (gone) announce("The server is back.");
  gone = false;
});
api.listen("gone", ({ sentence }) => {
  say("gone", sentence);
  if (!gone) announce(sentence);
  gone = true;
});
api.listen("running", ({ stage }) => say("running", `Running the checks of ${stage}`));
api.listen("map", ({ running }) =>
  running
    ? say("running", `Running the checks of ${running}`)
    : say("watching", "Watching your files"),
);

api.connect();
show({ moveFocus: false });
