"""`picograd.draw(node)`: the graph of a node in a notebook, to be walked; in a terminal, a tree."""

from __future__ import annotations

import html
import importlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.companion.live.graph_reading import GraphRecord, NoGraph, read_record
from grading.companion.live.graph_record import nodes_of, record_walk
from grading.companion.live.graph_steps import Walk, walk_of
from grading.diagnosis.first_difference import draw_steps
from grading.worker.trace import Traced, in_order

STATIC = Path(__file__).with_name("live") / "static"
# Pixels: of the controls and sentences, and of a picture before it is scrolled in its frame.
AROUND_PICTURE, LARGEST_PICTURE = 290, 500
# So many nodes in a row have room beside each other in a notebook.
MOST_ACROSS = 4
# What an ES module calls its main export.
_EXPORTS = re.compile(r"export\s*\{([^{}]*)\};?")
_DEFAULT = re.compile(r"([\w$]+) as default")


@dataclass(frozen=True)
class Drawing:
    """A notebook shows it as a picture that can be walked, a terminal as `tree`."""

    walk: Walk
    tree: str

    def __repr__(self) -> str:
        return self.tree

    def _repr_html_(self) -> str:
        """A page of its own in a frame: it asks for nothing, and knows nothing of the notebook."""
        # As ASCII: whatever a saved notebook says of its encoding, the picture is the same.
        escaped = html.escape(_page(self.walk), quote=True)
        page = escaped.encode("ascii", "xmlcharrefreplace").decode("ascii")
        title = f"A graph of {len(self.walk.nodes)} nodes, walked step by step"
        return (
            f'<iframe sandbox="allow-scripts" title="{title}" srcdoc="{page}" '
            f'style="width: 100%; height: {_height(self.walk)}px; border: 0"></iframe>'
        )


def draw(node: Any) -> Drawing:
    """The graph of a node of the engine, as its own `toposort` and `backward` walk it.

    The walk begins at gradients of zero. The nodes keep the gradients that they have. Variables
    of the caller give the nodes their names. TypeError for what is no node; ValueError, with
    the reason, for what is no graph or too large a one.
    """
    if not hasattr(node, "children"):
        raise TypeError(f"picograd.draw needs a node of your engine, got {node!r}")
    caller = sys._getframe(1)
    names = _names_in({**caller.f_globals, **caller.f_locals})
    own = tuple(
        str(module.__file__)
        for name, module in list(sys.modules.items())
        if name.startswith("picograd.") and getattr(module, "__file__", None)
    )
    try:
        with _gradients_kept(node):
            plain = record_walk(node, names, own, lambda: importlib.import_module("picograd.graph"))
        record = read_record(plain)
    except NoGraph as error:
        raise ValueError(f"picograd.draw: {error}") from None
    walk = walk_of(record)
    return Drawing(walk, _tree(record, walk))


def _names_in(variables: Mapping[str, Any]) -> dict[int, str]:
    """The name of each object, by its id; the shortest one where it has several."""
    names: dict[int, str] = {}
    for name in sorted(variables, key=len):
        if not name.startswith("_"):
            names.setdefault(id(variables[name]), name)
    return names


@contextmanager
def _gradients_kept(root: Any) -> Iterator[None]:
    """Inside, every gradient begins at zero; afterwards each is what it was."""
    kept = [(node, node.grad) for node in nodes_of(root)]
    for node, grad in kept:
        node.grad = _zeros_like(grad)
    try:
        yield
    finally:
        for node, grad in kept:
            node.grad = grad


def _zeros_like(grad: Any) -> Any:
    return [_zeros_like(part) for part in grad] if isinstance(grad, list) else 0.0


def _tree(record: GraphRecord, walk: Walk) -> str:
    """The tree that checks print, and under it what keeps the walk from its end."""
    steps: list[Traced] = []
    for node in walk.nodes:
        operands = tuple(steps[child] for child in node.children)
        symbol = OPERATORS.get(node.op, node.op) or node.label
        steps.append(Traced(None, node.label, symbol, operands))
    place = {id(step): i for i, step in enumerate(steps)}
    grads = record.after or (0.0,) * len(steps)
    found = [[record.nodes[place[id(s)]].data, grads[place[id(s)]]] for s in in_order(steps[-1])]
    unwritten = walk.todo.partition(": ")[2]
    notes = [*walk.notes, *([f"`{unwritten}` is not written yet."] if walk.todo else [])]
    return "\n".join([draw_steps(steps[-1], found), *(["", *notes] if notes else [])])


def _page(walk: Walk) -> str:
    style = _text("style.css").partition("\n*,\n")[0] + BASE + _text("graph_drawing.css")
    data = walk.as_data()
    if walk.todo:
        missing = f"`{walk.todo.partition(': ')[2]}` is not written yet, so there is no way back."
        data["notes"] = [*data["notes"], missing]
    # Inside a script, `</script>` would end it wherever it stands.
    plain = json.dumps(data).replace("<", "\\u003c")
    script = f"""const dagre = (() => {{
{_without_exports(_text("vendor/dagre.esm.js"))}
}})();
{_text("graph_drawing.js")}
drawGraph(document.body, {plain}, {{ dagre, keys: document }});
"""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>picograd</title><style>{style}</style></head>"
        f'<body><script type="module">{script}</script></body></html>'
    )


OPERATORS = {"add": "+", "mul": "*", "pow": "**", "matmul": "@"}
BASE = """
body { margin: 0; padding: 2px; background: var(--paper); color: var(--ink);
  font: var(--text-m) / 1.5 var(--font); }
*, *::before { box-sizing: border-box; }
p, ul, ol { margin: 0; padding: 0; }
code { font-family: var(--mono); font-size: 0.92em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
"""


def _without_exports(module: str) -> str:
    """The text of an ES module as the body of a function that answers with its main export."""
    exports = _EXPORTS.search(module)
    name = exports and _DEFAULT.search(exports[1])
    assert exports and name, "a vendored module has no main export"
    return f"{module[: exports.start()]}\nreturn {name[1]};\n{module[exports.end() :]}"


def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _height(walk: Walk) -> int:
    """Pixels, as far as they can be told before anything is laid out."""
    depth: list[int] = []
    for node in walk.nodes:
        depth.append(1 + max((depth[child] for child in node.children), default=0))
    breadth = max(depth.count(level) for level in depth)
    picture = 40 + 100 * breadth if max(depth) <= MOST_ACROSS else LARGEST_PICTURE
    return AROUND_PICTURE + min(max(220, picture), LARGEST_PICTURE) + 30 * len(walk.notes)
