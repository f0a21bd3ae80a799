"""Running the checks on a submission: pytest, with the judged learner and the recorder."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grading.checks import plugin
from grading.checks.collecting import JUDGE
from grading.checks.explaining import DecidedCheck, diagnose_stage
from grading.checks.learner_fixture import Learner
from grading.checks.placing import Call, call_of
from grading.checks.stage_file import StageFile
from grading.checks.verdict import Expected, Outcome, Verdict
from grading.course.manifest import Course, Stage
from grading.errors import CouldNotGrade
from grading.learner.isolation import Isolation
from grading.learner.package import Package, package_of_stage
from grading.learner.runner import MOST_UNANSWERED, PATIENCE, Question, Runner
from grading.learner.sandboxed import STAGE_IN_CHECKS, STAGE_IN_PARTS, Sandboxed
from grading.paths import ROOT, SUITES, display_path
from grading.submission.submission import Submission

# How a run of pytest ends in which the checks were decided; INTERRUPTED when stopping early.
_GRADED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)

# Parts of pytest that would print, write or look through all objects in memory.
_UNUSED = ("terminal", "cacheprovider", "logging", "unraisableexception", "threadexception")


@dataclass(frozen=True)
class Judgement:
    """What was expected, and what came, in the order of the course.

    not_begun: the stages that were collected but, stopping early, not run.
    """

    expected: tuple[Expected, ...]
    verdicts: tuple[Verdict, ...]
    not_begun: frozenset[str] = frozenset()


def judge(
    submission: Submission,
    course: Course,
    stages: Sequence[Stage],
    *,
    seed: int | None = None,
    stop_early: bool = False,
    stop_hanging: bool = False,
    lent_as_text: bool = False,
    first: Collection[str] = (),
    deadline: float = math.inf,
    isolation: Isolation,
    collected: Callable[[Sequence[Expected]], None] = lambda expected: None,
    decided: Callable[[Verdict], None] = lambda verdict: None,
) -> Judgement:
    """Run the suites of `stages` on the submission.

    stop_early: no stage after the first unfinished one is run. stop_hanging: a stage in which
    PATIENCE checks got no answer is asked no more, otherwise one with MOST_UNANSWERED of them.
    lent_as_text: as `package_of_stage` has it. first: the checks of a stage that are run before its
    others. deadline: on the monotonic clock; nothing is asked
    later. isolation: how their code is locked in. collected and decided are called as things
    happen. CouldNotGrade where the machinery fails.
    """
    judge = _Judge(
        submission,
        course,
        seed,
        stop_early,
        stop_hanging,
        lent_as_text,
        first,
        deadline,
        isolation,
        collected,
        decided,
    )
    suites = [str(_suite(stage)) for stage in stages]
    arguments = ["-s", "--noconftest", *(word for name in _UNUSED for word in ("-p", f"no:{name}"))]
    with _undisturbed(), judge:
        status = pytest.main(
            [*suites, *arguments, "--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml")],
            plugins=[plugin, judge],
        )
    if judge.interrupted:
        raise KeyboardInterrupt
    ended_well = status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or judge.stopped
    silent = [stage.id for stage in stages if stage.id not in {e.stage for e in judge.expected}]
    if silent and not judge.broken:
        raise CouldNotGrade(f"the suites of {', '.join(silent)} hold no checks")
    if judge.broken or not ended_well:
        raise CouldNotGrade(judge.broken or f"pytest ended with status {int(status)}")
    not_begun = {e.stage for e in judge.expected} - judge.begun if judge.stopped else set()
    return Judgement(tuple(judge.expected), tuple(judge.diagnosed()), frozenset(not_begun))


def _suite(stage: Stage) -> Path:
    suite = SUITES / f"test_{stage.id}.py"
    if not suite.is_file():
        raise CouldNotGrade(f"{display_path(suite)} is missing; put it back from the repository")
    return suite


class _Judge:
    """The pytest plugin behind `judge`; its registered name opens the suites to collection."""

    def __init__(
        self,
        submission: Submission,
        course: Course,
        seed: int | None,
        stop_early: bool,
        stop_hanging: bool,
        lent_as_text: bool,
        first: Collection[str],
        deadline: float,
        isolation: Isolation,
        collected: Callable[[Sequence[Expected]], None],
        decided: Callable[[Verdict], None],
    ) -> None:
        self._submission = submission
        self._course = course
        self._seed = seed
        self._stop_early = stop_early
        self._stop_hanging = stop_hanging
        self._lent_as_text = lent_as_text
        self._first = first
        self._deadline = deadline
        self._isolation = isolation
        self._collected = collected
        self._tell = decided
        self._runners: list[Sandboxed] = []
        self._unfinished: set[str] = set()
        self.expected: list[Expected] = []
        self.decided: list[tuple[Verdict, Sequence[Question]]] = []
        self._calls: dict[str, Call] = {}
        self.begun: set[str] = set()
        self.broken = ""
        self.interrupted = False
        self.stopped = False

    def __enter__(self) -> _Judge:
        return self

    def __exit__(self, *error: object) -> None:
        for runner in self._runners:
            runner.close()

    def diagnosed(self) -> Iterator[Verdict]:
        """The verdicts, with what explains the failing ones."""
        place = {(e.stage, e.check): n for n, e in enumerate(self.expected)}
        self.decided.sort(key=lambda d: place.get((d[0].stage, d[0].check), len(place)))
        for stage in self._course.stages:
            checks = [
                DecidedCheck(verdict, questions, self._calls.get(verdict.id))
                for verdict, questions in self.decided
                if verdict.stage == stage.id
            ]
            if not checks:
                continue  # to find what is lent to a stage its suite is parsed
            yield from diagnose_stage(
                stage,
                self._course,
                self._package(stage),
                lambda: self._isolation,
                self._seed,
                checks,
                self._deadline,
            )

    def _package(self, stage: Stage) -> Package:
        return package_of_stage(self._submission, self._course, stage, as_text=self._lent_as_text)

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(_Present(), JUDGE)
        # Nobody reads pytest's own failure texts here, and its long form is slow to make.
        config.option.tbstyle = "native"

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_most_unanswered(self) -> int:
        return PATIENCE if self._stop_hanging else MOST_UNANSWERED

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_runner(self, stage: Stage) -> Runner:
        for earlier in self._runners:
            earlier.close()
        package = self._package(stage)
        seconds = self._course.seconds_per_check
        self._runners.append(
            Sandboxed(
                package,
                stage.id,
                seconds,
                isolation=self._isolation,
                stage_seconds=STAGE_IN_CHECKS * seconds,
                stage_parts=STAGE_IN_PARTS,
                deadline=self._deadline,
                patience=PATIENCE - 1 if self._stop_hanging else PATIENCE,
            )
        )
        return self._runners[-1]

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_seed(self) -> int | None:
        return self._seed

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            last = str(report.longrepr).strip().splitlines()[-1:]
            self.broken = f"{report.nodeid} cannot be collected: {' '.join(last)}"

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            file = item.getparent(StageFile)
            if file is not None:
                claim = plugin.claim_of(item)
                self.expected.append(Expected(file.stage.id, item.name, claim))
        self._collected(self.expected)
        if self._first:
            order = {e.stage: n for n, e in enumerate(self.expected)}
            session.items.sort(key=lambda item: self._rank(item, order))

    def _rank(self, item: pytest.Item, order: Mapping[str, int]) -> tuple[int, bool]:
        """Stage by stage, in each the checks that are to come first."""
        file = item.getparent(StageFile)
        return order[file.stage.id] if file else -1, item.name not in self._first

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        file = item.getparent(StageFile)
        if file is not None:
            self.begun.add(file.stage.id)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        file = item.getparent(StageFile)
        if file is not None and isinstance(item, pytest.Function):
            self._calls[f"{file.stage.id}::{item.name}"] = call_of(item)

    def pytest_picograd_verdict(self, verdict: Verdict, learner: Learner | None) -> None:
        if verdict.stage in self._submission.missing:
            # The stub stands in for a file that is not there; its lines are nobody's.
            verdict = replace(verdict, line=None)
        self.decided.append((verdict, learner.questions if learner else []))
        if verdict.outcome is not Outcome.PASSED:
            self._unfinished.add(verdict.stage)
        self._tell(verdict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        if call.excinfo is not None and isinstance(call.excinfo.value, CouldNotGrade):
            self.broken = str(call.excinfo.value)
            item.session.shouldstop = self.broken

    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        here, there = (i.getparent(StageFile) if i else None for i in (item, nextitem))
        if self._stop_early and here is not there and self._unfinished:
            item.session.shouldstop = "the first unfinished stage"
            self.stopped = True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest's own way to stop early is a subclass of it.
        self.interrupted = excinfo.type is KeyboardInterrupt


class _Present:
    """Registered under the judge's name; nothing else."""


@contextmanager
def _undisturbed() -> Iterator[None]:
    """pytest without the options and plugins that this machine's owner has for other work."""
    before = dict(os.environ)
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
