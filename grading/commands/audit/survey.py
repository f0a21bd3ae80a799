"""A stage's suite, collected once and run for one variant of the stage after the other.

All in one process, and no more than it takes. What is changed in one function is only run in the
checks in which the reference runs that function; all others see what they saw of the reference.
What is changed in two is only run in the checks in which the reference runs both.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading.checks import plugin
from grading.checks.learner_fixture import Learner
from grading.checks.stage_file import StageFile
from grading.checks.verdict import Outcome, Verdict
from grading.course.manifest import Stage, load_course
from grading.diagnosis.digest import Digest, digests_of
from grading.diagnosis.known_replies import KnownReplies
from grading.diagnosis.replies import replies_of
from grading.errors import CouldNotGrade
from grading.learner.in_process import InProcess
from grading.learner.package import Package, package_from_folder
from grading.learner.runner import Runner, TimedOut, patient
from grading.paths import PACKAGE, ROOT, SOLUTIONS
from grading.worker.functions_run import functions_run
from grading.worker.overlay import Source

# A mistake may well be an endless loop; no question to the reference takes this long. Of the
# processor's time, not the clock's: on a busy machine the audit says the same.
SECONDS_PER_QUESTION = 4.0

REFERENCE = "(the reference)"


@dataclass(frozen=True)
class Variant:
    """A stage's source.

    parts: for each function in which it differs, the variant that differs in that one alone: this
    one, or one that stands before it. None if it may differ anywhere.
    """

    source: str
    parts: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Seen:
    """One check on one variant: how it ended, and every reply that it got."""

    outcome: Outcome
    replies: tuple[Digest, ...]


@dataclass(frozen=True)
class Survey:
    """What each check saw of each variant, by their names.

    touched: for each check, the functions of the stage that the reference runs for it.
    """

    seen: Mapping[str, Mapping[str, Seen]]
    touched: Mapping[str, set[str]]

    def passed(self, variant: str) -> tuple[str, ...]:
        """The checks that a variant passes."""
        return tuple(c for c, s in self.seen[variant].items() if s.outcome is Outcome.PASSED)

    def not_passed(self, variant: str) -> tuple[str, ...]:
        return tuple(c for c, s in self.seen[variant].items() if s.outcome is not Outcome.PASSED)

    def given(self, variant: str) -> dict[str, tuple[Digest, ...]]:
        """What a variant replied in each check."""
        return {check: seen.replies for check, seen in self.seen[variant].items()}

    def known(self, variants: Sequence[str]) -> KnownReplies:
        """The replies of those variants that do not pass, and the reference's."""
        wrong: dict[str, dict[str, tuple[Digest, ...]]] = {}
        for variant in variants:
            for check in self.not_passed(variant):
                wrong.setdefault(check, {})[variant] = self.seen[variant][check].replies
        return KnownReplies(self.given(REFERENCE), wrong)


def survey(stage_id: str, seed: int | None, variants: Mapping[str, Variant]) -> Survey:
    """The suite of a stage on each of `variants`, the reference first."""
    file = SOLUTIONS / PACKAGE / f"{stage_id}.py"
    loop = _Loop(variants, str(file), seed)
    # The plugins that are left out take longer than a check.
    without = ("terminal", "cacheprovider", "logging", "warnings", "threadexception", "timeout")
    options = [option for name in without for option in ("-p", f"no:{name}")]
    arguments = [str(file), *options, "-s", "--noconftest", "--rootdir", str(ROOT)]
    status = pytest.main(arguments, plugins=[plugin, loop])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        why = loop.fault or f"pytest ended with status {int(status)}"
        raise CouldNotGrade(f"the checks of {stage_id} could not be run: {why}")
    return Survey(loop.seen, loop.touched)


class _Loop:
    """Runs the collected checks once for each variant of the stage's source.

    touched: for each check, the functions of the stage that the reference runs for it.
    fault: what went wrong with pytest itself.
    """

    def __init__(self, variants: Mapping[str, Variant], path: str, seed: int | None) -> None:
        self._variants = variants
        self._path = path
        self._seed = seed
        self._variant = ""
        self.seen: dict[str, dict[str, Seen]] = {name: {} for name in variants}
        self.touched: dict[str, set[str]] = {}
        self._late = 0
        self.fault = ""

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.fault = f"{excinfo.typename}: {excinfo.value}"

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.fault = str(report.longrepr).strip().splitlines()[-1]

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_runner(self, stage: Stage, implementation: Path) -> Runner:
        reference = package_from_folder(stage, implementation, load_course())
        source = self._variants[self._variant].source.encode()
        own = Source(reference.sources[stage.id].path, source)
        package = Package((stage.id,), {**reference.sources, stage.id: own})
        return InProcess(package, stage.id, lambda: _limited(self._late))

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_seed(self) -> int | None:
        return self._seed

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_most_unanswered(self) -> int:
        return sys.maxsize  # every check is asked

    def pytest_picograd_verdict(self, verdict: Verdict, learner: Learner | None) -> None:
        late = verdict.outcome is Outcome.TIMEOUT
        self._late += late
        replies = digests_of(replies_of(learner.questions, late)) if learner else ()
        self.seen[self._variant][verdict.check] = Seen(verdict.outcome, replies)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            self._variant, touched = REFERENCE, set[str]()
            with functions_run(self._path, touched):
                _run([item])
            self.touched[item.name] = touched
        for name, variant in self._variants.items():
            if name != REFERENCE:
                self._variant, self._late = name, 0
                known = {item.name: self._known(name, variant, item.name) for item in session.items}
                # All of them, in the order of the suite: what is run takes its place.
                self.seen[name].update({c: known[c] or self.seen[REFERENCE][c] for c in known})
                _run([item for item in session.items if known[item.name] is None])
        return True

    def _known(self, name: str, variant: Variant, check: str) -> Seen | None:
        """What `check` sees of a variant, where another has shown it."""
        if variant.parts is None:
            return None
        run = [part for function, part in variant.parts.items() if function in self.touched[check]]
        if not run:
            return self.seen[REFERENCE][check]
        return self.seen[run[0]][check] if len(run) == 1 and run[0] != name else None


@contextmanager
def _limited(late: int) -> Iterator[None]:
    """End what takes too long. late: how many questions have been ended so far."""
    if not hasattr(signal, "setitimer"):  # Windows: an endless mistake ends with the audit
        yield
        return

    def strike(number: int, frame: object) -> None:
        raise TimedOut(f"no answer within {SECONDS_PER_QUESTION:g} seconds of work")

    before = signal.signal(signal.SIGVTALRM, strike)
    signal.setitimer(signal.ITIMER_VIRTUAL, patient(SECONDS_PER_QUESTION, late))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _run(items: Sequence[pytest.Item]) -> None:
    for item in items:
        _made_new(item)
    for item, following in zip(items, [*items[1:], None], strict=False):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def _made_new(item: pytest.Item) -> None:
    """Forget what an earlier run of the same item left behind."""
    item._initrequest()  # type: ignore[attr-defined]  # as pytest-rerunfailures does
    if plugin.VERDICT in item.stash:
        del item.stash[plugin.VERDICT]
    if plugin.LEARNER in item.stash:
        del item.stash[plugin.LEARNER]
    file = item.getparent(StageFile)
    if file is not None:
        file.runner, file.unanswered = None, 0
