"""`picograd dev`: what is made from something else is current, and nobody's work is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grading.commands.dev.stub import make_stub
from grading.course.manifest import load_course
from grading.errors import NotDerivable
from tests.grading.conftest import Clone, Ran

# Gives every table of known replies the fingerprint of the files as they are.
TRUST = """
from grading.diagnosis.known_replies import FOLDER, key_of

for table in FOLDER.glob("*.json"):
    _, _, body = table.read_bytes().partition(b"\\n")
    table.write_bytes(b'{"key": "%s",\\n' % key_of(table.stem, body).encode() + body)
"""
LESSON = "Write the three functions, then run `picograd check graph`."


def dev(clone: Clone, verb: str) -> Ran:
    """`picograd dev VERB` by recorded answers: that PyTorch itself is asked is for test_oracle."""
    return clone.run("-m", "grading", "dev", verb, hidden="torch")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def kept(clone: Clone) -> list[str]:
    return sorted(path.name for path in clone.exercises.glob("*.mine*"))


def test_the_repository_is_current(clone: Clone) -> None:
    """Tables, stubs, exercises and examples are what follows from their sources today."""
    ran = dev(clone, "check")
    assert ran == Ran(0, "Every file that is made from others is current.\n")


def test_what_is_stale_is_named_and_updated(clone: Clone) -> None:
    """A manifest and a lesson change: check names each file that follows, update writes it."""
    manifest = clone.root / "grading" / "course" / "course.toml"
    change(manifest, "A Value computes like a float", "A Value adds like a float")
    change(clone.root / "solutions" / "picograd" / "graph.py", LESSON, f"One more.\n\n{LESSON}")
    # What the mistakes reply follows from the solutions, too, and takes minutes.
    assert clone.run("-c", TRUST) == Ran(0, "")
    stale = dev(clone, "check")
    assert stale.status == 1
    named = [line.split()[0] for line in stale.out.splitlines()]
    assert named[:4] == [
        "README.md",
        "exercises/README.md",
        "grading/course/stubs/graph.py",
        "exercises/picograd/graph.py",
    ]
    assert "docs/formats/report.json" in named  # it names the lines of what is not written
    assert stale.out.endswith("Run `picograd dev update`.\n")

    written = dev(clone, "update")
    assert written.status == 0
    assert [line.split()[0] for line in written.out.splitlines()] == named[:-1]
    assert "A Value adds like a float" in (clone.root / "README.md").read_text(encoding="utf-8")
    assert "One more." in (clone.exercises / "graph.py").read_text(encoding="utf-8")
    assert kept(clone) == []  # an untouched exercise is nobody's work
    assert dev(clone, "check").status == 0


def test_a_table_of_replies_is_worked_out_anew(clone: Clone) -> None:
    """One that was changed by hand is found, and written as the checks and the mistakes say."""
    table = clone.root / "grading" / "diagnosis" / "known" / "losses.json"
    derived = table.read_bytes()
    change(table, '"mse-halved"', '"mse-doubled"')
    stale = dev(clone, "check")
    assert [line.split()[0] for line in stale.out.splitlines()] == [
        "grading/diagnosis/known/losses.json",
        "Run",
    ]
    assert stale.status == 1
    assert dev(clone, "update") == Ran(0, "grading/diagnosis/known/losses.json is written\n")
    assert table.read_bytes() == derived


def test_a_learners_work_is_kept(clone: Clone) -> None:
    """An exercise that someone has written in stays beside the stub, and update says where."""
    work = clone.solution("value") + "\n# mine\n"
    clone.write("value", work)
    written = dev(clone, "update")
    assert written == Ran(
        0,
        "exercises/picograd/value.py is written; "
        "your file is kept as exercises/picograd/value.mine.py\n",
    )
    assert (clone.exercises / "value.mine.py").read_text(encoding="utf-8") == work
    assert "NotImplementedError" in (clone.exercises / "value.py").read_text(encoding="utf-8")
    assert kept(clone) == ["value.mine.py"]


def test_a_missing_exercise_and_a_missing_example_are_stale(clone: Clone) -> None:
    (clone.exercises / "nn.py").unlink()
    (clone.root / "docs" / "formats" / "junit.xml").unlink()
    stale = dev(clone, "check")
    assert stale.status == 1
    named = [line.split()[0] for line in stale.out.splitlines()]
    assert named == ["exercises/picograd/nn.py", "docs/formats/junit.xml", "Run"]


@pytest.mark.parametrize("missing", ["docs", "solutions"])
def test_a_handout_is_told_in_one_sentence(clone: Clone, missing: str) -> None:
    """Without the whole repository nothing can be derived, and nothing is written."""
    shutil.rmtree(clone.root / missing)
    for verb in ("check", "update"):
        ran = dev(clone, verb)
        assert ran.status == 2
        assert f"has no {missing}: `picograd dev` is for those who change the course" in ran.out
        assert len(ran.out.splitlines()) == 1


def test_a_stub_that_says_nothing_is_told_in_one_sentence(clone: Clone) -> None:
    """A new function with hints needs its TODO: never its solution in the stub."""
    stub = clone.root / "grading" / "course" / "stubs" / "graph.py"
    change(stub, "# TODO(graph): clear each node.", "# clear each node.")
    ran = dev(clone, "check")
    assert ran.status == 2
    assert "graph.py has hints for zero_grad, but its stub says nothing to do there" in ran.out
    assert len(ran.out.splitlines()) == 1


def test_a_readme_without_a_place_for_its_table_is_told(clone: Clone) -> None:
    change(clone.root / "exercises" / "README.md", "<!-- end -->", "")
    ran = dev(clone, "check")
    assert ran.status == 2
    assert "exercises/README.md has no place for the table of the course" in ran.out


def test_a_stub_gives_nothing_of_the_solution_away() -> None:
    """Nor a comment before the body, between its lines, or after them; given code stays."""
    [graph] = [stage for stage in load_course().stages if stage.id == "graph"]
    solution = '''"""Lesson."""


def toposort(root):
    """Order."""
    # before
    order = [root]
    # between

    return order
    # after


def backward(root):
    """Walk."""
    return 1


# given
def zero_grad(nodes):
    """Clear."""
    for node in nodes:
        node.zero_grad()
'''
    todos = [("toposort", "walk."), ("backward", "seed."), ("zero_grad", "clear.")]
    stub = "\n".join(
        f'    # TODO(graph): {sentence}\n    raise NotImplementedError("graph: {name}")'
        for name, sentence in todos
    )
    assert (
        make_stub(graph, solution, stub)
        == '''"""Lesson."""


def toposort(root):
    """Order."""
    # TODO(graph): walk.
    raise NotImplementedError("graph: toposort")


def backward(root):
    """Walk."""
    # TODO(graph): seed.
    raise NotImplementedError("graph: backward")


# given
def zero_grad(nodes):
    """Clear."""
    # TODO(graph): clear.
    raise NotImplementedError("graph: zero_grad")
'''
    )
    with pytest.raises(NotDerivable, match="its solution has no toposort"):
        make_stub(graph, solution.replace("toposort", "sort"), stub)
