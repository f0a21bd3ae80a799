"""A failing check is drawn with both answers in each node, and its hints come on request."""

from __future__ import annotations

import pytest

from grading.checks.verdict import Outcome, Verdict
from grading.companion import hinting
from grading.companion.live.failure_drawing import compare_graphs
from grading.companion.live.failure_view import describe_failures, give_hint
from grading.companion.live.guard import Refused
from grading.companion.live.live import Live
from grading.companion.memory import Memory
from grading.companion.rounds import Round
from grading.course.manifest import load_course
from grading.diagnosis.first_difference import ComparedStep, find_first_difference
from grading.paths import SOLUTIONS
from grading.report.report import Report, StageReport, Status
from grading.submission.submission import take_in
from grading.worker.trace import as_symbols, twice_and_once

RIGHT = [[3.0, 18.0], [9.0, 3.0], [18.0, 1.0], [27.0, 1.0]]


def wrong_steps() -> tuple[ComparedStep, ...]:
    """As the sort of the story has it: the gradient of a is 6."""
    found = find_first_difference(
        as_symbols(twice_and_once, ["a"]), RIGHT, [[3.0, 6.0], *RIGHT[1:]]
    )
    assert found is not None
    return found.steps


@pytest.fixture
def live() -> Live:
    """Of one whose stage `graph` has a check that passes and two that fail."""
    course = load_course()
    stage = course.stage("graph")
    checks = (
        Verdict("graph", "test_right", "It is right.", Outcome.PASSED),
        Verdict("graph", "test_order", "It has an order.", Outcome.FAILED, place="toposort"),
        Verdict("graph", "test_sum", "It adds.", Outcome.FAILED, steps=wrong_steps()),
    )
    entry = StageReport(stage, Status.UNFINISHED, 1.0, checks, 3)
    live = Live(course)
    report = Report(take_in(SOLUTIONS, course), (entry,), ())
    live.tell_round(Round(report, entry), 100)
    return live


def test_a_graph_holds_both_answers_and_where_it_begins() -> None:
    """What differs is named; the rest is there to be compared with."""
    picture = compare_graphs(wrong_steps())
    a, h, twice, y = picture["nodes"]
    assert (a["grad"], a["right_grad"], a["wrong"]) == ("6.0", "18.0", ("grad",))
    assert a["first_wrong"] == "gradient" and a["kind"] == "leaf"
    assert (h["label"], twice["label"], y["label"]) == ("h", "h * 2", "y")
    assert (twice["symbol"], twice["children"], twice["wrong"]) == ("\u00d7", (1,), ())


def test_a_matrix_is_told_by_its_shape_and_shown_row_by_row() -> None:
    """Data that is neither a number nor rows is shown as it is."""
    step = ComparedStep("x", "", (), [[1.0, 2.0]], None, [[1.0, 2.5]], [[0.5, 0.5]], "value")
    [node] = compare_graphs([step])["nodes"]
    assert (node["data"], node["grad"], node["wrong"]) == ("1 × 2", "None", ("data", "grad"))
    assert dict(node["matrices"])["PyTorch's data"] == [["1.0", "2.5"]]


def test_a_long_step_is_labelled_by_its_last_operation() -> None:
    """Its operands stand below it; the whole text is kept beside the label."""
    formula = "((x @ w1) + b1)"
    steps = [
        ComparedStep(formula, "+", (), 1.0, 1.0, 1.0, 1.0),
        ComparedStep(f"{formula}.relu()", "relu", (0,), 1.0, 1.0, 1.0, 1.0),
        ComparedStep(f"({formula}.relu() * -1.0)", "*", (1,), 1.0, 1.0, 1.0, 1.0),
        ComparedStep("(a + b) * (c + d)", "*", (), 1.0, 1.0, 1.0, 1.0),
    ]
    nodes = compare_graphs(steps)["nodes"]
    assert [node["label"] for node in nodes] == [
        "(x @ w1) + b1",
        "….relu()",
        "… * -1.0",
        "(a + b) * (c + d)",
    ]
    assert nodes[2]["text"] == "((x @ w1) + b1).relu() * -1.0"


def test_the_failing_checks_are_told_those_with_a_graph_first(live: Live) -> None:
    """And no other ones."""
    [stage] = describe_failures(live)["stages"]
    assert [failure["id"] for failure in stage["failures"]] == [
        "graph::test_sum",
        "graph::test_order",
    ]
    assert stage["failures"][0]["graph"]["nodes"] and stage["failures"][1]["graph"] is None


def test_each_request_gives_one_more_hint_for_the_function_at_fault(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are those of `picograd hint`, and counted with them."""
    kept = [Memory()]
    monkeypatch.setattr(hinting, "load_memory", lambda: kept[-1])
    monkeypatch.setattr(hinting, "save_memory", kept.append)
    first, second = (give_hint(live, "graph::test_order") for _ in range(2))
    assert first["function"] == "toposort" and second["hints"][:1] == first["hints"]
    assert len(second["hints"]) == 2 and second["left"] == first["left"] - 1
    with pytest.raises(Refused, match="does not fail any more"):
        give_hint(live, "graph::test_right")
