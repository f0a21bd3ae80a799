"""The store loses nothing: what it took is there, whatever happens afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.classroom.intake import HandedIn
from grading.classroom.ledger import read_lines
from grading.classroom.roster import Student
from grading.classroom.store import Asked, Graded, Store
from grading.errors import CouldNotGrade, Unwritable
from grading.submission.submission import Submission, SubmittedFile

ASKED = Asked("grader", None, "{}")


def submission(text: str) -> Submission:
    return Submission("hw", (SubmittedFile("value", "value.py", text.encode()),), (), ())


def graded(score: float) -> Graded:
    stage = {
        "id": "value", "status": "unfinished", "points": score, "max_points": 7,
        "checks": [{"id": "value::a", "outcome": "passed", "mistake": None},
                   {"id": "value::b", "outcome": "failed", "mistake": {"id": "slip"}}],
    }  # fmt: skip
    report = {"score": score, "max_score": 7, "stages": [stage], "milestones": []}
    return Graded(report, {"report": report}, "here", "2026-11-25T00:00:00Z", 1.5)


def hand_in(store: Store, *texts: str, attempts: bool = False) -> list[str]:
    """Each text by a student of its own, or as one student's attempts; the contents."""
    given = [
        HandedIn(Student(0 if attempts else n, {"id": "0" if attempts else f"{n}"}), "hw.zip",
                 n + 1, submission=submission(text))
        for n, text in enumerate(texts)
    ]  # fmt: skip
    store.keep_class(given, [])
    return [one.submission.sha256 for one in given if one.submission]


def test_what_was_handed_in_comes_back_to_the_byte(tmp_path: Path) -> None:
    """A file that is no UTF-8, too."""
    odd = Submission(
        "hw", (SubmittedFile("value", "value.py", bytes(range(256)), "is odd"),), ("rules",), ("x",)
    )
    with Store(tmp_path / "s") as store:
        store.keep_class([HandedIn(Student(1, {"id": "1"}), "hw", submission=odd)], [])
        assert store.submission(odd.sha256) == odd


def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    """One sentence; the gradings before it are whole, and the next one fits when there is room."""
    with Store(tmp_path / "s") as store:
        first, second = hand_in(store, "a", "b")
        store.add_grading(first, ASKED, graded(5.0))
        [(pages,)] = store.rows("PRAGMA page_count")
        store.rows(f"PRAGMA max_page_count = {pages}")
        big = graded(6.0)
        many = tuple(("moons", f"{n}.png", bytes(5000)) for n in range(20))
        big = Graded(big.report, big.feedback, big.machine, big.began, big.seconds, many)
        with pytest.raises(Unwritable, match="what was graded is kept"):
            store.add_grading(second, ASKED, big)
        assert [line.counts and line.counts.grading is not None for line in read_lines(store)] == [
            True, False,
        ]  # fmt: skip
        store.rows("PRAGMA max_page_count = 100000")
        store.add_grading(second, ASKED, big)
        assert store.graders(ASKED) == {first: {"grader"}, second: {"grader"}}


def test_something_else_is_no_store(tmp_path: Path) -> None:
    """A file of another kind is refused, and not a byte of it is changed."""
    other = tmp_path / "notes.txt"
    other.write_text("my notes, longer than the head of a database would be" * 20)
    with pytest.raises(CouldNotGrade, match="no store of picograd's"):
        Store(other)
    assert other.read_text().startswith("my notes")


def test_the_last_attempt_counts_or_the_best(tmp_path: Path) -> None:
    """And the one that would count without it is what a class page compares with."""
    with Store(tmp_path / "s") as store:
        contents = hand_in(store, "a", "b", "c", attempts=True)
        for content, score in zip(contents, (3.0, 6.0, 5.0), strict=True):
            store.add_grading(content, ASKED, graded(score))
        [last], [best] = read_lines(store, "last"), read_lines(store, "best")
    assert last.counts and last.counts.number == 3 and last.before and last.before.number == 2
    assert best.counts and best.counts.number == 2 and best.before and best.before.number == 3


def test_a_grading_that_is_made_again_counts_when_somebody_agrees(tmp_path: Path) -> None:
    """Until then the old one does; nothing is overwritten."""
    with Store(tmp_path / "s") as store:
        [content] = hand_in(store, "a")
        store.add_grading(content, ASKED, graded(3.0))
        store.add_grading(content, ASKED, graded(4.0))  # another grader's, at the same time
        store.add_grading(content, ASKED, graded(5.0), again=True)

        def scores(**how: bool) -> list[float]:
            return [
                line.counts.grading.score
                for line in read_lines(store, **how)  # type: ignore[arg-type]
                if line.counts and line.counts.grading
            ]

        assert scores() == [3.0] and scores(not_agreed=True) == [5.0]
        store.let_count(number for number, _ in store.not_agreed())
        assert scores() == [5.0]
        assert store.rows("SELECT score FROM gradings ORDER BY grading") == [(3.0,), (5.0,)]


def test_what_could_not_be_graded_is_no_grading(tmp_path: Path) -> None:
    """The reason stands with the attempt until there is a grading."""
    with Store(tmp_path / "s") as store:
        [content] = hand_in(store, "a")
        store.add_failure(content, ASKED, "there", "no memory")
        [line] = read_lines(store)
        assert line.counts and line.counts.failure == "no memory" and not line.counts.grading
        store.add_grading(content, ASKED, graded(3.0))
        [line] = read_lines(store)
        assert line.counts and line.counts.failure == "" and line.counts.grading
