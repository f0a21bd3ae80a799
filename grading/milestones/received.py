"""What came back from a worker, taken for what it is before anything is done with it.

A probe of ours wrote the answer, but it ran in one process with the learner's code.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from grading.worker.wire import Malformed


def numbers(answer: Any, count: int, what: str) -> list[float]:
    """`answer` as `count` plain numbers, NaN and infinities among them; else Malformed."""
    if not isinstance(answer, list) or len(answer) != count:
        raise Malformed(f"{what}: expected a list of {count:,} numbers")
    if not all(type(number) in (int, float) for number in answer):
        raise Malformed(f"{what}: every entry should be a number")
    return answer


def field(answer: Any, name: str) -> Any:
    """One field of a dict that a probe answered; Malformed if it is not there."""
    if not isinstance(answer, dict) or name not in answer:
        raise Malformed(f"the answer holds no {name!r}")
    return answer[name]


def readings(answer: Any, count: int, measured: Collection[int] = ()) -> list[float]:
    """A progress message of `count` numbers; zeros for anything else.

    measured: the places of those that may be NaN or infinite, as a loss that explodes; the
    others say how far it is. What is shown while a milestone runs decides nothing, so it is
    no reason to end it.
    """
    if not isinstance(answer, list) or len(answer) != count:
        return [0.0] * count
    for place, number in enumerate(answer):
        if type(number) not in (int, float) or not (place in measured or math.isfinite(number)):
            return [0.0] * count
    return answer


def explain_explosion(loss: float, when: str) -> str:
    """What is said of a training whose loss is no finite number any more; else nothing."""
    if math.isfinite(loss):
        return ""
    return (
        f"the training exploded: the loss is {loss} {when}; print it after every step in "
        "training.train_epoch and see where it begins to grow: a step that goes up instead of "
        "down, or gradients that are not cleared between two steps, do that"
    )
