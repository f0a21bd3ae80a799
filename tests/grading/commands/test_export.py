"""`picograd export`: a folder that another system can grade with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grading.commands.export.docker import folder as docker
from grading.commands.export.gradescope import folder as gradescope
from grading.commands.export.gradescope.folder import SCRIPTS, export_gradescope
from grading.commands.export.repository_copy import PARTS
from grading.errors import Unacceptable, Unwritable
from grading.paths import ROOT
from tests.grading.tiny_course import SOLUTIONS, make_tiny_course

FILES = Path(gradescope.__file__).parent
SCRIPT_FILES = [FILES / name for name in SCRIPTS]
SCRIPT_FILES.append(Path(docker.__file__).parent / docker.SCRIPT)
SCHEMA = json.loads(
    (ROOT / "tests/grading/report/formats/gradescope.schema.json").read_text(encoding="utf-8")
)

needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's scripts are bash")


def exported(tmp_path: Path) -> tuple[Path, Path]:
    """The tiny course, and its autograder as Gradescope lays it out."""
    tiny = make_tiny_course(tmp_path / "little")
    for part in PARTS:
        if not (tiny.root / part).exists():
            shutil.copy(ROOT / part, tiny.root / part)
    autograder = tmp_path / "autograder"
    (autograder / "submission").mkdir(parents=True)
    export_gradescope(autograder / "source", tiny.root)
    return tiny.root, autograder


def run_autograder(autograder: Path, python: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AUTOGRADER": str(autograder), "PYTHON": python}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [autograder / "source" / "run_autograder"],
        cwd=autograder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def results(autograder: Path) -> Any:
    return json.loads((autograder / "results" / "results.json").read_text())


def test_the_export_is_whole_and_says_how_to_use_it(tmp_path: Path) -> None:
    """Everything grading needs and nothing that only this machine has; two scripts to run."""
    root, autograder = exported(tmp_path)
    source = autograder / "source"
    for part in PARTS:
        there = {p.relative_to(root) for p in (root / part).rglob("*") if p.is_file()}
        here = {p.relative_to(source) for p in (source / part).rglob("*") if p.is_file()}
        assert here == {p for p in there if "__pycache__" not in p.parts}
        assert (source / part).exists()
    guide = (source / "GRADESCOPE.md").read_text()
    assert len(guide.splitlines()) == 3
    assert "100 autograder points" in guide
    for script in SCRIPTS:
        assert (source / script).read_bytes().startswith(b"#!/usr/bin/env bash\n")
        assert os.access(source / script, os.X_OK)
    with pytest.raises(Unwritable, match="not an empty folder"):
        export_gradescope(source, root)
    with pytest.raises(Unwritable, match="lies in what is exported"):
        export_gradescope(root / "grading" / "out", root)
    shutil.rmtree(root / "solutions")
    with pytest.raises(Unacceptable, match="holds no solutions"):
        export_gradescope(tmp_path / "again", root)


@needs_bash
def test_an_image_grades_one_submission_wherever_it_lies(tmp_path: Path) -> None:
    """As its entry does it: an archive or loose files in, the report for students out."""
    root, _ = exported(tmp_path)
    source, submission = tmp_path / "image", tmp_path / "submission"
    docker.export_docker(source, root)
    image = (source / docker.IMAGE).read_text(encoding="utf-8")
    assert f'ENTRYPOINT ["/picograd/{docker.SCRIPT}"]' in image and "--network none" in image
    submission.mkdir()
    (submission / "numbers.py").write_text(SOLUTIONS["numbers"], encoding="utf-8")
    environment = {"SUBMISSION": f"{submission}", "SOURCE": f"{source}", "PYTHON": sys.executable}

    def graded() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [source / docker.SCRIPT, "--published"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    loose = graded()
    assert loose.returncode == 0, loose.stderr
    report = json.loads(loose.stdout)
    assert (report["audience"], report["score"]) == ("student", 20)
    shutil.make_archive(str(tmp_path / "anna"), "zip", submission)
    (submission / "numbers.py").unlink()
    shutil.move(tmp_path / "anna.zip", submission)
    assert json.loads(graded().stdout)["score"] == 20
    (submission / "anna.zip").write_bytes(b"broken")
    refused = graded()
    assert refused.returncode == 2 and "score" not in refused.stdout


@pytest.mark.parametrize("script", [*SCRIPT_FILES], ids=lambda file: file.name)
def test_the_scripts_are_files_that_shellcheck_reads(script: Path) -> None:
    """And finds nothing in."""
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        pytest.skip(
            "NO SHELLCHECK HERE: nobody reads Gradescope's scripts in this run; "
            "`apt-get install -y shellcheck` brings it"
        )
    done = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@needs_bash
def test_the_scripts_are_executable_as_they_stand() -> None:
    """Whoever tries one out in the repository, or in an installed package, need not copy it."""
    assert [file for file in SCRIPT_FILES if not os.access(file, os.X_OK)] == []


@needs_bash
def test_on_gradescope_a_run_that_cannot_begin_leaves_no_score(tmp_path: Path) -> None:
    """The file is there before Python is, and the status says that the run has failed."""
    _, autograder = exported(tmp_path)
    run = run_autograder(autograder, "/nowhere/python")
    assert run.returncode != 0
    assert set(results(autograder)).isdisjoint({"score", "tests"})
    assert "Could not grade" in results(autograder)["output"]


@pytest.mark.usefixtures("needs_torch")
@needs_bash
def test_on_gradescope_no_code_runs_below_level_2(tmp_path: Path) -> None:
    """Students' code could read the solutions there."""
    _, autograder = exported(tmp_path)
    landlock = autograder / "source" / "grading" / "worker" / "landlock.py"
    landlock.write_text("def restrict(*_):\n    raise OSError('no Landlock')\n")
    (autograder / "submission" / "numbers.py").write_text(SOLUTIONS["numbers"])
    assert run_autograder(autograder, sys.executable).returncode != 0
    assert "score" not in results(autograder)
    assert "level 2 does not work here" in results(autograder)["output"]


@pytest.mark.usefixtures("needs_torch")
@needs_bash
def test_on_gradescope_a_submission_is_graded(tmp_path: Path) -> None:
    """Files by themselves, or a whole repository; a foreign upload earns nothing and says so."""
    _, autograder = exported(tmp_path)
    submission = autograder / "submission"
    (submission / "numbers.py").write_text(SOLUTIONS["numbers"])
    run = run_autograder(autograder, sys.executable)
    assert run.returncode == 0, run.stderr
    flat = results(autograder)
    jsonschema.validate(flat, SCHEMA)
    assert flat["score"] == 20
    assert (autograder / "source").stat().st_mode & 0o777 == 0o700
    assert [test["status"] for test in flat["tests"]] == ["passed", *["failed"] * 4]
    assert sum(test["max_score"] for test in flat["tests"]) == 100
    (submission / "exercises" / "picograd").mkdir(parents=True)
    (submission / "numbers.py").rename(submission / "exercises" / "picograd" / "numbers.py")
    assert run_autograder(autograder, sys.executable).returncode == 0
    assert results(autograder)["tests"] == flat["tests"]
    shutil.rmtree(submission / "exercises")
    (submission / "essay.txt").write_text("hello")
    assert run_autograder(autograder, sys.executable).returncode == 0
    foreign = results(autograder)
    jsonschema.validate(foreign, SCHEMA)
    assert foreign["score"] == 0
    [test] = foreign["tests"]
    assert test["max_score"] == 100
    assert "holds none of the course's files" in test["output"]
