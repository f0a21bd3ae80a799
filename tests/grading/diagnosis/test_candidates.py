"""The mistakes of the catalogue run where they can be ended, whatever they do."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grading.course.manifest import load_course
from grading.diagnosis.candidates import ISOLATION, Candidates
from grading.diagnosis.replies import GONE, SILENCE, Reply
from grading.learner.choose import NONE
from grading.learner.package import sources_in
from grading.learner.runner import Question
from grading.learner.shipping import ship_question
from grading.paths import SOLUTIONS
from grading.worker.overlay import Source
from tests.grading.conftest import Clone
from tests.grading.diagnosis.test_diagnosis import graded, mistakes

LOOPS_IN_C = """
def mse(predictions, targets):
    from collections import deque
    from itertools import repeat
    deque(repeat(0), maxlen=0)
"""
LOOPS_IN_C_AND_EATS_MEMORY = """
def mse(predictions, targets):
    from itertools import count
    list(count())
"""
EATS_MEMORY_AT_ONCE = """
def mse(predictions, targets):
    return "x" * 10**12
"""
ENDS_THE_PROCESS = """
def mse(predictions, targets):
    from os import _exit
    _exit(0)
"""
SUMS = """
def mse(predictions, targets):
    return sum(((p - t) ** 2 for p, t in zip(predictions, targets)), Value(0.0))
"""
# Two of them as a learner would write them.
HANGS_DIFFERENTLY = """

def mse(predictions, targets):
    return sum(iter(int, 1))
"""
SUMS_DIFFERENTLY = """

def mse(predictions, targets):
    total = Value(0.0)
    for i in range(min(len(predictions), len(targets))):
        total = total + (predictions[i] - targets[i]) ** 2
    return total
"""
CATALOGUE = {
    "loops-in-c": LOOPS_IN_C,
    "loops-in-c-and-eats-memory": LOOPS_IN_C_AND_EATS_MEMORY,
    "eats-memory-at-once": EATS_MEMORY_AT_ONCE,
    "ends-the-process": ENDS_THE_PROCESS,
    "sums": SUMS,
}
ODD_CHECK = '''

def test_a_question_that_stays_here(learner):
    """It holds a lock."""
    import threading

    lock = threading.Lock()
    assert learner.ask(lambda picograd: picograd.losses.mse.__name__ + str(lock.locked())) == ""
'''


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """When a test ends, no process works in a folder that it made for one, and none is there."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert processes_in(folder) == []
    assert list(folder.glob("picograd-*")) == []


def processes_in(folder: Path) -> list[str]:
    """The processes that work in `folder`, where the system tells."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            place = os.readlink(entry / "cwd")
        except OSError:
            continue  # it has ended, or is another user's
        if place.startswith(str(folder)):
            found.append(entry.name)
    return found


@pytest.fixture
def mistaken(clone: Clone) -> Clone:
    """A repository with these mistakes alone, three checks, and clocks for a busy machine."""
    parts = [
        f"    Mistake(id={name!r}, where='mse', sentence='It {name}.', why='', code={code!r}),\n"
        for name, code in CATALOGUE.items()
    ]
    head = "from grading.mistakes.catalogue import Mistake\n\nMISTAKES = (\n"
    grading = clone.root / "grading"
    (grading / "mistakes" / "losses.py").write_text(f"{head}{''.join(parts)})\n")
    asked = grading / "diagnosis" / "asked_replies.py"
    replace(asked, "SECONDS_TO_ANSWER = 3.0", "SECONDS_TO_ANSWER = 0.5")
    suite = clone.root / "tests" / "stages" / "test_losses.py"
    checks, _, _ = suite.read_text(encoding="utf-8").partition("def test_mse_of_one_prediction")
    suite.write_text(checks, encoding="utf-8")
    replace(grading / "course" / "course.toml", "seconds_per_check = 10", "seconds_per_check = 2")
    return clone


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")


# --- what a person sees ---------------------------------------------------------------


@pytest.mark.usefixtures("needs_torch")
def test_a_mistake_that_no_one_can_interrupt_is_named_like_any_other(mistaken: Clone) -> None:
    """It loops in C; grading ends, and tells the hanging checks."""
    catalogue = mistaken.root / "grading" / "mistakes" / "losses.py"
    kept = [line for line in catalogue.read_text().splitlines() if "memory" not in line]
    catalogue.write_text("\n".join(kept) + "\n")
    mistaken.write("losses", mistaken.solution("losses") + HANGS_DIFFERENTLY)
    checks = graded(mistaken, "losses")
    named = mistakes(checks)
    assert set(named) == {"loops-in-c"}
    assert {checks[name]["outcome"] for name in named["loops-in-c"]} == {"timeout"}


@pytest.mark.usefixtures("needs_torch")
def test_a_candidate_that_hangs_or_dies_does_not_keep_the_next_from_being_named(
    mistaken: Clone,
) -> None:
    """All four that end badly are tried before the one that it is."""
    mistaken.write("losses", mistaken.solution("losses") + SUMS_DIFFERENTLY)
    assert set(mistakes(graded(mistaken, "losses"))) == {"sums"}


@pytest.mark.usefixtures("needs_torch")
def test_two_that_died_need_not_be_alike(mistaken: Clone) -> None:
    """A file that ends the process as it is imported says nothing of how its mse is wrong."""
    mistaken.write("losses", mistaken.solution("losses") + "\nimport os\n\nos._exit(0)\n")
    checks = graded(mistaken, "losses")
    assert {check["outcome"] for check in checks.values()} == {"error", "blocked"}
    assert mistakes(checks) == {}


def test_where_no_process_can_be_started_nothing_is_named(mistaken: Clone) -> None:
    """And `pytest exercises/` says all else."""
    launch = mistaken.root / "grading" / "learner" / "launch.py"
    replace(launch, "    return os.path.realpath(getattr(sys", "    return '/nowhere' or ((sys")
    mistaken.write("losses", mistaken.solution("losses") + SUMS_DIFFERENTLY)
    ran = mistaken.pytest("exercises/picograd/losses.py", "-q")
    assert ran.status == 1
    assert "FAILED exercises/picograd/losses.py::test_mse_is_the_mean_of_the" in ran.out
    assert "(sums)" not in ran.out


@pytest.mark.usefixtures("needs_torch")
def test_pytest_names_it_too(mistaken: Clone) -> None:
    """Even beside a learner's own check, whose question cannot be copied to another process."""
    suite = mistaken.root / "tests" / "stages" / "test_losses.py"
    suite.write_text(suite.read_text(encoding="utf-8") + ODD_CHECK, encoding="utf-8")
    mistaken.write("losses", mistaken.solution("losses") + SUMS_DIFFERENTLY)
    ran = mistaken.pytest("exercises/picograd/losses.py", "-q")
    assert "test_a_question_that_stays_here" in ran.out
    assert "It sums. (sums)" in ran.out


# --- the candidates themselves --------------------------------------------------------


@pytest.fixture(params=[ISOLATION, NONE], ids=["supervised", "plain"])
def candidates(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Candidates]:
    """In a process of each kind: where there is no supervisor (Windows), a plain one is killed."""
    monkeypatch.setattr("grading.diagnosis.candidates.ISOLATION", request.param)
    with Candidates(sources()) as found:
        yield found


def sources() -> dict[str, Source]:
    return sources_in(SOLUTIONS / "picograd", load_course().stage_ids)


def with_mse(code: str) -> dict[str, Source]:
    right = sources()["losses"]
    return {"losses": Source(right.path, right.content + code.encode())}


def mse_of_two(picograd: Any) -> float:
    value = picograd.value.Value
    result: float = picograd.losses.mse([value(1.0), value(4.0)], [0.0, 1.0]).data
    return result


@pytest.mark.parametrize(
    ("code", "reply"),
    [
        (LOOPS_IN_C, SILENCE),
        (LOOPS_IN_C_AND_EATS_MEMORY, SILENCE),
        (ENDS_THE_PROCESS, GONE),
        (SUMS, Reply(answer=10.0)),
        ("\n1 / 0\n", Reply(kind="ZeroDivisionError", message="division by zero")),
    ],
    ids=["loop", "memory", "end", "wrong", "raise"],
)
def test_each_candidate_is_for_its_question_alone(
    candidates: Candidates, code: str, reply: Reply
) -> None:
    """Whatever became of the one before it, the reference answers as ever."""
    question = ship_question(mse_of_two, [])
    seconds = 0.5 if reply is SILENCE else 30.0
    assert candidates.reply(question, seconds, with_mse(code)) == reply
    assert candidates.reply(question, 30.0) == Reply(answer=5.0)


def test_the_functions_are_told_whether_or_not_there_is_an_answer(candidates: Candidates) -> None:
    """Of the file that is asked about, and of no other."""
    path = sources()["losses"].path

    def raises(picograd: Any) -> None:
        picograd.losses.mse([], [])

    reply, functions = candidates.reply_and_functions(Question(mse_of_two, (), True), path, 30.0)
    assert reply == Reply(answer=5.0)
    assert "mse" in functions
    assert not functions & {"rmse", "Value.__add__"}
    reply, functions = candidates.reply_and_functions(Question(raises, (), True), path, 30.0)
    assert reply.kind == "ValueError"
    assert "mse" in functions
