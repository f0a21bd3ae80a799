// The pictures that the milestones have drawn, and how to make the rest.

import { el } from "../dom.js";
import { wantsLittleMotion } from "./running.js";

export const title = "Pictures";

export async function mount(root, live) {
  root.classList.add("pictures");
  const lead = el("p", { class: "lead" });
  const rooms = el("div", { class: "rooms" });
  root.append(el("h1", { text: title, tabindex: "-1" }), lead, rooms);

  async function show() {
    const found = await live.post("/api/pictures", {});
    lead.textContent = found.introduction;
    rooms.replaceChildren(...found.rooms.map(roomOf));
  }
  await show();
  const again = () => document.hidden || show().catch(() => null);
  document.addEventListener("visibilitychange", again);
  return () => document.removeEventListener("visibilitychange", again);
}

function roomOf({ title: named, sentence, pictures, missing }) {
  return el(
    "section",
    { class: "room stack" },
    el("h2", { text: named }),
    el("p", { class: "lead", text: sentence }),
    ...pictures.map(pictureOf),
    ...missing.map(({ file, commands }) =>
      el(
        "p",
        { class: "note note-todo" },
        `Not here yet: ${file}. `,
        ...commands.flatMap((command, i) => [i ? " and then " : "", el("code", { text: command })]),
        commands.length > 1 ? " draw it." : " draws it.",
      ),
    ),
  );
}

function pictureOf({ file, alt, film, size: [width, height] }) {
  const image = el("img", {
    src: `/api/pictures/${file}`,
    alt,
    width: width || null,
    height: height || null,
    loading: "lazy",
    class: film ? "film" : null,
  });
  if (!film || !wantsLittleMotion()) return el("figure", {}, image, el("figcaption", { text: file }));
  // A film that begins by itself is for whoever wants motion.
  const place = el("div", {
    class: "film still",
  });
  const play = el("button", { class: "button button-quiet", type: "button", text: "Show the film" });
  play.addEventListener("click", () => place.replaceChildren(image));
  place.append(play);
  return el("figure", {}, place, el("figcaption", { text: `${file}: ${alt}` }));
}
