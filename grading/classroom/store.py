"""Everything that is known of a class, in one SQLite file: what was handed in, and every grading.

Nothing is overwritten: a grading is added beside those before it, and a mark is worked out from
them when it is asked for. What is graded is known by its content, so the same file is not graded
twice, whoever hands it in. Each grading is on disk when `add_grading` returns.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.classroom.intake import HandedIn
from grading.classroom.roster import Student
from grading.errors import CouldNotGrade, Unacceptable, Unwritable
from grading.submission.safe_text import name_path
from grading.submission.submission import Submission, SubmittedFile

VERSION = 1

_TABLES = """
CREATE TABLE submissions (
    content TEXT PRIMARY KEY,          -- SHA-256 of what is graded
    path TEXT NOT NULL,                -- where it was first found, as reports name it
    files BLOB NOT NULL,               -- compressed JSON: stage, path, text in Latin-1, problem
    missing TEXT NOT NULL,
    ignored TEXT NOT NULL
);
CREATE TABLE students (
    student TEXT PRIMARY KEY,          -- the surest thing known, as `kind:text`
    place INTEGER NOT NULL,            -- in the roster
    keys TEXT NOT NULL                 -- JSON
);
CREATE TABLE handed_in (
    student TEXT NOT NULL REFERENCES students,
    attempt INTEGER NOT NULL,
    file TEXT NOT NULL,                -- its name in the download
    late INTEGER NOT NULL,
    moment TEXT,                       -- ISO 8601, UTC
    content TEXT REFERENCES submissions,
    problem TEXT NOT NULL,
    taken TEXT NOT NULL,
    PRIMARY KEY (student, attempt, file)
);
CREATE TABLE gradings (
    grading INTEGER PRIMARY KEY,
    content TEXT NOT NULL REFERENCES submissions,
    grader TEXT NOT NULL,              -- the grader's hash
    seed INTEGER,
    asked TEXT NOT NULL,               -- what was asked for, as `Asked.text` has it
    score REAL NOT NULL,
    possible REAL NOT NULL,
    machine TEXT NOT NULL,
    began TEXT NOT NULL,
    seconds REAL NOT NULL,
    counts INTEGER NOT NULL,           -- 0: graded again, and not yet agreed to
    -- Last, since SQLite walks through all that stands before a column to read it.
    report BLOB NOT NULL,              -- compressed JSON, for staff
    feedback BLOB NOT NULL             -- compressed JSON, for students
);
CREATE INDEX gradings_of ON gradings (content, counts);
CREATE TABLE results (
    grading INTEGER NOT NULL REFERENCES gradings,
    part TEXT NOT NULL,                -- a stage or milestone
    status TEXT NOT NULL,
    passed INTEGER NOT NULL,
    total INTEGER NOT NULL,
    points REAL NOT NULL,
    possible REAL NOT NULL,
    PRIMARY KEY (grading, part)
) WITHOUT ROWID;
CREATE TABLE failures (
    grading INTEGER NOT NULL REFERENCES gradings,
    stage TEXT NOT NULL,
    checked TEXT NOT NULL,             -- the check
    mistake TEXT NOT NULL,             -- its id; empty where none was named
    PRIMARY KEY (grading, stage, checked)
) WITHOUT ROWID;
CREATE TABLE pictures (
    grading INTEGER NOT NULL REFERENCES gradings,
    milestone TEXT NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (grading, name)
);
CREATE TABLE settings (name TEXT PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE attempts (
    content TEXT NOT NULL,
    asked TEXT NOT NULL,
    grader TEXT NOT NULL,
    seed INTEGER,
    moment TEXT NOT NULL,
    machine TEXT NOT NULL,
    sentence TEXT NOT NULL             -- why it could not be graded
);
"""


@dataclass(frozen=True)
class Asked:
    """What is asked of a submission. grader: the hash of the grader. text: the rest of it."""

    grader: str
    seed: int | None
    text: str


@dataclass(frozen=True)
class Graded:
    """What one grading came to. report, feedback: as JSON, for staff and for students.

    pictures: of each its milestone, its name and what is in the file.
    """

    report: Mapping[str, Any] = field(hash=False)
    feedback: Mapping[str, Any] = field(hash=False)
    machine: str
    began: str
    seconds: float
    pictures: tuple[tuple[str, str, bytes], ...] = ()

    @property
    def score(self) -> float:
        """The points."""
        return float(self.report["score"])

    @property
    def possible(self) -> float:
        """The points of all that was asked."""
        return float(self.report["max_score"])


class Store:
    """The file. Several graders may have it open at once."""

    def __init__(self, path: Path) -> None:
        """Open the store, or make it. Unacceptable where the file is no store of this version."""
        self._here = name_path(path)
        with self._speaking():
            # Waits for others' writing, and writes through to the disk at each commit.
            self._file = sqlite3.connect(path, timeout=60, isolation_level=None)
            is_new = self._is_new()
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = FULL")
            self._file.execute("PRAGMA foreign_keys = ON")
            if is_new:
                self._make_tables()

    def close(self) -> None:
        """Nothing more is asked of it."""
        self._file.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def keep_class(self, handed_in: Iterable[HandedIn], absent: Iterable[Student]) -> None:
        """Who is in the class and what they handed in; what stands there already stays."""
        with self._writing():
            for student in absent:
                self._keep_student(student)
            for one in handed_in:
                self._keep_student(one.student)
                if one.submission is not None:
                    self._insert_submission(one.submission)
                self._file.execute(
                    "INSERT OR REPLACE INTO handed_in VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        one.student.key,
                        one.attempt,
                        one.where,
                        one.late,
                        one.when.isoformat() if one.when else None,
                        one.submission.sha256 if one.submission else None,
                        one.problem,
                        one.taken,
                    ),
                )

    def keep_submission(self, submission: Submission) -> None:
        """What is to be graded, whoever it is from."""
        with self._writing():
            self._insert_submission(submission)

    def setting(self, name: str, default: str) -> str:
        """What was kept under a name; `default` is kept where nothing was."""
        with self._writing():
            self._file.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (name, default))
        [text] = self._file.execute("SELECT text FROM settings WHERE name = ?", (name,)).fetchone()
        return str(text)

    def graders(self, asked: Asked, content: str | None = None) -> dict[str, set[str]]:
        """By content, or for one alone, the hashes of the graders that asked this."""
        found = self._file.execute(
            "SELECT content, grader FROM gradings WHERE counts AND ifnull(seed, -1) = ?1 "
            "AND asked = ?2 AND (?3 IS NULL OR content = ?3)",
            (_number(asked.seed), asked.text, content),
        )
        graders: dict[str, set[str]] = {}
        for content, grader in found:
            graders.setdefault(content, set()).add(grader)
        return graders

    def submission(self, content: str) -> Submission:
        """What was handed in, by its hash."""
        row = self._file.execute(
            "SELECT path, files, missing, ignored FROM submissions WHERE content = ?", (content,)
        ).fetchone()
        path, files, missing, ignored = row
        return Submission(
            path,
            tuple(
                SubmittedFile(stage, file, text.encode("latin-1"), problem)
                for stage, file, text, problem in _unpacked(files)
            ),
            tuple(json.loads(missing)),
            tuple(json.loads(ignored)),
        )

    def rows(
        self, query: str, arguments: Sequence[object] | Mapping[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        """What a query finds; for `ledger`, which knows the tables."""
        with self._speaking():
            return self._file.execute(query, arguments).fetchall()

    def choose_gradings(self, gradings: Iterable[int]) -> None:
        """Let `chosen` be the table of these gradings, for the queries that follow."""
        with self._speaking():
            self._file.execute(
                "CREATE TEMP TABLE IF NOT EXISTS chosen (grading INTEGER PRIMARY KEY)"
            )
            self._file.execute("DELETE FROM chosen")
            self._file.executemany("INSERT INTO chosen VALUES (?)", ((g,) for g in gradings))

    def add_grading(self, content: str, asked: Asked, graded: Graded, again: bool = False) -> None:
        """Keep a grading. Of two graders at once the first one's stays.

        again: beside one that may be there already; it counts once `let_count` says so.
        """
        with self._writing():
            if not again and asked.grader in self.graders(asked, content).get(content, ()):
                return
            added = self._file.execute(
                "INSERT INTO gradings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    content,
                    asked.grader,
                    asked.seed,
                    asked.text,
                    graded.score,
                    graded.possible,
                    graded.machine,
                    graded.began,
                    graded.seconds,
                    not again,
                    _packed(graded.report),
                    _packed(graded.feedback),
                ),
            )
            grading = added.lastrowid
            self._file.executemany(
                "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(grading, *row) for row in _results(graded.report)],
            )
            self._file.executemany(
                "INSERT OR IGNORE INTO failures VALUES (?, ?, ?, ?)",
                [(grading, *row) for row in _failures(graded.report)],
            )
            self._file.executemany(
                "INSERT OR IGNORE INTO pictures VALUES (?, ?, ?, ?)",
                [(grading, *row) for row in graded.pictures],
            )

    def not_agreed(self) -> list[tuple[int, str]]:
        """The gradings that do not count yet, and their contents, the oldest first."""
        found = self._file.execute(
            "SELECT grading, content FROM gradings WHERE NOT counts ORDER BY grading"
        )
        return [(int(grading), str(content)) for grading, content in found]

    def let_count(self, gradings: Iterable[int]) -> None:
        """From now on the newest of them is the one that marks follow."""
        with self._writing():
            self._file.executemany(
                "UPDATE gradings SET counts = 1 WHERE grading = ?", ((g,) for g in gradings)
            )

    def add_failure(self, content: str, asked: Asked, machine: str, sentence: str) -> None:
        """Keep that it could not be graded, which is never a mark."""
        now = f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
        with self._writing():
            self._file.execute(
                "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?)",
                (content, asked.text, asked.grader, asked.seed, now, machine, sentence),
            )

    def _keep_student(self, student: Student) -> None:
        self._file.execute(
            "INSERT OR REPLACE INTO students VALUES (?, ?, ?)",
            (student.key, student.line, json.dumps(dict(student.keys), ensure_ascii=False)),
        )

    def _insert_submission(self, submission: Submission) -> None:
        files = [
            (file.stage, file.path, file.content.decode("latin-1"), file.problem)
            for file in submission.files
        ]
        self._file.execute(
            "INSERT OR IGNORE INTO submissions VALUES (?, ?, ?, ?, ?)",
            (
                submission.sha256,
                submission.path,
                _packed(files),
                json.dumps(submission.missing),
                json.dumps(submission.ignored),
            ),
        )

    def _is_new(self) -> bool:
        """Whether nothing is in it yet. Nothing is written to a file of another form."""
        [version] = self._file.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return False
        [tables] = self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version or tables:
            raise Unacceptable(
                f"{self._here} was written by another version of picograd (its form is {version}, "
                f"this one's {VERSION}); name a new file, or use that version"
            )
        return True

    def _make_tables(self) -> None:
        with self._writing():
            [version] = self._file.execute("PRAGMA user_version").fetchone()
            if not version:  # of two that begin at once, the second finds it made
                # Not executescript: it would commit what was begun.
                for statement in filter(str.strip, _TABLES.split(";\n")):
                    self._file.execute(statement)
                self._file.execute(f"PRAGMA user_version = {VERSION}")

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """All that is written is on disk afterwards, or nothing of it."""
        with self._speaking():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._file.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._file.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise Unwritable(
                f"{self._here} cannot be written ({error}); see that the folder is there and the "
                "disk has room, and start again: what was graded is kept"
            ) from error
        except sqlite3.DatabaseError as error:
            raise CouldNotGrade(
                f"{self._here} is no store of picograd's, or is damaged ({error}); name another"
            ) from error


def _results(report: Mapping[str, Any]) -> Iterator[tuple[str, str, int, int, float, float]]:
    for stage in report["stages"]:
        outcomes = [check["outcome"] for check in stage["checks"]]
        yield (
            stage["id"],
            stage["status"],
            outcomes.count("passed"),
            len(outcomes),
            stage["points"],
            stage["max_points"],
        )
    for milestone in report["milestones"]:
        passed = int(milestone["status"] == "passed")
        yield (
            milestone["id"],
            milestone["status"],
            passed,
            1,
            milestone["points"],
            milestone["max_points"],
        )


def _failures(report: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for stage in report["stages"]:
        for check in stage["checks"]:
            if check["outcome"] not in ("passed", "todo"):
                yield stage["id"], check["id"], (check["mistake"] or {}).get("id", "")


def _packed(data: Any) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 6)


def _unpacked(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))


def _number(seed: int | None) -> int:
    """A seed as a number that can be compared; none is -1, which no seed is."""
    return -1 if seed is None else seed
