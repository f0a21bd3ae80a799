"""An expression on the learner's own engine, drawn with its gradients."""

from __future__ import annotations

from grading.companion.own_folder import take_in_own
from grading.course.manifest import Course, Stage
from grading.diagnosis.first_difference import draw_steps, find_first_difference
from grading.grade import GradingRequest, whole_learner
from grading.learner.runner import NO_ANSWER
from grading.worker.trace import as_symbols, steps, twice_and_once

# The stage after which the engine is whole: values, rules and the walk backward.
LAST_OF_THE_ENGINE = "graph"
NAMES, INPUTS = ["a"], [3.0]
# [value, gradient] of a, h, h * 2 and y, as the lesson has them.
RIGHT = [[3.0, 18.0], [9.0, 3.0], [18.0, 1.0], [27.0, 1.0]]


def draw_own_expression(course: Course, stage: Stage) -> str:
    """The example of the lesson as the learner's engine computes it; empty after other stages.

    A stage can pass by itself: where their whole package gives no answer the drawing is empty,
    and where it gives a wrong one the first wrong step is marked.
    """
    if stage.id != LAST_OF_THE_ENGINE:
        return ""
    with whole_learner(take_in_own(course), course, GradingRequest(stages=())) as learner:
        try:
            found = learner.run(steps, [twice_and_once, NAMES, INPUTS])
        except NO_ANSWER:
            return ""
    root = as_symbols(twice_and_once, NAMES)
    if not isinstance(found, list) or len(found) != len(RIGHT):
        return ""
    difference = find_first_difference(root, RIGHT, found)
    return difference.drawing if difference else draw_steps(root, found)
