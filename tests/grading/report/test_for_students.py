"""What a submission can say into a report that its author reads."""

from __future__ import annotations

import html
import itertools
import json
import math
import random
import re
import string
from dataclasses import replace
from pathlib import Path

import pytest

from grading.checks.verdict import Expected, NamedMistake, Outcome, Verdict
from grading.course.manifest import load_course
from grading.grade import GradingRequest, grade
from grading.milestones.base import MilestoneResult
from grading.paths import PACKAGE, SOLUTIONS, SUITES
from grading.report.for_students import (
    MOST_OF_A_CHECK,
    MOST_OF_A_REPORT,
    report_for_students,
    submission_for_students,
)
from grading.report.formats.registry import FORMATS
from grading.report.known_messages import keep_kind, keep_known
from grading.report.report import Audience, Report, fold, fold_stages
from grading.report.screen.summary import render_summary
from grading.submission.submission import Submission, SubmittedFile, take_in

COURSE = load_course()
SECRET = 20_000
WINDOW = 5


def secret_of(seed: int, letters: str = string.ascii_letters) -> str:
    return "".join(random.Random(seed).choices(letters, k=SECRET))


def carried(secret: str, text: str) -> int:
    """How many characters of the secret can be read in the text, in pieces of five or more."""
    pieces = {text[i : i + WINDOW] for i in range(len(text))}
    found = {
        place
        for i in range(len(secret) - WINDOW)
        if secret[i : i + WINDOW] in pieces
        for place in range(i, i + WINDOW)
    }
    return len(found)


def everything_written(report: Report) -> str:
    """All that students may read of a report, in every format and on the screen."""
    files = [form.render_to(Audience.STUDENT, report).decode() for form in FORMATS.values()]
    return "\n".join([*files, render_summary(report_for_students(report)).plain])


def speaking(secret: str, *, numbers: bool = False) -> Report:
    """A report in which every field that a submission has a say in carries the secret."""
    pieces = itertools.cycle(secret[i : i + 40] for i in range(0, len(secret), 40))

    def piece() -> str:
        said = next(pieces)
        return f"{float('0.' + said[:17])!r}" if numbers else said

    outcomes = [Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.TODO, Outcome.BLOCKED]
    expected, verdicts = [], []
    for number, (stage, test) in enumerate(every_check()):
        outcome = [*outcomes, Outcome.PASSED][number % 6]
        expected.append(Expected(stage, test, "A claim."))
        verdicts.append(
            Verdict(
                stage, test, "A claim.", outcome, piece(), (("x", piece()),), piece(),
                None if outcome is Outcome.ERROR else piece(), piece(), piece(),
                f"in/{PACKAGE}/{stage}.py", 10, piece(), piece(), piece() * (number % 2), piece(),
                piece(), False, piece(), piece(),
                (NamedMistake(f"known-{number}", "A sentence."),), piece(),
                f"`x` has no `.{piece()}`.",
            )
        )  # fmt: skip
    files = tuple(
        SubmittedFile(s, f"in/{PACKAGE}/{s}.py", (SOLUTIONS / PACKAGE / f"{s}.py").read_bytes())
        for s in COURSE.stage_ids
    )
    results = {
        m.id: MilestoneResult(
            m.id, False, 1.0, {piece(): piece()}, f"{piece()}: {piece()}", (piece(),), piece()
        )
        for m in COURSE.milestones
    }
    suites = {s: (SUITES / f"test_{s}.py").read_text(encoding="utf-8") for s in COURSE.stage_ids}
    stages = fold_stages(COURSE, expected, verdicts, suites=suites)
    handed_in = Submission("/somewhere/in", files, (), ())
    return fold(COURSE, handed_in, stages, results, milestones_asked=results, seed=4711)


def every_check() -> list[tuple[str, str]]:
    return [
        (stage, name)
        for stage in COURSE.stage_ids
        for name in re.findall(r"^def (test_\w+)", (SUITES / f"test_{stage}.py").read_text(), re.M)
    ]


@pytest.mark.parametrize("numbers", [False, True], ids=["words", "numbers"])
def test_a_secret_in_every_field_stays_behind(numbers: bool) -> None:
    """Of 20,000 characters less than one in a hundred arrives, whatever field they are put into;
    the report for staff holds far more of them, so this can fail."""
    secret = secret_of(1, string.digits[1:] if numbers else string.ascii_letters)
    report = speaking(secret, numbers=numbers)
    student = everything_written(report)
    staff = FORMATS["json"].render_to(Audience.STAFF, report).decode()
    assert carried(secret, student) < SECRET / 100
    assert carried(secret, staff) > SECRET / 5


def test_a_report_has_so_many_characters_for_a_submission_and_a_check_so_many() -> None:
    """Whatever differs between the reports of two submissions that say different things."""
    one, other = (report_for_students(speaking(secret_of(seed))) for seed in (1, 2))
    told = [c for entry in one.stages for c in entry.checks]
    free = [
        sum(
            len(text)
            for text in (c.problem, c.expected or "", c.got or "", c.traceback, c.kind, c.slip)
        )
        for c in told
        if not c.problem.startswith("`picograd check") and c.outcome is not Outcome.TODO
    ]
    assert max(free) <= MOST_OF_A_CHECK
    assert sum(free) <= MOST_OF_A_REPORT
    assert sum(map(bool, free)) > 5
    assert len(other.stages) == len(one.stages)


def test_bits_that_choices_carry() -> None:
    """What is left to choose, summed up as if an attacker used all of it: which places are quoted,
    which message, which digits. Fewer bits than 200 letters have."""
    report = report_for_students(speaking(secret_of(3, string.digits[1:]), numbers=True))
    checks = [c for entry in report.stages for c in entry.checks]
    digits = sum(c.isdigit() for v in checks for c in f"{v.expected or ''}{v.got or ''}")
    digits += sum(c.isdigit() for v in checks for _, text in v.inputs for c in text)
    quoted = sum(v.line is not None for v in checks)
    lines, messages = math.log2(500_000), math.log2(100)
    bits = digits * math.log2(10) + quoted * (lines + messages)
    assert quoted > 5
    assert bits < SECRET / 100 * math.log2(95)


SPEAKS = """
import sys

SECRET = {secret!r}
at = sum(map(ord, sys._getframe(0).f_code.co_filename))


def told(number):
    return SECRET[number * 40 % 19000 :][:40]


def mse(predictions, targets):
    print(SECRET)
    number = int(abs(sum(p.data for p in predictions)) * 1000)
    raise type(told(number), (Exception,), {{}})(told(number + 1) + SECRET[:9000])


def rmse(predictions, targets):
    return told(int(abs(sum(p.data for p in predictions)) * 1000))


def cross_entropy(logits, target):
    raise NotImplementedError("losses: " + SECRET)
"""


def test_a_submission_that_tries_gets_nothing_out(tmp_path: Path) -> None:
    """A real one: class names, messages, answers, printed lines and stubs, and names of files."""
    secret = secret_of(4)
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "losses.py").write_text(SPEAKS.format(secret=secret), encoding="utf-8")
    for number in range(5):
        (package / f"{secret[number * 100 :][:100]}.py").touch()
    asked = GradingRequest((COURSE.stage("losses"),), milestones=False, level="none")
    report = grade(take_in(tmp_path, COURSE), COURSE, asked)
    written = everything_written(report)
    # Their names were theirs before anything was judged: they can tell nothing new.
    for name in submission_for_students(report.submission).ignored:
        written = written.replace(name, "")
    assert carried(secret, written) < SECRET / 100
    assert str(tmp_path) not in written
    assert carried(secret, FORMATS["json"].render(report).decode()) > SECRET / 100


@pytest.fixture(scope="module")
def misplaced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A submission whose files are right and not where or as they should be."""
    folder = tmp_path_factory.mktemp("a folder of the grader") / "anna"
    package = folder / PACKAGE
    package.mkdir(parents=True)
    losses, optim, training, nn = (
        (SOLUTIONS / PACKAGE / f"{stage}.py").read_text(encoding="utf-8")
        for stage in ("losses", "optim", "training", "nn")
    )
    (package / "losses.py").write_text(f"{losses}\nfrom picograd.helpers import twice\n")
    (package / "helpers.txt").write_text("def twice(x):\n    return 2 * x\n")
    (package / "optim.py").write_text(optim, encoding="utf-16")
    (package / "training.py").write_text(f"{training}\nimport numpy as np\n")
    (package / "nn (1).py").write_text(nn)
    stages = tuple(map(COURSE.stage, ("nn", "losses", "optim", "training")))
    asked = GradingRequest(stages, milestones=False, level="none")
    return folder, grade(take_in(folder, COURSE), COURSE, asked)


@pytest.mark.parametrize("name", FORMATS)
def test_what_to_mend_of_a_file_is_told_in_every_format(
    name: str, misplaced: tuple[Path, Report]
) -> None:
    """In whole sentences, and without the folders of the grader's machine."""
    folder, report = misplaced
    written = html.unescape(FORMATS[name].render_to(Audience.STUDENT, report).decode())
    line = len((SOLUTIONS / PACKAGE / "training.py").read_text(encoding="utf-8").splitlines()) + 2
    for sentence in (
        "nn (1).py (rename it to nn.py to have it graded)",
        "helpers.txt (a stage is one file: move what losses.py needs of it into losses.py)",
        "picograd.helpers is not there: a stage is one file",
        "ImportError: is saved as UTF-16; save it as UTF-8",
        f"line {line}: numpy cannot be imported here: picograd is written with the standard",
        "optim.py cannot be imported, as said above",
    ):
        assert sentence in written, sentence
    assert folder.parent.name not in written


def test_a_seed_is_for_staff() -> None:
    """Recorded answers of a seed score under it alone; who may hand in again does not see it."""
    report = speaking(secret_of(5))
    assert "4711" not in everything_written(report)
    assert json.loads(FORMATS["json"].render_to(None, report))["seed"] == 4711
    assert json.loads(FORMATS["json"].render_to(Audience.STUDENT, report))["audience"] == "student"


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("unsupported operand type(s) for +: 'Value' and 'NoneType'", None),
        ("'Value' object has no attribute 'grads'", "'Value' object has no attribute '...'"),
        ("f() missing 1 required positional argument: 'grad'", None),
        ("list index out of range", None),
        ("not enough values to unpack (expected 2, got 1)", None),
        ("math domain error", None),
        ("name 'SECRET' is not defined", "name '...' is not defined"),
        ("name 'f' is not defined\nSECRET", "..."),
        ("SECRET", "..."),
        ("", ""),
    ],
)
def test_a_message_of_pythons_own_is_told(message: str, told: str | None) -> None:
    """With the names that stand in the student's line; anything else is left out."""
    assert keep_known(message, {"f", "grad", "Value"}) == (message if told is None else told)


def test_the_class_of_an_error_is_told_if_it_is_known() -> None:
    """One that was made up while the code ran is not."""
    assert keep_kind("ZeroDivisionError", ()) == "ZeroDivisionError"
    assert keep_kind("SECRET", ()) == "an exception"


def test_an_honest_student_reads_what_helps() -> None:
    """The class, Python's message, the line of the file, the answers: the first of each stage."""
    text = b"def mse(p, t):\n    return p + None\n"
    raised = Verdict(
        "losses", "test_a", "Claim.", Outcome.ERROR, "unsupported operand type(s) for +: 'list' "
        "and 'NoneType'", file="in/picograd/losses.py", line=2, kind="TypeError",
        traceback="Traceback", printed="debugging",
    )  # fmt: skip
    wrong = Verdict(
        "graph", "test_b", "Claim.", Outcome.FAILED, "the gradient", expected="1.23456789",
        got="[2.0, -3.5]", inputs=(("a", "1.5"),),
    )  # fmt: skip
    suites = {"graph": "the gradient of it"}
    stages = fold_stages(
        COURSE,
        [Expected(v.stage, v.check, v.claim) for v in (raised, wrong)],
        [raised, wrong],
        suites=suites,
    )
    files = (SubmittedFile("losses", "/home/x/in/picograd/losses.py", text),)
    handed_in = Submission("/home/x/in", files, (), ())
    report = fold(COURSE, handed_in, stages, {}, milestones_asked=())
    told = {c.check: c for e in report_for_students(report).stages for c in e.checks}
    assert told["test_a"].traceback == (
        '  File "picograd/losses.py", line 2, in mse\n    return p + None\n'
        "TypeError: unsupported operand type(s) for +: 'list' and 'NoneType'"
    )
    assert told["test_a"].printed == ""
    assert (told["test_b"].problem, told["test_b"].inputs) == ("the gradient", (("a", "1.5"),))
    assert (told["test_b"].expected, told["test_b"].got) == ("1.235", "[2, -3.5]")
    assert told["test_b"] == replace(wrong, expected="1.235", got="[2, -3.5]", file="")
