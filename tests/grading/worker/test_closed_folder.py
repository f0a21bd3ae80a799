"""What runs beside the learner's code is one closed folder, and nothing else is sent there."""

from __future__ import annotations

import ast
import marshal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import cloudpickle
import pytest

from grading.learner.choose import NONE
from grading.learner.package import Package
from grading.learner.sandboxed import Sandboxed
from grading.learner.worker_bundle import worker_bundle
from grading.paths import ROOT, WORKER

ROOM = "grading.worker"
FILES = sorted(WORKER.rglob("*.py"))
CLOUDPICKLE = Path(cloudpickle.__file__).parent


def named(folder: Path, package: str) -> dict[str, bool]:
    """The modules that lie in `folder`, as Python would name them: whether each is a package."""
    found = {}
    for file in folder.rglob("*.py"):
        parts = file.relative_to(folder).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        found[".".join((package, *(parts[:-1] if is_package else parts)))] = is_package
    return found


def sent() -> dict[str, tuple[bool, CodeType]]:
    modules: dict[str, tuple[bool, CodeType]] = marshal.loads(worker_bundle())
    return modules


def imported(file: Path) -> Iterator[str]:
    """The full name of everything that any import statement of `file` imports from."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name} imports from where it lies"
            module = node.module or ""
            inside = module == ROOM
            yield from ([f"{module}.{alias.name}" for alias in node.names] if inside else [module])


def within(code: CodeType) -> Iterator[CodeType]:
    """`code` and all functions in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from within(constant)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_imports_the_standard_library_and_its_neighbours_only(file: Path) -> None:
    """cloudpickle, which questions are made with, travels along; `main` alone imports it."""
    neighbours = named(WORKER, ROOM)
    for name in imported(file):
        top = name.partition(".")[0]
        travels = top == "cloudpickle" and file.name == "main.py"
        assert top in sys.stdlib_module_names or name in neighbours or travels, name


def test_what_is_sent_is_the_folder_and_cloudpickle() -> None:
    """Every file of both and nothing else, in a package `grading` that is empty."""
    packages = {name: is_package for name, (is_package, _) in sent().items()}
    expected = {"grading": True, **named(WORKER, ROOM), **named(CLOUDPICKLE, "cloudpickle")}
    assert packages == expected
    empty = compile("", "", "exec")
    assert sent()["grading"][1].co_code == empty.co_code
    assert sent()["grading"][1].co_consts == empty.co_consts


def test_nothing_that_is_sent_says_where_it_lies() -> None:
    """No path of this machine is in it: neither a file's own nor one that was computed."""
    paths = {c.co_filename for _, code in sent().values() for c in within(code)}
    assert {path for path in paths if not path.startswith("<picograd>/") or ".." in path} == set()
    for place in {ROOT, Path.home(), Path(sys.prefix), CLOUDPICKLE.parent}:
        if len(place.parts) > 2:  # "/root" and "/usr" may be a word of any text
            assert str(place).encode() not in worker_bundle()


def test_a_worker_finds_the_folder_and_no_other_room() -> None:
    """Not even without any isolation."""

    def found(picograd: Any, rooms: list[str]) -> list[str]:
        import importlib

        there = []
        for room in rooms:
            try:
                importlib.import_module(f"grading.{room}")
                there.append(room)
            except ImportError:
                pass
        return there

    rooms = [p.stem for p in sorted((ROOT / "grading").iterdir()) if p.suffix in ("", ".py")]
    assert {"worker", "checks", "paths"} <= set(rooms)
    with Sandboxed(Package((), {}), None, 30.0, isolation=NONE) as worker:
        assert worker.run(found, [rooms]) == ["worker"]
