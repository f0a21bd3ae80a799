"""Where things stand in the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = ROOT / "exercises"
SOLUTIONS = ROOT / "solutions"
SUITES = ROOT / "tests" / "stages"

# The exercises as they were shipped: what `picograd reset` puts back, and what stands in for
# a file that was not handed in.
STUBS = ROOT / "grading" / "course" / "stubs"

# What runs beside the learner's code.
WORKER = ROOT / "grading" / "worker"

# The learner's own state: hints asked for, milestones passed, pictures. Safe to delete.
STATE = ROOT / ".picograd"

PACKAGE = "picograd"


def display_path(path: Path) -> str:
    """`path` as a person wants to read it: relative to the repository where it lies inside."""
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return str(path)
