"""PyTorch's answers: recorded ones are what it says, and fresh ones need it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grading.checks import oracle
from grading.checks.fingerprint import fingerprint_of
from grading.checks.recordings import recording_of
from grading.commands.dev.recording import agree
from grading.course.manifest import load_course
from grading.paths import SUITES
from tests.grading.conftest import Clone, Ran

STAGES = load_course().stage_ids
INSTALL = 'pip install -e ".[torch]"'


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def answers(clone: Clone, stage: str) -> Path:
    return clone.root / "tests" / "stages" / "answers" / f"{stage}.json"


def suite(clone: Clone, stage: str) -> Path:
    return clone.root / "tests" / "stages" / f"test_{stage}.py"


def without_torch(clone: Clone, *command: str) -> Ran:
    return clone.run("-m", "grading", *command, hidden="torch")


@pytest.mark.parametrize("stage", STAGES)
def test_every_answer_is_recorded(stage: str) -> None:
    """Each stage has a recording that holds for its suite as it is, with every answer in it."""
    recording = recording_of(stage)
    assert recording is not None
    assert recording.version.startswith("2.13.")
    text = (SUITES / f"test_{stage}.py").read_text(encoding="utf-8")
    asks = "import oracle" in text or "matches_torch" in text
    assert bool(recording.by_fingerprint) == asks


def test_the_reference_passes_by_recorded_answers(clone: Clone) -> None:
    """Without PyTorch every check of the reference passes, and nothing is passed over."""
    told = clone.run("-m", "pytest", "-p", "no:cacheprovider", "-q", "solutions", hidden="torch")
    assert told.status == 0, told.out
    assert " passed in " in told.out
    assert "skipped" not in told.out


@pytest.mark.usefixtures("needs_torch")
def test_the_reference_passes_by_live_answers(clone: Clone) -> None:
    """Where PyTorch is asked everything, every check passes as it does by recorded answers."""
    live = clone.run(
        *("-m", "pytest", "-p", "no:cacheprovider", "-q", "solutions"),
        variables={oracle.VARIABLE: oracle.ALWAYS},
    )
    assert live.status == 0, live.out
    refused = clone.run(
        *("-m", "grading", "grade", "solutions", "--published", "--stage", "value"),
        hidden="torch",
        variables={oracle.VARIABLE: oracle.ALWAYS},
    )
    assert refused.status == 2  # so it is PyTorch itself that was asked


# What `picograd dev check` asks about the recordings, of two stages only.
COMPARE = """
from dataclasses import replace

from grading.commands.dev.derived import derive_recordings
from grading.course.manifest import load_course
from grading.errors import NotDerivable

course = load_course()
for stage in ("value", "losses"):
    try:
        for file in derive_recordings(replace(course, stages=(course.stage(stage),))):
            print(file.path.name, "is", "stale" if file.is_stale else "current")
    except NotDerivable as error:
        print(error)
"""


@pytest.mark.usefixtures("needs_torch")
def test_a_recording_edited_by_hand_is_believed_nowhere(clone: Clone) -> None:
    """Where PyTorch is not, it answers nothing; where it is, a learner is judged by it."""
    clone.solve("value")
    change(answers(clone, "value"), "6.25", "6.5")
    told = without_torch(clone, "check", "value")
    assert told.status == 2
    assert "the recorded answers are not those of tests/stages/test_value.py as it is now" in (
        " ".join(told.out.split())
    )
    assert clone.run("-m", "grading", "check", "value").status == 0


@pytest.mark.usefixtures("needs_torch")
def test_a_recording_that_is_wrong_is_found_whatever_its_fingerprint(clone: Clone) -> None:
    """Where PyTorch is, it is asked itself: one that was edited, and one forged with its key."""
    forged = """
from grading.checks import recordings

kept = recordings.recording_of("losses")
for asked in kept.answers.values():
    asked.update({question: 7.25 for question in asked})
recordings.recording_path("losses").write_bytes(recordings.content_of("losses", kept))
"""
    assert clone.run("-c", forged) == Ran(0, "")
    clone.solve("losses")
    assert without_torch(clone, "check", "losses").status == 1  # its fingerprint is right
    change(answers(clone, "value"), "6.25", "6.5")
    told = clone.run("-c", COMPARE)
    assert told == Ran(0, "value.json is stale\nlosses.json is stale\n")


NEW = '''

def test_a_cube(learner):
    """A cube has the gradient that PyTorch gives it."""
    learner.matches_torch(lambda x: x * x * x, 1.25)
'''


@pytest.mark.usefixtures("needs_torch")
def test_a_changed_question_asks_to_be_recorded(clone: Clone) -> None:
    """Without PyTorch it is refused with the command; where it is, that command records it."""
    clone.solve("value", "rules", "graph", "nn", "losses")
    with suite(clone, "losses").open("a", encoding="utf-8") as file:
        file.write(NEW)
    refused = without_torch(clone, "check", "losses")
    assert refused.status == 2
    assert f"install PyTorch ({INSTALL}) and record them anew: picograd dev update" in (
        " ".join(refused.out.split())
    )
    assert INSTALL in without_torch(clone, "dev", "check").out
    updated = clone.run("-m", "grading", "dev", "update")
    assert "tests/stages/answers/losses.json is written" in updated.out
    assert "test_a_cube" in answers(clone, "losses").read_text(encoding="utf-8")
    clone.solve("losses")  # the update put a stub there
    told = without_torch(clone, "check", "losses")
    assert told.status == 0, told.out


# Stage -> a check whose question to PyTorch cannot be recorded, and what is said of it.
UNRECORDABLE = {
    "value": (
        "    rng = random.Random(3)\n"
        "    assert oracle.answer(lambda torch: torch.tensor(rng.random() * 0)) == 0\n",
        "a question to PyTorch was made with an object: Random",
    ),
    "losses": (
        "    for number in (1.0, 2.0):\n"
        "        NOW.append(number)\n"
        "        assert oracle.answer(lambda torch: NOW[-1]) == number\n"
        "\n\nNOW = []\n",
        "asks two questions that look the same",
    ),
}


@pytest.mark.usefixtures("needs_torch")
def test_what_cannot_be_recorded_is_said(clone: Clone) -> None:
    """A question that nobody could recognize again, or take for another, is no question."""
    for stage, (body, _) in UNRECORDABLE.items():
        check = f'import random\n\n\ndef test_new(learner):\n    """It is new."""\n{body}'
        with suite(clone, stage).open("a", encoding="utf-8") as file:
            file.write(f"\n\nfrom grading.checks import oracle\n{check}")
    told = clone.run("-c", COMPARE)
    assert told.status == 0
    for said, (_, sentence) in zip(told.out.splitlines(), UNRECORDABLE.values(), strict=True):
        assert sentence in said


def test_fresh_numbers_need_pytorch(clone: Clone, tmp_path: Path) -> None:
    """A seed without PyTorch is refused at once, whoever wrote the code, in a sentence with what to
    install; --published is not.
    """
    clone.solve("value")
    refused = without_torch(clone, "grade", "--stage", "value")
    its = shutil.copytree(clone.exercises, tmp_path / "its" / "picograd")
    foreign = without_torch(clone, "grade", f"{its}")
    assert refused == foreign
    assert refused.status == 2
    said = " ".join(refused.out.split())
    assert "value.py" not in said
    assert "fresh numbers need PyTorch, which is not installed" in said
    assert INSTALL in said
    assert "picograd grade --published" in said
    file = tmp_path / "report.json"
    graded = without_torch(
        clone, "grade", "--stage", "value", "--published", "--json", str(file), "--no-milestones"
    )
    assert graded.status == 0, graded.out
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["oracle"] == {"kind": "recorded", "version": "2.13.0"}


@pytest.mark.usefixtures("needs_torch")
def test_a_report_says_who_answered(clone: Clone, tmp_path: Path) -> None:
    """Under a seed it is PyTorch itself; the map of the course says it, too."""
    clone.solve("value")
    file = tmp_path / "report.json"
    seeded = clone.run(
        *("-m", "grading", "grade", "--stage", "value", "--seed", "3", "--json", str(file))
    )
    assert seeded.status == 0, seeded.out
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["oracle"]["kind"] == "torch"
    assert report["oracle"]["version"].startswith("2.13.")
    shown = clone.run("-m", "grading").out
    assert "Checked against PyTorch 2.13.0 (recorded answers)" in shown


def test_a_fingerprint_is_of_what_is_asked() -> None:
    """Numbers, formulas and names count, the last digits of a number do not."""

    def question(expression, number):  # type: ignore[no-untyped-def]
        return lambda torch: expression(torch.tensor(number))

    base = fingerprint_of(question(lambda x: x + x, 0.1 + 0.2))
    assert base == fingerprint_of(question(lambda x: x + x, 0.3))
    assert base != fingerprint_of(question(lambda x: x + x, 0.3001))
    assert base != fingerprint_of(question(lambda x: x * x, 0.3))
    assert base != fingerprint_of(question(lambda x: x + x, [0.3]))


def test_answers_agree_up_to_their_last_digits() -> None:
    """Another machine's last digit is no other answer; anything else is."""
    assert agree([0.1 + 0.2, {"a": [float("nan")]}], [0.3, {"a": [float("nan")]}])
    assert not agree([0.3], [0.3000001])
    assert not agree([1], [1.0])
    assert not agree([1.0], [1.0, 2.0])


PROBE = """
from grading.checks import oracle
from tests.stages import test_graph

first = test_graph.right_grads(3.5)
right = list(first)
first.clear()
assert test_graph.right_grads(3.5) == right, "what was changed is asked again"
"""


def test_what_a_check_does_to_an_answer_stays_its_own(clone: Clone) -> None:
    """A recorded answer comes anew each time, as PyTorch's would."""
    assert clone.run("-c", PROBE, hidden="torch") == Ran(0, "")
