"""A submission on its way to a grader, and its report on the way back, as bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import platform
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grading.checks import oracle
from grading.classroom.store import Asked, Graded
from grading.course.manifest import load_course
from grading.errors import PicogradError
from grading.files import OwnFolder
from grading.grade import GradingRequest, grade, settle
from grading.learner.choose import SAFE
from grading.paths import ROOT, SOLUTIONS, SUITES
from grading.report.for_students import report_for_students
from grading.report.formats.registry import FORMATS
from grading.report.report import Audience, Report, Status
from grading.report.screen.failure import render_stage
from grading.report.screen.next_lines import render_next_step
from grading.submission.submission import Submission, SubmittedFile

# What decides of a report: the course, the checks, the reference that is lent, and the grader.
_DECIDING = (
    (ROOT / "grading", ("*.py", "*.toml", "*.json")),
    (SUITES, ("*",)),
    (SOLUTIONS, ("*.py",)),
)


MAX_PICTURE_BYTES = 1_000_000


@dataclass(frozen=True)
class Wanted:
    """What to ask of each submission. stages: their ids. seed: None for the published numbers.

    minutes: of MNIST's training; None for its default. most_minutes: for one submission. required:
    the lowest level of isolation.
    """

    stages: tuple[str, ...]
    milestones: bool = True
    seed: int | None = None
    minutes: float | None = None
    most_minutes: float = 10.0
    required: int = SAFE

    def asked(self, grader: str) -> Asked:
        """As the store knows it: without what changes no report."""
        text = {"stages": self.stages, "milestones": self.milestones, "minutes": self.minutes}
        return Asked(grader, self.seed, json.dumps(text, sort_keys=True))


def wanted_of(asked: str, seed: int | None) -> Wanted:
    """What was asked, from how the store knows it."""
    text = json.loads(asked)
    return Wanted(tuple(text["stages"]), text["milestones"], seed, text["minutes"])


def hash_grader() -> str:
    """A short name for all that decides of a report, the same on each machine that has the same."""
    found = hashlib.sha256()
    for folder, patterns in _DECIDING:
        for file in sorted({f for pattern in patterns for f in folder.rglob(pattern)}):
            if file.is_file() and "__pycache__" not in file.parts:
                content = file.read_bytes().replace(b"\r\n", b"\n")
                name = file.relative_to(ROOT).as_posix()
                found.update(f"{name}:{hashlib.sha256(content).hexdigest()}\n".encode())
    return found.hexdigest()[:16]


def describe_machine() -> dict[str, str]:
    """What must be the same on every machine that grades a class."""
    return {
        "grader": hash_grader(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "torch": oracle.oracle_of(0).version or "none",
    }


def pack_job(submission: Submission, wanted: Wanted, grader: str) -> bytes:
    """What a grader needs to know."""
    files = [(f.stage, f.path, f.content.decode("latin-1"), f.problem) for f in submission.files]
    packed = {
        "grader": grader,
        "wanted": wanted.__dict__,
        "submission": {
            "path": submission.path,
            "files": files,
            "missing": submission.missing,
            "ignored": submission.ignored,
        },
    }
    return json.dumps(packed).encode()


def do_job(packed: bytes, grader: str) -> bytes:
    """What comes of it, or the sentence why nothing does. grader: the hash of this one."""
    job = json.loads(packed)
    if job["grader"] != grader:
        sentence = (
            f"{platform.node()} has another picograd ({grader} instead of {job['grader']}); put "
            "the same one on every machine"
        )
        return json.dumps({"sentence": sentence, "machine": platform.node()}).encode()
    try:
        done = _grade(_submission(job["submission"]), job["wanted"])
    except PicogradError as error:
        done = {"sentence": f"{error}"}
    except (OSError, MemoryError, RecursionError) as error:
        done = {"sentence": f"the machine could not go on ({type(error).__name__}: {error})"}
    return json.dumps({**done, "machine": platform.node()}).encode()


def refusal_in(packed: bytes) -> str:
    """The sentence why nothing came of a job; empty where something did."""
    return str(json.loads(packed).get("sentence", ""))


def unpack_done(packed: bytes) -> Graded:
    """What a grading came to."""
    done = json.loads(packed)
    report = done["report"]
    run = report["run"]
    pictures = tuple((m, name, base64.b64decode(text)) for m, name, text in done["pictures"])
    return Graded(report, done["feedback"], done["machine"], run["began"], run["seconds"], pictures)


def _grade(submission: Submission, wanted: dict[str, Any]) -> dict[str, Any]:
    course = load_course()
    request = GradingRequest(
        stages=tuple(stage for stage in course.stages if stage.id in wanted["stages"]),
        milestones=wanted["milestones"],
        seed=wanted["seed"],
        minutes=wanted["minutes"],
        total_minutes=wanted["most_minutes"],
        required=wanted["required"],
    )
    with OwnFolder("picograd-pictures-") as folder:
        report = grade(submission, course, settle(replace(request, pictures=Path(folder))))
        pictures = _pictures_of(report)
    return {
        "report": json.loads(FORMATS["json"].render_to(Audience.STAFF, report)),
        "feedback": _feedback_on(report),
        "pictures": pictures,
    }


def _feedback_on(report: Report) -> dict[str, Any]:
    """The report as students may read it, with what a terminal would show of it."""
    shown = report_for_students(report)
    wrong = [entry for entry in shown.stages if entry.status is Status.UNFINISHED]
    told = json.loads(FORMATS["json"].render_to(Audience.STUDENT, report))
    for stage in told["stages"]:
        # What passed is a number on a page; its words would be most of what the store holds.
        stage["checks"] = [
            {"outcome": "passed"} if check["outcome"] == "passed" else check
            for check in stage["checks"]
        ]
    return {
        "report": told,
        "screens": {entry.stage.id: render_stage(entry).plain for entry in wrong},
        "next": render_next_step(shown).plain,
    }


def _pictures_of(report: Report) -> list[tuple[str, str, str]]:
    """Milestone, name and content, in Base64, of the pictures that are small enough to be kept."""
    return [
        (entry.milestone.id, Path(file).name, base64.b64encode(content).decode())
        for entry in report.milestones
        if entry.result
        for file in entry.result.pictures
        if len(content := Path(file).read_bytes()) <= MAX_PICTURE_BYTES
    ]


def _submission(packed: dict[str, Any]) -> Submission:
    files = (
        SubmittedFile(stage, path, text.encode("latin-1"), problem)
        for stage, path, text, problem in packed["files"]
    )
    return Submission(
        packed["path"], tuple(files), tuple(packed["missing"]), tuple(packed["ignored"])
    )
