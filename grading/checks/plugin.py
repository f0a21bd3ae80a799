"""The pytest plugin: the checks of a stage, collected for the stage file that is named.

`pytest exercises/picograd/graph.py` runs `tests/stages/test_graph.py` against that file; the
path you name is the implementation you test, and the node ids stand under it. Nothing
here needs more than pytest and pytest-timeout.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from grading.checks import clock, collecting
from grading.checks.clock import clock_of
from grading.checks.decide import Blocked, decide_verdict
from grading.checks.explaining import DecidedCheck, diagnose_stage
from grading.checks.inputs import Inputs
from grading.checks.learner_fixture import Learner
from grading.checks.placing import call_of
from grading.checks.stage_file import StageFile
from grading.checks.verdict import Outcome, Verdict
from grading.checks.wording import describe_verdict
from grading.course.manifest import Stage, load_course
from grading.learner.choose import choose_isolation
from grading.learner.in_process import InProcess
from grading.learner.isolation import Isolation
from grading.learner.package import package_from_folder
from grading.learner.runner import PATIENCE, UNANSWERED, Runner
from grading.paths import PACKAGE, SOLUTIONS, display_path

VERDICT = pytest.StashKey[Verdict]()
LEARNER = pytest.StashKey[Learner]()
# The first stage of each implementation in which a check of this run did not pass.
UNFINISHED = pytest.StashKey[dict[Path, Stage]]()
# What was decided so far of each stage file, with the reports on it.
DECIDED = pytest.StashKey["dict[StageFile, list[tuple[DecidedCheck, pytest.TestReport]]]"]()


class Hooks:
    """The hooks that this plugin offers to others: the judge and the recorder."""

    @pytest.hookspec(firstresult=True)
    def pytest_picograd_runner(
        self, config: pytest.Config, stage: Stage, implementation: Path
    ) -> Runner | None:
        """Where the code of `stage` in the folder `implementation` runs."""

    @pytest.hookspec(firstresult=True)
    def pytest_picograd_seed(self) -> int | None:
        """The grading seed; None for the published inputs."""

    @pytest.hookspec(firstresult=True)
    def pytest_picograd_most_unanswered(self) -> int | None:
        """After how many checks that got no answer a stage is asked no more."""

    def pytest_picograd_verdict(self, verdict: Verdict, learner: Learner | None) -> None:
        """Called once for every check, when it is decided."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(Hooks)


def pytest_configure(config: pytest.Config) -> None:
    for part in (collecting, clock):
        config.pluginmanager.register(part, part.__name__)
    config.stash[UNFINISHED] = {}
    config.stash[DECIDED] = {}


def pytest_picograd_runner(config: pytest.Config, stage: Stage, implementation: Path) -> Runner:
    package = package_from_folder(stage, implementation, load_course())
    return InProcess(package, stage.id, clock_of(config))


def pytest_picograd_seed() -> int | None:
    return None


def pytest_picograd_most_unanswered() -> int:
    return PATIENCE


@pytest.fixture
def learner(request: pytest.FixtureRequest) -> Learner:
    """The learner's code, as the check sees it."""
    file = request.node.getparent(StageFile)
    if file is None:
        raise pytest.UsageError("the fixture `learner` is for the checks of a stage")
    hook = request.config.hook
    earlier = request.config.stash[UNFINISHED].get(file.implementation, file.stage)
    if earlier is not file.stage and not (SOLUTIONS / PACKAGE).is_dir():
        # In a handout the learner's own modules stand in for the reference.
        raise Blocked(f"waits for {earlier.file}, whose checks do not all pass yet")
    if file.is_given_up:
        raise Blocked(_not_asked(file))
    if file.runner is None:
        file.runner = hook.pytest_picograd_runner(
            config=request.config, stage=file.stage, implementation=file.implementation
        )
    file.runner.begin_check()
    inputs = Inputs(hook.pytest_picograd_seed(), f"{file.stage.id}::{request.node.name}")
    made = Learner(file.runner, inputs)
    request.node.stash[LEARNER] = made
    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    file = item.getparent(StageFile)
    undecided = VERDICT not in item.stash and (call.when == "call" or call.excinfo is not None)
    if file is None or not undecided:
        return (yield)
    verdict = _decided(item, file, call)
    if verdict.outcome is not Outcome.PASSED and not verdict.unexpected:
        # pytest would show the lines of the check; the learner needs those of their file.
        item.repr_failure = lambda *_: write_failure(verdict)  # type: ignore[method-assign]  # pytest asks it
    report = yield
    # For the status below; as text, since reports travel between the processes of pytest-xdist.
    report.picograd_outcome = verdict.outcome.value  # type: ignore[attr-defined]  # ours
    if verdict.outcome is not Outcome.PASSED:
        report.outcome = "failed"
    checks = item.config.stash[DECIDED].setdefault(file, [])
    learner = item.stash.get(LEARNER, None)
    again = call_of(item) if call.when == "call" and isinstance(item, pytest.Function) else None
    checks.append((DecidedCheck(verdict, learner.questions if learner else [], again), report))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Explain the failures of a stage once all are known, and before they are printed."""
    if not session.config.pluginmanager.has_plugin("terminalreporter"):
        return
    course, seed = load_course(), session.config.hook.pytest_picograd_seed()
    for file, checks in session.config.stash[DECIDED].items():
        package = package_from_folder(file.stage, file.implementation, course)
        decided = [check for check, _ in checks]
        told = diagnose_stage(file.stage, course, package, _isolation, seed, decided)
        for verdict, (before, report) in zip(told, checks, strict=True):
            if verdict != before.verdict and not verdict.unexpected:
                report.longrepr = write_failure(verdict)


def _isolation() -> Isolation:
    """The lowest that has limits: their code has been running here, as they can themselves."""
    return choose_isolation("0")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say why the rest of a stage was not asked, which is no failure that pytest would show."""
    for file in config.stash[DECIDED]:
        if file.is_given_up:
            terminalreporter.line(f"{display_path(file.path)}: the others are {_not_asked(file)}")


def _not_asked(file: StageFile) -> str:
    return f"not asked, since {file.unanswered} checks of {file.stage.file} got no answer"


def _decided(item: pytest.Item, file: StageFile, call: pytest.CallInfo[None]) -> Verdict:
    """The verdict on a check, made known to whoever listens."""
    learner = item.stash.get(LEARNER, None)
    verdict = decide_verdict(
        stage=file.stage.id,
        check=item.name,
        claim=claim_of(item),
        error=call.excinfo.value if call.excinfo else None,
        learner=learner,
        file=file.runner.file if file.runner else display_path(file.path),
    )
    item.stash[VERDICT] = verdict
    ended_without = call.excinfo is not None and isinstance(call.excinfo.value, UNANSWERED)
    asked = verdict.outcome is not Outcome.BLOCKED
    file.unanswered += asked and (ended_without or verdict.outcome is Outcome.TIMEOUT)
    if verdict.outcome not in (Outcome.PASSED, Outcome.BLOCKED):
        item.config.stash[UNFINISHED].setdefault(file.implementation, file.stage)
    item.config.hook.pytest_picograd_verdict(verdict=verdict, learner=learner)
    return verdict


def claim_of(item: pytest.Item) -> str:
    """The check's docstring: the sentence that it checks."""
    doc = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return " ".join(doc.split())


def write_failure(verdict: Verdict) -> str:
    """What pytest prints under the name of a check that did not pass."""
    said = describe_verdict(verdict)
    mistakes = [mistake.text for mistake in said.mistakes]
    told = [said.place, said.slip, *mistakes]
    parts = [said.claim, said.message, said.asked_at, said.table, said.whereabouts]
    parts += [said.traceback, *told]
    return "\n\n".join(part for part in parts if part)


def pytest_report_teststatus(report: Any) -> tuple[str, str, str] | None:
    outcome = getattr(report, "picograd_outcome", None)
    if report.when == "call" or outcome == Outcome.BLOCKED.value:
        if outcome == Outcome.TODO.value:
            return "todo", "t", "TODO"
        if outcome == Outcome.BLOCKED.value:
            return "blocked", "b", "BLOCKED"
    return None
