// A pad to draw on, with mouse, finger, pen or keys. Strokes are lists of [x, y, width] from 0 to 1.

import { el } from "../dom.js";
import { colorOf, cssColor } from "./pixels.js";

const LINE = 0.075;
const KEY_STEP = 0.025;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** drew(strokes, ended): is called whenever the drawing has changed. */
export function makePad(drew) {
  let strokes = [];
  let held = null;
  // Of whoever draws with keys: where the pen is, and whether it is down.
  let pen = null;
  let asked = false;

  const canvas = el("canvas", {
    class: "pad",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "drawing pad",
    "aria-label":
      "Draw a digit here. With keys: the arrows move the pen, the space bar puts it down and lifts it.",
  });
  const quiet = (text, onclick) =>
    el("button", { class: "button button-quiet", type: "button", text, onclick });
  const undo = quiet("Undo", () => change(() => strokes.pop()));
  const wipe = quiet("Clear", () => change(() => (strokes = [])));

  function change(how) {
    how();
    pen = null;
    tell(true);
  }

  function tell(ended) {
    undo.disabled = wipe.disabled = strokes.length === 0;
    redraw();
    if (ended) {
      asked = false;
      drew(strokes, true);
    } else if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        if (asked) drew(strokes, false);
        asked = false;
      });
    }
  }

  function redraw() {
    const side = Math.round(canvas.getBoundingClientRect().width * Math.min(devicePixelRatio || 1, 2));
    if (!side) return;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const brush = canvas.getContext("2d");
    brush.fillStyle = cssColor(colorOf("--paper-sunk"));
    brush.fillRect(0, 0, side, side);
    brush.strokeStyle = brush.fillStyle = cssColor(colorOf("--ink"));
    brush.lineCap = brush.lineJoin = "round";
    for (const stroke of strokes) {
      stroke.forEach(([x, y, width], i) => {
        const [fromX, fromY, from] = stroke[Math.max(i - 1, 0)];
        brush.lineWidth = (LINE * side * (width + from)) / 2;
        brush.beginPath();
        brush.moveTo(fromX * side, fromY * side);
        brush.lineTo(x * side, y * side);
        brush.stroke();
      });
    }
    if (pen) {
      brush.strokeStyle = cssColor(colorOf("--accent"));
      brush.lineWidth = side * 0.008;
      brush.beginPath();
      brush.arc(pen.x * side, pen.y * side, side * (pen.down ? 0.03 : 0.05), 0, 2 * Math.PI);
      brush.stroke();
    }
  }

  function pointOf(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value) => Math.min(Math.max(value, 0), 1);
    // A pen says how hard it is pressed; a mouse always says a half, a finger often nothing.
    const width = event.pointerType === "pen" && event.pressure ? 0.6 + 0.8 * event.pressure : 1;
    return [
      within((event.clientX - box.left) / box.width),
      within((event.clientY - box.top) / box.height),
      width,
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held !== null) return;
    canvas.setPointerCapture(event.pointerId);
    held = event.pointerId;
    pen = null;
    strokes.push([pointOf(event)]);
    tell(false);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held) return;
    const all = event.getCoalescedEvents?.() ?? [];
    strokes.at(-1).push(...(all.length ? all : [event]).map(pointOf));
    tell(false);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId !== held) return;
      held = null;
      tell(true);
    });
  }

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (!arrow && event.key !== " ") return;
    event.preventDefault();
    pen ??= { x: 0.5, y: 0.5, down: false };
    if (arrow) {
      pen.x = Math.min(Math.max(pen.x + KEY_STEP * arrow[0], 0), 1);
      pen.y = Math.min(Math.max(pen.y + KEY_STEP * arrow[1], 0), 1);
      if (pen.down) strokes.at(-1).push([pen.x, pen.y, 1]);
      tell(false);
    } else {
      pen.down = !pen.down;
      if (pen.down) strokes.push([[pen.x, pen.y, 1]]);
      tell(!pen.down);
    }
  });
  canvas.addEventListener("blur", () => {
    if (!pen) return;
    pen = null;
    tell(true);
  });

  const sizes = new ResizeObserver(redraw);
  sizes.observe(canvas);
  undo.disabled = wipe.disabled = true;
  return {
    root: el("div", { class: "stack" }, canvas, el("div", { class: "row" }, undo, wipe)),
    redraw,
    /** Forget the drawing without a word. */
    clear() {
      strokes = [];
      pen = null;
      undo.disabled = wipe.disabled = true;
      redraw();
    },
    remove() {
      sizes.disconnect();
    },
  };
}
