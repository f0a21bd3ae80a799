// Images on canvases: one pixel of the canvas each, which the stylesheet makes as large as it likes.

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** Calls `handler` when the colors change; the function that it returns stops that. */
export function onScheme(handler) {
  DARK.addEventListener("change", handler);
  return () => DARK.removeEventListener("change", handler);
}

/** A color of the stylesheet, such as "--ink", as [red, green, blue]. */
export function colorOf(name, within = document.documentElement) {
  const value = getComputedStyle(within).getPropertyValue(name).trim();
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.fillStyle = value;
  const [, ...parts] = /^#(..)(..)(..)$/.exec(pen.fillStyle);
  return parts.map((part) => parseInt(part, 16));
}

export function cssColor([red, green, blue], alpha = 1) {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** The color between two, `part` of the way from the first to the second. */
export function between(from, to, part) {
  return from.map((value, i) => value + part * (to[i] - value));
}

/** Bytes that came as base64. */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Pixels from 0, the paper, to 1, the ink. */
export function drawGray(canvas, pixels, side) {
  const [paper, ink] = [colorOf("--paper-sunk"), colorOf("--ink")];
  paint(canvas, side, side, (i) => between(paper, ink, pixels[i] ?? 0));
}

/** Numbers from -1 through 0 to 1, each side in a color of its own. */
export function drawSigned(canvas, values, side) {
  const [zero, negative, positive] = ["--zero", "--negative", "--positive"].map((name) =>
    colorOf(name, canvas),
  );
  paint(canvas, side, side, (i) =>
    between(zero, values[i] < 0 ? negative : positive, Math.min(Math.abs(values[i] ?? 0), 1)),
  );
}

export function paint(canvas, columns, rows, color) {
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(columns, rows);
  for (let i = 0; i < columns * rows; i += 1) {
    const [red, green, blue] = color(i);
    image.data.set([red, green, blue, 255], 4 * i);
  }
  pen.putImageData(image, 0, 0);
}
