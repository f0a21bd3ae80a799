"""The command `picograd`, typed as a person types it, in a repository with a tiny course."""

from __future__ import annotations

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
from tests.grading.tiny_course import SOLUTIONS, STUBS, TinyCourse, make_tiny_course, picograd

ESCAPE = "\x1b"


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCourse:
    return make_tiny_course(tmp_path / "little")


def lines_with(word: str, text: str) -> list[str]:
    return [line for line in text.splitlines() if word in line]


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


def test_a_wrong_answer_is_the_next_thing_before_a_stub(tiny: TinyCourse) -> None:
    """What was expected, what came, what was printed, the likeliest function, and the check."""
    wrong = SOLUTIONS["numbers"].replace("return 2 * x", r'print("so: \x1b[31m", x); return x + 2')
    tiny.write("numbers", wrong.replace("return self.number ==", "raise NotImplementedError  #"))
    run = tiny.run()
    assert run.status == 0
    line = wrong.splitlines().index("def double(x):") + 1
    assert f"Next: exercises/picograd/numbers.py, line {line}  (probably double)" in run.out
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
    """The file is named, with the command that puts it back."""
    (tiny.package / "numbers.py").unlink()
    run = tiny.run()
    assert "Next: exercises/picograd/numbers.py is missing" in run.out
    assert "picograd reset numbers" in run.out


def test_the_map_stops_at_the_first_unfinished_stage_unless_all(tiny: TinyCourse) -> None:
    """A stage after it is not run, though it would pass; with --all it is."""
    tiny.solve("numbers", "means")
    stopped, whole = tiny.run(), tiny.run("--all")
    assert re.search(r"numbers .*#{12} +5/5 +20/20 pts", stopped.out)
    assert re.search(r"means .*\.{12} +0/1 +0/25 pts", stopped.out)
    assert re.search(r"means .*#{12} +1/1 +25/25 pts", whole.out)
    for run in (stopped, whole):
        assert "Next: exercises/picograd/sums.py" in run.out


def test_everything_done_is_said(tiny: TinyCourse) -> None:
    """All stages, both milestones, all points, no next thing."""
    tiny.solve(*SOLUTIONS)
    run = tiny.run()
    assert "100 of 100 points, 3 of 3 stages\n" in run.out
    assert "All stages and milestones pass." in run.out
    assert "Next:" not in run.out


# Milestones


def test_a_milestone_that_passed_is_not_run_again(tiny: TinyCourse) -> None:
    """It is remembered until a file that it depends on changes; a later stage is none."""
    tiny.solve("numbers", "sums")
    tally = tiny.root / "grading" / "milestones" / "tally.py"
    runs = tiny.root / "runs"
    count = f"open({str(runs)!r}, 'a').write('x')\n    "
    tally.write_text(tally.read_text().replace("got = learner", f"{count}got = learner"))
    assert re.search(r"\* tally .* passed +15/15 pts", tiny.run().out)
    tiny.solve("means")
    again = tiny.run().out
    assert re.search(r"\* tally .* passed \(unchanged\) +15/15 pts", again)
    assert str(Path(".picograd", "pictures", "tally.png")) in again
    assert runs.read_text() == "x"
    tiny.write("sums", SOLUTIONS["sums"] + "# another comment\n")
    assert "* tally" in tiny.run().out
    assert runs.read_text() == "xx"
    assert tiny.run("grade", "--stage", "numbers", "--stage", "sums").status == 0
    assert runs.read_text() == "xxx"  # a grade never rests on what is remembered


def test_a_failed_milestone_is_the_next_thing_and_is_tried_again(tiny: TinyCourse) -> None:
    """All stages pass and the whole does not work: the map says what the milestone found."""
    wrong = SOLUTIONS["sums"].replace("/ 2", "/ 2 * (len(numbers) != 2)")
    tiny.solve("numbers", "means")
    tiny.write("sums", wrong)
    run = tiny.run()
    assert re.search(r"sums .*#{12} +2/2 +30/30 pts", run.out)
    assert re.search(r"\* tally .* not reached +0/15 pts", run.out)
    assert "Next: the milestone tally" in run.out
    assert "the tally is 0.0, not 7.0" in run.out
    assert "picograd milestone tally" in run.out
    again = tiny.run().out
    assert re.search(r"\* census .* passed \(unchanged\)", again)
    assert "Next: the milestone tally" in again


def test_one_milestone_by_itself(tiny: TinyCourse) -> None:
    """Its figures, the options that it is given, and a status; no stage needs to pass."""
    tiny.solve("numbers", "sums")
    run = tiny.run("milestone", "census", "--minutes", "2.5", "--full", "--seed", "7")
    assert run.status == 1
    assert "NotImplementedError: means: mean" in run.out
    tiny.solve("means")
    run = tiny.run("milestone", "census", "--minutes", "2.5", "--full", "--seed", "7")
    assert run.status == 0
    for figure in ("mean: inf", "minutes: 2.5", "full: True", "seed: 7"):
        assert figure in run.out
    unknown = tiny.run("milestone", "censsus")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'censsus' is no milestone; did you mean census?\n"


def test_damaged_and_unwritable_memory_costs_nothing_else(tiny: TinyCourse) -> None:
    """A state file of garbage counts as empty, and a folder that cannot be is done without."""
    tiny.solve("numbers", "sums")
    state = tiny.root / ".picograd" / "state.json"
    state.parent.mkdir()
    for garbage in ('{"hints": {"numbers:double": true}, "milestones": {}}', "[" * 5000, "\x00"):
        state.write_text(garbage)
        run = tiny.run("hint", "double")
        assert (run.status, run.err) == (0, "")
        assert "Hint 1 of 3" in run.out
    state.unlink()
    state.parent.rmdir()
    state.parent.write_text("a file where the folder should be")
    run = tiny.run()
    assert (run.status, run.err) == (0, "")
    assert re.search(r"\* tally .* passed +15/15", run.out)


# check


def test_check_shows_every_failure_in_full(tiny: TinyCourse) -> None:
    """Claims that hold, stubs by name, and each failure with its two answers; status 1."""
    tiny.write("numbers", SOLUTIONS["numbers"].replace("2 * x", "x + 2"))
    run = tiny.run("check")
    assert run.status == 1
    assert lines_with("passed ", run.out)[1].endswith("Two boxes add to a box that holds the sum.")
    assert re.search(r"test_double_is_twice\[1\.5\](.*\n)+.*3\.0\n.*3\.5\n", run.out)
    assert re.search(r"test_double_is_twice\[-2\.5\](.*\n)+.*-5\.0\n.*-0\.5\n", run.out)
    assert "3 of 5 checks of numbers pass (2 failed)" in run.out


def test_check_takes_the_first_unfinished_stage_or_the_one_named(tiny: TinyCourse) -> None:
    """By its id or its file; status 0 where all checks pass, 2 for a name that is none."""
    tiny.solve("numbers")
    default = tiny.run("check")
    assert default.status == 1
    assert "0 of 2 checks of sums pass (2 todo)" in default.out
    assert re.search(r"todo +total is not written yet \(line \d+\); 1 check", default.out)
    named = tiny.run("check", "exercises/picograd/numbers.py", cwd=tiny.package.parent)
    assert named.status == 0
    assert "5 of 5 checks of numbers pass." in named.out
    unknown = tiny.run("check", "number")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'number' is no stage; did you mean numbers?\n"


# hint


def test_hints_come_one_at_a_time(tiny: TinyCourse) -> None:
    """Each time one more, how many are left, and in the end the way to the reference."""
    seen = [tiny.run("hint", "double").out for _ in range(4)]
    assert [re.findall(r"Hint (\d) of 3", out) for out in seen] == [["1"], ["2"], ["3"], ["3"]]
    assert "Think of two." in seen[0]
    assert "2 more hints:" in seen[0]
    assert "1 more hint:" in seen[1]
    assert "picograd solution numbers --give-up" in seen[2]
    again = tiny.run("hint", "double", "--again").out
    assert re.findall(r"Hint (\d) of 3", again) == ["1", "2", "3"]


def test_a_hint_without_a_name_is_for_the_next_thing(tiny: TinyCourse) -> None:
    """The first stub; of a named stage its first stub; after a wrong answer its function."""
    assert tiny.run("hint").out.startswith("Box.__add__  in numbers.py")
    assert tiny.run("hint", "sums").out.startswith("total  in sums.py")
    tiny.write("numbers", SOLUTIONS["numbers"].replace("self.number == 0", "False"))
    wrong = tiny.run("hint").out
    assert wrong.startswith("Box.empty  in numbers.py\nProbably")
    tiny.solve(*SOLUTIONS)
    done = tiny.run("hint")
    assert done.status == 0
    assert "no hint to give" in done.out


def test_the_names_that_hint_understands(tiny: TinyCourse) -> None:
    """Qualified, with the stage, bare where that is clear; else one sentence that helps."""
    assert tiny.run("hint", "numbers.Box.empty").out.startswith("Box.empty  in numbers.py")
    assert tiny.run("hint", "sums.empty").out.startswith("empty  in sums.py")
    assert tiny.run("hint", "__add__").out.startswith("Box.__add__  in numbers.py")
    manifest = tiny.root / "grading" / "course" / "course.toml"
    manifest.write_text(manifest.read_text().replace('"total" =', '"Bag.__add__" ='))
    both = tiny.run("hint", "__add__")
    assert both.status == 2
    assert "numbers.Box.__add__, sums.Bag.__add__" in both.err
    unknown = tiny.run("hint", "Dubble")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err.startswith("'Dubble' is no stage or function with hints; did you mean")
    assert "double" in unknown.err


# reset and solution


def test_reset_keeps_what_was_there(tiny: TinyCourse) -> None:
    """The stub is back, and every earlier version lies beside it under a name of its own."""
    stage = tiny.package / "numbers.py"
    for number, name in enumerate(("numbers.mine.py", "numbers.mine-2.py")):
        tiny.write("numbers", f"version = {number}\n")
        run = tiny.run("reset", "numbers")
        assert run.status == 0
        assert f"exercises/picograd/{name}" in run.out
        assert stage.read_text() == STUBS["numbers"]
        assert (tiny.package / name).read_text() == f"version = {number}\n"
    assert (tiny.package / "numbers.mine.py").read_text() == "version = 0\n"
    assert "nothing to do" in tiny.run("reset", "numbers").out
    stage.unlink()
    assert "kept" not in tiny.run("reset", "numbers").out
    assert stage.read_text() == STUBS["numbers"]
    assert len(list(tiny.package.glob("numbers*"))) == 3
    # Neither the grader nor pytest takes the kept files for something to run.
    assert "5 open checks" in tiny.run().out


def test_the_solution_is_shown_to_who_passes_or_gives_up(tiny: TinyCourse) -> None:
    """Refused with status 1 and the two ways on; as plain text where output is piped."""
    refused = tiny.run("solution", "numbers")
    assert (refused.status, refused.out) == (1, "")
    assert "0 of 5 checks of numbers pass so far." in refused.err
    assert "--give-up" in refused.err
    assert "picograd hint numbers" in refused.err
    assert tiny.run("solution", "numbers", "--give-up").out == SOLUTIONS["numbers"]
    tiny.solve("numbers")
    shown = tiny.run("solution", "numbers")
    assert (shown.status, shown.out, shown.err) == (0, SOLUTIONS["numbers"], "")


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
    environment |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **setting}
    shown = on_a_terminal([sys.executable, "-m", "grading"], tiny.root, environment)
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
    process.wait()
    os.close(ours)
    return shown.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to the whole console")
def test_ctrl_c_ends_with_one_line(tiny: TinyCourse) -> None:
    """Status 130 and "Stopped.", in the middle of a check that hangs."""
    marker = tiny.root / "hanging"
    manifest = tiny.root / "grading" / "course" / "course.toml"
    manifest.write_text(
        manifest.read_text().replace("seconds_per_check = 3", "seconds_per_check = 9e9")
    )
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
