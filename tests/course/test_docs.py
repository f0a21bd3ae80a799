"""What the pages and docstrings name exists, and the picture of the house is the house."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

from grading.paths import ROOT

FOLDERS = (".github", "docs", "exercises", "grading", "solutions", "tests")

LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(#[^)\s]*)?\)")
# A path from the root of the repository; `<stage>` in it stands for any name.
NAMED_PATH = re.compile(
    r"(?<![\w./-])(?:docs|exercises|grading|solutions|tests)/[\w./<>*-]*[\w/>*]"
)
NAMED_MODULE = re.compile(r"(?<![\w./-])grading(?:\.[a-zA-Z_]\w*)+(?![\w/(])")


def pages() -> dict[str, str]:
    """The text of every page in Markdown, by its path."""
    inside = [page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md")]
    return texts([*ROOT.glob("*.md"), *inside])


def sources() -> dict[str, str]:
    """Code whose comments and docstrings say where things are."""
    return texts([*(ROOT / "grading").rglob("*.py"), *(ROOT / "tests").rglob("conftest.py")])


def notes() -> dict[str, str]:
    """The comments and docstrings of all other code, whose other strings invent paths."""
    folders = ("exercises", "solutions", "tests")
    code = texts([file for folder in folders for file in (ROOT / folder).rglob("*.py")])
    # Most files name none, and to read code takes long.
    found = {f: "\n".join(notes_in(text)) for f, text in code.items() if NAMED_PATH.search(text)}
    settings = texts([ROOT / "pyproject.toml", ROOT / ".ci/run"])
    return found | {
        file: "\n".join(re.findall(r"(?<!\S)#.*", text)) for file, text in settings.items()
    }


def notes_in(code: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, documented):
            yield ast.get_docstring(node) or ""


def texts(files: list[Path]) -> dict[str, str]:
    return {f.relative_to(ROOT).as_posix(): f.read_text(encoding="utf-8") for f in sorted(files)}


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def test_every_link_between_pages_resolves() -> None:
    """To a file that exists and, behind a #, to a heading in it."""
    dead = []
    for page, text in pages().items():
        for path, anchor in LINK.findall(text):
            target = (ROOT / page).parent / path if path else ROOT / page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                dead.append(f"{page}: {path}{anchor}")
    assert dead == []


def test_every_path_that_is_named_exists() -> None:
    """Of the repository's own folders; `<stage>` and `*` stand for any name."""
    dead = []
    for file, text in (pages() | notes() | sources()).items():
        for path in sorted(set(NAMED_PATH.findall(text))):
            if not any(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/"))):
                dead.append(f"{file}: {path}")
    assert dead == []


def test_every_module_that_is_named_exists() -> None:
    """`grading.room.module`, or something that stands in it."""
    dead = []
    for file, text in (pages() | sources()).items():
        for name in sorted(set(NAMED_MODULE.findall(text))):
            if not is_there(name):
                dead.append(f"{file}: {name}")
    assert dead == []


def is_there(name: str) -> bool:
    module, _, last = name.rpartition(".")
    try:
        found = importlib.import_module(module)
        return hasattr(found, last) or importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_the_picture_of_the_house_is_the_import_contract() -> None:
    """docs/architecture.md draws the rooms that there are, in the order that is enforced."""
    drawn = re.findall(r'^    \w+\["([\w./]+)', pages()["docs/architecture.md"], re.MULTILINE)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [column] = [c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    rooms = [room for layer in column["layers"] for room in re.findall(r"\w+", layer)]
    there = [room for room in rooms if importlib.util.find_spec(f"grading.{room}")]
    assert [room.removesuffix("/").removesuffix(".py") for room in drawn] == [
        room for room in there if room != "__main__"
    ]
