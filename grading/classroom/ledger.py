"""What the store knows, put together: each student, what counts of theirs, and what it came to."""

from __future__ import annotations

import datetime
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from grading.classroom.roster import Student
from grading.classroom.store import Graded, Store

Choice = Literal["last", "best"]


@dataclass(frozen=True)
class PartResult:
    """Of a stage, how many of its checks pass; of a milestone, whether it does."""

    part: str
    status: str
    passed: int
    total: int
    points: float
    possible: float


@dataclass(frozen=True)
class Grading:
    """One grading of one content, without its report."""

    number: int
    content: str
    grader: str
    seed: int | None
    asked: str
    score: float
    possible: float
    began: str
    seconds: float
    results: tuple[PartResult, ...] = ()


@dataclass(frozen=True)
class Attempt:
    """What a student handed in once. grading: the newest of it; None where there is none.

    problem: why it cannot be graded. failure: why the last try could not.
    """

    number: int
    file: str
    late: bool
    moment: datetime.datetime | None
    content: str
    problem: str
    taken: str
    grading: Grading | None = None
    failure: str = ""


@dataclass(frozen=True)
class Line:
    """A student, and the attempt that counts; None where nothing was handed in.

    before: the attempt that would count without it.
    """

    student: Student
    counts: Attempt | None = None
    before: Attempt | None = None


# The attempts of each student, the one that counts first: the last one, or the best of those that
# are graded. Of one that was taken in twice, as from two downloads, the later one.
_RANKED = """
WITH newest AS (
    SELECT content, max(grading) AS grading FROM gradings WHERE counts OR :not_agreed
    GROUP BY content
), ranked AS (
    SELECT handed_in.*, newest.grading AS grading, row_number() OVER (
        PARTITION BY student ORDER BY
        CASE WHEN :best THEN
            ifnull((SELECT score FROM gradings WHERE gradings.grading = newest.grading), -1)
        ELSE 0 END DESC,
        attempt DESC, moment DESC, file DESC
    ) AS rank
    FROM handed_in LEFT JOIN newest ON newest.content = handed_in.content
)
SELECT student, attempt, file, late, moment, content, problem, taken, grading, rank
FROM ranked WHERE rank <= 2 ORDER BY student, rank
"""


def read_lines(store: Store, choice: Choice = "last", not_agreed: bool = False) -> tuple[Line, ...]:
    """Every student of the class in the roster's order.

    choice: whether the last attempt counts, or the one with the most points. not_agreed: with
    the gradings that were made again and do not count yet, as if they did.
    """
    rows = store.rows(_RANKED, {"not_agreed": not_agreed, "best": choice == "best"})
    gradings = _read_gradings(store, [row[8] for row in rows if row[8] is not None])
    failures = dict(store.rows("SELECT content, sentence FROM attempts ORDER BY rowid"))
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    for student, number, file, late, moment, content, problem, taken, grading, _ in rows:
        attempts[student].append(
            Attempt(
                number,
                file,
                bool(late),
                datetime.datetime.fromisoformat(moment) if moment else None,
                content or "",
                problem,
                taken,
                gradings.get(grading),
                "" if grading else failures.get(content, ""),
            )
        )
    found = store.rows("SELECT student, place, keys FROM students ORDER BY place, student")
    return tuple(
        Line(Student(place, json.loads(keys)), *attempts[key]) for key, place, keys in found
    )


def read_feedback(store: Store, grading: int) -> Mapping[str, Any]:
    """The report of a grading as students may read it."""
    [(packed,)] = store.rows("SELECT feedback FROM gradings WHERE grading = ?", (grading,))
    found: Mapping[str, Any] = json.loads(zlib.decompress(packed))
    return found


def read_durations(store: Store) -> list[float]:
    """The seconds that each grading took."""
    return [float(seconds) for (seconds,) in store.rows("SELECT seconds FROM gradings")]


def read_a_grading(store: Store) -> Graded | None:
    """The newest grading whole; None where there is none."""
    for report, feedback, machine, began, seconds in store.rows(
        "SELECT report, feedback, machine, began, seconds FROM gradings "
        "ORDER BY grading DESC LIMIT 1"
    ):
        said, told = (json.loads(zlib.decompress(packed)) for packed in (report, feedback))
        return Graded(said, told, machine, began, seconds)
    return None


def read_claims(store: Store) -> dict[str, str]:
    """What each check of the newest grading says, by its id."""
    for (packed,) in store.rows("SELECT report FROM gradings ORDER BY grading DESC LIMIT 1"):
        report = json.loads(zlib.decompress(packed))
        return {check["id"]: check["claim"] for s in report["stages"] for check in s["checks"]}
    return {}


def read_pictures(store: Store, grading: int) -> list[tuple[str, str, bytes]]:
    """Milestone, name and content of each picture that a grading left."""
    return [
        (str(milestone), str(name), bytes(content))
        for milestone, name, content in store.rows(
            "SELECT milestone, name, content FROM pictures WHERE grading = ? ORDER BY rowid",
            (grading,),
        )
    ]


@dataclass(frozen=True)
class Failing:
    """How many of some gradings fail a check, or make a mistake."""

    stage: str
    name: str
    many: int


def count_failures(
    store: Store, gradings: Sequence[int], what: Literal["checked", "mistake"]
) -> list[Failing]:
    """The checks that most of the gradings fail, or the mistakes that most make, the most first."""
    store.choose_gradings(gradings)
    found = store.rows(
        f"SELECT stage, {what}, count(DISTINCT grading) AS many FROM failures "
        f"WHERE grading IN (SELECT grading FROM chosen) AND {what} != '' "
        f"GROUP BY stage, {what} ORDER BY many DESC, stage, {what}"
    )
    return [Failing(*row) for row in found]


def _read_gradings(store: Store, numbers: Sequence[int]) -> dict[int, Grading]:
    """The gradings with these numbers."""
    store.choose_gradings(numbers)
    results: dict[int, list[PartResult]] = defaultdict(list)
    for number, *rest in store.rows(
        "SELECT grading, part, status, passed, total, points, possible FROM results "
        "WHERE grading IN (SELECT grading FROM chosen)"
    ):
        results[number].append(PartResult(*rest))
    found = store.rows(
        "SELECT grading, content, grader, seed, asked, score, possible, began, seconds "
        "FROM gradings WHERE grading IN (SELECT grading FROM chosen)"
    )
    return {row[0]: replace(Grading(*row), results=tuple(results[row[0]])) for row in found}
