"""The files that a report is written to: which ones, and what they say when."""

from __future__ import annotations

import html
import json
import os
import re
import sys
from pathlib import Path

import click
import pytest

from grading.checks.verdict import Expected, Outcome, Verdict
from grading.commands.report_files import report_targets, unfinished_until
from grading.course.manifest import load_course
from grading.errors import CouldNotGrade, Unacceptable, Unreadable, Unwritable
from grading.report.formats.registry import FORMATS, NOT_ENDED
from grading.report.report import Audience, Report, fold, fold_stages
from grading.submission.submission import Submission


@pytest.fixture
def report() -> Report:
    """The report on a submission in which one check of one stage was run, and failed."""
    course = load_course()
    failed = Verdict("value", "test_it", "It works.", Outcome.FAILED, "it does not")
    stages = fold_stages(course, [Expected("value", "test_it", "It works.")], [failed])
    return fold(course, Submission("anna", (), (), ()), stages, {}, milestones_asked=())


# Which files


def test_each_file_is_named_by_its_format(tmp_path: Path) -> None:
    """All three options together; `-` for --json is standard output and no file."""
    one, two, three = (str(tmp_path / name) for name in ("one", "two", "three"))
    assert report_targets(one, two, "gradescope", three) == {
        "json": Path(one),
        "junit": Path(two),
        "gradescope": Path(three),
    }
    assert report_targets("-", None, "json", one) == {"json": Path(one)}
    assert report_targets(None, None, None, None) == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((None, None, "junit", None), "--format and --output go together"),
        ((None, None, None, "here"), "--format and --output go together"),
        (("here", None, "json", "there"), "--json and --format json are the same"),
        (("here", "./here", None, None), "two reports would be written to ./here"),
        ((None, "here", "exercism", "here"), "two reports would be written to here"),
        ((None, "-", None, None), "--junit needs the name of a file"),
        ((None, None, "exercism", "-"), "--output needs the name of a file"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    arguments: tuple[str | None, str | None, str | None, str | None],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One sentence each, and no file is made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(click.UsageError, match=re.escape(words)):
        report_targets(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_known_beforehand(tmp_path: Path) -> None:
    """Whichever option names it."""
    nowhere = str(tmp_path / "no" / "file")
    for arguments in ((nowhere, None, None, None), (None, None, "exercism", nowhere)):
        with pytest.raises(Unwritable, match="cannot be written"):
            report_targets(*arguments)


# What they say


def test_a_report_file_is_honest_at_every_moment(tmp_path: Path, report: Report) -> None:
    """It says "could not grade" until the report is there, and why, if grading breaks off."""
    targets = {name: tmp_path / name for name in FORMATS}
    with unfinished_until(targets) as hand_over:
        for name, path in targets.items():
            assert path.read_bytes() == FORMATS[name].render_refusal(NOT_ENDED)
        hand_over(report)
    for name, path in targets.items():
        assert path.read_bytes() == FORMATS[name].render(report)
    for error, words in (
        (CouldNotGrade("the oracle is ill"), "the oracle is ill"),
        (Unreadable("anna.zip does not exist"), "anna.zip does not exist"),
        (
            ZeroDivisionError("by zero"),
            "picograd has a fault, or the machine has (ZeroDivisionError: by zero)",
        ),
        (KeyboardInterrupt(), "grading was stopped"),
    ):
        with pytest.raises(type(error)), unfinished_until(targets):
            raise error
        for name, path in targets.items():
            assert path.read_bytes() == FORMATS[name].render_refusal(words)
    with pytest.raises(Unacceptable), unfinished_until(targets, possible=20):
        raise Unacceptable("anna.zip is damaged")
    for name, path in targets.items():
        assert path.read_bytes() == FORMATS[name].render_rejection("anna.zip is damaged", 20)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(FORMATS)


@pytest.mark.parametrize("audience", [None, *Audience])
def test_what_students_read_names_no_folder_of_the_grader(
    audience: Audience | None, tmp_path: Path
) -> None:
    """Why there is no report, in every format; and what is raised, where all is for students."""
    folder = tmp_path / "my class" / "anna's work"
    sentence = f"{folder}.zip holds picograd/value (1).py; {sys.prefix}/lib/x.py or /srv/a b.py"
    targets = {name: tmp_path / name for name in FORMATS}
    for kind in (Unacceptable, CouldNotGrade, Unreadable, OSError):
        with (
            pytest.raises(Exception, match="holds") as raised,
            unfinished_until(targets, audience, 20, folder.with_suffix(".zip")),
        ):
            raise kind(sentence)
        told = "anna's work.zip holds picograd/value (1).py; <python>/lib/x.py or a b.py"
        students = audience is Audience.STUDENT
        assert f"{raised.value}" == (told if students else sentence)
        assert isinstance(raised.value, CouldNotGrade if students and kind is OSError else kind)
        for name, path in targets.items():
            content = html.unescape(path.read_text(encoding="utf-8"))
            narrow = students or (audience is None and name != "json")
            assert (told in content) is narrow, (name, kind)
            assert ("my class" not in content and "/srv" not in content) is narrow, (name, kind)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_receives_one_report(tmp_path: Path, report: Report) -> None:
    """Whoever reads a pipe would take the first thing for the report."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with unfinished_until({"prairielearn": pipe}) as hand_over:
            hand_over(report)
        assert json.loads(os.read(reader, 1_000_000))["gradable"] is True
    finally:
        os.close(reader)
