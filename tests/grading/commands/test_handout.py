"""`picograd export handout` and `picograd update`: what students get, and how it grows newer."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from grading.commands.export.handout.folder import choose_course, cut_manifest, export_handout
from grading.course.manifest import MANIFEST, load_course
from grading.errors import Unacceptable
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import PACKAGE, ROOT, SOLUTIONS
from tests.grading.conftest import Clone

STAGES = ("value", "rules", "graph")


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handout of part I, with points of its own; not to be changed."""
    folder = tmp_path_factory.mktemp("handout") / "out"
    export_handout(folder, choose_course(load_course(), STAGES), {"value": 40, "engine": 60})
    return folder


@pytest.fixture
def students(handout: Path, tmp_path: Path) -> Clone:
    """A student's clone of it."""
    return Clone(Path(shutil.copytree(handout, tmp_path / "mine")))


def bodies(text: str) -> set[str]:
    """What the functions of a file do, statement by statement, without their docstrings."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            done = [s for s in node.body if not isinstance(s, ast.Expr)]
            said = "\n".join(ast.unparse(statement) for statement in done)
            if len(said) > 60 and "NotImplementedError" not in said:
                found.add(said)
    return found


def bodies_in(folder: Path) -> set[str]:
    """Those of all modules in a folder."""
    return {b for file in folder.glob("*.py") for b in bodies(file.read_text(encoding="utf-8"))}


def test_nothing_in_it_shows_the_reference(handout: Path) -> None:
    """No body of a function that the learner writes stands in any file, and no wrong version."""
    given = bodies_in(ROOT / "grading" / "course" / "stubs")
    secret = bodies_in(SOLUTIONS / PACKAGE) - given
    assert len(secret) > 50
    assert not (handout / "solutions").exists() and not (handout / "tests" / "course").exists()
    for file in handout.rglob("*.py"):
        if file.name == "__init__.py":
            continue  # given, as it stands
        assert not bodies(file.read_text(encoding="utf-8")) & secret, file
    for stage in STAGES:
        catalogue = (handout / "grading" / "mistakes" / f"{stage}.py").read_text(encoding="utf-8")
        assert not re.search(r"\bchanges?=", catalogue)
        assert catalogue.count("code=SEALED") == len(mistakes_of(stage))
    assert not (handout / "grading" / "mistakes" / "nn.py").exists()


def test_it_has_a_history_of_its_own_and_says_its_release(handout: Path) -> None:
    """One commit, nothing of the repository's; the release names every file."""
    log = subprocess.run(
        ["git", "log", "--format=%s"], cwd=handout, capture_output=True, text=True, check=True
    )
    release = json.loads((handout / "handout.json").read_text(encoding="utf-8"))
    assert log.stdout == f"picograd {release['release']}\n"
    assert release["stages"] == list(STAGES)
    assert release["release"] in (handout / "README.md").read_text(encoding="utf-8")
    assert "exercises/picograd/value.py" in release["files"]


def test_a_student_works_in_it_as_in_the_whole(students: Clone) -> None:
    """The map with the assignment's points, a check, a named mistake, a hint, and pytest."""
    course = load_course()
    total = 40 + course.stage("rules").points + course.stage("graph").points + 60
    assert f"of {total} points, 0 of 3 stages" in students.run("-m", "grading", "--quick").out
    students.solve("value", "graph")
    mistake = next(m for m in mistakes_of("rules") if m.id == "tanh-answers-with-a-list")
    students.write("rules", laid_over(students.solution("rules"), mistake))
    told = students.run("-m", "grading", "check", "rules")
    assert "35 of 36" in told.out and mistake.id in told.out
    assert "hint" in students.run("-m", "grading", "hint", "rules").out
    assert "comes without solutions" in students.run("-m", "grading", "solution", "rules").out
    assert "No such command" in students.run("-m", "grading", "audit").out
    students.solve("rules")
    ran = students.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "exercises")
    assert "139 passed" in ran.out, ran.out
    reached = students.run("-m", "grading", "milestone", "engine")
    assert reached.status == 0, reached.out


def test_an_update_replaces_everything_but_what_the_student_wrote(
    handout: Path, students: Clone, tmp_path: Path
) -> None:
    """Theirs stays to the letter; untouched stubs, checks and lessons become the new ones."""
    students.write("value", "mine = 1\n")
    (students.root / "notes.txt").write_text("mine", encoding="utf-8")
    newer = Path(shutil.copytree(handout, tmp_path / "newer"))
    release = json.loads((newer / "handout.json").read_text(encoding="utf-8"))
    from grading.companion.handout import files_in

    for path in ("exercises/picograd/value.py", "exercises/picograd/rules.py"):
        (newer / path).write_text("# newer\n", encoding="utf-8")
    (newer / "grading" / "more.py").write_text("", encoding="utf-8")
    (newer / "LICENSE").unlink()
    (newer / "handout.json").unlink()
    release |= {"release": "2", "files": files_in(newer)}
    (newer / "handout.json").write_text(json.dumps(release), encoding="utf-8")
    packed = shutil.make_archive(str(tmp_path / "newer"), "zip", tmp_path, "newer")

    ran = students.run("-m", "grading", "update", packed)
    assert ran.status == 0, ran.out
    assert (
        "1 file of yours kept" in ran.out and "exercises/picograd/value.py: its lesson" in ran.out
    )
    assert (students.exercises / "value.py").read_text() == "mine = 1\n"
    assert (students.exercises / "rules.py").read_text() == "# newer\n"
    assert (students.root / "notes.txt").read_text() == "mine"
    assert (students.root / "grading" / "more.py").exists()
    assert not (students.root / "LICENSE").exists()
    assert "This is release 2 already" in students.run("-m", "grading", "update", packed).out


@pytest.mark.parametrize("harm", ["no handout", "half a handout", "no zip"])
def test_an_update_from_something_else_changes_nothing(
    handout: Path, students: Clone, tmp_path: Path, harm: str
) -> None:
    """One sentence, status 2, and every file as it was."""
    other = tmp_path / "other"
    if harm == "no zip":
        other.write_text("", encoding="utf-8")
    else:
        shutil.copytree(handout, other)
        (other / ("handout.json" if harm == "no handout" else "LICENSE")).unlink()
    before = (students.root / "handout.json").read_bytes()
    ran = students.run("-m", "grading", "update", str(other))
    assert ran.status == 2 and "Traceback" not in ran.out
    assert (students.root / "handout.json").read_bytes() == before
    assert (students.root / "LICENSE").exists()


def test_a_stage_is_not_given_out_without_what_it_builds_on() -> None:
    """Without solutions the student's own stand in, so they have to be there."""
    with pytest.raises(Unacceptable, match="rules builds on value"):
        choose_course(load_course(), {"rules", "graph"})


def test_points_of_an_assignment_are_its_own() -> None:
    """Only what is named changes; what is left out is gone."""
    text = cut_manifest(MANIFEST.read_text(encoding="utf-8"), {"value", "engine"}, {"value": 33})
    assert text.count("[[stages]]") == 1 and text.count("[[milestones]]") == 1
    assert "points = 33" in text


def test_a_handout_makes_no_handouts(students: Clone) -> None:
    """What it would take is not in it."""
    assert "No such command" in students.run("-m", "grading", "export", "handout", "x").out
