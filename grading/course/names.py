"""From what a person typed to the stage, milestone or function that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from grading.course.manifest import Course, Milestone, Stage
from grading.errors import Unknown


def is_stage(course: Course, name: str) -> bool:
    """Whether `stage_named` would find a stage."""
    return _bare(name) in course.stage_ids


def stage_named(course: Course, name: str) -> Stage:
    """The stage `graph`, also by its file `graph.py`. Unknown if there is none."""
    found = {stage.id: stage for stage in course.stages}
    wanted = _bare(name)
    if wanted not in found:
        raise _unknown(name, "stage", found, "the stages")
    return found[wanted]


def milestone_named(course: Course, name: str) -> Milestone:
    """The milestone with this id. Unknown if there is none."""
    found = {milestone.id: milestone for milestone in course.milestones}
    if name not in found:
        raise _unknown(name, "milestone", found, "the milestones")
    return found[name]


def is_milestone(course: Course, name: str) -> bool:
    """Whether `milestone_named` would find a milestone."""
    return any(milestone.id == name for milestone in course.milestones)


def checks_named(stage: Stage, names: Iterable[str], known: Collection[str]) -> frozenset[str]:
    """The checks of a stage that `names` mean: `test_it[2]`, or `test_it` for all its cases.

    known: all checks of the stage. Unknown for a name that is none of them.
    """
    found: set[str] = set()
    for name in names:
        meant = {check for check in known if name in (check, check.partition("[")[0])}
        if not meant:
            functions = dict.fromkeys(check.partition("[")[0] for check in known)
            all_of = f"`picograd check {stage.id} -v` shows those of {stage.id}, which"
            raise _unknown(name, "check", functions, all_of)
        found |= meant
    return frozenset(found)


def function_named(course: Course, name: str) -> tuple[Stage, str]:
    """The function with hints that `name` means, and its stage.

    `toposort`, `Value.__add__`, `graph.toposort`, `layers.Linear.__call__`, or a method's
    bare name where only one function has it. Unknown if there is none, or more than one.
    """
    known = [(stage, function) for stage in course.stages for function in stage.hints]
    # The more of the name is given, the surer: a full name comes before a bare one.
    for spelled in (_with_stage, _function_alone, _bare_method):
        found = [(s, function) for s, function in known if spelled(s, function) == name]
        if len(found) == 1:
            return found[0]
        if found:
            ways = ", ".join(_with_stage(*entry) for entry in found)
            raise Unknown(f"{name!r} could be any of {ways}; name one of them")
    every = {spelled(*entry) for entry in known for spelled in (_with_stage, _bare_method)}
    every |= {_function_alone(*entry) for entry in known} | set(course.stage_ids)
    raise _unknown(name, "stage or function with hints", every, "the stages", course.stage_ids)


def _with_stage(stage: Stage, function: str) -> str:
    return f"{stage.id}.{function}"


def _function_alone(stage: Stage, function: str) -> str:
    return function


def _bare_method(stage: Stage, function: str) -> str:
    return function.rpartition(".")[2]


def _bare(name: str) -> str:
    """`graph` for `exercises/picograd/graph.py`, as a shell completes it."""
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".py")


def _unknown(
    name: str, what: str, known: Iterable[str], all_of: str, listed: Iterable[str] | None = None
) -> Unknown:
    # Compared without case, shown as they are spelled.
    spelled = {entry.lower(): entry for entry in sorted(known)}
    close = [spelled[c] for c in difflib.get_close_matches(name.lower(), spelled, 3, 0.6)]
    hint = f"did you mean {' or '.join(close)}?" if close else ""
    every = ", ".join(known if listed is None else listed)
    return Unknown(f"{name!r} is no {what}; {hint or f'{all_of} are {every}'}")
