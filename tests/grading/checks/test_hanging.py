"""Code that never ends: where it hung is said, and the rest of the stage is not waited for."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from grading.learner.runner import patient
from tests.grading.conftest import Clone
from tests.grading.tiny_course import SOLUTIONS, TinyCourse, make_tiny_course

FILE = "exercises/picograd/numbers.py"
# Three checks of the little course add boxes, or ask about empty ones; two of the five add.
RIGHT = "        return Box(self.number + other.number)\n"
HEAD = SOLUTIONS["numbers"].count("\n", 0, SOLUTIONS["numbers"].index(RIGHT)) + 1

# What stands in the place of the sum, and what is said of it: `{n}` is n lines below the first.
ENDLESS = {
    "a loop": (
        "        kept, n = [1, 2], 0\n"
        "        while kept:\n"
        "            n += 1\n"
        "            odd = n % 2\n"
        "        return other\n",
        r"line {1}, in Box\.__add__: no answer in time: the loop in lines {1}-{3} did not end \("
        r"kept stayed \[1, 2\]",
    ),
    "a loop that calls": (
        "        while True:\n            other.empty()\n",
        r"line {0}, in Box\.__add__: no answer in time: the loop in lines {0}-{1} did not end",
    ),
    "a comprehension": (
        "        import itertools\n        return [n for n in itertools.count() if n < 0]\n",
        r"line {1}, in Box\.__add__: no answer in time: the loop in line {1} did not end",
    ),
    "calls without end": (
        "        return self._again(60)\n"
        "\n"
        "    def _again(self, depth):\n"
        "        return depth and self._once_more(depth) + self._once_more(depth)\n"
        "\n"
        "    def _once_more(self, depth):\n"
        "        return self._again(depth - 1)\n",
        r"line {3}, in Box\._again: no answer in time: Box\._again calls itself over and over",
    ),
}
IN_C = "        return Box(sum(range(10**15)))\n"


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    tiny = make_tiny_course(tmp_path / "little")
    (tiny.root / "conftest.py").write_text('pytest_plugins = ["grading.checks.plugin"]\n')
    return tiny


def hang(tiny: TinyCourse, body: str) -> None:
    """Let the sum of two boxes do this instead."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace(RIGHT, body))


def where(said: str) -> str:
    """The pattern `said` with the lines of the file."""
    return f"{re.escape(FILE)}, " + re.sub(r"\{(\d)\}", lambda n: str(HEAD + int(n[1])), said)


@pytest.mark.parametrize("case", ENDLESS)
def test_check_says_where_it_hung_and_asks_no_more_after_two(tiny: TinyCourse, case: str) -> None:
    """File, line and function; the other checks of the stage are not asked."""
    body, said = ENDLESS[case]
    hang(tiny, body)
    out = " ".join(tiny.run("check", "numbers", "--all").out.split())
    assert len(re.findall(where(said), out)) == 2, out
    assert "(2 timeout, 3 blocked)" in out
    assert "not asked, since 2 checks of numbers.py got no answer" in out


@pytest.mark.parametrize("case", ENDLESS)
def test_pytest_says_the_same(tiny: TinyCourse, case: str) -> None:
    """Where print and pdb work, too."""
    body, said = ENDLESS[case]
    hang(tiny, body)
    out = Clone(tiny.root).pytest(FILE, "-q").out
    assert len(re.findall(where(said), out)) == 2, out
    assert "2 failed, 3 blocked" in out
    assert "not asked, since 2 checks of numbers.py got no answer" in out


def test_a_loop_inside_python_itself_has_a_line(tiny: TinyCourse) -> None:
    """No other thread runs meanwhile, and no signal is handled."""
    hang(tiny, IN_C)
    out = " ".join(tiny.run("check", "numbers").out.split())
    assert re.search(where(r"line {0}, in Box\.__add__: no answer in time: line {0} did not"), out)
    assert "(2 timeout, 3 blocked)" in out


def test_a_file_that_hangs_while_it_is_imported_is_waited_for_once(tiny: TinyCourse) -> None:
    """There is no function to name."""
    tiny.write("numbers", SOLUTIONS["numbers"] + "\n\nwhile True:\n    pass\n")
    line = SOLUTIONS["numbers"].count("\n") + 3
    out = " ".join(tiny.run("check", "numbers").out.split())
    assert f"{FILE}, line {line}, while the file is imported: no answer in time: the loop" in out
    assert "(1 timeout, 4 blocked)" in out


def test_the_first_screen_says_where_it_hung(tiny: TinyCourse) -> None:
    """And does not take the checks that were not asked for a file that cannot be imported."""
    hang(tiny, "        while True:\n            pass\n")
    out = tiny.run().out
    assert f"Next: {FILE}, line {HEAD}  (Box.__add__)" in out
    assert "the loop in lines" in " ".join(out.split())
    assert "imported" not in out


def test_a_grade_is_given_for_every_check(tiny: TinyCourse) -> None:
    """What would pass passes, after however many that hang; they have less time, though."""
    hang(tiny, "        while True:\n            pass\n")
    run = tiny.run("grade", "--stage", "numbers", "--no-milestones", "--json", "-")
    (stage,) = (s for s in json.loads(run.out)["stages"] if s["id"] == "numbers")
    outcomes = [check["outcome"] for check in stage["checks"]]
    assert (outcomes.count("timeout"), outcomes.count("passed")) == (2, 3)
    assert [patient(10.0, late) for late in range(4)] == [10.0, 10.0, 2.0, 2.0]
    assert [patient(10.0, late, 1) for late in range(2)] == [10.0, 2.0]


# What ends the process, or says what no judge can use, for each of a dozen numbers.
WITHOUT_ANSWER = {
    "the process ends": "__import__('os')._exit(1)",
    "the answer has too many parts": "[[] for _ in range(60_000)] * 2",
}


@pytest.mark.parametrize("case", WITHOUT_ANSWER)
def test_a_grade_does_not_wait_for_every_check_of_a_stage_without_answers(
    tiny: TinyCourse, case: str
) -> None:
    """After six of them the others are not asked; the next stage is."""
    suite = tiny.root / "tests" / "stages" / "test_numbers.py"
    text = suite.read_text(encoding="utf-8")
    assert "[1.5, -2.5]" in text
    suite.write_text(text.replace("[1.5, -2.5]", "[n + 0.5 for n in range(12)]"), encoding="utf-8")
    right = SOLUTIONS["numbers"]
    tiny.write("numbers", right.replace("return 2 * x", f"return {WITHOUT_ANSWER[case]}"))
    tiny.solve("sums")
    run = tiny.run("grade", "--no-milestones", "--json", "-")
    first, second, _ = json.loads(run.out)["stages"]
    outcomes = [check["outcome"] for check in first["checks"]]
    assert outcomes[:3] == ["passed"] * 3
    assert set(outcomes[3:9]) <= {"error", "failed"}
    assert outcomes[9:] == ["blocked"] * 6
    assert "not asked, since 6 checks of numbers.py got no answer" in run.out
    assert second["status"] == "passed"


def test_breakpoint_under_picograd_says_what_to_run(tiny: TinyCourse) -> None:
    """And that does stop there."""
    hang(tiny, f"        breakpoint()\n{RIGHT}")
    out = " ".join(tiny.run("check", "numbers").out.split())
    assert f"{FILE}, line {HEAD}: RuntimeError: breakpoint() cannot stop here" in out
    assert f"run `pytest {FILE}`" in out
    out = Clone(tiny.root).pytest(FILE).out
    assert "(Pdb)" in out
    # Since 3.13 it stops at the call itself, before that at the line behind it.
    line = HEAD if sys.version_info >= (3, 13) else HEAD + 1
    assert f"numbers.py({line})__add__()" in out


def test_input_under_picograd_has_nobody_to_ask(tiny: TinyCourse) -> None:
    """Said in a sentence, with its line."""
    hang(tiny, "        return input()\n")
    out = " ".join(tiny.run("check", "numbers").out.split())
    assert f"{FILE}, line {HEAD}: EOFError: input() has nobody to ask" in out
