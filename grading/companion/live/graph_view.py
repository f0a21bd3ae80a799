"""An expression on the learner's engine, walked forward and backward a node at a time."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from grading.companion.live.expressions import (
    MAX_TEXT,
    PRESETS,
    Expression,
    NotAnExpression,
    parse_expression,
    read_values,
)
from grading.companion.live.graph_reading import GraphRecord, NoGraph, read_record
from grading.companion.live.graph_record import record_expression
from grading.companion.live.graph_steps import walk_of
from grading.companion.live.live import Live
from grading.companion.live.own import Trouble
from grading.companion.live.replies import answer, posting, text
from grading.course.manifest import Course
from grading.learner.package import whole_package
from grading.learner.runner import TimedOut
from grading.worker.wire import Malformed

SECONDS = 5.0
# The stage that computes the nodes.
FORWARD = "value"


def routes(live: Live) -> list[Route]:
    def walk(body: dict[str, Any]) -> dict[str, Any]:
        given = body.get("values")
        values = {k: v for k, v in given.items() if isinstance(v, str)} if given else {}
        return walk_expression(live, text(body, "expression", MAX_TEXT), values)

    return [
        Route("/api/graph/presets", presets),
        Route("/api/graph/walk", posting(walk), methods=["POST"]),
    ]


def presets(request: Request) -> Response:
    """The expressions that can be chosen."""
    return answer([{"title": p.title, "expression": p.text, "values": p.values} for p in PRESETS])


def walk_expression(live: Live, source: str, given: dict[str, str]) -> dict[str, Any]:
    """The walk over an expression, what its leaves hold, and what opens what is missing.

    Where the text is no expression, what is "refused" in it. Closed or Trouble where the
    learner's code cannot even compute it.
    """
    try:
        expression = parse_expression(source)
        values = read_values(expression, given)
    except NotAnExpression as error:
        # No error of the request: a browser would complain of one in its console.
        return {"refused": _as_sentence(str(error))}
    hang = ""
    try:
        record = _recorded(live, expression, values, walked=True)
    except Trouble as trouble:
        stopped = trouble.__cause__
        # The nodes at least, where it is the walk back that does not end.
        if not isinstance(stopped, TimedOut) or (
            stopped.hang is not None and PurePath(stopped.hang.file).stem == FORWARD
        ):
            raise
        hang = trouble.sentence
        record = _recorded(live, expression, values, walked=False)
    walk = walk_of(record, hang)
    return walk.as_data() | {
        "leaves": [[name, f"{value}"] for name, value in values.items()],
        "opens": _opening(walk.todo, live.course),
    }


def _recorded(
    live: Live, expression: Expression, values: dict[str, float], *, walked: bool
) -> GraphRecord:
    own = list(whole_package(live.submission(), live.course).own_paths)
    statements = [[name, tree] for name, tree in expression.statements]
    plain = live.ask_own(record_expression, statements, values, own, walked, seconds=SECONDS)
    try:
        return read_record(plain)
    except NoGraph as error:
        raise Trouble(_as_sentence(f"{error}")) from None
    except Malformed as error:
        raise Trouble(_as_sentence(f"the answer of your code cannot be read: {error}")) from None


def _opening(todo: str, course: Course) -> dict[str, str] | None:
    """Which stage opens the way back, in the form of `app`'s own answer; None where none has to."""
    if not todo:
        return None
    name, _, function = todo.partition(": ")
    stage = course.stage(name) if name in course.stage_ids else course.stage("graph")
    return {
        "stage": stage.id,
        "title": stage.title,
        "file": stage.file,
        "sentence": f"{function or todo} is not written yet, so there is no way back.",
    }


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
