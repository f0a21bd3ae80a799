// The plane with its points and the boundary, on a canvas.

import { between, colorOf, cssColor, onScheme } from "./pixels.js";

const SIZE = 6;

/** Draws `state`: {points, labels, said, grid, chosen}. said: a score a point, or null. */
export function makePlane(canvas, [[left, right], [low, high]], state) {
  let colors = null;
  const shade = document.createElement("canvas");

  function readColors() {
    const paper = colorOf("--paper-raised");
    const [zero, one] = [colorOf("--series-2"), colorOf("--series-1")];
    colors = {
      paper,
      ink: colorOf("--ink"),
      soft: colorOf("--ink-soft"),
      classes: [zero, one],
    };
  }

  function scale() {
    const [width, height] = [canvas.width / (right - left), canvas.height / (high - low)];
    return { x: (x) => (x - left) * width, y: (y) => (high - y) * height };
  }

  function draw() {
    const box = canvas.getBoundingClientRect();
    const dots = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [Math.round(box.width * dots), Math.round(box.height * dots)];
    if (!width) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const pen = canvas.getContext("2d");
    pen.fillStyle = cssColor(colors.paper);
    pen.fillRect(0, 0, width, height);
    if (state.grid) {
      drawShade(pen, state.grid);
      drawBoundary(pen, state.grid, dots);
    }
    state.points.forEach((point, i) => drawPoint(pen, point, i, dots));
  }

  function drawShade(pen, { columns, rows, scores }) {
    shade.width = columns;
    shade.height = rows;
    const small = shade.getContext("2d");
    const image = small.createImageData(columns, rows);
    scores.forEach((score, i) => {
      const part = 1 / (1 + Math.exp(-Number(score) || 0));
      const away = Math.abs(part - 0.5) * 2;
      const color = between(colors.paper, colors.classes[part < 0.5 ? 0 : 1], 0.42 * away);
      image.data.set([...color.map(Math.round), 255], 4 * i);
    });
    small.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.imageSmoothingQuality = "high";
    // The middle of the first pixel lies on the edge.
    const [wide, high] = [canvas.width / (columns - 1), canvas.height / (rows - 1)];
    pen.drawImage(shade, -wide / 2, -high / 2, wide * columns, high * rows);
  }

  function drawBoundary(pen, grid, dots) {
    const wide = canvas.width / (grid.columns - 1);
    const high = canvas.height / (grid.rows - 1);
    pen.beginPath();
    for (const [from, to] of boundaryOf(grid)) {
      pen.moveTo(from[0] * wide, from[1] * high);
      pen.lineTo(to[0] * wide, to[1] * high);
    }
    pen.strokeStyle = cssColor(colors.ink);
    pen.lineWidth = 2 * dots;
    pen.lineCap = "round";
    pen.stroke();
  }

  function drawPoint(pen, [px, py], i, dots) {
    const place = scale();
    const [x, y] = [place.x(px), place.y(py)];
    const size = SIZE * dots;
    const label = state.labels[i];
    pen.beginPath();
    if (label === 0) pen.arc(x, y, 0.82 * size, 0, 2 * Math.PI);
    else pen.rect(x - 0.75 * size, y - 0.75 * size, 1.5 * size, 1.5 * size);
    pen.fillStyle = cssColor(colors.classes[label]);
    pen.strokeStyle = cssColor(colors.paper);
    pen.lineWidth = 1.5 * dots;
    pen.fill();
    pen.stroke();
    const score = state.said[i];
    if (score !== null && score > 0 !== (label === 1)) {
      // Not where the network puts it: crossed out.
      pen.beginPath();
      pen.moveTo(x - size, y - size);
      pen.lineTo(x + size, y + size);
      pen.moveTo(x + size, y - size);
      pen.lineTo(x - size, y + size);
      pen.strokeStyle = cssColor(colors.ink);
      pen.lineWidth = 1.6 * dots;
      pen.stroke();
    }
    if (i === state.chosen) {
      pen.beginPath();
      pen.arc(x, y, 1.9 * size, 0, 2 * Math.PI);
      pen.strokeStyle = cssColor(colors.ink);
      pen.lineWidth = 2 * dots;
      pen.stroke();
    }
  }

  let asked = false;
  function redraw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  }

  readColors();
  const sizes = new ResizeObserver(redraw);
  sizes.observe(canvas);
  const stopColors = onScheme(() => {
    readColors();
    redraw();
  });
  return {
    redraw,
    /** The place in the plane under the pointer. */
    placeOf(event) {
      const box = canvas.getBoundingClientRect();
      return [
        left + ((event.clientX - box.left) / box.width) * (right - left),
        high - ((event.clientY - box.top) / box.height) * (high - low),
      ];
    },
    /** The point under the pointer, or null. */
    pointAt(event) {
      const box = canvas.getBoundingClientRect();
      const reach = event.pointerType === "mouse" ? 10 : 20;
      let nearest = null;
      let least = reach;
      state.points.forEach(([px, py], i) => {
        const x = box.left + ((px - left) / (right - left)) * box.width;
        const y = box.top + ((high - py) / (high - low)) * box.height;
        const away = Math.hypot(event.clientX - x, event.clientY - y);
        if (away <= least) [nearest, least] = [i, away];
      });
      return nearest;
    },
    remove() {
      sizes.disconnect();
      stopColors();
    },
  };
}

/** Where the scores of a grid are zero: lines between [column, row]s. */
export function boundaryOf({ columns, rows, scores }) {
  const lines = [];
  const at = (i, j) => Number(scores[j * columns + i]) || 0;
  for (let j = 0; j + 1 < rows; j += 1) {
    for (let i = 0; i + 1 < columns; i += 1) {
      const corners = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ];
      const crossed = [];
      corners.forEach((from, k) => {
        const to = corners[(k + 1) % 4];
        const [a, b] = [at(...from), at(...to)];
        if (a > 0 === b > 0) return;
        const part = a / (a - b);
        crossed.push([
          from[0] + part * (to[0] - from[0]),
          from[1] + part * (to[1] - from[1]),
        ]);
      });
      for (let k = 0; k + 1 < crossed.length; k += 2) lines.push([crossed[k], crossed[k + 1]]);
    }
  }
  return lines;
}
