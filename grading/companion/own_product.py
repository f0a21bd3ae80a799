"""The wall, felt: the speed of the learner's own matrix product, once its checks pass.

It is measured once for each version of the function, and whenever somebody asks for it by name.
"""

from __future__ import annotations

import ast
import hashlib
import math
from dataclasses import replace
from typing import Any

from grading.checks.verdict import Outcome
from grading.companion.memory import load_memory, save_memory
from grading.companion.own_folder import take_in_own
from grading.course.datasets import mnist
from grading.course.manifest import Course
from grading.errors import DataError
from grading.learner.choose import choose_isolation
from grading.learner.package import package_of_stage, sources_in
from grading.learner.runner import NO_ANSWER
from grading.learner.sandboxed import Sandboxed
from grading.learner.shipping import ship_question
from grading.milestones.product_speed import (
    ProductSpeed,
    count_lookups,
    count_zeros,
    time_product,
)
from grading.milestones.received import numbers
from grading.milestones.speed import Rows, dense
from grading.paths import PACKAGE, SOLUTIONS
from grading.report.report import StageReport
from grading.submission.submission import Submission
from grading.worker.wire import Malformed

STAGE, FUNCTION = "tensor", "product"
CHECKS = "test_product_"  # so begin the checks of this function alone
IMAGES, PIXELS, NEURONS = 32, 784, 32
SECONDS = 20.0


def measure_own_product(
    course: Course, entry: StageReport, *, asked: bool = False
) -> ProductSpeed | None:
    """How fast the learner's `product` is, if its checks pass and this version was not measured.

    asked: also if it was. None where nothing can be measured: that costs nobody anything.
    """
    checks = [check for check in entry.checks if check.check.startswith(CHECKS)]
    if entry.stage.id != STAGE or not checks:
        return None
    if any(check.outcome is not Outcome.PASSED for check in checks):
        return None
    submission = take_in_own(course)
    key = product_key(next(f.content for f in submission.files if f.stage == STAGE))
    if not asked and load_memory().product == key:
        return None
    try:
        speed = _measure(submission, course, entry)
    except (DataError, *NO_ANSWER):
        return None
    save_memory(replace(load_memory(), product=key))
    return speed


def product_key(source: bytes) -> str:
    """The SHA-256 of all of the file but its classes and comments: `product` and what it uses."""
    kept = [node for node in ast.parse(source).body if not isinstance(node, ast.ClassDef)]
    return hashlib.sha256("\n".join(map(ast.dump, kept)).encode()).hexdigest()


def _measure(submission: Submission, course: Course, entry: StageReport) -> ProductSpeed:
    a, b = batch()
    package = package_of_stage(submission, course, entry.stage, as_text=False)
    reference = sources_in(SOLUTIONS / PACKAGE, [STAGE])
    with Sandboxed(package, STAGE, SECONDS, isolation=choose_isolation()) as learner:
        lookups = _amount(learner.run(count_lookups, []))
        zeros = _amount(learner.run(count_zeros, []))
        timing = ship_question(time_product, [a, b])
        yours = _amount(learner.ask(timing))
        lent = _amount(learner.ask(timing, exchanged=reference)) if reference else None
    return ProductSpeed(yours, lent, lookups, zeros)


def batch() -> tuple[Rows, Rows]:
    """A minibatch of MNIST and the weights of a first layer."""
    images = mnist("test")
    return [images.scaled(i) for i in range(IMAGES)], dense(PIXELS, NEURONS, 2)


def _amount(answer: Any) -> float:
    """A number of zero or more, else Malformed."""
    (amount,) = numbers([answer], 1, "the speed of product")
    if not (math.isfinite(amount) and amount >= 0):
        raise Malformed("the speed of product is no amount")
    return amount
