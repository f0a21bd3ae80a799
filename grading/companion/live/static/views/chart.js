// A curve that grows while something is learned.

import uPlot from "/static/vendor/uPlot.esm.js";
import { el } from "../dom.js";
import { colorOf, cssColor, onScheme } from "./pixels.js";

const MOST_POINTS = 1200;
const HEIGHT = 190;

/** A chart of series over `unit`; each is {label, color, dashed, dotted, scale, range}.
 *
 *  The first of a scale has its range, and its name at the axis. The second series may be rare.
 */
export function makeChart(unit, series) {
  const scaled = series.filter(({ scale }, i) => series.findIndex((s) => s.scale === scale) === i);
  const root = el("div", { class: "chart", role: "img", "aria-label": `No ${series[0].label} yet.` });
  let data = [[], ...series.map(() => [])];
  let apart = 1;
  let asked = 0;
  const ink = (name, alpha = 1) => () => cssColor(colorOf(name), alpha);
  const axis = {
    stroke: ink("--ink-soft"),
    font: "12px system-ui, sans-serif",
    labelFont: "12px system-ui, sans-serif",
    ticks: { stroke: ink("--line"), width: 1 },
    grid: { stroke: ink("--line"), width: 1 },
  };
  const options = {
    width: 320,
    height: HEIGHT,
    cursor: { show: false },
    legend: { show: false },
    padding: [10, scaled.length > 1 ? 0 : 14, 0, 0],
    scales: {
      x: { time: false, range: (_, low, high) => [0, Math.max(high ?? 0, 10)] },
      ...Object.fromEntries(scaled.map(({ scale, range }) => [scale, { range }])),
    },
    axes: [
      { ...axis, size: 40, label: unit, labelSize: 16, space: 70 },
      ...scaled.map(({ scale, label }, i) => ({
        ...axis,
        scale,
        label,
        labelSize: 18,
        size: 44,
        side: i ? 1 : 3,
        grid: i ? { show: false } : axis.grid,
      })),
    ],
    series: [
      {},
      ...series.map(({ label, color, dashed, dotted, scale }) => ({
        label,
        scale,
        stroke: ink(color),
        width: 2,
        dash: dashed ? [6, 4] : dotted ? [2, 4] : undefined,
        points: { show: false },
        spanGaps: true,
      })),
    ],
  };
  const plot = new uPlot(options, data, root);
  const sizes = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (width > 0) plot.setSize({ width, height: HEIGHT });
  });
  sizes.observe(root);
  const stopColors = onScheme(() => plot.redraw());

  return {
    root,
    /** One more point; null for what was not measured. */
    add(x, ...values) {
      asked += 1;
      if (asked % apart && values.length < 2) return;
      [x, ...values].forEach((value, i) => data[i].push(value));
      if (data[0].length > MOST_POINTS) {
        // Every other one is enough, and from now on every other one is kept.
        const rare = data[2] ?? [];
        data = data.map((column) => column.filter((_, i) => i % 2 === 0 || (rare[i] ?? null) !== null));
        apart *= 2;
      }
      plot.setData(data);
    },
    clear() {
      data = [[], ...series.map(() => [])];
      apart = 1;
      asked = 0;
      plot.setData(data);
    },
    /** What the curve shows, in words. */
    tell(sentence) {
      root.setAttribute("aria-label", sentence);
    },
    remove() {
      sizes.disconnect();
      stopColors();
      plot.destroy();
    },
  };
}
