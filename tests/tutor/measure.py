"""What a learner is told about each wrong submission, and how often that is true.

    python -m tests.tutor.measure [STAGE...] [--json FILE] [--runs N] [--processes N]

Each submission is graded as `picograd grade` grades it, on the published numbers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from grading.checks.verdict import Outcome
from grading.course.manifest import load_course
from grading.grade import GradingRequest, grade
from grading.paths import PACKAGE
from grading.report.next_step import find_next_step
from grading.report.report import StageReport
from grading.report.screen.next_lines import render_next_step
from grading.submission.submission import take_in
from tests.tutor.submissions import (
    RightSubmission,
    WrongSubmission,
    file_of,
    right_submissions,
    wrong_submissions,
)


@dataclass(frozen=True)
class Told:
    """What a learner is told who hands in one file.

    passed, total, points, most_points: of the stage. failing: the checks that do not pass.
    check: the one that is shown first. outcome: of that check. names: the mistakes that are
    named for it. all_names: those that are named for any check. function: the one, or those, that
    the pointer names. place: of that check, by exchange. slip: the sentence on a slip. text: the
    whole of what is shown first.
    """

    passed: int
    total: int
    points: float
    most_points: int
    failing: tuple[str, ...] = ()
    check: str = ""
    outcome: str = ""
    names: tuple[str, ...] = ()
    all_names: tuple[str, ...] = ()
    function: str = ""
    place: str = ""
    slip: str = ""
    text: str = ""


@dataclass(frozen=True)
class Measured:
    """What was told about a wrong submission, and whether it is true.

    steady: every run told the same. seconds: of the first run.
    """

    submission: WrongSubmission
    told: Told
    steady: bool
    seconds: float

    @property
    def caught(self) -> bool:
        return bool(self.told.failing)

    @property
    def false_names(self) -> tuple[str, ...]:
        """What is named for any check and is not true."""
        return tuple(n for n in self.told.all_names if n not in self.submission.names)

    @property
    def verdict(self) -> str:
        """not caught, false, named or unnamed.

        False if any name is; otherwise what counts is the failure that is shown first.
        """
        if not self.caught:
            return "not caught"
        if self.false_names:
            return "false"
        return "named" if self.told.names else "unnamed"

    @property
    def placed(self) -> bool:
        """The first failure points at what is wrong, and at nothing else.

        Where a class stands for several of its methods, each of them is one that is wrong.
        """
        pointed = re.split(", | and ", self.told.function.removeprefix("one of "))
        wrong = self.submission.where
        in_class = [name for name in wrong if name.startswith(f"{self.told.function}.")]
        return all(name in wrong for name in pointed) or len(in_class) == len(wrong) > 1

    @property
    def helped(self) -> bool:
        """Named rightly, or sent to the right function.

        The second suffices where nothing can be named, or a slip is told in a sentence.
        """
        if self.verdict != "unnamed":
            return self.verdict == "named"
        return self.placed and bool(self.told.slip or not self.submission.names)


def told_about(submission: WrongSubmission | RightSubmission) -> Told:
    """Grade the file of one submission, and nothing else."""
    course = load_course()
    (stage,) = (stage for stage in course.stages if stage.id == submission.stage)
    with tempfile.TemporaryDirectory(prefix="submission-") as folder:
        package = Path(folder) / PACKAGE
        package.mkdir()
        (package / stage.file).write_text(file_of(submission), encoding="utf-8")
        taken = take_in(Path(folder), course)
        report = grade(taken, course, GradingRequest((stage,), milestones=False))
        (entry,) = (entry for entry in report.stages if entry.stage.id == stage.id)
        step = find_next_step(report)
    if step is None or step.verdict is None:
        return _of_stage(entry)
    text = render_next_step(report).plain
    return _of_stage(
        entry,
        check=step.verdict.check,
        outcome=step.verdict.outcome.value,
        names=tuple(mistake.id for mistake in step.verdict.mistakes),
        function=step.function or "",
        place=step.verdict.place,
        slip=step.verdict.slip.replace(f"{taken.path}/", ""),
        text=text.replace(f"{taken.path}/", ""),
    )


def _of_stage(entry: StageReport, **first: Any) -> Told:
    named = dict.fromkeys(m.id for check in entry.checks for m in check.mistakes)
    return Told(
        passed=entry.passed,
        total=entry.total,
        points=entry.points,
        most_points=entry.stage.points,
        failing=tuple(c.check for c in entry.checks if c.outcome is not Outcome.PASSED),
        all_names=tuple(named),
        **first,
    )


def measure_one(submission: WrongSubmission, runs: int = 1) -> Measured:
    start = time.monotonic()
    told = told_about(submission)
    seconds = time.monotonic() - start
    steady = all(told_about(submission) == told for _ in range(runs - 1))
    return Measured(submission, told, steady, round(seconds, 2))


def measure(
    submissions: Sequence[WrongSubmission],
    runs: int = 1,
    processes: int = 1,
    seen: Callable[[Measured], None] = lambda measured: None,
) -> list[Measured]:
    """Each submission graded `runs` times. seen: called with each when it is done."""
    done = []
    for measured in _in_processes(partial(measure_one, runs=runs), submissions, processes):
        seen(measured)
        done.append(measured)
    return done


def _in_processes(
    one: Callable[[WrongSubmission], Measured],
    submissions: Sequence[WrongSubmission],
    processes: int,
) -> Iterator[Measured]:
    if processes == 1:
        yield from map(one, submissions)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(one, submissions)


def table_of(measured: Iterable[Measured]) -> Table:
    table = Table("submission", "verdict", "place", "told", "true", "helped", "s", box=None)
    styles = {"false": "red", "not caught": "red", "named": "green", "unnamed": "yellow"}
    for m in measured:
        style = styles[m.verdict]
        table.add_row(
            f"{m.submission.stage}/{m.submission.id}" + ("" if m.steady else " (unsteady)"),
            f"[{style}]{m.verdict}[/]",
            (m.told.function or "-") + ("" if m.placed else f" (not {_or(m.submission.where)})"),
            ", ".join(m.told.all_names) or m.told.slip[:60] or "-",
            ", ".join(m.submission.names) or m.submission.slip or "-",
            "" if m.helped else "-",
            f"{m.seconds:.1f}",
        )
    return table


def totals_of(measured: Sequence[Measured]) -> dict[str, int]:
    verdicts = [m.verdict for m in measured]
    return {
        "submissions": len(measured),
        "caught": sum(m.caught for m in measured),
        "named rightly": verdicts.count("named"),
        "named falsely": verdicts.count("false"),
        "unnamed": verdicts.count("unnamed"),
        "told a slip": sum(bool(m.told.slip) for m in measured),
        "place right": sum(m.placed for m in measured),
        "helped: named rightly, or placed with a slip or where no name can be": sum(
            m.helped for m in measured
        ),
        "a name was possible": sum(bool(m.submission.names) for m in measured),
        "the same text in every run": sum(m.steady for m in measured),
    }


def lost_points(submissions: Sequence[RightSubmission]) -> dict[str, Told]:
    """What is told of those right submissions that do not get every point."""
    told = {s.id: told_about(s) for s in submissions}
    return {name: t for name, t in told.items() if t.failing or not t.total}


def json_of(measured: Sequence[Measured], lost: dict[str, Told]) -> str:
    data = {
        "totals": totals_of(measured),
        "wrong": [
            asdict(m)
            | {"verdict": m.verdict, "placed": m.placed, "false_names": m.false_names}
            | {"helped": m.helped}
            for m in measured
        ],
        "right_that_lost_points": {name: asdict(told) for name, told in lost.items()},
    }
    return json.dumps(data, indent=1)


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tutor.measure")
    parser.add_argument("stages", nargs="*", choices=[*load_course().stage_ids, []])
    parser.add_argument("--only", help="a part of the ids to measure", default="")
    parser.add_argument("--json", type=Path, help="write everything that was told here")
    parser.add_argument("--runs", type=int, default=1, help="grade each so often")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--wrong-only", action="store_true", help="leave the right ones out")
    asked = parser.parse_args()
    chosen = [s for s in wrong_submissions(asked.stages) if asked.only in s.id]

    def tell(measured: Measured) -> None:
        print(f"{measured.submission.id}: {measured.verdict}", file=sys.stderr, flush=True)

    measured = measure(chosen, asked.runs, asked.processes, tell)
    right = [s for s in right_submissions(asked.stages) if asked.only in s.id]
    lost = {} if asked.wrong_only else lost_points(right)
    out = Console(width=None if sys.stdout.isatty() else 180)
    out.print(table_of(measured))
    for words, number in totals_of(measured).items():
        out.print(f"{number:5} {words}")
    for name, told in lost.items():
        out.print(f"[red]right, and lost points:[/] {name}: {', '.join(told.failing)}")
    if asked.json:
        asked.json.write_text(json_of(measured, lost), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
