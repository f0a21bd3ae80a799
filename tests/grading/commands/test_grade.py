"""`picograd grade`: what goes in, what comes out, and what the status means."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grading.course.manifest import load_course
from grading.paths import ROOT
from tests.grading.conftest import Clone
from tests.grading.tiny_course import SOLUTIONS, TinyCourse, picograd

SCHEMA = json.loads(
    (ROOT / "grading" / "report" / "formats" / "picograd.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A submission elsewhere: one stage right, one wrong, one missing, and a note."""
    package = tmp_path / "anna" / "picograd"
    package.mkdir(parents=True)
    (package / "numbers.py").write_text(SOLUTIONS["numbers"])
    (package / "means.py").write_text(SOLUTIONS["means"].replace("total(", "2 + total("))
    (package / "notes.py").write_text("raise SystemExit\n")
    (package.parent / "README.txt").write_text("hello")
    return package.parent


def graded(run_out: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run_out)
    jsonschema.validate(report, SCHEMA)
    return report


def test_the_json_report_says_it_all(tiny: TinyCourse, handed_in: Path) -> None:
    """`--json -`: standard output is the report alone, as the schema documents it."""
    means = handed_in / "picograd" / "means.py"
    printing = "    print('here I am')\n    return 2 + total("
    means.write_text(SOLUTIONS["means"].replace("    return total(", printing))
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    run = tiny.run("grade", str(handed_in), "--published", "--json", "-")
    assert run.status == 1
    report = graded(run.out)
    assert report["schema"] == "picograd/report/v1"
    assert (report["score"], report["max_score"], report["seed"]) == (20.0, 100, None)
    project = tomllib.loads((tiny.root / "pyproject.toml").read_text())["project"]
    assert report["run"]["version"] == project["version"]
    began = datetime.datetime.strptime(report["run"]["began"], "%Y-%m-%dT%H:%M:%S%z")
    ended = datetime.datetime.now(datetime.UTC)
    assert before <= began <= ended
    assert 0 < report["run"]["seconds"] <= (ended - before).total_seconds() + 0.1
    assert report["submission"]["path"] == str(handed_in)
    names = [Path(file["path"]).name for file in report["submission"]["files"]]
    assert names == ["numbers.py", "means.py"]
    assert report["submission"]["missing"] == ["sums"]
    assert report["submission"]["ignored"] == ["README.txt", "picograd/notes.py"]
    assert [stage["id"] for stage in report["stages"]] == ["numbers", "sums", "means"]
    assert [stage["status"] for stage in report["stages"]] == ["passed", "todo", "unfinished"]
    assert [stage["points"] for stage in report["stages"]] == [20.0, 0.0, 0.0]
    [wrong] = report["stages"][2]["checks"]
    assert wrong["id"] == "means::test_mean_divides_by_the_count"
    assert wrong["claim"] == "mean(numbers) is their sum divided by how many there are."
    assert (wrong["outcome"], wrong["expected"], wrong["got"]) == ("failed", "1.0", "3.0")
    assert wrong["mistake"] is None
    assert wrong["printed"] == "here I am\n"
    assert [milestone["status"] for milestone in report["milestones"]] == ["blocked", "blocked"]


def test_every_file_is_told_with_its_hash_before_anything_runs(
    tiny: TinyCourse, handed_in: Path
) -> None:
    """Also when grading fails later; what is missing or foreign is named."""
    (tiny.root / "tests" / "stages" / "test_means.py").write_text("import nothing_like_it\n")
    run = tiny.run("grade", str(handed_in))
    assert run.status == 2
    for name in ("numbers", "means"):
        file = handed_in / "picograd" / f"{name}.py"
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        assert f"{sha256}  {file.as_posix()}\n" in run.out
    assert "Missing, counted as not written: sums.py\n" in run.out
    assert "ignored: README.txt, picograd/notes.py\n" in run.out
    assert "could not grade: " in run.err


def test_folders_and_archives_are_the_same_submission(tiny: TinyCourse, handed_in: Path) -> None:
    """The folder around picograd/, that folder, a zip and a tar.gz score alike."""
    zipped, tarred = handed_in.parent / "anna.zip", handed_in.parent / "anna.tar.gz"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in sorted(handed_in.rglob("*.*")):
            archive.write(file, file.relative_to(handed_in.parent))
    with tarfile.open(tarred, "w:gz") as tar:
        tar.add(handed_in, "anna")
    reports = []
    for path in (handed_in / "picograd", zipped, tarred):
        run = tiny.run("grade", str(path), "--no-milestones", "--json", "-")
        assert run.status == 1
        reports.append(graded(run.out))
    for report in reports:
        assert report["score"] == 20.0
        assert [stage["status"] for stage in report["stages"]] == ["passed", "todo", "unfinished"]
        assert {m["status"] for m in report["milestones"]} == {"not_run"}
    hashes = [[file["sha256"] for file in r["submission"]["files"]] for r in reports]
    assert hashes[0] == hashes[1] == hashes[2]


def test_what_cannot_be_graded_is_one_sentence(tiny: TinyCourse, tmp_path: Path) -> None:
    """A path that is not there, a file that is no archive, a damaged or empty one: status 2."""
    no_archive, damaged, empty = tmp_path / "a.txt", tmp_path / "b.zip", tmp_path / "c"
    no_archive.write_text("hello")
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("picograd/numbers.py", SOLUTIONS["numbers"])
    damaged.write_bytes(
        damaged.read_bytes().replace(b"picograd/numbers.py", b"picograd/numbers.px", 1)
    )
    empty.mkdir()
    for path in (tmp_path / "nowhere", no_archive, damaged, empty):
        run = tiny.run("grade", str(path))
        assert (run.status, run.out) == (2, ""), run
        assert len(run.err.splitlines()) == 1
        assert str(path) in run.err


def test_a_misnamed_file_earns_nothing_and_says_how_to_name_it(
    tiny: TinyCourse, tmp_path: Path
) -> None:
    """Of the points that were asked for; a path that is not there earns nobody a zero."""
    handed_in = tmp_path / "ben"
    handed_in.mkdir()
    (handed_in / "numbers (1).py").write_text(SOLUTIONS["numbers"])
    file = tmp_path / "result.json"
    asked = ("--format", "gradescope", "--output", str(file))
    possible = []
    for more in ((), ("--no-milestones",), ("--stage", "numbers")):
        assert tiny.run("grade", str(handed_in), *more, *asked).status == 2
        result = json.loads(file.read_text())
        assert result["score"] == 0
        assert "rename it to numbers.py" in result["tests"][0]["output"]
        possible.append(result["tests"][0]["max_score"])
    course = load_course(tiny.root / "grading" / "course" / "course.toml")
    stages = sum(stage.points for stage in course.stages)
    milestones = sum(milestone.points for milestone in course.milestones)
    assert possible == [stages + milestones, stages, course.stages[0].points]
    assert tiny.run("grade", str(tmp_path / "nowhere"), *asked).status == 2
    assert "score" not in json.loads(file.read_text())


def test_a_student_is_told_no_path_of_the_graders_machine(
    tiny: TinyCourse, handed_in: Path
) -> None:
    """Neither with a report nor without one, in no file and not on the screen."""
    empty, misnamed = handed_in.parent / "empty", handed_in.parent / "my class" / "ben"
    empty.mkdir()
    misnamed.mkdir(parents=True)
    (misnamed / "numbers (1).py").write_text(SOLUTIONS["numbers"])
    files = [handed_in.parent / name for name in ("a.json", "a.xml", "a.txt")]
    written = ("--json", "--junit", "--output")
    asked = [word for pair in zip(written, map(str, files), strict=True) for word in pair]
    for path, status in ((handed_in, 1), (misnamed, 2), (empty, 2), (empty / "nothing", 2)):
        run = tiny.run(
            "grade", str(path), "--audience", "student", "--format", "gradescope", *asked
        )
        assert run.status == status
        told = [run.out + run.err, *(file.read_text() for file in files)]
        assert not any(str(handed_in.parent) in text or "my class" in text for text in told)
        assert all(path.name in text for text in told) is (status == 2)


def test_a_module_of_ones_own_is_told_before_and_in_the_check_that_needs_it(
    tiny: TinyCourse, handed_in: Path
) -> None:
    """One sentence at the top, one error, and the rest of that stage waits."""
    package = handed_in / "picograd"
    (package / "helpers.py").write_text("def twice(x):\n    return 2 * x\n")
    right = SOLUTIONS["numbers"].replace("return 2 * x", "return twice(x)")
    (package / "numbers.py").write_text(f"from picograd.helpers import twice\n\n{right}")
    run = tiny.run("grade", str(handed_in), "--no-milestones", "--json", "-")
    what_to_do = "a stage is one file: move what numbers.py needs of it into numbers.py"
    assert f"picograd/helpers.py ({what_to_do})" in " ".join(run.err.split())
    checks = graded(run.out)["stages"][0]["checks"]
    assert [check["outcome"] for check in checks] == ["error", *["blocked"] * 4]
    assert "move what it needs of helpers.py into it" in checks[0]["message"]
    assert (Path(checks[0]["file"]).name, checks[0]["line"]) == ("numbers.py", 1)


def test_a_submission_has_so_much_time_in_all(tiny: TinyCourse) -> None:
    """What is not asked any more says why; there is a report, and the reference has enough."""
    tiny.solve(*SOLUTIONS)
    command = ("grade", "--json", "-", "--minutes-per-submission")
    assert tiny.run(*command, "10").status == 0
    late = tiny.run(*command, "0.000001")
    assert late.status == 1
    report = graded(late.out)
    checks = [check for stage in report["stages"] for check in stage["checks"]]
    assert {check["outcome"] for check in checks} == {"blocked"}
    assert all(
        "not asked, since the time for the whole submission is used up" in c["message"]
        for c in checks
    )


def test_graded_from_within_its_own_folder_a_submission_takes_no_module_of_ours_away(
    tiny: TinyCourse, handed_in: Path
) -> None:
    """With `-P`, as for the script `picograd`, the folder that one stands in holds no modules."""
    for name in ("grading", "torch", "click", "pytest", "conftest", "picograd"):
        (handed_in / f"{name}.py").write_text("raise SystemExit('mine')\n")
    (handed_in / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    run = subprocess.run(
        [sys.executable, "-P", "-m", "grading", "grade", ".", "--stage", "numbers"],
        cwd=handed_in,
        env={**os.environ, "PYTHONPATH": str(tiny.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_strangers_code_is_not_graded_where_it_could_read_and_write_everything(
    tiny: TinyCourse, handed_in: Path
) -> None:
    """Below level 2 only if that is said; one's own is graded anywhere."""
    (tiny.root / "grading" / "worker" / "landlock.py").write_text(
        "def restrict(*_):\n    raise OSError('no Landlock in this kernel')\n"
    )
    command = ("grade", str(handed_in), "--stage", "numbers", "--no-milestones")
    run = tiny.run(*command)
    assert (run.status, len(run.err.splitlines())) == (2, 1)
    for said in ("level 2", "no Landlock in this kernel", "install bubblewrap", "--isolation 1"):
        assert said in run.err
    assert tiny.run(*command, "--require-isolation", "1").status == 2
    assert tiny.run(*command, "--isolation", "0").status == 0
    tiny.solve("numbers")
    strict = tiny.run(*command, "--require-isolation", "3")
    assert (strict.status, "level 3" in strict.err) == (2, True)
    for own in ("exercises", str(tiny.package), "solutions"):
        run = tiny.run("grade", own, *command[2:], cwd=tiny.root)
        assert (run.status, run.err) == (0, ""), own
    run = tiny.run("grade", "exercises", "--require-isolation", "2", cwd=tiny.root)
    assert (run.status, "--isolation 1" in run.err) == (2, False)


def test_only_the_stages_that_are_named(tiny: TinyCourse, handed_in: Path) -> None:
    """The status is about them alone; a milestone is asked for when all its stages are."""
    tiny.solve("numbers", "sums")
    one = tiny.run("grade", str(handed_in), "--stage", "numbers", "--json", "-")
    assert one.status == 0
    report = graded(one.out)
    assert [stage["status"] for stage in report["stages"]] == ["passed", "not_run", "not_run"]
    assert [milestone["status"] for milestone in report["milestones"]] == ["not_run", "not_run"]
    both = tiny.run("grade", "--stage", "sums", "--stage", "numbers", "--json", "-")
    assert both.status == 0
    report = graded(both.out)
    assert [milestone["status"] for milestone in report["milestones"]] == ["passed", "not_run"]
    # What was asked for counts, so that a perfect result is one.
    assert (report["score"], report["max_score"]) == (65.0, 65)
    assert report["milestones"][0]["figures"] == {"tally": 7.0}
    alone = ("--stage", "sums", "--stage", "numbers", "--no-milestones")
    report = graded(tiny.run("grade", *alone, "--json", "-").out)
    assert report["score"] == report["max_score"] == 50
    unknown = tiny.run("grade", "--stage", "nombers")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err == "'nombers' is no stage; did you mean numbers?\n"


def test_a_broken_stage_costs_its_own_points_alone(tiny: TinyCourse) -> None:
    """Full marks give 100 and status 0; a file of garbage costs its stage and what needs it."""
    tiny.solve(*SOLUTIONS)
    whole = tiny.run("grade", "--json", "-")
    assert whole.status == 0
    report = graded(whole.out)
    assert report["score"] == 100.0
    assert report["milestones"][1]["figures"]["mean"] is None  # infinity has no JSON
    tiny.write("numbers", "garbage(\n")
    broken = tiny.run("grade", "--json", "-")
    assert broken.status == 1
    assert [stage["points"] for stage in graded(broken.out)["stages"]] == [0.0, 30.0, 25.0]


def test_a_seed_is_kept_in_the_report_and_moves_the_questions(tiny: TinyCourse) -> None:
    """Published answers by heart are worth nothing under a seed."""
    lookup = 'return {1.5: 3.0, -2.5: -5.0}.get(x, "?")'
    tiny.write("numbers", SOLUTIONS["numbers"].replace("return 2 * x", lookup))
    plain = tiny.run("grade", "--stage", "numbers", "--published", "--json", "-")
    drawn = tiny.run("grade", "--stage", "numbers", "--json", "-")
    assert drawn.status == 1
    assert type(graded(drawn.out)["seed"]) is int
    seeded = tiny.run("grade", "--stage", "numbers", "--json", "-", "--seed", "7")
    assert (plain.status, seeded.status) == (0, 1)
    assert graded(seeded.out)["seed"] == 7
    assert "seed 7" in seeded.err


def test_the_junit_report(tiny: TinyCourse, tmp_path: Path) -> None:
    """A suite a stage and one for the milestones; failures, errors, and only legal XML."""
    control = SOLUTIONS["numbers"].replace(
        "return 2 * x", r'raise ValueError("a\x00\x1b\ufffe<b>")'
    )
    tiny.write("numbers", control)
    tiny.solve("means")
    target = tmp_path / "junit.xml"
    run = tiny.run("grade", "--junit", str(target), "--audience", "staff")
    assert run.status == 1
    assert f"Wrote {target}" in run.out
    root = ET.fromstring(target.read_bytes())
    assert root.attrib == {"name": "picograd", "tests": "10", "failures": "4", "errors": "2"}
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["numbers", "sums", "means", "milestones"]
    errors = suites["numbers"].findall("testcase/error")
    assert [error.get("type") for error in errors] == ["error", "error"]
    assert r"ValueError: a\x00\x1b<b>" in errors[0].get("message", "")
    assert "double(x) is twice x." in (errors[0].text or "")
    todo = suites["sums"].findall("testcase/failure")
    assert [failure.get("type") for failure in todo] == ["todo", "todo"]
    assert suites["means"].attrib == {"name": "means", "tests": "1", "failures": "0", "errors": "0"}
    blocked = suites["milestones"].findall("testcase/failure")
    assert [failure.get("type") for failure in blocked] == ["blocked", "blocked"]


def test_a_report_that_cannot_be_written_is_known_before_grading(
    tiny: TinyCourse, tmp_path: Path
) -> None:
    """Status 2 and one sentence before a file is even hashed."""
    for arguments in (
        ["--json", str(tmp_path / "no" / "report.json")],
        ["--junit", str(tmp_path)],
        ["--junit", "-"],
        ["--json", str(tmp_path / "x"), "--junit", str(tmp_path / "x")],
    ):
        run = tiny.run("grade", *arguments)
        assert (run.status, run.out) == (2, "")
        assert len(run.err.splitlines()) == 1
        assert arguments[1] in run.err or "--json" in run.err


def test_pictures_of_a_submission_are_kept_where_one_says(tiny: TinyCourse, tmp_path: Path) -> None:
    """One's own pictures stay what they were; without a folder a stranger's are thrown away."""
    tiny.solve(*SOLUTIONS)
    assert tiny.run().status == 0
    own = tiny.root / ".picograd" / "pictures" / "tally.png"
    before = own.stat().st_mtime_ns
    command, anna = ["grade", str(tiny.root / "solutions")], tmp_path / "anna"
    run = tiny.run(*command)
    assert "tally: 7" in run.out
    assert "picture" not in run.out
    assert f"picture: {anna / 'tally.png'}" in tiny.run(*command, "--pictures", str(anna)).out
    assert (anna / "tally.png").is_file()
    assert own.stat().st_mtime_ns == before
    run = tiny.run(*command, "--json", "-", "--pictures", os.devnull + "/anna")
    assert (run.status, run.out) == (2, "")
    assert os.devnull in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no devices among its files")
def test_reports_replace_what_was_there_and_leave_nothing_else(
    tiny: TinyCourse, tmp_path: Path
) -> None:
    """A file is replaced as a whole; a device is written to, never replaced."""
    folder = tmp_path / "reports"
    folder.mkdir()
    target = folder / "report.json"
    target.write_text("old" * 100_000)
    # Through a link of our own, so that a mistake here costs no one their /dev/null.
    device = folder / "device.xml"
    device.symlink_to(os.devnull)
    run = tiny.run("grade", "--no-milestones", "--json", str(target), "--junit", str(device))
    assert run.status == 1
    graded(target.read_text())
    assert sorted(folder.iterdir()) == [device, target]
    assert device.is_symlink()


@pytest.mark.usefixtures("needs_torch")
def test_the_real_course_grades_its_reference_and_its_stubs(clone: Clone, tmp_path: Path) -> None:
    """value.py of the reference, in a zip: full points. The same file as shipped: none."""
    archive = tmp_path / "value.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(ROOT / "solutions" / "picograd" / "value.py", "picograd/value.py")
    arguments = ("--stage", "value", "--json", "-")
    full = picograd(clone.root, "grade", str(archive), *arguments)
    stub = picograd(clone.root, "grade", *arguments)
    assert (full.status, stub.status) == (0, 1), full.err
    value = load_course().stage("value")
    assert graded(full.out)["score"] == value.points
    report = graded(stub.out)
    assert report["score"] == 0
    assert {check["outcome"] for check in report["stages"][0]["checks"]} == {"todo"}


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_the_path_of_a_submission_cannot_write_lines_of_its_own(
    tiny: TinyCourse, tmp_path: Path
) -> None:
    """Escapes and line breaks in the name of a submission are spelled out wherever it is said."""
    named = tmp_path / "anna\n\x1b[1A100 of 100 points\n[bold]"
    missing = named.with_name(named.name + "?")
    package = named / "picograd"
    package.mkdir(parents=True)
    (package / "numbers.py").write_text("def double(x):\n    raise ValueError('no')\n")
    (tmp_path / "empty" / named.name).mkdir(parents=True)
    for path in (named, missing, tmp_path / "empty" / named.name):
        run = tiny.run("grade", str(path), "--no-milestones", "--junit", str(tmp_path / "x.xml"))
        said = run.out + run.err + (tmp_path / "x.xml").read_text(encoding="utf-8")
        assert r"anna\n\x1b[1A100 of 100 points\n[bold]" in said
        assert "\x1b" not in said
        assert "\n100 of 100 points" not in said
        assert run.status in (1, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such status")
@pytest.mark.parametrize(
    "arguments", [(), ("grade",), ("grade", "--json", "-"), ("check", "numbers")], ids=str
)
def test_a_closed_standard_output_is_nobodys_fault(
    tiny: TinyCourse, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """`picograd grade ... | head -1` ends as other tools do, without a word on a fault; a report
    says that grading has not ended."""
    target = tmp_path / "report.xml"
    more = ("--junit", str(target)) if "grade" in arguments else ()
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "grading", *arguments, *more],
            cwd=tiny.root,
            env={**os.environ, "PYTHONPATH": str(tiny.root)},
            stdin=subprocess.DEVNULL,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 141
    assert "fault" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not more or "fault" not in target.read_text(encoding="utf-8")


def test_a_student_reads_less_than_staff(tiny: TinyCourse, tmp_path: Path) -> None:
    """The files of learning systems are for students, the JSON is for staff; `--audience` makes
    all of them, and what is printed, for the one or the other."""
    tiny.write("numbers", 'def double(x):\n    print("aloud")\n    raise ValueError("SECRET")\n')
    anna = tmp_path / "anna"
    (tiny.package).rename(anna)
    xml, scope = tmp_path / "report.xml", tmp_path / "scope.json"
    command = ["grade", str(anna), "--no-milestones", "--junit", str(xml), "--json", "-"]
    command += ["--format", "gradescope", "--output", str(scope), "--seed", "987654321"]

    def told(*more: str) -> list[str]:
        run = tiny.run(*command, *more)
        assert run.status == 1, run.err
        assert graded(run.out)["audience"] == (more[-1] if more else "staff")
        return [run.out, run.err, xml.read_text(), scope.read_text()]

    default, student, staff = told(), told("--audience", "student"), told("--audience", "staff")
    for secret in ("ValueError: SECRET", "aloud", "987654321", str(tmp_path)):
        assert not any(secret in student[number] for number in (0, 2, 3))
        assert not any(secret in default[number] for number in (2, 3))
    assert "SECRET" in default[0] and "987654321" in default[0] and "987654321" in default[1]
    assert "987654321" not in student[1]
    assert all("ValueError: SECRET" in each for each in staff)
