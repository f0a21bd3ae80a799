"""The pytest plugin: the checks of a stage, collected for the stage file that is named.

`pytest exercises/picograd/graph.py` runs `tests/stages/test_graph.py` against that file; the
path you name is the implementation you test, and the node ids stand under it. Nothing
here needs more than pytest, pytest-timeout and torch.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grading import oracle
from grading.course import Stage, load
from grading.diagnosis import with_mistakes
from grading.inputs import Inputs
from grading.learner import InProcess, Learner, Runner, patient
from grading.paths import EXERCISES, PACKAGE, SOLUTIONS, SUITES, shown
from grading.stagefile import StageFile, is_stage_file, package_for
from grading.verdict import Outcome, Verdict
from grading.verdicts import Blocked, verdict_of

# The name under which the judge registers. Where it judges, the suites are collected
# themselves: the submission need not lie in a folder.
JUDGE = "picograd-judge"

VERDICT = pytest.StashKey[Verdict]()
LEARNER = pytest.StashKey[Learner]()
TIMER = pytest.StashKey[object]()
# The first stage of each implementation in which a check of this run did not pass.
UNFINISHED = pytest.StashKey[dict[Path, Stage]]()
# What was decided so far: the verdicts on each stage file, with what was asked for them.
DECIDED = pytest.StashKey[
    "dict[StageFile, list[tuple[Verdict, Learner | None, pytest.TestReport]]]"
]()


class Hooks:
    """The hooks that this plugin offers to others: the judge and the recorder."""

    @pytest.hookspec(firstresult=True)
    def pytest_picograd_runner(self, stage: Stage, implementation: Path) -> Runner | None:
        """Where the code of `stage` in the folder `implementation` runs."""

    @pytest.hookspec(firstresult=True)
    def pytest_picograd_seed(self) -> int | None:
        """The grading seed; None for the published inputs."""

    def pytest_picograd_verdict(self, verdict: Verdict, learner: Learner | None) -> None:
        """Called once for every check, when it is decided."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(Hooks)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[UNFINISHED] = {}
    config.stash[DECIDED] = {}


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Dir | None:
    """A `picograd` folder is no test package: its `__init__.py` is never imported."""
    if path.name == PACKAGE:
        return pytest.Dir.from_parent(parent, path=path)
    return None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The suites are questions; they are collected for the stage file that answers them."""
    judged = config.pluginmanager.has_plugin(JUDGE)
    return True if collection_path == SUITES and not judged else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> StageFile | None:
    # pytest makes a module of any file that is named on the command line: that way comes
    # through `pytest_pycollect_makemodule`.
    if is_stage_file(file_path) and not parent.session.isinitpath(file_path):
        return StageFile.from_parent(parent, path=file_path)
    return None


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    if is_stage_file(module_path):
        return StageFile.from_parent(parent, path=module_path)
    judged = parent.config.pluginmanager.has_plugin(JUDGE)
    if judged and module_path.parent == SUITES and module_path.stem.startswith("test_"):
        return StageFile.from_parent(parent, path=module_path)
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """A suite that is named by itself has nothing to ask: say what to name instead."""
    if session.config.pluginmanager.has_plugin(JUDGE):
        return
    for argument in session.config.args:
        path = (session.config.invocation_params.dir / argument.partition("::")[0]).resolve()
        if SUITES in (path, path.parent):
            file = f"{path.stem.removeprefix('test_')}.py" if path != SUITES else ""
            raise pytest.UsageError(
                f"{shown(path)} holds the questions; name the answers: "
                f"pytest {shown(EXERCISES / PACKAGE)}/{file}"
            )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stages in the order of the course, each check with the course's time limit."""
    course = load()
    order = {stage: position for position, stage in enumerate(course.stage_ids)}

    def position(item: pytest.Item) -> int:
        file = item.getparent(StageFile)
        return order[file.stage.id] if file else -1

    # pytest-timeout may be absent (the judge has its own clock), and `--timeout` wins.
    limited = config.getoption("timeout", "absent") is None
    # Only the checks change places, and only among those of the same folder.
    first: dict[Path, int] = {}
    for index, item in enumerate(items):
        file = item.getparent(StageFile)
        if file:
            first.setdefault(file.implementation, index)
            if limited:
                item.add_marker(pytest.mark.timeout(course.seconds_per_check))

    def key(indexed: tuple[int, pytest.Item]) -> tuple[int, int, int]:
        index, item = indexed
        file = item.getparent(StageFile)
        return (first[file.implementation] if file else index, position(item), index)

    items[:] = [item for _, item in sorted(enumerate(items), key=key)]


def pytest_picograd_runner(stage: Stage, implementation: Path) -> Runner:
    return InProcess(package_for(stage, implementation, load()), stage.id)


def pytest_picograd_seed() -> int | None:
    return None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """One endless loop must not cost every check of its stage the whole time: see `patient`."""
    file, limit = item.getparent(StageFile), item.get_closest_marker("timeout")
    if file is None or limit is None:
        return (yield)
    item.own_markers.insert(0, pytest.mark.timeout(patient(limit.args[0], file.late)).mark)
    try:
        return (yield)
    finally:
        del item.own_markers[0]


@pytest.hookimpl(optionalhook=True, tryfirst=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: object) -> None:
    """Remember how pytest-timeout times a check, to be able to stop its clock for a while."""
    item.stash[TIMER] = settings


@contextmanager
def timer_stopped(item: pytest.Item) -> Iterator[None]:
    """Inside, pytest-timeout does not count; afterwards it starts anew."""
    if TIMER not in item.stash:
        yield
        return
    hook = item.config.hook
    hook.pytest_timeout_cancel_timer(item=item)
    try:
        yield
    finally:
        hook.pytest_timeout_set_timer(item=item, settings=item.stash[TIMER])


@pytest.fixture
def learner(request: pytest.FixtureRequest) -> Iterator[Learner]:
    """The learner's code, as the check sees it."""
    file = request.node.getparent(StageFile)
    if file is None:
        raise pytest.UsageError("the fixture `learner` is for the checks of a stage")
    hook = request.config.hook
    earlier = request.config.stash[UNFINISHED].get(file.implementation, file.stage)
    if earlier is not file.stage and not (SOLUTIONS / PACKAGE).is_dir():
        # In a handout the learner's own modules stand in for the reference.
        raise Blocked(f"waits for {earlier.file}, whose checks do not all pass yet")
    if file.runner is None:
        file.runner = hook.pytest_picograd_runner(
            stage=file.stage, implementation=file.implementation
        )
    begin = getattr(file.runner, "begin_check", None)
    if begin is not None:
        begin()
    inputs = Inputs(hook.pytest_picograd_seed(), f"{file.stage.id}::{request.node.name}")
    paused = getattr(file.runner, "paused", None) or partial(timer_stopped, request.node)
    made = Learner(file.runner, inputs)
    request.node.stash[LEARNER] = made
    with oracle.imported_inside(paused):
        yield made


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
        item.repr_failure = lambda *_: failure_text(verdict)  # type: ignore[method-assign]
    report = yield
    # For the status below; as text, since reports travel between the processes of pytest-xdist.
    report.picograd_outcome = verdict.outcome.value  # type: ignore[attr-defined]
    if verdict.outcome is not Outcome.PASSED:
        report.outcome = "failed"
    checks = item.config.stash[DECIDED].setdefault(file, [])
    checks.append((verdict, item.stash.get(LEARNER, None), report))
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Name the mistakes, once all failures of a stage are known and before they are printed."""
    if not session.config.pluginmanager.has_plugin("terminalreporter"):
        return
    course = load()
    for file, checks in session.config.stash[DECIDED].items():
        asked = [(verdict, learner.questions if learner else []) for verdict, learner, _ in checks]
        named = with_mistakes(file.stage.id, course.stage_ids, asked)
        for verdict, (_, _, report) in zip(named, checks, strict=True):
            if verdict.mistakes and not verdict.unexpected:
                report.longrepr = failure_text(verdict)


def _decided(item: pytest.Item, file: StageFile, call: pytest.CallInfo[None]) -> Verdict:
    """The verdict on a check, made known to whoever listens."""
    learner = item.stash.get(LEARNER, None)
    verdict = verdict_of(
        stage=file.stage.id,
        check=item.name,
        claim=claim_of(item),
        error=call.excinfo.value if call.excinfo else None,
        learner=learner,
        file=file.runner.file if file.runner else shown(file.path),
    )
    item.stash[VERDICT] = verdict
    file.late += verdict.outcome is Outcome.TIMEOUT
    if verdict.outcome not in (Outcome.PASSED, Outcome.BLOCKED):
        item.config.stash[UNFINISHED].setdefault(file.implementation, file.stage)
    item.config.hook.pytest_picograd_verdict(verdict=verdict, learner=learner)
    return verdict


def claim_of(item: pytest.Item) -> str:
    """The check's docstring: the sentence that it checks."""
    doc = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return " ".join(doc.split())


def failure_text(verdict: Verdict) -> str:
    """What pytest prints under the name of a check that did not pass."""
    mistakes = [f"{mistake.sentence} ({mistake.id})" for mistake in verdict.mistakes]
    parts = [verdict.claim, verdict.message, verdict.drawing, verdict.traceback, *mistakes]
    return "\n\n".join(part for part in parts if part)


def pytest_report_teststatus(report: Any) -> tuple[str, str, str] | None:
    outcome = getattr(report, "picograd_outcome", None)
    if report.when == "call" or outcome == Outcome.BLOCKED.value:
        if outcome == Outcome.TODO.value:
            return "todo", "t", "TODO"
        if outcome == Outcome.BLOCKED.value:
            return "blocked", "b", "BLOCKED"
    return None
