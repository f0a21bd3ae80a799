"""The folder that students get: the course, and nothing that shows the reference."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

from grading.commands.export.handout import sealing
from grading.companion.handout import NAME, Release, files_in
from grading.course.manifest import Course, load_course
from grading.course.readme_table import TABLE, course_table
from grading.errors import Unacceptable, Unwritable
from grading.learner.lending import lent_to
from grading.learner.package import sources_in
from grading.paths import PACKAGE, ROOT, SOLUTIONS, STUBS

# Of the repository, what a student works with. Not there: the solutions, the tests of the grader,
# and what only those need who teach or change the course.
PARTS = ("grading", "conftest.py", "pyproject.toml", "LICENSE", ".gitignore", ".devcontainer")
_STAFF = ("classroom", "audit", "dev", "export")
_HERE = Path(__file__).parent


def export_handout(folder: Path, course: Course, points: Mapping[str, int]) -> Release:
    """Put the handout for `course` into the new folder `folder`, with a git history of its own.

    course: the stages and milestones to hand out. points: those that are other than the course's.
    Unacceptable where a stage needs one that is left out, Unwritable where the folder is not empty
    or cannot be written.
    """
    if not (SOLUTIONS / PACKAGE).is_dir():
        raise Unacceptable("this is a handout itself; export one from the whole repository")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Unwritable(f"{folder} is not an empty folder; name one that does not exist yet")
    if folder.resolve().is_relative_to(ROOT):
        raise Unwritable(f"{folder} lies in the repository; name a folder outside {ROOT}")
    try:
        _fill(folder, course, points)
        release = _seal(folder, course)
        _commit(folder, release)
    except OSError as error:
        raise Unwritable(f"{folder} cannot be written ({error}); name another folder") from error
    return release


def choose_course(course: Course, names: Collection[str]) -> Course:
    """`course` with these stages, and the milestones that need no other.

    Unacceptable where one of them builds on a stage that is not among them.
    """
    reference = sources_in(SOLUTIONS / PACKAGE, course.stage_ids)
    for stage in course.stages:
        missing = [
            name
            for name in course.stage_ids
            if stage.id in names and name not in names and name in lent_to(stage.id, reference)
        ]
        if missing:
            raise Unacceptable(
                f"{stage.id} builds on {', '.join(missing)}: without solutions the student's own "
                f"stand in; add {missing[0]}"
            )
    stages = tuple(stage for stage in course.stages if stage.id in names)
    milestones = tuple(m for m in course.milestones if set(course.up_to(m)) <= set(names))
    return Course(course.title, course.seconds_per_check, stages, milestones)


def _fill(folder: Path, course: Course, points: Mapping[str, int]) -> None:
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")
    for part in PARTS:
        there, here = ROOT / part, folder / part
        if there.is_dir():
            shutil.copytree(there, here, ignore=left_out)
        elif there.is_file():
            here.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(there, here)
    shutil.rmtree(folder / "grading" / "classroom")
    for name in _STAFF:
        shutil.rmtree(folder / "grading" / "commands" / name)
    kept = {stage.id for stage in course.stages}
    manifest = folder / "grading" / "course" / "course.toml"
    text = manifest.read_text(encoding="utf-8")
    _write(manifest, cut_manifest(text, kept | {m.id for m in course.milestones}, points))
    for stage in course.stages:
        _copy(STUBS / stage.file, folder / "exercises" / PACKAGE / stage.file)
    _copy(ROOT / "exercises" / PACKAGE / "__init__.py", folder / "exercises" / PACKAGE)
    for file in (ROOT / "tests" / "__init__.py", ROOT / "tests" / "stages" / "__init__.py"):
        _copy(file, folder / file.relative_to(ROOT))
    for stage in course.stages:
        for name in (f"test_{stage.id}.py", f"answers/{stage.id}.json"):
            _copy(ROOT / "tests" / "stages" / name, folder / "tests" / "stages" / name)
    for every in load_course().stages:
        if every.id not in kept:
            (folder / "grading" / "course" / "stubs" / every.file).unlink()
    project = folder / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    _write(project, re.sub(r"(?m)^testpaths = .*$", 'testpaths = ["exercises"]', text))


def _seal(folder: Path, course: Course) -> Release:
    """Take out what shows the reference, and write down what the handout is."""
    ids = [stage.id for stage in course.stages]
    sealing.seal_catalogue(folder, [stage.id for stage in load_course().stages], ids)
    made = load_course(folder / "grading" / "course" / "course.toml")
    _write_readmes(folder, made, "")
    whole = hashlib.sha256()
    for path, content in sorted(files_in(folder).items()):
        whole.update(f"{path} {content}\n".encode())
    version = re.search(r'(?m)^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"))
    name = f"{version[1] if version else '0'}+{whole.hexdigest()[:8]}"
    _write_readmes(folder, made, name)
    release = Release(name, tuple(ids), files_in(folder))
    _write(folder / NAME, release.text())
    return release


def _write_readmes(folder: Path, course: Course, release: str) -> None:
    text = (_HERE / "readme.txt").read_text(encoding="utf-8")
    table = course_table(course)
    text = text.replace("{first}", course.stages[0].file).replace("{release}", release)
    for file, content in (
        ("README.md", text),
        ("exercises/README.md", (ROOT / "exercises" / "README.md").read_text(encoding="utf-8")),
    ):
        _write(folder / file, TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", content))


def cut_manifest(text: str, names: Collection[str], points: Mapping[str, int]) -> str:
    """course.toml with these stages and milestones alone, and other points where `points` says."""
    head, *blocks = re.split(r"(?m)^(?=\[\[(?:stages|milestones)\]\]$)", text)
    kept = []
    for block in blocks:
        found = re.search(r'(?m)^id = "(\w+)"$', block)
        assert found, "each stage and milestone of the manifest has an id"
        if found[1] in names:
            if found[1] in points:
                block = re.sub(r"(?m)^points = \d+$", f"points = {points[found[1]]}", block)
            kept.append(block)
    return head + "".join(kept)


def _commit(folder: Path, release: Release) -> None:
    """A history that begins here, where there is git; it can be begun later as well."""
    name = ["-c", "user.name=picograd", "-c", "user.email=picograd@localhost"]
    message = f"picograd {release.name}"
    for command in (
        ["init", "--quiet", "--initial-branch", "main"],
        ["add", "--all", "--force", "."],
        [*name, "commit", "--quiet", "--no-gpg-sign", "--no-verify", "--message", message],
    ):
        try:
            subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", b"") or b""
            raise Unwritable(
                f"{folder} is there, without a git history: git failed "
                f"({said.decode(errors='replace').strip() or error}); run `git init` there"
            ) from error


def _copy(there: Path, here: Path) -> None:
    here.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(there, here)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
