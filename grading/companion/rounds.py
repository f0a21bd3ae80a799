"""Running a stage again after each save, and what that changed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from grading.checks.verdict import Outcome, Verdict
from grading.companion.own_folder import grade_own, passed_before, take_in_own
from grading.course.manifest import Course, Stage
from grading.diagnosis.syntax import functions_in
from grading.grade import Watcher
from grading.report.fault_location import checks_using
from grading.report.report import Report, StageReport, Status


@dataclass(frozen=True)
class Round:
    """One run of a stage. better: the checks that pass now and did not in the round before;
    worse: the other way round.
    """

    report: Report
    entry: StageReport
    better: tuple[Verdict, ...] = ()
    worse: tuple[Verdict, ...] = ()


class Rounds:
    """The rounds of one session: what each stage was like when it was last run."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._entries: dict[str, StageReport] = {}
        self._texts: dict[str, str] = {}
        self._passed: frozenset[str] = frozenset()

    def begin(self, watcher: Watcher) -> Round:
        """The first stage that does not pass, or the last one where all do.

        Those that passed in an earlier session and have not changed since are not run again.
        """
        self._texts = _texts_of(self._course)
        self._passed = passed_before(self._course)
        stages = self._course.stages
        open_stages = tuple(s for s in stages if s.id not in self._passed) or stages[-1:]
        report = grade_own(self._course, open_stages, watcher, stop_early=True)
        run = [entry for entry in report.stages if entry.status is not Status.NOT_RUN]
        self._entries = {entry.stage.id: entry for entry in run}
        return Round(report, run[-1])

    def run(self, stage: Stage, watcher: Watcher) -> Round | None:
        """The stage as it is now; None where its file holds what it held before.

        What failed is asked first, and what uses the functions that were changed.
        """
        texts = _texts_of(self._course)
        before, text = self._texts.get(stage.id), texts.get(stage.id, "")
        self._texts = texts
        known = self._entries.get(stage.id)
        if text == before and (known is not None or stage.id in self._passed):
            return None
        first = _first_of(known, changed_functions(before or "", text)) if known else frozenset()
        report = grade_own(self._course, (stage,), watcher, first=first)
        [entry] = [e for e in report.stages if e.stage == stage]
        self._entries[stage.id] = entry
        if known is not None:
            passed = {check.check for check in known.checks if _passes(check)}
        elif stage.id in self._passed:
            passed = {check.check for check in entry.checks}
        else:
            return Round(report, entry)
        return Round(
            report,
            entry,
            better=tuple(c for c in entry.checks if _passes(c) and c.check not in passed),
            worse=tuple(c for c in entry.checks if not _passes(c) and c.check in passed),
        )


def changed_functions(before: str, after: str) -> frozenset[str]:
    """The functions and methods whose text is another; none where one of the two does not parse."""
    try:
        old, new = _sources(before), _sources(after)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _sources(text: str) -> Mapping[str, str]:
    """What each function says, whatever stands between its lines and around them."""
    return {name: ast.dump(function) for name, function in functions_in(text).items()}


def _first_of(entry: StageReport, functions: frozenset[str]) -> frozenset[str]:
    """The checks to ask first: those that went wrong, and those of the changed functions."""
    wrong = (Outcome.FAILED, Outcome.ERROR)
    failing = {check.check for check in entry.checks if check.outcome in wrong}
    using = (checks_using(function, entry.checks, entry.suite) for function in functions)
    return frozenset(failing).union(*using)


def _passes(check: Verdict) -> bool:
    return check.outcome is Outcome.PASSED


def _texts_of(course: Course) -> dict[str, str]:
    return {
        file.stage: file.content.decode("utf-8", errors="replace")
        for file in take_in_own(course).files
    }
