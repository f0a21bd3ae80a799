"""Collecting: the checks of a stage stand under the stage file that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.checks.stage_file import StageFile, is_stage_file
from grading.course.manifest import load_course
from grading.paths import EXERCISES, PACKAGE, SUITES, display_path

# The name under which the judge registers. Where it judges, the suites are collected
# themselves: the submission need not lie in a folder.
JUDGE = "picograd-judge"


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
                f"{display_path(path)} holds the questions; name the answers: "
                f"pytest {display_path(EXERCISES / PACKAGE)}/{file}"
            )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Stages in the order of the course, each check with the course's time limit."""
    course = load_course()
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
            file.most_unanswered = config.hook.pytest_picograd_most_unanswered()
            if limited:
                item.add_marker(pytest.mark.timeout(course.seconds_per_check))

    def key(indexed: tuple[int, pytest.Item]) -> tuple[int, int, int]:
        index, item = indexed
        file = item.getparent(StageFile)
        return (first[file.implementation] if file else index, position(item), index)

    items[:] = [item for _, item in sorted(enumerate(items), key=key)]
