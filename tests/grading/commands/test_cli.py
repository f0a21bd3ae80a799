"""The command `picograd`, typed as a person types it, in a repository with a tiny course."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grading.commands.main import NEEDED
from tests.grading.conftest import Clone
from tests.grading.tiny_course import SOLUTIONS, STUBS, TinyCourse, picograd

ESCAPE = "\x1b"


# The map


def test_an_untouched_course_shows_the_map_and_the_first_stub(tiny: TinyCourse) -> None:
    """Parts, stages, milestones between them, and one next thing: file, line, claim, hint."""
    run = tiny.run()
    assert run.status == 0
    assert run.err == ""
    order = ["I. Counting", "numbers ", "sums ", "* tally", "II. Dividing", "means ", "* census"]
    places = [run.out.index(name) for name in order]
    assert places == sorted(places)
    assert re.search(r"numbers +Numbers that double +\.{12} +0/5 +0/20 pts +75 min", run.out)
    assert re.search(r"means .* -/1 +-/25 pts +15 min", run.out)
    assert re.search(r"\* tally +A tally +after sums +0/15 pts", run.out)
    assert "0 of 100 points, 0 of 3 stages, about 1 h 45 min ahead in part I\n" in run.out
    line = (
        STUBS["numbers"]
        .splitlines()
        .index('        raise NotImplementedError("numbers: Box.__add__")')
        + 1
    )
    assert f"Next: exercises/picograd/numbers.py, line {line}  (Box.__add__)" in run.out
    assert "The sum of a box and its opposite holds nothing." in run.out
    assert "Box.__add__ is not written yet." in run.out
    assert "picograd hint numbers" in run.out


def test_the_first_screen_needs_no_torch(clone: Clone) -> None:
    """The real course, untouched: its first screen waits for none of the large packages."""
    run = picograd(clone.root, PYTHONPROFILEIMPORTTIME="1")
    assert run.status == 0
    assert "Next: exercises/picograd/value.py, line " in run.out
    imported = {line.rpartition("|")[2].strip() for line in run.err.splitlines()}
    assert "pytest" in imported
    assert not {"torch", "matplotlib", "numpy", "PIL", "jinja2"} & imported


def test_a_wrong_answer_is_the_next_thing_before_a_stub(tiny: TinyCourse) -> None:
    """What was expected, what came, what was printed, the function that mends it, the check."""
    wrong = SOLUTIONS["numbers"].replace("return 2 * x", r'print("so: \x1b[31m", x); return x + 2')
    tiny.write("numbers", wrong.replace("return self.number ==", "raise NotImplementedError  #"))
    run = tiny.run()
    assert run.status == 0
    line = wrong.splitlines().index("def double(x):") + 1
    assert f"Next: exercises/picograd/numbers.py, line {line}  (double)" in run.out
    assert re.search(r"expected +3\.0\n +got +3\.5\n", run.out)
    assert r"so: \x1b[31m 1.5" in run.out
    assert ESCAPE not in run.out
    assert re.search(r"The check: tests/stages/test_numbers\.py, line \d+\n", run.out)
    assert re.search(r"numbers .* 1/5 +4/20 pts", run.out)


def test_what_their_code_raises_is_shown_with_its_line(tiny: TinyCourse) -> None:
    """The traceback ends in their file; its line is the one to go to, before an earlier stub."""
    wrong = SOLUTIONS["numbers"].replace("2 * x", "2 * y")
    wrong = wrong.replace("return self.number ==", "raise NotImplementedError  #")
    tiny.write("numbers", wrong)
    run = tiny.run()
    line = wrong.splitlines().index("    return 2 * y") + 1
    assert f"Next: exercises/picograd/numbers.py, line {line}  (double)" in run.out
    assert f'File "exercises/picograd/numbers.py", line {line}, in double' in run.out
    assert "NameError: name 'y' is not defined" in run.out


def test_a_file_that_does_not_parse_is_said_once(tiny: TinyCourse) -> None:
    """The line of the syntax error, that no check can run, and no hint that cannot help."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "2 * x)"))
    line = len(SOLUTIONS["numbers"].splitlines())
    run = tiny.run()
    assert f"Next: exercises/picograd/numbers.py, line {line}\n" in run.out
    assert "numbers.py cannot be imported, so none of its checks can run." in run.out
    assert "picograd hint" not in run.out
    checked = tiny.run("check", "numbers")
    assert checked.status == 1
    assert checked.out.count("SyntaxError: unmatched") == 2  # the message and the traceback
    assert "blocked  4 more checks" in checked.out


def test_a_missing_file_is_the_next_thing(tiny: TinyCourse) -> None:
    """The file is named, with the command that puts it back; it has no lines."""
    (tiny.package / "numbers.py").unlink()
    run = tiny.run()
    assert "Next: exercises/picograd/numbers.py is missing" in run.out
    assert "picograd reset numbers" in run.out
    checked = tiny.run("check", "numbers")
    assert checked.status == 1
    assert checked.out == (
        "exercises/picograd/numbers.py is missing, so none of 5 checks can pass.\n"
        "  Put it back:  picograd reset numbers\n"
    )
    report = json.loads(tiny.run("grade", "--json", "-").out)
    (missing, stub) = (json.dumps(stage["checks"]) for stage in report["stages"][:2])
    assert "double is not written yet" in missing
    assert ", line " not in missing
    assert ", line " in stub


def test_the_map_stops_at_the_first_unfinished_stage_unless_all(tiny: TinyCourse) -> None:
    """A stage after it is not run, though it would pass; with --all it is."""
    tiny.solve("numbers", "means")
    stopped, whole = tiny.run(), tiny.run("--all")
    assert re.search(r"numbers .*#{12} +5/5 +20/20 pts", stopped.out)
    assert re.search(r"means .*\.{12} +-/1 +-/25 pts", stopped.out)
    assert re.search(r"means .*#{12} +1/1 +25/25 pts", whole.out)
    for run in (stopped, whole):
        assert "Next: exercises/picograd/sums.py" in run.out


def test_a_stage_that_was_not_run_shows_what_it_said_before(tiny: TinyCourse) -> None:
    """An earlier stage breaks: the later one keeps its checks and its points, until it changes."""
    tiny.solve("numbers", "sums")
    assert re.search(r"sums .*#{12} +2/2 +30/30 pts", tiny.run().out)
    tiny.write("numbers", STUBS["numbers"])
    broken = tiny.run().out
    assert re.search(r"numbers .*\.{12} +0/5 +0/20 pts", broken)
    assert re.search(r"sums .*#{12} +2/2 +30/30 pts", broken)
    assert "30 of 100 points, 1 of 3 stages, about 1 h 15 min ahead in part I\n" in broken
    suite = tiny.root / "tests" / "stages" / "test_sums.py"
    suite.write_text(suite.read_text() + "# another comment\n")
    assert re.search(r"sums .*\.{12} +-/2 +-/30 pts", tiny.run().out)


def slow_tally(tiny: TinyCourse) -> None:
    """A course in which all stages pass and the milestone tally takes a minute."""
    tiny.solve(*SOLUTIONS)
    manifest = tiny.root / "grading" / "course" / "course.toml"
    manifest.write_text(
        manifest.read_text().replace('after = "sums"\n', 'after = "sums"\nminutes = 1\n')
    )


def test_a_milestone_of_a_minute_is_not_started_unasked(tiny: TinyCourse) -> None:
    """Where nobody can be asked it is put off, and comes last, with its command."""
    slow_tally(tiny)
    run = tiny.run()
    assert re.search(r"\* tally .* not run +0/15 pts", run.out)
    assert re.search(r"\* census .* passed +10/10 pts", run.out)
    assert "Next: the milestone tally" in run.out
    assert "It takes about 1 min." in run.out
    assert re.search(r"Run it: +picograd milestone tally\n", run.out)
    assert tiny.run("milestone", "tally").status == 0
    assert re.search(r"\* tally .* passed \(unchanged\) +15/15 pts", tiny.run().out)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
@pytest.mark.parametrize(("typed", "standing"), [("y", "passed"), ("n", "not run")])
def test_on_a_terminal_it_is_asked_for(tiny: TinyCourse, typed: str, standing: str) -> None:
    """Once, before it starts; the answer decides."""
    slow_tally(tiny)
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environment |= {"TERM": "xterm", "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "grading"]
    shown = re.sub(
        r"\x1b\[[0-9;?]*[a-zA-Z]", "", on_a_terminal(command, tiny.root, environment, typed)
    )
    assert shown.count("A tally takes about 1 min. Start it now?") == 1
    assert re.search(rf"\* tally .* {standing} +\d+/15 pts", shown)


def test_everything_done_is_said(tiny: TinyCourse) -> None:
    """All stages, both milestones, all points, no next thing."""
    tiny.solve(*SOLUTIONS)
    run = tiny.run()
    assert "100 of 100 points, 3 of 3 stages\n" in run.out
    assert "All stages and milestones pass." in run.out
    assert "Next:" not in run.out
    assert re.search(r"  A tally\n    yours: tally: 7\n", run.out)
    assert "picograd gallery" in run.out


# Terminals and errors


def test_a_console_that_lacks_a_character_shows_a_question_mark(tiny: TinyCourse) -> None:
    """A Windows console in cp1252 is no reason to crash."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", 'print("→ ∂") or x'))
    run = tiny.run(PYTHONIOENCODING="cp1252")
    assert (run.status, run.err) == (0, "")
    assert "? ?" in run.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
@pytest.mark.parametrize(("setting", "fancy"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_color_and_a_live_display_on_a_terminal_only(
    tiny: TinyCourse, setting: dict[str, str], fancy: bool
) -> None:
    """A terminal gets colors, smooth bars and a live line; NO_COLOR makes it plain."""
    tiny.solve("numbers")
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "COLUMNS": "120", **setting}
    environment |= {"PYTHONIOENCODING": "utf-8"}
    shown = on_a_terminal([sys.executable, "-m", "grading"], tiny.root, environment)
    assert "5/5" in shown
    assert (ESCAPE in shown, "█" in shown, "collecting" in shown) == (fancy, fancy, fancy)


def on_a_terminal(
    command: list[str], root: Path, environment: dict[str, str], typed: str = ""
) -> str:
    """All that the command writes to a terminal of its own, where one line was typed."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, f"{typed}\n".encode())
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:
        pass  # Linux reports the end of a terminal as an error
    process.wait()
    os.close(ours)
    return shown.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to the whole console")
def test_ctrl_c_ends_with_one_line(tiny: TinyCourse) -> None:
    """Status 130 and "Stopped.", in the middle of a check that hangs."""
    marker = tiny.root / "hanging"
    manifest = tiny.root / "grading" / "course" / "course.toml"
    manifest.write_text(manifest.read_text().replace("_per_check = 3", "_per_check = 1_000_000"))
    tiny.write("numbers", SOLUTIONS["numbers"].replace("return 2 * x", "while True: pass"))
    # The learner's code cannot leave a sign outside of its worker; the check can.
    suite = tiny.root / "tests" / "stages" / "test_numbers.py"
    suite.write_text(
        f"def test_it(learner):\n    open({str(marker)!r}, 'w').close()\n"
        "    learner.ask(lambda picograd: picograd.numbers.double(2.0))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "grading"],
        cwd=tiny.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell starts what it runs in the background deaf to Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not marker.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert err.decode().split() == ["Stopped."]


def test_what_was_typed_wrong_is_one_sentence(tiny: TinyCourse) -> None:
    """An unknown command, a missing name, a value out of range: status 2 and the next step."""
    for arguments, words in (
        (["chek"], ("'chek'", "picograd --help")),
        (["reset"], ("STAGE", "picograd reset --help")),
        (["milestone", "tally", "--minutes", "0"], ("--minutes", "0", "milestone --help")),
    ):
        run = tiny.run(*arguments)
        assert (run.status, run.out) == (2, "")
        assert len(run.err.splitlines()) == 1
        assert all(word in run.err for word in words), run.err


def test_a_missing_package_is_named(tiny: TinyCourse) -> None:
    """Without what the command needs, it says what is missing and how to install it."""
    (tiny.root / "torch.py").unlink()
    done = subprocess.run(
        [sys.executable, "-S", "-m", "grading"],
        cwd=tiny.root,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"picograd needs {', '.join(NEEDED)}, not installed" in done.stderr
    assert "pip install -e ." in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_package_without_its_course_says_so(tiny: TinyCourse) -> None:
    """Installed without a clone: one sentence, not a traceback."""
    (tiny.root / "exercises").rename(tiny.root / "elsewhere")
    run = tiny.run()
    assert (run.status, run.out) == (2, "")
    assert f"{tiny.root} holds no exercises/" in run.err
    assert "clone the repository" in run.err


def test_a_fault_of_ours_never_shows_its_traceback(tiny: TinyCourse) -> None:
    """One sentence, status 2, and the details in a file for whoever mends it."""
    (tiny.root / "grading" / "course" / "course.toml").write_text("[course]\ntitle = 'no stages'\n")
    run = tiny.run()
    assert (run.status, run.out) == (2, "")
    assert len(run.err.splitlines()) == 1
    assert "picograd itself has a fault, your code has not (KeyError" in run.err
    assert "Traceback" in (tiny.root / ".picograd" / "error.txt").read_text()


def test_a_suite_that_cannot_be_collected_is_no_result(tiny: TinyCourse) -> None:
    """A course whose suite is broken or gone cannot grade; it does not count as passed."""
    suite = tiny.root / "tests" / "stages" / "test_means.py"
    for damage, word in (
        ("import nothing_of_this_name\n", "nothing_of_this_name"),
        ("# no check\n", "hold no checks"),
        (None, "is missing"),
    ):
        suite.unlink() if damage is None else suite.write_text(damage)
        run = tiny.run("grade", "--stage", "means")
        assert run.status == 2
        assert "could not grade: " in run.err
        assert "means" in run.err
        assert word in run.err
