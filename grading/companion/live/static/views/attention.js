// What the letters of a name look at: a triangle of shades for each head, and the same as a table.

import { el, svg } from "../dom.js";

const CELL = 20;
const GAP = 1;
const MARGIN = 22;
const BEGINNING = "·";

/** `show({word, heads, ahead})`: heads hold a row of shares for the beginning and each letter. */
export function makeAttention() {
  const heads = el("div", { class: "attention" });
  const rows = el("div", { class: "attention-tables stack" });
  const tables = el("details", {}, el("summary", { text: "As tables" }), rows);
  const ahead = el("p", { class: "note note-bad", hidden: true });
  let shown = "";
  let triangles = [];

  return {
    root: el(
      "div",
      { class: "stack" },
      el("p", {
        class: "muted help",
        text:
          "A row is a letter, a column what it looks at, and the stronger the shade the more. Point " +
          `at a place, or go there with Tab and the arrows. ${BEGINNING} is the beginning of the name.`,
      }),
      heads,
      ahead,
      tables,
    ),
    show({ word, heads: shares, ahead: most }) {
      const letters = [BEGINNING, ...word];
      const named = `${word}/${shares.length}`;
      if (named !== shown) {
        triangles = shares.map((_, i) => makeTriangle(`Head ${i + 1}`, letters));
        heads.replaceChildren(...triangles.map(({ root }) => root));
        shown = named;
      }
      triangles.forEach((triangle, i) => triangle.set(shares[i]));
      rows.replaceChildren(...shares.map((of, i) => tableOf(`Head ${i + 1}`, letters, of)));
      ahead.hidden = Number(most) === 0;
      ahead.textContent =
        `A letter looks at one that comes later: with a share of ${textOf(most)}. ` +
        "The mask is to hide what comes later; picograd check sequences asks for it.";
    },
    clear() {
      heads.replaceChildren();
      rows.replaceChildren();
      ahead.hidden = true;
      shown = "";
    },
  };
}

/** One head: a grid in which the arrows move from place to place. */
function makeTriangle(title, letters) {
  const size = MARGIN + letters.length * CELL;
  const told = el("span", { class: "attention-told" });
  let shares = [];
  let at = [letters.length - 1, 0];
  let toldOf = null;
  const cells = letters.map((_, row) =>
    letters.slice(0, row + 1).map((_, column) => {
      const cell = svg("rect", {
        class: "attention-cell",
        x: MARGIN + column * CELL,
        y: MARGIN + row * CELL,
        width: CELL - GAP,
        height: CELL - GAP,
        rx: 2,
        role: "gridcell",
        tabindex: "-1",
      });
      cell.addEventListener("pointerenter", () => tell(row, column));
      cell.addEventListener("focus", () => {
        choose(row, column);
        tell(row, column);
      });
      return cell;
    }),
  );
  const grid = svg(
    "svg",
    {
      viewBox: `0 0 ${size} ${size}`,
      role: "grid",
      "aria-label": `${title}: rows are letters, columns what they look at`,
    },
    ...letters.flatMap((letter, i) => [
      nameAt(letter, MARGIN + (i + 0.5) * CELL, MARGIN / 2),
      nameAt(letter, MARGIN / 2, MARGIN + (i + 0.5) * CELL),
    ]),
    ...cells.map((row) => svg("g", { role: "row" }, ...row)),
  );
  grid.addEventListener("keydown", (event) => {
    const [row, column] = at;
    const to = {
      ArrowUp: [row - 1, Math.min(column, row - 1)],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, row],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    cells[to[0]]?.[to[1]]?.focus();
  });

  function choose(row, column) {
    cells[at[0]][at[1]].setAttribute("tabindex", "-1");
    at = [row, column];
    cells[row][column].setAttribute("tabindex", "0");
  }

  function tell(row, column) {
    toldOf = [row, column];
    told.textContent = `: ${sentenceOf(letters, shares, row, column)}`;
  }

  choose(...at);
  return {
    root: el("figure", {}, grid, el("figcaption", {}, title, told)),
    set(given) {
      shares = given;
      cells.forEach((row, i) =>
        row.forEach((cell, j) => {
          cell.setAttribute("aria-label", sentenceOf(letters, shares, i, j));
          const part = Math.min(Math.max(Number(shares[i][j]) || 0, 0), 1);
          cell.style.setProperty("--share", `${(100 * part).toFixed(1)}%`);
        }),
      );
      if (toldOf) tell(...toldOf);
    },
  };
}

function nameAt(letter, x, y) {
  return svg("text", { x, y, class: "attention-letter", "aria-hidden": "true", text: letter });
}

function sentenceOf(letters, shares, row, column) {
  return `${nameOf(letters, row)} looks at ${nameOf(letters, column)}: ${textOf(shares[row][column])}`;
}

/** The letter, and which one where it comes more than once. */
function nameOf(letters, i) {
  if (i === 0) return "the beginning";
  const same = letters.filter((letter) => letter === letters[i]).length;
  if (same < 2) return letters[i];
  return `${letters[i]} (letter ${i})`;
}

function textOf(share) {
  return Number.isFinite(Number(share)) ? Number(share).toFixed(2) : String(share);
}

function tableOf(title, letters, shares) {
  return el(
    "div",
    { class: "attention-table", tabindex: "0", role: "region", "aria-label": `${title}, a table` },
    el(
      "table",
      { class: "figure-number" },
      el("caption", { text: title }),
      el("thead", {}, el("tr", {}, el("td"), ...letters.map((l) => el("th", { scope: "col", text: l })))),
      el(
        "tbody",
        {},
        ...shares.map((row, i) =>
          el(
            "tr",
            {},
            el("th", { scope: "row", text: letters[i] }),
            ...row.map((share) => el("td", { text: textOf(share) })),
          ),
        ),
      ),
    ),
  );
}
