"""The command `picograd`, typed as a person types it, in a repository with a little course."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grading.entry import NEEDED
from tests.grading.conftest import Clone
from tests.grading.little import SOLUTIONS, STUBS, Little, little_course, picograd

ESCAPE = "\x1b"


@pytest.fixture
def little(tmp_path: Path) -> Little:
    return little_course(tmp_path / "little")


def lines_with(word: str, text: str) -> list[str]:
    return [line for line in text.splitlines() if word in line]


# The map


def test_an_untouched_course_shows_the_map_and_the_first_stub(little: Little) -> None:
    """Parts, stages, milestones between them, and one next thing: file, line, claim, hint."""
    run = little.run()
    assert run.status == 0
    assert run.err == ""
    order = ["I. Counting", "numbers ", "sums ", "* tally", "II. Dividing", "means ", "* census"]
    places = [run.out.index(name) for name in order]
    assert places == sorted(places)
    assert re.search(r"numbers +Numbers that double +\.{12} +0/5 +0/20 pts +75 min", run.out)
    assert re.search(r"means .* 0/1 +0/25 pts +15 min", run.out)
    assert re.search(r"\* tally +A tally +after sums +0/15 pts", run.out)
    assert "0 of 100 points, 0 of 3 stages, about 2 h ahead" in run.out
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
    """The real course, untouched: its first screen does not wait for torch to be imported."""
    run = picograd(clone.root, PYTHONPROFILEIMPORTTIME="1")
    assert run.status == 0
    assert "Next: exercises/picograd/value.py, line " in run.out
    imported = {line.rpartition("|")[2].strip() for line in run.err.splitlines()}
    assert "pytest" in imported
    assert not {"torch", "matplotlib", "numpy"} & imported


def test_a_wrong_answer_is_the_next_thing_before_a_stub(little: Little) -> None:
    """What was expected, what came, what was printed, the likeliest function, and the check."""
    wrong = SOLUTIONS["numbers"].replace("return 2 * x", r'print("so: \x1b[31m", x); return x + 2')
    little.write("numbers", wrong.replace("return self.number ==", "raise NotImplementedError  #"))
    run = little.run()
    assert run.status == 0
    line = wrong.splitlines().index("def double(x):") + 1
    assert f"Next: exercises/picograd/numbers.py, line {line}  (probably double)" in run.out
    assert re.search(r"expected +3\.0\n +got +3\.5\n", run.out)
    assert r"so: \x1b[31m 1.5" in run.out
    assert ESCAPE not in run.out
    assert re.search(r"The check: tests/stages/test_numbers\.py, line \d+\n", run.out)
    assert re.search(r"numbers .* 1/5 +4/20 pts", run.out)


def test_what_their_code_raises_is_shown_with_its_line(little: Little) -> None:
    """The traceback ends in their file; its line is the one to go to, before an earlier stub."""
    wrong = SOLUTIONS["numbers"].replace("2 * x", "2 * y")
    wrong = wrong.replace("return self.number ==", "raise NotImplementedError  #")
    little.write("numbers", wrong)
    run = little.run()
    line = wrong.splitlines().index("    return 2 * y") + 1
    assert f"Next: exercises/picograd/numbers.py, line {line}  (double)" in run.out
    assert f'File "exercises/picograd/numbers.py", line {line}, in double' in run.out
    assert "NameError: name 'y' is not defined" in run.out


def test_a_file_that_does_not_parse_is_said_once(little: Little) -> None:
    """The line of the syntax error, that no check can run, and no hint that cannot help."""
    little.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "2 * x)"))
    line = len(SOLUTIONS["numbers"].splitlines())
    run = little.run()
    assert f"Next: exercises/picograd/numbers.py, line {line}\n" in run.out
    assert "numbers.py cannot be imported, so none of its checks can run." in run.out
    assert "picograd hint" not in run.out
    checked = little.run("check", "numbers")
    assert checked.status == 1
    assert checked.out.count("SyntaxError: unmatched") == 2  # the message and the traceback
    assert "blocked  4 more checks" in checked.out


def test_a_missing_file_is_the_next_thing(little: Little) -> None:
    """The file is named, with the command that puts it back."""
    (little.package / "numbers.py").unlink()
    run = little.run()
    assert "Next: exercises/picograd/numbers.py is missing" in run.out
    assert "picograd reset numbers" in run.out


def test_the_map_stops_at_the_first_unfinished_stage_unless_all(little: Little) -> None:
    """A stage after it is not run, though it would pass; with --all it is."""
    little.solve("numbers", "means")
    stopped, whole = little.run(), little.run("--all")
    assert re.search(r"numbers .*#{12} +5/5 +20/20 pts", stopped.out)
    assert re.search(r"means .*\.{12} +0/1 +0/25 pts", stopped.out)
    assert re.search(r"means .*#{12} +1/1 +25/25 pts", whole.out)
    for run in (stopped, whole):
        assert "Next: exercises/picograd/sums.py" in run.out


def test_everything_done_is_said(little: Little) -> None:
    """All stages, both milestones, all points, no next thing."""
    little.solve(*SOLUTIONS)
    run = little.run()
    assert "100 of 100 points, 3 of 3 stages\n" in run.out
    assert "All stages and milestones pass." in run.out
    assert "Next:" not in run.out


# Milestones


def test_a_milestone_that_passed_is_not_run_again(little: Little) -> None:
    """It is remembered until a file that it depends on changes; a later stage is none."""
    little.solve("numbers", "sums")
    tally = little.root / "grading" / "milestones" / "tally.py"
    runs = little.root / "runs"
    count = f"open({str(runs)!r}, 'a').write('x')\n    "
    tally.write_text(tally.read_text().replace("got = learner", f"{count}got = learner"))
    assert re.search(r"\* tally .* passed +15/15 pts", little.run().out)
    little.solve("means")
    again = little.run().out
    assert re.search(r"\* tally .* passed \(unchanged\) +15/15 pts", again)
    assert str(Path(".picograd", "pictures", "tally.png")) in again
    assert runs.read_text() == "x"
    little.write("sums", SOLUTIONS["sums"] + "# another comment\n")
    assert "* tally" in little.run().out
    assert runs.read_text() == "xx"
    assert little.run("grade", "--stage", "numbers", "--stage", "sums").status == 0
    assert runs.read_text() == "xxx"  # a grade never rests on what is remembered


def test_a_failed_milestone_is_the_next_thing_and_is_tried_again(little: Little) -> None:
    """All stages pass and the whole does not work: the map says what the milestone found."""
    wrong = SOLUTIONS["sums"].replace("/ 2", "/ 2 * (len(numbers) != 2)")
    little.solve("numbers", "means")
    little.write("sums", wrong)
    run = little.run()
    assert re.search(r"sums .*#{12} +2/2 +30/30 pts", run.out)
    assert re.search(r"\* tally .* not reached +0/15 pts", run.out)
    assert "Next: the milestone tally" in run.out
    assert "the tally is 0.0, not 7.0" in run.out
    assert "picograd milestone tally" in run.out
    again = little.run().out
    assert re.search(r"\* census .* passed \(unchanged\)", again)
    assert "Next: the milestone tally" in again


def test_one_milestone_by_itself(little: Little) -> None:
    """Its figures, the options that it is given, and a status; no stage needs to pass."""
    little.solve("numbers", "sums")
    run = little.run("milestone", "census", "--minutes", "2.5", "--full", "--seed", "7")
    assert run.status == 1
    assert "NotImplementedError: means: mean" in run.out
    little.solve("means")
    run = little.run("milestone", "census", "--minutes", "2.5", "--full", "--seed", "7")
    assert run.status == 0
    for figure in ("mean: inf", "minutes: 2.5", "full: True", "seed: 7"):
        assert figure in run.out
    unknown = little.run("milestone", "censsus")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'censsus' is no milestone; did you mean census?\n"


def test_damaged_and_unwritable_memory_costs_nothing_else(little: Little) -> None:
    """A state file of garbage counts as empty, and a folder that cannot be is done without."""
    little.solve("numbers", "sums")
    state = little.root / ".picograd" / "state.json"
    state.parent.mkdir()
    for garbage in ('{"hints": {"numbers:double": true}, "milestones": {}}', "[" * 5000, "\x00"):
        state.write_text(garbage)
        run = little.run("hint", "double")
        assert (run.status, run.err) == (0, "")
        assert "Hint 1 of 3" in run.out
    state.unlink()
    state.parent.rmdir()
    state.parent.write_text("a file where the folder should be")
    run = little.run()
    assert (run.status, run.err) == (0, "")
    assert re.search(r"\* tally .* passed +15/15", run.out)


# check


def test_check_shows_every_failure_in_full(little: Little) -> None:
    """Claims that hold, stubs by name, and each failure with its two answers; status 1."""
    little.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "x + 2"))
    run = little.run("check")
    assert run.status == 1
    assert lines_with("passed ", run.out)[1].endswith("Two boxes add to a box that holds the sum.")
    assert re.search(r"test_double_is_twice\[1\.5\](.*\n)+.*3\.0\n.*3\.5\n", run.out)
    assert re.search(r"test_double_is_twice\[-2\.5\](.*\n)+.*-5\.0\n.*-0\.5\n", run.out)
    assert "3 of 5 checks of numbers pass (2 failed)" in run.out


def test_check_takes_the_first_unfinished_stage_or_the_one_named(little: Little) -> None:
    """By its id or its file; status 0 where all checks pass, 2 for a name that is none."""
    little.solve("numbers")
    default = little.run("check")
    assert default.status == 1
    assert "0 of 2 checks of sums pass (2 todo)" in default.out
    assert re.search(r"todo +total is not written yet \(line \d+\); 1 check", default.out)
    named = little.run("check", "exercises/picograd/numbers.py", cwd=little.package.parent)
    assert named.status == 0
    assert "5 of 5 checks of numbers pass." in named.out
    unknown = little.run("check", "number")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'number' is no stage; did you mean numbers?\n"


# hint


def test_hints_come_one_at_a_time(little: Little) -> None:
    """Each time one more, how many are left, and in the end the way to the reference."""
    seen = [little.run("hint", "double").out for _ in range(4)]
    assert [re.findall(r"Hint (\d) of 3", out) for out in seen] == [["1"], ["2"], ["3"], ["3"]]
    assert "Think of two." in seen[0]
    assert "2 more hints:" in seen[0]
    assert "1 more hint:" in seen[1]
    assert "picograd solution numbers --give-up" in seen[2]
    again = little.run("hint", "double", "--again").out
    assert re.findall(r"Hint (\d) of 3", again) == ["1", "2", "3"]


def test_a_hint_without_a_name_is_for_the_next_thing(little: Little) -> None:
    """The first stub; of a named stage its first stub; after a wrong answer its function."""
    assert little.run("hint").out.startswith("Box.__add__  in numbers.py")
    assert little.run("hint", "sums").out.startswith("total  in sums.py")
    little.write("numbers", SOLUTIONS["numbers"].replace("self.number == 0", "False"))
    wrong = little.run("hint").out
    assert wrong.startswith("Box.empty  in numbers.py\nProbably")
    little.solve(*SOLUTIONS)
    done = little.run("hint")
    assert done.status == 0
    assert "no hint to give" in done.out


def test_the_names_that_hint_understands(little: Little) -> None:
    """Qualified, with the stage, bare where that is clear; else one sentence that helps."""
    assert little.run("hint", "numbers.Box.empty").out.startswith("Box.empty  in numbers.py")
    assert little.run("hint", "sums.empty").out.startswith("empty  in sums.py")
    assert little.run("hint", "__add__").out.startswith("Box.__add__  in numbers.py")
    manifest = little.root / "grading" / "course.toml"
    manifest.write_text(manifest.read_text().replace('"total" =', '"Bag.__add__" ='))
    both = little.run("hint", "__add__")
    assert both.status == 2
    assert "numbers.Box.__add__, sums.Bag.__add__" in both.err
    unknown = little.run("hint", "Dubble")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err.startswith("'Dubble' is no stage or function with hints; did you mean")
    assert "double" in unknown.err


# reset and solution


def test_reset_keeps_what_was_there(little: Little) -> None:
    """The stub is back, and every earlier version lies beside it under a name of its own."""
    stage = little.package / "numbers.py"
    for number, name in enumerate(("numbers.mine.py", "numbers.mine-2.py")):
        little.write("numbers", f"version = {number}\n")
        run = little.run("reset", "numbers")
        assert run.status == 0
        assert f"exercises/picograd/{name}" in run.out
        assert stage.read_text() == STUBS["numbers"]
        assert (little.package / name).read_text() == f"version = {number}\n"
    assert (little.package / "numbers.mine.py").read_text() == "version = 0\n"
    assert "nothing to do" in little.run("reset", "numbers").out
    stage.unlink()
    assert "kept" not in little.run("reset", "numbers").out
    assert stage.read_text() == STUBS["numbers"]
    assert len(list(little.package.glob("numbers*"))) == 3
    # Neither the grader nor pytest takes the kept files for something to run.
    assert "5 open checks" in little.run().out


def test_the_solution_is_shown_to_who_passes_or_gives_up(little: Little) -> None:
    """Refused with status 1 and the two ways on; as plain text where output is piped."""
    refused = little.run("solution", "numbers")
    assert (refused.status, refused.out) == (1, "")
    assert "0 of 5 checks of numbers pass so far." in refused.err
    assert "--give-up" in refused.err
    assert "picograd hint numbers" in refused.err
    assert little.run("solution", "numbers", "--give-up").out == SOLUTIONS["numbers"]
    little.solve("numbers")
    shown = little.run("solution", "numbers")
    assert (shown.status, shown.out, shown.err) == (0, SOLUTIONS["numbers"], "")


# Terminals and errors


def test_a_console_that_lacks_a_character_shows_a_question_mark(little: Little) -> None:
    """A Windows console in cp1252 is no reason to crash."""
    little.write("numbers", SOLUTIONS["numbers"].replace("2 * x", 'print("→ ∂") or x'))
    run = little.run(PYTHONIOENCODING="cp1252")
    assert (run.status, run.err) == (0, "")
    assert "? ?" in run.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty")
@pytest.mark.parametrize(("setting", "fancy"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_color_and_a_live_display_on_a_terminal_only(
    little: Little, setting: dict[str, str], fancy: bool
) -> None:
    """A terminal gets colors, smooth bars and a live line; NO_COLOR makes it plain."""
    little.solve("numbers")
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    environment |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **setting}
    shown = on_a_terminal([sys.executable, "-m", "grading"], little.root, environment)
    assert "5/5" in shown
    assert (ESCAPE in shown, "█" in shown, "collecting" in shown) == (fancy, fancy, fancy)


def on_a_terminal(command: list[str], root: Path, environment: dict[str, str]) -> str:
    """All that the command writes to a terminal of its own."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, cwd=root, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:
        pass  # Linux reports the end of a terminal as an error
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to the whole console")
def test_ctrl_c_ends_with_one_line(little: Little) -> None:
    """Status 130 and "Stopped.", in the middle of a check that hangs."""
    marker = little.root / "hanging"
    hang = "import time; time.sleep(30)"
    little.write("numbers", SOLUTIONS["numbers"].replace("return 2 * x", hang))
    # The learner's code cannot leave a sign outside of its worker; the suite can.
    suite = little.root / "tests" / "stages" / "test_numbers.py"
    suite.write_text(suite.read_text() + f"\n\nopen({str(marker)!r}, 'w').close()\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "grading"],
        cwd=little.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    give_up = time.monotonic() + 50
    while not marker.exists() and time.monotonic() < give_up:
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=50)
    assert process.returncode == 130
    assert err.decode().split() == ["Stopped."]


def test_what_was_typed_wrong_is_one_sentence(little: Little) -> None:
    """An unknown command, a missing name, a value out of range: status 2 and the next step."""
    for arguments, words in (
        (["chek"], ("'chek'", "picograd --help")),
        (["reset"], ("STAGE", "picograd reset --help")),
        (["milestone", "tally", "--minutes", "0"], ("--minutes", "0", "milestone --help")),
    ):
        run = little.run(*arguments)
        assert (run.status, run.out) == (2, "")
        assert len(run.err.splitlines()) == 1
        assert all(word in run.err for word in words), run.err


def test_a_missing_package_is_named(little: Little) -> None:
    """Without what the command needs, it says what is missing and how to install it."""
    (little.root / "torch.py").unlink()
    done = subprocess.run(
        [sys.executable, "-S", "-m", "grading"],
        cwd=little.root,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert f"picograd needs {', '.join(NEEDED)}, not installed" in done.stderr
    assert "pip install -e ." in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_package_without_its_course_says_so(little: Little) -> None:
    """Installed without a clone: one sentence, not a traceback."""
    (little.root / "exercises").rename(little.root / "elsewhere")
    run = little.run()
    assert (run.status, run.out) == (2, "")
    assert f"{little.root} holds no exercises/" in run.err
    assert "clone the repository" in run.err


def test_a_fault_of_ours_never_shows_its_traceback(little: Little) -> None:
    """One sentence, status 2, and the details in a file for whoever mends it."""
    (little.root / "grading" / "course.toml").write_text("[course]\ntitle = 'no stages'\n")
    run = little.run()
    assert (run.status, run.out) == (2, "")
    assert len(run.err.splitlines()) == 1
    assert "picograd itself has a fault, your code has not (KeyError" in run.err
    assert "Traceback" in (little.root / ".picograd" / "error.txt").read_text()


def test_a_suite_that_cannot_be_collected_is_no_result(little: Little) -> None:
    """A course whose suite is broken or gone cannot grade; it does not count as passed."""
    suite = little.root / "tests" / "stages" / "test_means.py"
    for damage, word in (
        ("import nothing_of_this_name\n", "nothing_of_this_name"),
        ("# no check\n", "hold no checks"),
        (None, "is missing"),
    ):
        suite.unlink() if damage is None else suite.write_text(damage)
        run = little.run("grade", "--stage", "means")
        assert run.status == 2
        assert "could not grade: " in run.err
        assert "means" in run.err
        assert word in run.err
