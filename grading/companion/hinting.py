"""Which function a learner gets a hint for, and how far the hints have come."""

from __future__ import annotations

from dataclasses import dataclass

from grading.companion.memory import load_memory, save_memory
from grading.course.manifest import Stage
from grading.report.next_step import NextStep, find_next_step
from grading.report.report import Report


@dataclass(frozen=True)
class HintTarget:
    """The function of a stage to hint at. certain: known to be the one, not the likeliest."""

    stage: Stage
    function: str
    certain: bool = True


def find_target(report: Report) -> HintTarget | NextStep | None:
    """What the next hint is for; the next step where that has no hints, None where all pass."""
    step = find_next_step(report)
    if step is None or step.function not in step.stage.hints:
        return step
    return HintTarget(step.stage, step.function, step.certain)


def hints_seen(stage: Stage) -> dict[str, int]:
    """How many hints the learner has seen for each function of a stage."""
    return load_memory().hints_of(stage)


def take_hints(target: HintTarget, *, again: bool) -> tuple[int, int]:
    """The numbers of the first and the last hint to show; the last is remembered as seen.

    again: all that were seen, and at least the first. Otherwise one more, or the last one
    where there are no more.
    """
    memory = load_memory()
    total = len(target.stage.hints[target.function])
    seen = min(memory.hints_of(target.stage).get(target.function, 0), total)
    last = max(seen, 1) if again else min(seen + 1, total)
    save_memory(memory.with_hints(target.stage, target.function, last))
    return (1 if again else last), last
