// A graph of the learner's engine as SVG, and the walk over it a step at a time.
//
// The page and a notebook use the same file, so it imports nothing: dagre is handed in. Whatever
// the learner's code has said is set as text and never as markup.

const SVG = "http://www.w3.org/2000/svg";
const PADDING = 14;
const TAG = 18; // above a node, where its state is written
const EDGE_LABEL = { width: 122, height: 18 };
const CHARACTER = 7.9; // the width of one in a label
const MOST_OF_A_SYMBOL = 11;
const SMALLEST_SCALE = 0.8;
const SPEEDS = [
  ["slow", 2600],
  ["normal", 1500],
  ["fast", 700],
];
const KEYS = { ArrowRight: "forward", ArrowLeft: "back", Home: "first", End: "last", " ": "play" };
const OWN_KEYS = "input, select, textarea, button, summary, a, [role=region]";

// What is wider than its frame can be reached and scrolled by keyboard.
const SCROLLED = { tabindex: 0, role: "region" };

// Drawn, since the glyphs for these differ from one system to the next.
const ICONS = {
  first: "M3 3h2v10H3z M13 3v10L6 8z",
  back: "M11 3v10L4 8z",
  forward: "M5 3v10l7-5z",
  last: "M3 3v10l7-5z M11 3h2v10h-2z",
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 3h3v10H4z M9 3h3v10H9z",
};

let drawn = 0; // ids inside one document stay unique

function html(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function shape(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children);
  return element;
}

/** A sentence with what stands between backticks as code. */
export function sentenceParts(text) {
  return text
    .split("`")
    .map((part, i) => (i % 2 ? html("code", {}, part) : document.createTextNode(part)));
}

function iconOf(name) {
  return shape("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, shape("path", { d: ICONS[name] }));
}

function cut(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

// Sizes of nodes and of their columns of numbers. With PyTorch's numbers there are two.
function sizeOf(node, compared) {
  if (compared) return { width: 206, height: TAG + 76 };
  return node.kind === "constant"
    ? { width: 96, height: TAG + 62 }
    : { width: 158, height: TAG + 62 };
}

function layOut(walk, dagre, direction, compared) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  const labelled = walk.steps.length > 1;
  graph.setGraph({ rankdir: direction, nodesep: 18, ranksep: labelled ? 22 : 30, edgesep: 12 });
  walk.nodes.forEach((node, i) => graph.setNode(`${i}`, sizeOf(node, compared)));
  walk.nodes.forEach((node, i) =>
    node.children.forEach((child, position) =>
      graph.setEdge(`${child}`, `${i}`, labelled ? { ...EDGE_LABEL, labelpos: "c" } : {}, `${position}`),
    ),
  );
  dagre.layout(graph);
  return graph;
}

/** The layout that can be shown largest in `width`: along the lines of the page, or down it. */
function chooseLayout(walk, dagre, width, compared) {
  const across = layOut(walk, dagre, "LR", compared);
  const fits = (graph) =>
    Math.min(1, width / (graph.graph().width + 2 * PADDING), 620 / graph.graph().height);
  if (width >= 700 && fits(across) >= SMALLEST_SCALE) return across;
  const down = layOut(walk, dagre, "BT", compared);
  return width >= 700 && fits(across) > fits(down) ? across : down;
}

function curve(points) {
  const [first, ...rest] = points;
  let path = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const end = i === rest.length - 2 ? rest[i + 1] : middle(rest[i], rest[i + 1]);
    path += ` Q${rest[i].x},${rest[i].y} ${end.x},${end.y}`;
  }
  if (rest.length === 1) path += ` L${rest[0].x},${rest[0].y}`;
  return path;
}

function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

// dagre ends an edge at the box that holds the tag, too; the box that is seen begins below it.
function ontoBoxes(points, from, to) {
  const moved = points.map((point) => ({ ...point }));
  for (const [point, node] of [
    [moved[0], from],
    [moved[moved.length - 1], to],
  ]) {
    const top = node.y - node.height / 2 + TAG;
    if (point.y < top) point.y = top;
  }
  return moved;
}

class Picture {
  constructor(walk, dagre, { width, height }, compared) {
    this.walk = walk;
    this.compared = compared;
    this.id = `graph-${++drawn}`;
    const graph = chooseLayout(walk, dagre, width, compared);
    this.width = graph.graph().width + 2 * PADDING;
    this.height = graph.graph().height + 2 * PADDING;
    const fits = Math.min(1, width / this.width, height / this.height);
    this.scale = Math.max(SMALLEST_SCALE, fits);
    this.element = shape("svg", {
      class: "graph-svg",
      viewBox: `${-PADDING} ${-PADDING} ${this.width} ${this.height}`,
      width: Math.round(this.width * this.scale),
      height: Math.round(this.height * this.scale),
      "aria-hidden": "true",
      focusable: "false",
    });
    this.element.append(this.markers());
    this.edges = graph.edges().map((edge) => this.drawEdge(graph, edge));
    this.nodes = walk.nodes.map((node, i) => this.drawNode(graph.node(`${i}`), node));
    // Labels above everything: a line never crosses a number.
    for (const edge of this.edges) this.element.append(edge.label);
    this.places = walk.nodes.map((_, i) => graph.node(`${i}`));
  }

  markers() {
    const arrow = (name) =>
      shape(
        "marker",
        {
          id: `${this.id}-${name}`,
          class: `graph-arrow graph-arrow-${name}`,
          viewBox: "0 0 10 10",
          refX: 9,
          refY: 5,
          markerWidth: 7,
          markerHeight: 7,
          orient: "auto-start-reverse",
        },
        shape("path", { d: "M0,1 L9,5 L0,9 z" }),
      );
    return shape("defs", {}, arrow("still"), arrow("handing"));
  }

  drawEdge(graph, edge) {
    const laid = graph.edge(edge);
    const points = ontoBoxes(laid.points, graph.node(edge.v), graph.node(edge.w));
    const line = shape("path", { class: "graph-edge", d: curve(points) });
    line.setAttribute("marker-end", `url(#${this.id}-still)`);
    const at = laid.x === undefined ? points[points.length >> 1] : laid;
    const box = shape("rect", {
      x: at.x - EDGE_LABEL.width / 2,
      y: at.y - EDGE_LABEL.height / 2,
      width: EDGE_LABEL.width,
      height: EDGE_LABEL.height,
      rx: 4,
    });
    const text = shape("text", { x: at.x, y: at.y + 4, "text-anchor": "middle" });
    const label = shape("g", { class: "graph-edge-label" }, box, text);
    this.element.append(line);
    return { parent: Number(edge.w), position: Number(edge.name), line, label, text };
  }

  drawNode(place, node) {
    const { x, y, width, height } = place;
    const left = -width / 2;
    const top = -height / 2 + TAG;
    const group = shape("g", {
      class: `graph-node is-${node.kind}`,
      transform: `translate(${x},${y})`,
    });
    const tag = shape("text", { class: "graph-tag", x: left + 2, y: top - 5 });
    const box = shape("rect", {
      class: "graph-box",
      x: left,
      y: top,
      width,
      height: height - TAG,
      rx: 8,
    });
    const symbolText = cut(node.symbol, MOST_OF_A_SYMBOL);
    const room = Math.floor((width - 22) / CHARACTER) - (symbolText ? symbolText.length + 1 : 0);
    const label = shape("text", { class: "graph-label", x: left + 10, y: top + 19 });
    label.textContent = cut(node.label, room);
    const title = shape("title");
    title.textContent = node.label === node.text ? node.text : `${node.label} = ${node.text}`;
    group.append(title, tag, box, label);
    if (symbolText) {
      const symbol = shape("text", {
        class: "graph-symbol",
        x: left + width - 10,
        y: top + 19,
        "text-anchor": "end",
      });
      symbol.textContent = symbolText;
      group.append(symbol);
    }
    const cells = this.compared
      ? this.comparedCells(group, node, left, top, width)
      : this.plainCells(group, left, top, width);
    this.element.append(group);
    return { group, tag, node, ...cells };
  }

  plainCells(group, left, top, width) {
    const row = (name, y) => {
      const key = shape("text", { class: "graph-key", x: left + 10, y });
      key.textContent = name;
      const value = shape("text", {
        class: `graph-value graph-${name}`,
        x: left + width - 10,
        y,
        "text-anchor": "end",
      });
      group.append(key, value);
      return value;
    };
    return { data: row("data", top + 37), grad: row("grad", top + 54) };
  }

  comparedCells(group, node, left, top, width) {
    const columns = [left + 122, left + width - 10];
    const write = (x, y, text, kind, anchor = "end") => {
      const cell = shape("text", { class: kind, x, y, "text-anchor": anchor });
      cell.textContent = cut(text, 10);
      group.append(cell);
      return cell;
    };
    write(columns[0], top + 36, "yours", "graph-key");
    write(columns[1], top + 36, "PyTorch", "graph-key");
    const row = (name, y) => {
      const wrong = node.wrong.includes(name);
      write(left + 10, y, name, "graph-key", "start");
      write(columns[0], y, `${wrong ? "≠ " : ""}${node[name]}`, `graph-value${wrong ? " is-wrong" : ""}`);
      return write(columns[1], y, node[`right_${name}`], "graph-value");
    };
    return { data: row("data", top + 52), grad: row("grad", top + 68) };
  }

  show(step) {
    const has = new Set(step.computed);
    this.nodes.forEach((drawn, i) => {
      const { group, tag, node } = drawn;
      const state = stateOf(step, i, node);
      for (const name of ["firing", "fired", "early", "empty", "first-wrong"]) {
        group.classList.toggle(`is-${name}`, state.names.includes(name));
      }
      tag.textContent = state.tag;
      if (this.compared) return;
      group.classList.toggle("is-empty", !has.has(i));
      drawn.data.textContent = has.has(i) ? cut(node.data, 12) : "·";
      drawn.grad.textContent = step.grads ? cut(step.grads[i], 12) : "·";
    });
    for (const edge of this.edges) {
      const handed = step.edges.find(
        (each) => each.parent === edge.parent && each.position === edge.position,
      );
      const read = step.phase === "forward" && step.node === edge.parent;
      edge.line.classList.toggle("is-handing", Boolean(handed));
      edge.line.classList.toggle("is-read", read);
      edge.label.classList.toggle("is-shown", Boolean(handed));
      edge.text.textContent = handed ? cut(handed.text, 19) : "";
      if (handed) {
        edge.line.setAttribute("marker-start", `url(#${this.id}-handing)`);
        edge.line.removeAttribute("marker-end");
      } else {
        edge.line.setAttribute("marker-end", `url(#${this.id}-${read ? "handing" : "still"})`);
        edge.line.removeAttribute("marker-start");
      }
    }
  }
}

function stateOf(step, i, node) {
  const names = [];
  let tag = "";
  if (step.phase === "failure") {
    if (node.first_wrong) return { names: ["first-wrong"], tag: `first wrong: ${node.first_wrong}` };
    return { names, tag: node.wrong.length ? "wrong, too" : "" };
  }
  if (step.fired.includes(i)) {
    names.push("fired");
    tag = "✓ fired";
  }
  if (step.early.includes(i)) {
    names.push("early");
    tag = "! fired too early";
  }
  if (step.node === i) {
    names.push("firing");
    if (step.phase === "forward") tag = "▸ computed";
    else if (step.phase === "seed") tag = "▸ begins";
    else if (step.early.includes(i)) tag = "! fires too early";
    else tag = "▸ fires";
  }
  return { names, tag };
}

/** The table that says what the picture shows. */
function tableOf(walk, compared) {
  const head = compared
    ? ["node", "computes", "data", "PyTorch's data", "gradient", "PyTorch's gradient", "state"]
    : ["node", "computes", "data", "gradient", "turn", "state"];
  const body = html("tbody");
  const order = new Map(walk.order.map((node, place) => [node, `${place + 1}`]));
  const rows = walk.nodes.map((node, i) => {
    const cells = head.map((_, column) => html(column ? "td" : "th", column ? {} : { scope: "row" }));
    cells[0].append(html("code", {}, node.label));
    cells[1].append(node.children.length ? html("code", {}, node.text) : "a leaf");
    if (compared) {
      [node.data, node.right_data, node.grad, node.right_grad].forEach((text, k) => {
        cells[2 + k].textContent = text;
      });
    } else {
      cells[4].textContent = order.get(i) ?? "–";
    }
    body.append(html("tr", {}, ...cells));
    return cells;
  });
  const table = html(
    "table",
    { class: "walk-table" },
    html("thead", {}, html("tr", {}, ...head.map((text) => html("th", { scope: "col" }, text)))),
    body,
  );
  const show = (step) => {
    const has = new Set(step.computed);
    walk.nodes.forEach((node, i) => {
      const cells = rows[i];
      cells[cells.length - 1].textContent = stateOf(step, i, node).tag.replace(/^[▸✓!] /, "");
      if (compared) return;
      cells[2].textContent = has.has(i) ? node.data : "not yet";
      cells[3].textContent = step.grads ? step.grads[i] : "not yet";
    });
  };
  return { table, show };
}

/** Matrices in full, below the picture: a box has room for their shape alone. */
function matricesOf(walk) {
  const tables = walk.nodes.flatMap((node) =>
    node.matrices.map(([title, rows]) => matrixOf(node.label, title, rows)),
  );
  if (!tables.length) return [];
  const all = html("div", { class: "walk-matrices", ...SCROLLED, "aria-label": "The matrices" }, ...tables);
  return [html("details", {}, html("summary", {}, "The matrices"), all)];
}

function matrixOf(label, title, rows) {
  const lines = rows.map((row) => html("tr", {}, ...row.map((text) => html("td", {}, text))));
  return html(
    "figure",
    { class: "walk-matrix" },
    html("figcaption", {}, html("code", {}, label), ` ${title}`),
    html("table", {}, html("tbody", {}, ...lines)),
  );
}

/**
 * Draws `walk`, the plain data of graph_steps.Walk, into `container`.
 *
 * dagre: the layout library. step: where to begin. compared: the nodes hold PyTorch's numbers, too.
 * changed: called with the number of each step that is shown. keys: where keys are listened to.
 * Answers with {go, count, remove}.
 */
export function drawGraph(container, walk, { dagre, step = 0, compared = false, changed, keys }) {
  const count = walk.steps.length;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let now = Math.max(0, Math.min(count - 1, step));
  let timer = 0;
  let pause = SPEEDS[1][1];
  let picture = null;

  const sentence = html("p", { class: "walk-sentence", role: "status", "aria-live": "polite" });
  const figure = html("div", {
    class: "walk-figure",
    tabindex: 0,
    role: "group",
    "aria-label": "The graph. Left and right arrow walk, space plays; the table below says the same.",
  });
  const button = (name, icon, go) =>
    html(
      "button",
      { type: "button", class: "walk-button", "aria-label": name, title: name, click: go },
      iconOf(icon),
    );
  const play = button("Play", "play", () => (timer ? stop() : start()));
  play.classList.add("walk-play");
  const slider = html("input", {
    type: "range",
    min: 0,
    max: count - 1,
    step: 1,
    class: "walk-slider",
    "aria-label": "Step",
    input: () => go(Number(slider.value)),
  });
  const counter = html("span", { class: "walk-counter" });
  const speed = html(
    "select",
    { "aria-label": "Speed", class: "walk-speed", change: () => (pause = Number(speed.value)) },
    ...SPEEDS.map(([name, wait]) => html("option", { value: wait, selected: wait === pause }, name)),
  );
  const moves = [
    button("First step", "first", () => go(0)),
    button("Back", "back", () => go(now - 1)),
    play,
    button("Forward", "forward", () => go(now + 1)),
    button("Last step", "last", () => go(count - 1)),
  ];
  const controls = html(
    "div",
    { class: "walk-controls", role: "group", "aria-label": "Walk the graph" },
    html("div", { class: "walk-moves" }, ...moves),
    slider,
    counter,
    html("label", { class: "walk-speed-label" }, "Speed ", speed),
  );

  const chips = walk.order.map((node) =>
    html("li", { class: "walk-chip" }, html("code", {}, cut(walk.nodes[node].label, 16))),
  );
  const order = chips.length
    ? [
        html("p", { class: "walk-caption" }, "The order that your ", html("code", {}, "toposort"), " gives"),
        html("ol", { class: "walk-order", "aria-label": "The order of toposort" }, ...chips),
      ]
    : [];
  const notes = walk.notes.length
    ? [html("ul", { class: "walk-notes" }, ...walk.notes.map((note) => html("li", {}, ...sentenceParts(note))))]
    : [];
  const { table, show: showTable } = tableOf(walk, compared);
  const whole = html(
    "div",
    { class: `walk${compared ? " is-compared" : ""}` },
    ...(count > 1 ? [controls] : []),
    ...(compared ? [] : [sentence]),
    figure,
    ...order,
    ...notes,
    ...matricesOf(walk),
    html("details", {}, html("summary", {}, "The same as a table"), html("div", { class: "walk-scroll", ...SCROLLED, "aria-label": "The table" }, table)),
  );
  container.append(whole);

  function go(wanted, { told = true } = {}) {
    now = Math.max(0, Math.min(count - 1, wanted));
    const shown = walk.steps[now];
    picture.show(shown);
    showTable(shown);
    sentence.replaceChildren(...sentenceParts(shown.sentence));
    sentence.classList.toggle("is-problem", shown.problem);
    slider.value = now;
    slider.setAttribute("aria-valuetext", `step ${now + 1} of ${count}`);
    counter.textContent = `${now + 1} / ${count}`;
    moves[0].disabled = moves[1].disabled = now === 0;
    moves[3].disabled = moves[4].disabled = now === count - 1;
    walk.order.forEach((node, place) => {
      chips[place].classList.toggle("is-now", shown.phase === "backward" && shown.node === node);
      chips[place].classList.toggle("is-done", shown.fired.includes(node) && shown.node !== node);
      chips[place].classList.toggle("is-early", shown.early.includes(node));
    });
    follow(compared ? walk.nodes.findIndex((node) => node.first_wrong) : shown.node);
    if (timer && now === count - 1) stop();
    if (told && changed) changed(now);
  }

  /** The node whose turn it is stays in sight where the picture is larger than its frame. */
  function follow(node) {
    if (node === null || node < 0) return;
    const place = picture.places[node];
    const x = (place.x + PADDING) * picture.scale - figure.clientWidth / 2;
    const y = (place.y + PADDING) * picture.scale - figure.clientHeight / 2;
    figure.scrollTo({ left: x, top: y, behavior: still.matches ? "auto" : "smooth" });
  }

  function start() {
    if (now === count - 1) go(0);
    name(play, "Pause", "pause");
    const turn = () => {
      go(now + 1);
      if (timer) timer = window.setTimeout(turn, pause);
    };
    timer = window.setTimeout(turn, pause / 2);
  }

  function stop() {
    window.clearTimeout(timer);
    timer = 0;
    name(play, "Play", "play");
  }

  function name(made, text, icon) {
    made.replaceChildren(iconOf(icon));
    made.setAttribute("aria-label", text);
    made.title = text;
  }

  function draw() {
    const most = parseFloat(getComputedStyle(figure).maxHeight);
    const room = { width: Math.max(260, figure.clientWidth), height: (most || 640) - 4 };
    picture = new Picture(walk, dagre, room, compared);
    figure.replaceChildren(picture.element);
    go(now, { told: false });
  }

  const moved = { forward: () => go(now + 1), back: () => go(now - 1), first: () => go(0) };
  moved.last = () => go(count - 1);
  moved.play = () => (timer ? stop() : start());
  function pressed(event) {
    const move = moved[KEYS[event.key]];
    if (!move || event.ctrlKey || event.metaKey || event.altKey || count < 2) return;
    if (event.target.closest && event.target.closest(OWN_KEYS)) return;
    event.preventDefault();
    move();
  }
  const listening = keys ?? whole;
  listening.addEventListener("keydown", pressed);

  draw();
  let width = figure.clientWidth;
  const resized = new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - width) < 24) return;
    width = figure.clientWidth;
    draw();
  });
  resized.observe(figure);

  return {
    go,
    count,
    remove() {
      stop();
      resized.disconnect();
      listening.removeEventListener("keydown", pressed);
      whole.remove();
    },
  };
}
