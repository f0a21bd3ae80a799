"""`picograd.draw`: a picture that needs nobody, and a tree in a terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from grading.companion.notebook import draw
from grading.learner.package import sources_in
from grading.paths import PACKAGE, SOLUTIONS, STUBS
from grading.worker.overlay import Overlay

STAGES = ["value", "rules", "graph", "tensor", "tensor_rules"]


@pytest.fixture
def picograd() -> Iterator[Any]:
    """The reference's package, in this process."""
    with Overlay(sources_in(SOLUTIONS / PACKAGE, STAGES)).installed() as package:
        yield package


def test_a_terminal_shows_the_tree_that_checks_print(picograd: Any) -> None:
    """Nodes by the names of the caller's variables, with the gradients of a walk from zero."""
    a = picograd.value.Value(3.0)
    h = a * a
    y = h + h * 2
    assert repr(draw(y)).splitlines() == [
        "y  value 27.0  gradient 1.0",
        "|-- h  value 9.0  gradient 3.0",
        "|   |-- a  value 3.0  gradient 18.0",
        "|   `-- a  value 3.0  gradient 18.0",
        "`-- *  value 18.0  gradient 1.0",
        "    |-- h (as above)",
        "    `-- 2  value 2.0  gradient 9.0",
    ]


def test_the_nodes_keep_their_gradients(picograd: Any) -> None:
    """Of numbers and of matrices: to look changes nothing."""
    a, w = picograd.value.Value(3.0), picograd.tensor.Tensor([[1.0, 2.0]])
    y, total = a * a, (w * w).sum()
    y.backward()
    total.backward()
    before = [a.grad, y.grad, w.grad, [row[:] for row in w.grad]]
    drawing = draw(total)
    draw(y)
    assert [a.grad, y.grad, w.grad, [row[:] for row in w.grad]] == before
    assert w.grad is before[2]
    [told] = [s.sentence for s in drawing.walk.steps if "hands a gradient" in s.sentence][-1:]
    assert "to `w`, twice; `w` has a gradient of 1 × 2 now." in told


def test_what_is_no_node_or_too_large_is_told(picograd: Any) -> None:
    """With what came, and what to do."""
    with pytest.raises(TypeError, match="needs a node of your engine, got 3"):
        draw(3)
    node = picograd.value.Value(0.5)
    for _ in range(200):
        node = node.tanh()
    with pytest.raises(ValueError, match=r"more than 150 nodes.*draw a part of it"):
        draw(node)


def test_the_page_in_a_notebook_asks_for_nothing(picograd: Any) -> None:
    """One frame that holds all it needs, in ASCII; what a learner named is no markup in it."""
    a = picograd.value.Value(3.0)
    y = a * a
    y.op = "</script><b>"
    shown = draw(y)._repr_html_()
    assert shown.isascii() and shown.count("<iframe") == 1
    assert 'sandbox="allow-scripts"' in shown
    page = html.unescape(re.search('srcdoc="([^"]*)"', shown)[1])  # type: ignore[index]
    assert page.count("</script>") == 1 and "\\u003c/script>\\u003cb>" in page
    links = re.findall(r"(?:src|href)\s*=|import\s*\(|import .* from|url\((?!#)", page)
    assert links == []
    assert set(re.findall(r"https?://[\w./]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "--accent:" in page and "prefers-color-scheme: dark" in page


def test_an_engine_without_a_way_back_is_drawn_forward() -> None:
    """What is not written yet is named, below the tree and in the page."""
    sources = sources_in(SOLUTIONS / PACKAGE, ["value", "rules", "graph"])
    stub = (STUBS / "graph.py").read_bytes()
    sources["graph"] = replace(sources["graph"], content=stub)
    with Overlay(sources).installed() as picograd:
        a = picograd.value.Value(3.0)
        drawing = draw(a * a)
    assert repr(drawing).splitlines()[-1] == "`toposort` is not written yet."
    assert "`toposort` is not written yet, so there is no way back." in html.unescape(
        drawing._repr_html_()
    )
