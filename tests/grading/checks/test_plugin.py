"""`pytest` on stage files: what is collected, whose code runs, and how failures are told."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.grading.conftest import Clone
from tests.grading.tiny_course import SOLUTIONS, make_tiny_course

# Checks of two functions of training.py.
FEW = "held_back or accuracy_compares"


def _counts(out: str) -> dict[str, int]:
    """The outcomes in pytest's last line: {"passed": 3, "todo": 4}."""
    found = re.findall(r"(\d+) (passed|failed|todo|blocked|error)", out.splitlines()[-1])
    return {name: int(number) for number, name in found}


def _checks(clone: Clone, stage: str) -> int:
    """How many checks a stage has."""
    listed = clone.pytest(f"solutions/picograd/{stage}.py", "--collect-only", "-q")
    return sum("::" in line for line in listed.out.splitlines())


def test_the_untouched_exercises_are_all_todo_and_import_no_torch(clone: Clone) -> None:
    """Every check of an unwritten stage is told in one letter, and the run fails.

    torch takes longer to import than all of it: no answer is worked out before the question.
    """
    ran = clone.run("-X", "importtime", "-m", "pytest", "exercises/", "-q", "-s")
    assert ran.status == 1
    imported = re.findall(r"^import time:.*\| +([\w.]+)$", ran.out, re.MULTILINE)
    assert "_pytest" in imported
    assert "torch" not in imported
    counts = ran.out.strip().splitlines()[-1]
    assert "todo" in counts
    assert not any(word in counts for word in ("failed", "passed", "error")), counts


def test_one_stage_file_runs_its_own_suite_under_its_own_name(clone: Clone) -> None:
    """`pytest exercises/picograd/graph.py` has node ids under that file and no other's."""
    ran = clone.pytest("exercises/picograd/graph.py", "--collect-only", "-q")
    ids = [line for line in ran.out.splitlines() if "::" in line]
    assert ids
    assert all(line.startswith("exercises/picograd/graph.py::test_") for line in ids)


def test_a_node_id_and_an_expression_select_single_checks(clone: Clone) -> None:
    """Node ids can be named, and -k works, as for any test."""
    listed = clone.pytest("exercises/picograd/graph.py", "--collect-only", "-q")
    first = next(line for line in listed.out.splitlines() if "::" in line)
    assert "1 todo" in clone.pytest(first, "-q").out
    name = first.partition("::")[2]
    assert "deselected" in clone.pytest("exercises/picograd/graph.py", "-k", name).out


def test_the_path_decides_whose_code_is_tested(clone: Clone) -> None:
    """Both folders in one run: the reference passes, the untouched exercise does not."""
    ran = clone.pytest("solutions/picograd/graph.py", "exercises/picograd/graph.py", "-q")
    assert ran.status == 1
    counts = ran.out.strip().splitlines()[-1]
    assert "passed" in counts
    assert "todo" in counts
    assert "failed" not in counts


def test_it_works_from_another_directory(clone: Clone, tmp_path: Path) -> None:
    """The repository is found from the path that is named."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ran = clone.pytest(str(clone.exercises / "optim.py"), "-q", cwd=elsewhere)
    assert ran.status == 1
    assert "todo" in ran.out.strip().splitlines()[-1]


def test_it_needs_nothing_but_pytest(clone: Clone) -> None:
    """Neither click nor rich nor cloudpickle is imported by `pytest exercises/`."""
    for name in ("click", "rich", "cloudpickle", "jinja2", "matplotlib"):
        (clone.root / f"{name}.py").write_text("raise ImportError('not installed')\n")
    clone.solve("optim")
    ran = clone.pytest("exercises/picograd/optim.py", "-q")
    assert ran.status == 0, ran.out


def test_a_file_that_does_not_parse_is_reported_once_with_its_line(clone: Clone) -> None:
    """The syntax error is shown once, the stage's other checks are blocked by it."""
    clone.write("optim", clone.solution("optim") + "\n\ndef broken(:\n    pass\n")
    line = clone.solution("optim").count("\n") + 3
    ran = clone.pytest("exercises/picograd/optim.py", "-q")
    assert ran.status == 1
    assert ran.out.count("SyntaxError: invalid syntax") >= 1
    assert f"exercises/picograd/optim.py, line {line}" in ran.out
    assert "1 failed" in ran.out
    assert "blocked" in ran.out


def test_no_cached_module_hides_a_broken_file(clone: Clone) -> None:
    """After the reference of the same stage has run, a file that does not parse still fails."""
    clone.write("optim", "def broken(:\n")
    ran = clone.pytest("solutions/picograd/optim.py", "exercises/picograd/optim.py", "-q")
    assert f"{_checks(clone, 'optim')} passed" in ran.out.splitlines()[-1], ran.out[-500:]
    assert "1 failed" in ran.out.splitlines()[-1]


def test_an_import_that_raises_stops_no_other_stage(clone: Clone) -> None:
    """A stage that raises at import costs its own checks only."""
    clone.write("losses", "raise RuntimeError('mine')\n")
    clone.solve("optim")
    ran = clone.pytest("exercises/picograd/losses.py", "exercises/picograd/optim.py", "-q")
    last = ran.out.splitlines()[-1]
    assert f"{_checks(clone, 'optim')} passed" in last
    assert "1 failed" in last
    assert "RuntimeError: mine" in ran.out


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("raise SystemExit(0)", "SystemExit"),
        ("return split(n, test_fraction, rng)", "RecursionError"),
        (
            "class Mute(Exception): __str__ = __repr__ = lambda self: 1 / 0\n    raise Mute",
            "Mute: (its message cannot be printed)",
        ),
    ],
)
def test_a_wild_function_costs_its_own_checks_alone(clone: Clone, body: str, told: str) -> None:
    """What leaves, or raises what cannot even be printed, is told, and the run goes on."""
    wild = f"\n\ndef split(n, test_fraction, rng):\n    {body}\n"
    clone.write("training", clone.solution("training") + wild)
    ran = clone.pytest("exercises/picograd/training.py", "-q", "-k", FEW)
    assert told in ran.out
    assert "INTERNALERROR" not in ran.out
    last = ran.out.splitlines()[-1]
    assert "failed" in last
    assert "passed" in last


def test_the_traceback_ends_in_the_learners_file(clone: Clone) -> None:
    """What their code raised is shown with its line, and nothing of the machinery."""
    clone.write("graph", clone.solution("graph") + "\n\ndef toposort(root):\n    return [1 / 0]\n")
    ran = clone.pytest("exercises/picograd/graph.py", "-q", "-x")
    shown = ran.out[ran.out.index("Traceback") : ran.out.index("short test summary")]
    frames = [line.strip() for line in shown.splitlines() if line.strip().startswith("File ")]
    assert frames[-1].startswith(f'File "{clone.exercises / "graph.py"}"')
    assert "ZeroDivisionError: division by zero" in shown
    assert not any("/grading/" in frame or "importlib" in frame for frame in frames)


def test_lines_of_the_reference_are_not_shown(clone: Clone) -> None:
    """A frame in a module that the course lends is named, its source line is not."""
    clone.write("rules", clone.solution("rules").replace("RULES", "TABLE") + "\nRULES = {}\n")
    ran = clone.pytest("exercises/picograd/rules.py", "-q", "-x")
    assert "return RULES[self.op]" not in ran.out


def test_a_forbidden_import_is_refused_with_its_line(clone: Clone) -> None:
    """numpy is installed beside torch, and no stage may use it."""
    text = clone.solution("optim")
    line = text[: text.index("from __future__")].count("\n") + 2
    clone.write("optim", text.replace("annotations\n", "annotations\nimport numpy\n", 1))
    ran = clone.pytest("exercises/picograd/optim.py", "-q")
    assert ran.status == 1
    assert f"line {line}: numpy cannot be imported here" in ran.out
    assert "passed" not in _counts(ran.out)


def test_the_package_init_of_a_learner_is_never_run(clone: Clone) -> None:
    """`picograd/__init__.py` belongs to no stage."""
    (clone.exercises / "__init__.py").write_text("raise RuntimeError('init')\n")
    clone.solve("optim")
    assert clone.pytest("exercises/picograd/optim.py", "-q").status == 0
    assert "RuntimeError" not in clone.pytest("exercises/", "-q", "-k", "optim").out


def test_the_suites_cannot_be_run_without_answers(clone: Clone) -> None:
    """Naming a suite says what to name instead."""
    ran = clone.pytest("tests/stages/test_graph.py")
    assert ran.status == 4
    assert "pytest exercises/picograd/graph.py" in ran.out


def test_in_a_handout_the_learners_own_modules_stand_in(clone: Clone) -> None:
    """Without solutions/, an unfinished stage blocks the later ones and no others.

    A check of `value` that runs backward waits for graph.py, and is no fault of value.py.
    """
    clone.solve("value", "rules")
    shutil.rmtree(clone.root / "solutions")
    files = {n: f"exercises/picograd/{n}.py" for n in ("value", "rules", "graph", "nn")}
    value, graph, nn = (_counts(clone.pytest(files[n], "-q").out) for n in ("value", "graph", "nn"))
    assert set(value) == {"passed", "blocked"}
    assert set(graph) == set(nn) == {"todo"}
    together = _counts(clone.pytest(*files.values(), "-q").out)
    assert set(together) == {"passed", "blocked", "todo"}
    assert together["todo"] == graph["todo"]
    assert together["passed"] > value["passed"]
    assert together["blocked"] > value["blocked"] + sum(nn.values())


def test_print_is_shown_where_a_check_fails(clone: Clone) -> None:
    """A learner who prints sees what was printed, with the check that failed."""
    broken = "\n\ndef accuracy(predicted, targets):\n    print('look', 40 + 2)\n    return 0.0\n"
    clone.write("training", clone.solution("training") + broken)
    ran = clone.pytest("exercises/picograd/training.py", "-q", "-k", "accuracy")
    assert "look 42" in ran.out


def test_the_import_of_torch_costs_no_check_its_time(tmp_path: Path) -> None:
    """It takes longer than a check may, on a slow machine; whoever asks first pays nothing."""
    tiny = make_tiny_course(tmp_path / "little")
    tiny.solve(*SOLUTIONS)
    (tiny.root / "conftest.py").write_text('pytest_plugins = ["grading.checks.plugin"]\n')
    (tiny.root / "torch.py").write_text(
        "import time\ntime.sleep(2)\nfloat64 = None\n"
        "def set_num_threads(number): ...\n"
        "def get_default_dtype(): ...\n"
        "def set_default_dtype(dtype): ...\n"
    )
    (tiny.root / "tests" / "stages" / "test_numbers.py").write_text(
        "from grading.checks import oracle\n\n\n"
        "def test_doubling(learner):\n"
        '    """Twice."""\n'
        "    got = learner.ask(lambda picograd: picograd.numbers.double(2.0))\n"
        "    assert got == oracle.answer(lambda torch: 4.0)\n\n\n"
        "def test_waiting(learner):\n"
        '    """The clock goes on afterwards."""\n'
        "    oracle.answer(lambda torch: 4.0)\n"
        "    learner.ask(lambda picograd: __import__('time').sleep(2))\n"
    )
    clone = Clone(tiny.root)
    ran = clone.pytest("exercises/picograd/numbers.py", "-q", "--timeout=1")
    assert _counts(ran.out) == {"passed": 1, "failed": 1}
    assert "no answer in time" in ran.out


# What stands in the place of the sum of two boxes, and what both ways to run the checks say of it.
WRONG_SUMS = {
    "another sum": ("Box(self.number + other.number + 1)", "It goes wrong in Box.__add__."),
    "a misspelt name": (
        "Box(self.number + othr.number)",
        "`othr` is no name: did you mean `other`?",
    ),
}


@pytest.mark.parametrize("case", WRONG_SUMS)
def test_what_explains_a_failure_is_the_same_under_picograd(tmp_path: Path, case: str) -> None:
    """The place, found by exchange, and the slip: as often in pytest's own run."""
    tiny = make_tiny_course(tmp_path / "little")
    (tiny.root / "conftest.py").write_text('pytest_plugins = ["grading.checks.plugin"]\n')
    body, said = WRONG_SUMS[case]
    right = "        return Box(self.number + other.number)\n"
    assert right in SOLUTIONS["numbers"]
    tiny.write("numbers", SOLUTIONS["numbers"].replace(right, f"        return {body}\n"))
    run = tiny.run("grade", "--stage", "numbers", "--no-milestones", "--json", "-")
    (stage,) = (s for s in json.loads(run.out)["stages"] if s["id"] == "numbers")
    told = [c["slip"] or f"It goes wrong in {c['place']}." for c in stage["checks"]]
    out = Clone(tiny.root).pytest("exercises/picograd/numbers.py", "-q").out
    assert sum(said in sentence for sentence in told) == out.count(said) > 0
