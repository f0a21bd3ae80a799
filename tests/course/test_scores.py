"""The scores of whole submissions, through the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grading.course.manifest import load_course
from grading.paths import PACKAGE, ROOT, SOLUTIONS, STUBS

COURSE = load_course()

# Ways in which a file can be no Python module at all, or a harmful one.
BROKEN = {
    "a syntax error": b"def broken(:\n",
    "an error at import": b"raise RuntimeError('mine')\n",
    "an empty file": b"",
    "an exit at import": b"raise SystemExit(0)\n",
    "the end of the process at import": b"import os\nos._exit(0)\n",
    "NUL bytes": b"x = 1\n\0\0\n",
    "bytes that are not UTF-8": b"x = '\xff\xfe'\n",
    "an import of torch": b"import torch\n",
    "other names": b"nothing_of_the_course = 1\n",
}


def grade(path: Path, report: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit status and the JSON report of `picograd grade PATH`."""
    command = [sys.executable, "-m", "grading", "grade", str(path), "--json", str(report)]
    ended = subprocess.run([*command, *options], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    data: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return ended.returncode, data


@pytest.mark.usefixtures("needs_torch")
def test_the_exercises_as_shipped_score_nothing(tmp_path: Path) -> None:
    """Exactly 0 points, every check `todo`, exit status 1."""
    status, report = grade(STUBS, tmp_path / "report.json")
    assert status == 1
    assert report["score"] == 0
    assert [stage["id"] for stage in report["stages"]] == list(COURSE.stage_ids)
    outcomes = {check["outcome"] for stage in report["stages"] for check in stage["checks"]}
    assert outcomes == {"todo"}
    assert {milestone["status"] for milestone in report["milestones"]} == {"blocked"}


@pytest.mark.usefixtures("needs_torch")
@pytest.mark.parametrize("turn", [0, 1])
def test_a_broken_file_costs_no_other_stage_a_point(tmp_path: Path, turn: int) -> None:
    """Every other stage is broken, each in another way; the rest keep all their points."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    kinds = list(BROKEN.values())
    broken = set()
    for number, stage in enumerate(COURSE.stages):
        content = (SOLUTIONS / PACKAGE / stage.file).read_bytes()
        if number % 2 == turn:
            broken.add(stage.id)
            content = kinds[number % len(kinds)]
        (folder / stage.file).write_bytes(content)
    _, report = grade(tmp_path, tmp_path / "report.json", "--no-milestones")
    points = {stage["id"]: stage["points"] for stage in report["stages"]}
    full = {stage.id: stage.points for stage in COURSE.stages}
    assert {s: p for s, p in points.items() if s in broken} == dict.fromkeys(broken, 0)
    assert {s: p for s, p in points.items() if s not in broken} == {
        s: p for s, p in full.items() if s not in broken
    }
