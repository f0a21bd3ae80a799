"""How strong the suites are: every mistake of the catalogue against every check of its stage.

A suite is collected once and run for one variant of the stage after the other, in one
process: the reference, each mistake, the stubs answering a constant, all functions handing on
what they were given, and each function refusing whatever it is given. Where one function is
changed, only the checks are run in which the reference runs that function; all others see what
they saw of the reference.
"""

from __future__ import annotations

import concurrent.futures.process
import multiprocessing
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from grading.checks import plugin
from grading.checks.learner_fixture import Learner
from grading.checks.stage_file import StageFile
from grading.checks.verdict import Outcome, Verdict
from grading.commands.audit.dummy_answers import (
    CONSTANTS,
    HANDED_ON,
    REFUSALS,
    answering,
    handing_on,
    refusing_in,
)
from grading.course.manifest import Stage, load_course
from grading.diagnosis.naming import choose_mistakes
from grading.diagnosis.replies import Reply, alike, replies_of
from grading.errors import CouldNotGrade
from grading.learner.in_process import InProcess
from grading.learner.package import Package, package_from_folder
from grading.learner.runner import Runner, TimedOut, patient
from grading.mistakes.catalogue import Mistake, laid_over, mistakes_of
from grading.paths import PACKAGE, ROOT, SOLUTIONS
from grading.worker.functions_run import functions_run
from grading.worker.overlay import Source

# A mistake may well be an endless loop; no question to the reference takes this long. Of the
# processor's time, not the clock's: on a busy machine the audit says the same.
SECONDS_PER_QUESTION = 4.0

REFERENCE = "(the reference)"


@dataclass(frozen=True)
class Audit:
    """One stage. caught: for each mistake, the checks that it does not pass.

    named: for each mistake, the mistakes that a learner who made it would be told, over all
    failing checks. twins: what the catalogue says cannot be told apart from it. passed_by: for
    each constant, the checks that it passes, and for each way to hand on an argument, the
    checks that need a function that does so and pass. refused: for each function that raises
    an error whatever it is given, the checks that need it and pass. broken: those that the
    reference does not pass.
    """

    stage: str
    checks: tuple[str, ...]
    caught: dict[str, tuple[str, ...]]
    named: dict[str, tuple[str, ...]]
    twins: dict[str, tuple[str, ...]]
    passed_by: dict[str, tuple[str, ...]]
    refused: dict[str, tuple[str, ...]]
    broken: tuple[str, ...]

    @property
    def survivors(self) -> tuple[str, ...]:
        """Mistakes that every check passes."""
        return tuple(mistake for mistake, checks in self.caught.items() if not checks)

    @property
    def idle(self) -> tuple[str, ...]:
        """Checks that no mistake fails."""
        busy = {check for checks in self.caught.values() for check in checks}
        return tuple(check for check in self.checks if check not in busy)

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Mistakes that are caught, and whose diagnosis names neither them nor all their twins."""
        return tuple(
            m
            for m, names in self.named.items()
            if self.caught[m] and m not in names and not set(names) & set(self.twins[m])
        )

    @property
    def needless_twins(self) -> tuple[str, ...]:
        """Mistakes that are said to have twins, and are told apart."""
        return tuple(m for m, twins in self.twins.items() if twins and m in self.named[m])


@dataclass(frozen=True)
class _Variant:
    """A stage's source. where: the one function in which it differs from the reference's."""

    source: str
    where: str | None = None


@dataclass(frozen=True)
class _Seen:
    """One check on one variant: how it ended, and every reply that it got."""

    outcome: Outcome
    replies: tuple[Reply, ...]


def audit_stages(stages: Sequence[str], processes: int = 2, seed: int | None = None) -> list[Audit]:
    """The audits of several stages, side by side; each process imports torch once."""
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, mp_context=context) as pool:
        try:
            return list(pool.map(partial(audit_stage, seed=seed), stages))
        except concurrent.futures.process.BrokenProcessPool as error:
            raise CouldNotGrade(
                "a process of the audit was ended from outside, perhaps for want of memory; "
                "try it with --processes 1"
            ) from error


def audit_stage(stage_id: str, seed: int | None = None) -> Audit:
    """Every mistake and every constant of one stage against its suite, in this process.

    seed: of the numbers that are asked; None for the published ones.
    """
    catalogue = mistakes_of(stage_id)
    reference = (SOLUTIONS / PACKAGE / f"{stage_id}.py").read_text(encoding="utf-8")
    refusing = [refusal for kind in REFUSALS for refusal in refusing_in(stage_id, kind)]
    wrong = {m.id: _Variant(laid_over(reference, m), m.where) for m in (*catalogue, *refusing)}
    constant = {name: _Variant(answering(stage_id, name)) for name in CONSTANTS}
    changed = {name: handing_on(stage_id, name) for name in HANDED_ON}
    handed = {name: _Variant(source) for name, (source, _) in changed.items()}
    loop = _survey(stage_id, seed, {REFERENCE: _Variant(reference), **wrong, **constant, **handed})
    seen = loop.seen
    return Audit(
        stage=stage_id,
        checks=tuple(seen[REFERENCE]),
        caught={mistake.id: _not_passed(seen[mistake.id]) for mistake in catalogue},
        named={mistake.id: _named(mistake, catalogue, seen) for mistake in catalogue},
        twins={mistake.id: mistake.twins for mistake in catalogue},
        passed_by={
            **{name: _passed(seen[name]) for name in CONSTANTS},
            **{
                name: tuple(c for c in _passed(seen[name]) if functions & loop.touched[c])
                for name, (_, functions) in changed.items()
            },
        },
        refused={
            refusal.id: tuple(
                check for check in _passed(seen[refusal.id]) if refusal.where in loop.touched[check]
            )
            for refusal in refusing
        },
        broken=_not_passed(seen[REFERENCE]),
    )


def _passed(seen: Mapping[str, _Seen]) -> tuple[str, ...]:
    return tuple(check for check, s in seen.items() if s.outcome is Outcome.PASSED)


def _not_passed(seen: Mapping[str, _Seen]) -> tuple[str, ...]:
    return tuple(check for check, s in seen.items() if s.outcome is not Outcome.PASSED)


def _named(
    mistake: Mistake, catalogue: Sequence[Mistake], seen: Mapping[str, Mapping[str, _Seen]]
) -> tuple[str, ...]:
    """What the diagnosis says to a learner whose code is `mistake`, from the replies seen."""
    explained = {}
    for check in _not_passed(seen[mistake.id]):
        given, right = seen[mistake.id][check].replies, seen[REFERENCE][check]
        if not _same_replies(given, right.replies):
            explained[check] = [
                other
                for other in catalogue
                # What saw the reference itself differs, as said above.
                if (theirs := seen[other.id][check]) is not right
                and _same_replies(given, theirs.replies)
            ]
    names = [m.id for found in choose_mistakes(explained).values() for m in found]
    return tuple(dict.fromkeys(names))


def _same_replies(one: Sequence[Reply], other: Sequence[Reply]) -> bool:
    return len(one) == len(other) and all(map(alike, one, other))


def _survey(stage_id: str, seed: int | None, variants: Mapping[str, _Variant]) -> _Loop:
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
    return loop


class _Loop:
    """Runs the collected checks once for each variant of the stage's source.

    touched: for each check, the functions of the stage that the reference runs for it.
    fault: what went wrong with pytest itself.
    """

    def __init__(self, variants: Mapping[str, _Variant], path: str, seed: int | None) -> None:
        self._variants = variants
        self._path = path
        self._seed = seed
        self._variant = ""
        self.seen: dict[str, dict[str, _Seen]] = {name: {} for name in variants}
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
    def pytest_picograd_stops(self) -> bool:
        return False

    def pytest_picograd_verdict(self, verdict: Verdict, learner: Learner | None) -> None:
        late = verdict.outcome is Outcome.TIMEOUT
        self._late += late
        replies = replies_of(learner.questions, late) if learner else ()
        self.seen[self._variant][verdict.check] = _Seen(verdict.outcome, replies)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            self._variant, touched = REFERENCE, set[str]()
            with functions_run(self._path, touched):
                _run([item])
            self.touched[item.name] = touched
        for name, variant in self._variants.items():
            if name != REFERENCE:
                # What it saw of the reference, unless the checks that are run now say otherwise.
                self.seen[name].update(self.seen[REFERENCE])
                self._variant, where, self._late = name, variant.where, 0
                _run([i for i in session.items if where is None or where in self.touched[i.name]])
        return True


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
        file.runner, file.late = None, 0
