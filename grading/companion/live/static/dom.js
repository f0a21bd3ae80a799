// Making elements. Text is always text: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(made, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.setAttribute("class", value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** An element: el("p", {class: "muted", text: "..."}, ...children). */
export function el(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** An element of a drawing. */
export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/** "1 check", "2 checks". */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** What a view shows where the learner has not got there yet. */
export function closedNote(closed) {
  return el(
    "div",
    { class: "note note-todo", role: "note" },
    el("p", {}, el("strong", { text: `The stage ${closed.stage} opens this. ` }), closed.sentence),
    el("p", { class: "muted", text: `${closed.title}: exercises/picograd/${closed.file}` }),
  );
}

/** What a view shows where the learner's code gave no answer. */
export function troubleNote(trouble) {
  return el(
    "div",
    { class: "note note-bad", role: "alert" },
    el("p", { text: trouble.sentence }),
    trouble.traceback ? el("pre", { text: trouble.traceback, tabindex: "0" }) : null,
  );
}

/** The note for whatever `get` and `post` may throw. */
export function noteOf(error) {
  if (error.closed) return closedNote(error.closed);
  return troubleNote(error.trouble ?? { sentence: error.message });
}
