"""The walk over a graph says what the learner's own engine does, wrong or right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grading.companion.live import graph_view
from grading.companion.live.expressions import parse_expression
from grading.companion.live.graph_reading import NoGraph, read_record
from grading.companion.live.graph_record import MAX_NODES, record_expression, record_walk
from grading.companion.live.graph_steps import Walk, walk_of
from grading.companion.live.graph_view import walk_expression
from grading.companion.live.live import Live
from grading.companion.live.own import Closed, Trouble
from grading.course.manifest import load_course
from grading.learner.package import sources_in
from grading.paths import PACKAGE, SOLUTIONS, STUBS
from grading.submission.submission import Submission, take_in
from grading.worker.overlay import Overlay
from grading.worker.wire import Malformed, round_trip

STORY = "h = a * a; h + h * 2"

# The sort of the story puts each node down when it is first met.
FIRST_MET = """    seen: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.append(node)
            stack.extend(reversed(node.children))
    return seen
"""
ENDLESS = """    import time

    while True:
        time.sleep(0.01)
"""


def written(stage: str, **bodies: str) -> str:
    """The reference's file with other bodies for some of its functions."""
    text = (SOLUTIONS / PACKAGE / f"{stage}.py").read_text(encoding="utf-8")
    for function, body in bodies.items():
        before, found, rest = text.partition(f"def {function}(")
        assert found, function
        head, _, rest = rest.partition('"""')
        said, _, rest = rest.partition('"""\n')
        ends = [end for end in ("\n\n\n", "\n\n    def ", "\n\n    # ") if end in rest]
        old = min(ends, key=rest.index)
        _, end, rest = rest.partition(old)
        text = f'{before}{found}{head}"""{said}"""\n{body.rstrip()}{end}{rest}'
    return text


def walked(text: str, values: dict[str, float], **files: str) -> Walk:
    """The walk on the reference's engine with other files in it, in this process."""
    sources = sources_in(SOLUTIONS / PACKAGE, ["value", "rules", "graph"])
    for name, content in files.items():
        sources[name] = replace(sources[name], content=content.encode())
    statements = [[name, tree] for name, tree in parse_expression(text).statements]
    own = [source.path for source in sources.values()]
    with Overlay(sources).installed() as picograd:
        record = record_expression(picograd, statements, values, own, True)
    return walk_of(read_record(round_trip(record)))


def sentences(walk: Walk, phase: str) -> list[str]:
    return [step.sentence for step in walk.steps if step.phase == phase]


def test_the_story_is_walked_forward_and_backward_in_the_order_of_toposort() -> None:
    """Each step says what was computed of what, and who hands how much to whom."""
    walk = walked(STORY, {"a": 3.0})
    assert sentences(walk, "leaves") == ["The leaves: `a` = 3.0."]
    assert sentences(walk, "forward") == [
        "`h` = `a * a`: 3.0 × 3.0 = 9.0.",
        "`h * 2`: 9.0 × 2.0 = 18.0.",
        "`y` = `h + h * 2`: 9.0 + 18.0 = 27.0.",
    ]
    assert sentences(walk, "seed") == ["`y` begins with the gradient 1.0."]
    assert sentences(walk, "backward") == [
        "`y` hands 1.0 × 1.0 = 1.0 to `h` and 1.0 × 1.0 = 1.0 to `h * 2`; "
        "`h` has 1.0 now, `h * 2` has 1.0 now.",
        "`h * 2` hands 1.0 × 2.0 = 2.0 to `h`; `h` has 3.0 now.",
        "`h` hands 3.0 × 3.0 = 9.0 to `a`, twice; `a` has 18.0 now.",
    ]
    assert not walk.notes and not any(step.early or step.problem for step in walk.steps)
    assert [walk.nodes[i].label for i in walk.order] == ["y", "h * 2", "h", "a", "2"]


def test_the_sort_of_the_story_is_seen_to_fire_a_node_too_early() -> None:
    """The node, what it had then, who still hands to it, and what is lost below it."""
    walk = walked(STORY, {"a": 3.0}, graph=written("graph", toposort=FIRST_MET))
    _, early, late = [step for step in walk.steps if step.phase == "backward"]
    h = [node.label for node in walk.nodes].index("h")
    assert early.node == h and early.early == (h,)
    assert early.sentence.startswith(
        "Too early: `h` fires with 1.0, and `h * 2` has yet to hand it a gradient."
    )
    assert late.sentence.endswith(
        "`h` has 3.0 now. `h` has fired already: what lies below it hears nothing of this."
    )
    assert late.problem and "`a` 6.0" in walk.steps[-1].sentence
    assert walk.notes == ("`toposort` puts `h` before `h * 2`, which was computed from it.",)


def test_the_other_operand_order_is_right_by_luck() -> None:
    """As the story has it: the same sort, and nothing fires too early."""
    walk = walked("h = a * a; h * 2 + h", {"a": 3.0}, graph=written("graph", toposort=FIRST_MET))
    assert not any(step.early for step in walk.steps) and "`a` 18.0" in walk.steps[-1].sentence


def test_a_local_factor_is_told_where_nothing_arrives() -> None:
    """The rule is asked with 1.0 then, and no gradient changes for it."""
    walk = walked("relu(a) * b", {"a": -3.0, "b": 0.0})
    relu = [step for step in walk.steps if step.phase == "backward"][1]
    assert "`relu(a)` hands 0.0 × 0.0 = 0.0 to `a`" in relu.sentence
    walk = walked("c = a * b; (c * 0) * 5", {"a": 2.0, "b": 3.0})
    assert "`c` hands 0.0 × 3.0 = 0.0 to `a` and 0.0 × 2.0 = 0.0 to `b`" in " ".join(
        sentences(walk, "backward")
    )


def test_long_operands_are_left_out_of_a_label() -> None:
    """The nodes below say what they are; each label stays short enough for its box."""
    walk = walked("0.1 * (a ** 2 + b ** 2) + (a - b) ** 2", {"a": 1.5, "b": 2.0})
    assert [node.label for node in walk.nodes if node.kind == "inner"] == [
        "a ** 2",
        "b ** 2",
        "a ** 2 + b ** 2",
        "0.1 * …",
        "b * -1",
        "a + b * -1",
        "(a + b * -1) ** 2",
        "y",
    ]


def test_an_accumulate_that_overwrites_is_seen() -> None:
    """What a node should have stands beside what it has."""
    value = written("value", accumulate="        self.grad = grad\n")
    walk = walked(STORY, {"a": 3.0}, value=value)
    told = sentences(walk, "backward")
    assert "`h` has 2.0 now, and not 1.0 + 2.0 = 3.0" in told[1]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    return 1.0\n", "The rule of `mul` for `h * 2` answers with a float, no tuple."),
        ("    return (1.0,)\n", "answers with 1 gradients for 2 children of `h * 2`."),
        ("    return 1 / 0\n", "The rule of `mul` for `h * 2` raises."),
    ],
)
def test_a_rule_that_answers_with_no_tuple_is_told_at_its_turn(body: str, said: str) -> None:
    """Or with too few gradients, or not at all."""
    walk = walked(STORY, {"a": 3.0}, rules=written("rules", mul=body))
    assert any(said in step.sentence and step.problem for step in walk.steps)


def test_an_error_on_the_way_back_is_told_with_its_file_and_line() -> None:
    """The steps before it are walked all the same."""
    walk = walked(STORY, {"a": 3.0}, rules=written("rules", mul="    return 1 / 0\n"))
    [note] = walk.notes
    assert note.startswith("rules.py, line ") and "ZeroDivisionError: division by zero" in note
    assert sentences(walk, "backward")[0].startswith("`y` hands")


@pytest.mark.parametrize(
    ("body", "note"),
    [
        ("    return None\n", "`toposort` answers with None, where a list"),
        ("    return [root]\n", "`toposort` leaves out `a`."),
        ("    return [root, root]\n", "`toposort` lists `y` twice."),
        ("    return [root, 3]\n", "`toposort` lists something that is no node"),
    ],
)
def test_what_is_wrong_with_the_order_is_told(body: str, note: str) -> None:
    """Whatever the walk then makes of it."""
    walk = walked(STORY, {"a": 3.0}, graph=written("graph", toposort=body))
    assert any(each.startswith(note) for each in walk.notes)


def test_a_walk_without_end_is_stopped_and_told() -> None:
    """A backward that asks the same node over and over, and does not hang."""
    body = "    while True:\n        root.local_gradients()\n"
    walk = walked(STORY, {"a": 3.0}, graph=written("graph", backward=body))
    assert walk.notes == ("`backward` does not end: 15 turns for 5 nodes, and no end.",)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("        return None\n", "`\\+` answers with None, where a node is expected"),
        ("        self.children = (self,)\n        return self\n", "a circle"),
        ('        return Value(1.0, (self, 2.0), "add")\n', "a float stands where a node"),
        ('        return Value(1.0, self, "add")\n', "`children` of a node is a Value"),
    ],
)
def test_what_is_no_graph_is_refused_in_a_sentence(body: str, said: str) -> None:
    """Where there are no nodes to draw, the reason is told."""
    with pytest.raises(NoGraph, match=said):
        walked("a + b", {"a": 1.5, "b": 2.0}, value=written("value", __add__=body))


def test_a_graph_that_is_too_large_is_refused() -> None:
    """A picture of more nodes cannot be read."""
    with Overlay(sources_in(SOLUTIONS / PACKAGE, ["value", "rules", "graph"])).installed() as own:
        node = own.value.Value(1.0)
        for _ in range(MAX_NODES):
            node = node.exp() if node.data < 1 else node.log()
        refused = record_walk(node, {}, (), lambda: own.graph)["refused"]
    assert f"more than {MAX_NODES} nodes" in refused


@pytest.mark.parametrize(
    "change",
    [
        {"nodes": []},
        {"nodes": [{"name": "a", "op": "", "ctx": [], "data": 1.0, "children": [0]}]},
        {"order": [7]},
        {"after": []},
        {"fires": [{"node": 0}]},
        {"fires": 3},
    ],
)
def test_a_record_of_another_form_is_malformed(change: dict[str, Any]) -> None:
    """Whoever sent it may be lying: an index out of range goes no further."""
    node = {"name": "a", "op": "", "ctx": [], "data": 1.0, "children": []}
    good = {
        "nodes": [node],
        "order": [0],
        "sorting": None,
        "fires": [],
        "walking": None,
        "after": [1.0],
    }
    assert read_record(good).walked
    with pytest.raises(Malformed):
        read_record(good | change)


class Folder(Live):
    """The pages of a learner whose files lie in a folder of this test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(load_course())
        self._folder = folder

    def submission(self) -> Submission:
        return take_in(self._folder, self.course)


@pytest.fixture
def learner(tmp_path: Path) -> Any:
    """Makes the pages of one who has written the engine, but for these files."""

    def make(**files: str) -> Folder:
        for stage in ("value", "rules", "graph"):
            text = files.get(stage) or written(stage)
            (tmp_path / f"{stage}.py").write_text(text, encoding="utf-8")
        return Folder(tmp_path)

    return make


def test_a_worker_walks_the_learners_own_engine(learner: Any) -> None:
    """The same walk, behind the isolation; a text that is no expression is refused before."""
    live = learner(graph=written("graph", toposort=FIRST_MET))
    data = walk_expression(live, STORY, {"a": "2"})
    assert data["leaves"] == [["a", "2.0"]] and data["opens"] is None
    assert any(step["early"] for step in data["steps"])
    refused = walk_expression(live, "a + b.data", {})["refused"]
    assert refused.startswith("`b.data`, at character 5")


def test_a_stage_that_is_half_written_says_what_opens_the_way_back(learner: Any) -> None:
    """Forward is walked; what the learner has not written is named with its stage."""
    stub = (STUBS / "graph.py").read_text(encoding="utf-8")
    data = walk_expression(learner(graph=stub), STORY, {})
    assert [step["phase"] for step in data["steps"]] == ["leaves", "forward", "forward", "forward"]
    assert data["opens"]["stage"] == "graph" and "toposort is not written" in str(data["opens"])
    nothing = learner(value=(STUBS / "value.py").read_text(encoding="utf-8"))
    with pytest.raises(Closed, match="value"):
        walk_expression(nothing, STORY, {})


def test_a_sort_without_end_is_stopped_and_the_nodes_are_drawn(
    learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop is named with its lines; what could be computed is there."""
    monkeypatch.setattr(graph_view, "SECONDS", 3.0)
    data = walk_expression(learner(graph=written("graph", toposort=ENDLESS)), STORY, {})
    assert len(data["steps"]) == 4 and "toposort" in data["notes"][0]
    forward = learner(value=written("value", __mul__=ENDLESS.replace("    ", "        ")))
    with pytest.raises(Trouble, match="__mul__"):
        walk_expression(forward, STORY, {})
