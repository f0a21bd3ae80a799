"""How strong the suites are: every mistake of the catalogue against every check of its stage."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from grading import plugin
from grading.course import Stage, load
from grading.learner import InProcess, Learner, Package, Runner
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.overlay import Source
from grading.paths import PACKAGE, ROOT, SOLUTIONS, STUBS
from grading.verdict import Outcome, Verdict

# A mistake may well be an endless loop; no check of the reference takes this long.
SECONDS_PER_CHECK = 4.0

CONSTANTS = ("0.0", "1.0", "None", "the first argument")


@dataclass(frozen=True)
class Survey:
    """verdicts: for each variant of the stage (a mistake, a constant), those of all checks."""

    stage: str
    verdicts: dict[str, tuple[Verdict, ...]]

    @property
    def checks(self) -> tuple[str, ...]:
        return tuple(v.check for v in next(iter(self.verdicts.values()), ()))

    def caught(self, variant: str) -> tuple[str, ...]:
        """The checks that this variant does not pass."""
        return tuple(v.check for v in self.verdicts[variant] if v.outcome is not Outcome.PASSED)


def survey(stage_id: str, variants: Mapping[str, str]) -> Survey:
    """Run the suite of a stage, in this process, on each of `variants` (name -> source)."""
    loop = _Loop(load().stage(stage_id), variants)
    file = SOLUTIONS / PACKAGE / f"{stage_id}.py"
    arguments = [str(file), "-p", "no:terminal", "-p", "no:cacheprovider", "-s", "--noconftest"]
    pytest.main([*arguments, "--rootdir", str(ROOT)], plugins=[plugin, loop])
    return Survey(stage_id, {name: tuple(found) for name, found in loop.verdicts.items()})


def mistaken(stage_id: str) -> dict[str, str]:
    """The reference of a stage with each mistake of its catalogue in it, by its id."""
    reference = (SOLUTIONS / PACKAGE / f"{stage_id}.py").read_text(encoding="utf-8")
    return {mistake.id: laid_over(reference, mistake) for mistake in mistakes_of(stage_id)}


def constant(stage_id: str) -> dict[str, str]:
    """The exercise of a stage with every stub answering a constant, by that constant."""
    stub = (STUBS / f"{stage_id}.py").read_text(encoding="utf-8")
    return {constant: _answering(stub, constant) for constant in CONSTANTS}


def _answering(stub: str, constant: str) -> str:
    tree = ast.parse(stub)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        last = function.body[-1]
        if isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last):
            arguments = function.args.args
            first = arguments[0].arg if arguments else "None"
            answer = first if constant == "the first argument" else constant
            function.body[-1] = ast.parse(textwrap.dedent(f"return {answer}")).body[0]
    return ast.unparse(ast.fix_missing_locations(tree))


class _Loop:
    """Runs the collected checks once for each variant of the stage's source."""

    def __init__(self, stage: Stage, variants: Mapping[str, str]) -> None:
        self._stage = stage
        self._variants = variants
        self._source = b""
        self.verdicts: dict[str, list[Verdict]] = {name: [] for name in variants}
        self._current = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            item.add_marker(pytest.mark.timeout(SECONDS_PER_CHECK), append=False)

    @pytest.hookimpl(tryfirst=True)
    def pytest_picograd_runner(self, stage: Stage, implementation: Path) -> Runner:
        reference = plugin.package_for(stage, implementation, load())
        own = Source(reference.sources[stage.id].path, self._source)
        return InProcess(Package((stage.id,), {**reference.sources, stage.id: own}), stage.id)

    def pytest_picograd_verdict(self, verdict: Verdict, learner: Learner | None) -> None:
        self.verdicts[self._current].append(verdict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from _pytest.runner import runtestprotocol

        for name, source in self._variants.items():
            self._current, self._source = name, source.encode()
            for item in session.items:
                _made_new(item)
            for item, following in _pairs(session.items):
                runtestprotocol(item, nextitem=following, log=False)
        return True


def _made_new(item: pytest.Item) -> None:
    """Forget what an earlier run of the same item left behind."""
    item._initrequest()  # type: ignore[attr-defined]  # as pytest-rerunfailures does
    if plugin.VERDICT in item.stash:
        del item.stash[plugin.VERDICT]
    if plugin.LEARNER in item.stash:
        del item.stash[plugin.LEARNER]
    file = item.getparent(plugin.StageFile)
    if file is not None:
        file.runner = None


def _pairs(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def main(stage_ids: list[str]) -> None:
    """Print what survives: `python -m grading.audit STAGE...`."""
    for stage_id in stage_ids:
        reference = (SOLUTIONS / PACKAGE / f"{stage_id}.py").read_text(encoding="utf-8")
        found = survey(stage_id, {"(the reference)": reference, **mistaken(stage_id)})
        fixed = survey(stage_id, constant(stage_id))
        useful = set()
        for name in found.verdicts:
            caught = found.caught(name)
            useful |= set(caught)
            print(f"{stage_id}: {name}: {len(caught)} of {len(found.checks)}: {caught}"[:200])
        print("SURVIVORS:", [n for n in found.verdicts if not found.caught(n)])
        print("CHECKS THAT CATCH NOTHING:", [c for c in found.checks if c not in useful])
        for name in fixed.verdicts:
            passed = [c for c in fixed.checks if c not in fixed.caught(name)]
            print(f"PASSED BY ALWAYS ANSWERING {name}: {passed}")


if __name__ == "__main__":
    main(sys.argv[1:])
