"""What `pip install` brings along of grading/."""

from __future__ import annotations

import tomllib
from pathlib import Path

from grading.paths import ROOT, STUBS

GRADING = ROOT / "grading"


def test_every_file_is_installed() -> None:
    """setuptools takes folders with an __init__.py, and of their other files those it is told."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns: dict[str, list[str]] = settings["tool"]["setuptools"]["package-data"]
    packages = {GRADING, *(file.parent for file in GRADING.rglob("*.py"))} - {STUBS}
    installed = set[Path]()
    for package in packages:
        assert (package / "__init__.py").is_file(), f"{package} has no __init__.py"
        name = ".".join(package.relative_to(ROOT).parts)
        for pattern in ("*.py", *patterns["*"], *patterns.get(name, ())):
            installed.update(package.glob(pattern))
    left_out = {
        file
        for file in GRADING.rglob("*")
        if file.is_file() and file.suffix != ".pyc" and not file.name.startswith(".")
    } - installed
    assert left_out == set()
