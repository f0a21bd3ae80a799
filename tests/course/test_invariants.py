"""What must be true of the course itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.course.manifest import Stage, load_course
from grading.course.readme_table import course_table
from grading.mistakes.catalogue import laid_over, mistakes_of
from grading.paths import PACKAGE, ROOT, SOLUTIONS, STUBS, SUITES
from grading.worker.allowed_imports import find_forbidden

COURSE = load_course()
STAGES = pytest.mark.parametrize("stage", COURSE.stages, ids=COURSE.stage_ids)


def tree_of(folder: Path, stage: Stage) -> ast.Module:
    return ast.parse((folder / stage.file).read_text(encoding="utf-8"))


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """(qualified name, definition) of every function and method, in order."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield f"{node.name}.{method.name}", method


def is_stub(function: ast.FunctionDef) -> bool:
    last = function.body[-1]
    return isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last)


def stubs(stage: Stage) -> dict[str, ast.FunctionDef]:
    return {name: f for name, f in functions(tree_of(STUBS, stage)) if is_stub(f)}


@STAGES
def test_stub_and_solution_differ_in_the_bodies_of_the_stubs_alone(stage: Stage) -> None:
    """Same signatures, docstrings, imports and order, and the same given code."""
    unwritten = stubs(stage)
    assert unwritten

    def without_bodies(folder: Path) -> str:
        tree = tree_of(folder, stage)
        for name, function in functions(tree):
            if name in unwritten:
                del function.body[1:]
        return ast.unparse(tree)

    assert without_bodies(STUBS) == without_bodies(SOLUTIONS / PACKAGE)
    assert not any(is_stub(f) for _, f in functions(tree_of(SOLUTIONS / PACKAGE, stage)))


@STAGES
def test_every_stub_says_what_to_do_in_one_line_and_raises_its_own_name(stage: Stage) -> None:
    """A TODO comment and a NotImplementedError that name the stage, and nothing else."""
    source = (STUBS / stage.file).read_text(encoding="utf-8")
    for name, function in stubs(stage).items():
        assert ast.get_docstring(function), name
        assert ast.unparse(function.body[-1]) == (
            f"raise NotImplementedError('{stage.id}: {name}')"
        )
        segment = ast.get_source_segment(source, function) or ""
        assert re.search(rf"# TODO\({stage.id}\): \S", segment), name
        assert len(function.body) == 2, name


@STAGES
def test_every_stage_has_a_lesson_with_its_number(stage: Stage) -> None:
    """The module's docstring is prose of some length, and holds a worked number."""
    lesson = ast.get_docstring(tree_of(STUBS, stage)) or ""
    assert 150 <= len(lesson.split()) <= 900
    assert re.search(r"\d", lesson)


@STAGES
def test_a_stage_file_is_of_a_size_that_one_reads(stage: Stage) -> None:
    """At most about 150 lines for a solution without its docstrings' share, never over 300."""
    assert len((SOLUTIONS / PACKAGE / stage.file).read_text().splitlines()) <= 300


@STAGES
def test_every_stub_has_three_hints_and_no_hint_is_an_orphan(stage: Stage) -> None:
    """Hints stand in the manifest, at least three for each function, none for others."""
    assert set(stage.hints) == set(stubs(stage))
    for name, hints in stage.hints.items():
        assert len(hints) >= 3, name
        assert len(set(hints)) == len(hints), name


@STAGES
def test_every_stage_has_a_title_a_summary_minutes_and_points(stage: Stage) -> None:
    assert stage.title
    assert len(stage.summary) > 10
    assert stage.minutes > 0
    assert stage.points > 0


@STAGES
def test_no_stage_imports_anything_but_the_standard_library(stage: Stage) -> None:
    for folder in (STUBS, SOLUTIONS / PACKAGE):
        assert list(find_forbidden(tree_of(folder, stage))) == []


@STAGES
def test_every_check_has_a_claim_of_its_own(stage: Stage) -> None:
    """The docstring is the sentence that the learner reads."""
    tree = ast.parse((SUITES / f"test_{stage.id}.py").read_text(encoding="utf-8"))
    claims = [ast.get_docstring(f) or "" for name, f in functions(tree) if name.startswith("test_")]
    assert len(claims) >= 10
    assert all(claim.endswith((".", "?", "!")) for claim in claims)
    assert len(set(claims)) == len(claims)


@STAGES
def test_every_mistake_says_something_and_never_the_answer(stage: Stage) -> None:
    """Its code replaces something; its sentence explains and holds no line of the reference."""
    reference = (SOLUTIONS / PACKAGE / stage.file).read_text(encoding="utf-8")
    code = {line.strip() for _, f in functions(ast.parse(reference)) for line in body_of(f)}
    for mistake in mistakes_of(stage.id):
        assert laid_over(reference, mistake) != reference, mistake.id
        assert len(mistake.sentence.split()) >= 10, mistake.id
        assert mistake.why, mistake.id
        assert bool(mistake.twins) == bool(mistake.because), mistake.id
        told = [line for line in code if len(line) > 16 and line in mistake.sentence]
        assert told == [], mistake.id


def body_of(function: ast.FunctionDef) -> list[str]:
    """The lines of a function behind its docstring."""
    return [line for part in function.body[1:] for line in ast.unparse(part).splitlines()]


def test_the_ids_of_mistakes_are_unique() -> None:
    ids = [m.id for stage in COURSE.stages for m in mistakes_of(stage.id)]
    assert len(set(ids)) == len(ids)
    assert len(ids) >= 120


def test_the_points_add_up_to_one_hundred() -> None:
    entries = [*COURSE.stages, *COURSE.milestones]
    assert sum(entry.points for entry in entries) == 100


def test_there_are_suites_for_the_stages_and_for_nothing_else() -> None:
    suites = {path.stem.removeprefix("test_") for path in SUITES.glob("test_*.py")}
    assert suites == set(COURSE.stage_ids)


def test_there_are_stubs_and_solutions_for_the_stages_and_for_nothing_else() -> None:
    for folder in (STUBS, SOLUTIONS / PACKAGE):
        assert {path.name for path in folder.glob("*.py")} - {"__init__.py"} == {
            stage.file for stage in COURSE.stages
        }


@pytest.mark.parametrize("readme", ["README.md", "exercises/README.md"])
def test_the_tables_of_the_readmes_are_the_manifests(readme: str) -> None:
    """The table between the two comments is what `course_table` makes of course.toml."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    found = re.search(r"<!-- course: made from \S+ -->\n(.*?)<!-- end -->", text, re.DOTALL)
    assert found
    assert found.group(1).strip() == course_table(COURSE)
