// How sure a network is of each of ten digits.

import { el } from "../dom.js";

export function percent(part) {
  if (part > 0 && part < 0.005) return "<1\u00a0%";
  if (part < 1 && part > 0.995) return ">99\u00a0%";
  return `${Math.round(100 * part)}\u00a0%`;
}

/** Ten bars, with their numbers beside them. `show(sure, wished)`; without `sure` they are empty. */
export function makeBars(label) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const fill = el("span", { class: "bar-fill" });
    const number = el("span", { class: "bar-number figure-number", text: "–" });
    const row = el(
      "li",
      { class: "bar" },
      el("span", { class: "bar-digit figure-number", text: String(digit) }),
      el("span", { class: "bar-track", "aria-hidden": "true" }, fill),
      number,
    );
    return { row, fill, number };
  });
  const root = el("ol", { class: "bars", "aria-label": label }, ...rows.map(({ row }) => row));
  return {
    root,
    show(sure, wished = null) {
      const top = sure ? sure.indexOf(Math.max(...sure)) : null;
      rows.forEach(({ row, fill, number }, digit) => {
        row.classList.toggle("bar-top", digit === top);
        row.classList.toggle("bar-wished", digit === wished);
        fill.style.setProperty("--part", sure ? sure[digit] : 0);
        number.textContent = sure ? percent(sure[digit]) : "–";
      });
    },
  };
}

/** What the network reads, in words. */
export function readingOf(sure) {
  const top = sure.indexOf(Math.max(...sure));
  return `${top}, ${percent(sure[top])} sure`;
}
