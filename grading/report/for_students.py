"""The report as a student may read it: what a submission says in it has a narrow mouth.

While a submission is judged it may see what its author should not: files of the reference lie
beside it. So a report for students takes little of its words: of an error the class, a message of
Python's own, and the line of the student's file as it was handed in; of an answer its numbers,
rounded. Each check has MOST_OF_A_CHECK characters of that, and the report MOST_OF_A_REPORT, among
them MOST_NUMBERS of numbers. The first failure of each stage comes first, then the second of each;
whose turn comes when all is used up says where to see the rest. What was printed is left out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from grading.checks.verdict import NamedMistake, Outcome, Verdict
from grading.learner.isolation import Isolation
from grading.milestones.base import MilestoneResult
from grading.paths import ROOT, STUBS
from grading.report.failure_groups import failures_of
from grading.report.fault_location import function_around, functions_of
from grading.report.known_messages import (
    LEFT_OUT,
    keep_kind,
    keep_known,
    keep_words,
    words_of,
)
from grading.report.report import Audience, MilestoneReport, Report, StageReport
from grading.submission.safe_text import (
    make_harmless,
    make_name_harmless,
    name_path,
    sanitize,
)
from grading.submission.submission import Submission, SubmittedFile

MOST_OF_A_CHECK, MOST_OF_A_REPORT, MOST_NUMBERS = 300, 2_000, 160
# What one place or answer costs at least, so that short ones are not many.
LEAST = 80
MOST_OF_A_LINE, MOST_OF_A_NAME, MOST_FOREIGN_NAMES, MOST_MISTAKES = 100, 60, 5, 2
MOST_OF_A_REASON = 100
SIGNIFICANT, MOST_FIGURES = 4, 12

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)\b")
# Of a path from the root: all but its last part. An address of the web is none.
_FOLDERS = re.compile(r"(?<![\w:/\\.>])(?:[A-Za-z]:)?[/\\](?:[^\s/\\:;,'\"()]+[/\\])*(?=[\w<.])")
_NOTHING_ELSE = re.compile(r"(?:None|True|False|[\[\](), ])*")


@dataclass(frozen=True)
class _Left:
    """The characters that the report has left, and those of them for numbers."""

    text: int = MOST_OF_A_REPORT
    numbers: int = MOST_NUMBERS


def report_for_students(report: Report) -> Report:
    """`report` with no more of the submission's words than a student needs, without its seed."""
    told: dict[str, Verdict] = {}
    left = _Left()
    files = {file.stage: file for file in report.submission.files}
    for entry, check in _by_turns(report.stages):
        if left.text < LEAST:
            told[check.id] = _silent(check)
            continue
        file = files.get(entry.stage.id)
        told[check.id], left = _spend(_narrow(check, file, entry.suite, left), check, left)
    return replace(
        report,
        submission=submission_for_students(report.submission),
        isolation=report.isolation and _narrow_isolation(report.isolation),
        stages=tuple(_narrow_stage(entry, told, files) for entry in report.stages),
        milestones=tuple(
            _narrow_milestone(entry, report.submission) for entry in report.milestones
        ),
        seed=None,
        audience=Audience.STUDENT,
        run=report.run and replace(report.run, seconds=float(round(report.run.seconds))),
    )


def submission_for_students(submission: Submission) -> Submission:
    """Its names, in part, without the folder that it lies in on the grader's machine."""
    foreign = [_short_name(make_name_harmless(told)) for told in submission.ignored]
    kept = tuple(foreign[:MOST_FOREIGN_NAMES])
    more = (f"and {len(foreign) - len(kept)} more",) if len(foreign) > len(kept) else ()
    return replace(
        submission,
        path=make_name_harmless(PurePosixPath(submission.path).name)[:MOST_OF_A_NAME],
        files=tuple(replace(f, path=_short(f.path, f)) for f in submission.files),
        ignored=kept + more,
    )


def _short_name(told: str) -> str:
    """A name that is ignored; what is said of it, in brackets at the end, is picograd's."""
    name, opened, why = told.rpartition(" (")
    if not (opened and told.endswith(")")):
        return told[:MOST_OF_A_NAME]
    return f"{name[:MOST_OF_A_NAME]} ({why[:MOST_OF_A_REASON]}"


def sentence_for_students(sentence: str, named: Path | None = None) -> str:
    """A sentence of picograd's, with every path of the grader's machine cut to its last part.

    named: what was handed in, by a path that may hold spaces.
    """
    if named is not None:
        name = name_path(Path(named.absolute().name))
        for path in (named.resolve(), named.absolute(), named):
            if len(path.parts) > 1:
                sentence = sentence.replace(name_path(path), name)
    return _FOLDERS.sub("", sanitize(sentence))


def _narrow_isolation(isolation: Isolation) -> Isolation:
    return replace(isolation, means=sentence_for_students(isolation.means))


def _by_turns(stages: Sequence[StageReport]) -> Iterator[tuple[StageReport, Verdict]]:
    """The failures: the first of each stage, then the second of each, and so on."""
    failures = [(entry, failures_of(entry)) for entry in stages]
    for turn in range(max((len(checks) for _, checks in failures), default=0)):
        for entry, checks in failures:
            if turn < len(checks):
                yield entry, checks[turn]


def _spend(narrowed: Verdict, check: Verdict, left: _Left) -> tuple[Verdict, _Left]:
    """The narrowed verdict if it can be paid for, and what is left then."""
    numbers = sum(len(text or "") for text in (narrowed.expected, narrowed.got))
    numbers += sum(len(text) for _, text in narrowed.inputs)
    own = (narrowed.problem, narrowed.traceback, narrowed.kind, narrowed.slip, narrowed.place)
    text = max(LEAST, numbers + sum(map(len, own)))
    if text > min(MOST_OF_A_CHECK, left.text) or numbers > left.numbers:
        return _silent(check), left
    return narrowed, _Left(left.text - text, left.numbers - numbers)


def _silent(check: Verdict) -> Verdict:
    """The verdict alone, which the report's narrow mouth has nothing left to explain."""
    where = f"`picograd check {check.stage} {check.function}` shows what is wrong"
    return Verdict(
        stage=check.stage,
        check=check.check,
        claim=check.claim,
        outcome=check.outcome,
        problem=where,
    )


def _narrow(check: Verdict, file: SubmittedFile | None, suite: str, left: _Left) -> Verdict:
    """What the verdict may say, before anyone asks what that costs."""
    content = file.content if file else b""
    line = _line(content, check.line)
    names = words_of(line) | _names_of_stage(check.stage)
    words = names | words_of(suite) | _words_of_checks()
    raised = bool(check.kind) and check.outcome in (Outcome.ERROR, Outcome.FAILED)
    kind = keep_kind(check.kind, names) if check.kind else ""
    bare = replace(
        _silent(check),
        problem="",
        file=_short(check.file, file),
        line=check.line if line else None,
        kind=kind,
        unexpected=check.unexpected,
        place=check.place if words_of(check.place) <= names | {"and", "one", "of"} else "",
        slip=_slip(check.slip, content),
    )
    if check.outcome is Outcome.TIMEOUT:
        return replace(bare, kind="")
    if raised:
        message = _message(check.problem.partition("\n")[0], file, names)
        trace = _trace(bare, content, line, f"{kind}: {message}" if message else kind)
        # A long message is one of picograd's own, and says more than the line that it came from.
        room = len(message) + len(trace) + len(kind) <= MOST_OF_A_CHECK
        return replace(bare, problem=message, traceback=trace if room else "")
    if check.outcome is Outcome.ERROR:
        return replace(bare, problem="the process ended before it answered")
    problem = keep_words(check.problem, words)[: MOST_OF_A_CHECK // 2]
    return replace(bare, problem=problem, **_answers(check, left.numbers))


def _message(said: str, file: SubmittedFile | None, names: frozenset[str]) -> str:
    """What was raised, as far as it is known; of a file that cannot be used picograd says why."""
    if file is None:
        return keep_known(said, names)
    if file.problem:
        return file.problem
    placed = re.match(re.escape(file.path) + r", line (\d{1,6}): ", said)
    line = _line(file.content, int(placed[1])) if placed else ""
    if placed is None or not line:
        return keep_known(said, names)
    return f"line {placed[1]}: {keep_known(said[placed.end() :], names | words_of(line))}"


def _slip(sentence: str, content: bytes) -> str:
    """The sentence, which may quote the file as it was handed in and nothing that was raised."""
    if not sentence or len(sentence) > MOST_OF_A_CHECK // 2:
        return ""
    of_file = words_of(content.decode("utf-8", errors="replace"))
    return keep_words(make_harmless(sentence), of_file | _words_of_slips())


def _answers(check: Verdict, most: int) -> dict[str, Any]:
    """Inputs, expected and got, as numbers of few digits; of several as many as have room."""
    inputs = tuple((name, _rounded(text)) for name, text in check.inputs)
    if check.expected is None:
        return {"inputs": inputs if sum(len(text) for _, text in inputs) <= most else ()}
    expected, got = _rounded(check.expected), _rounded(check.got or "")
    if expected == got != LEFT_OUT:
        got = "something very near"
    if len(expected) + len(got) > min(most, MOST_OF_A_LINE):
        return {"inputs": (), "expected": None, "got": None}
    room = sum(len(text) for _, text in inputs) + len(expected) + len(got) <= most
    return {"inputs": inputs if room else (), "expected": expected, "got": got}


def _rounded(text: str) -> str:
    if len(text) > MOST_OF_A_CHECK or not _NOTHING_ELSE.fullmatch(_NUMBER.sub("", text)):
        return LEFT_OUT
    return _NUMBER.sub(lambda number: f"{float(number[0]):.{SIGNIFICANT}g}", text)


def _line(content: bytes, number: int | None) -> str:
    """The line of the student's own file, as it was handed in."""
    lines = content.decode("utf-8", errors="replace").splitlines()
    if number is None or not 1 <= number <= len(lines):
        return ""
    return make_harmless(lines[number - 1].strip())[:MOST_OF_A_LINE]


def _trace(check: Verdict, content: bytes, line: str, last: str) -> str:
    if not line or check.line is None:
        return ""
    around = function_around(content, check.line)
    where = f", in {make_harmless(around.name)[:MOST_OF_A_NAME]}" if around else ""
    return f'  File "{check.file}", line {check.line}{where}\n    {line}\n{last}'


def _narrow_stage(
    entry: StageReport, told: dict[str, Verdict], files: dict[str, SubmittedFile]
) -> StageReport:
    file = files.get(entry.stage.id)
    unwritten = _unwritten(file.content if file else b"")
    named: set[str] = set()
    checks = []
    for check in entry.checks:
        narrowed = told.get(check.id) or _waiting(check, file, unwritten)
        mistakes = tuple(m for m in check.mistakes[:1] if _is_new(m, named))
        named.update(m.id for m in mistakes)
        checks.append(replace(narrowed, mistakes=mistakes))
    return replace(entry, checks=tuple(checks))


def _is_new(mistake: NamedMistake, named: set[str]) -> bool:
    return mistake.id not in named and len(named) < MOST_MISTAKES


def _waiting(check: Verdict, file: SubmittedFile | None, unwritten: str) -> Verdict:
    """A check that passed, or that waits for a stub or another file: with no word of its own."""
    bare = replace(_silent(check), problem="", file=_short(check.file, file) if check.file else "")
    if check.outcome is Outcome.TODO:
        return replace(bare, unwritten=unwritten, problem=unwritten)
    if check.outcome is Outcome.BLOCKED:
        waits = check.waits_for if (STUBS / check.waits_for).is_file() else ""
        names = {check.stage}
        known = keep_known(check.problem, names)
        if known == LEFT_OUT:
            known = keep_words(check.problem, _words_of_checks())
        said = "it is not written yet" if waits else known
        return replace(bare, waits_for=waits, problem=said)
    return bare


def _unwritten(content: bytes) -> str:
    """What the text of the file itself shows not to be written, whichever stub was called."""
    lines = content.decode("utf-8", errors="replace").splitlines()
    names = [
        place.name[:MOST_OF_A_NAME]
        for place, last in functions_of(content)
        if any("raise NotImplementedError" in text for text in lines[place.line - 1 : last])
    ]
    if len(names) == 1:
        return names[0]
    return (
        f"one of {', '.join(names[:3])}{' and others' if len(names) > 3 else ''}" if names else ""
    )


def _short(path: str, file: SubmittedFile | None) -> str:
    """The file without the folder that it happened to be graded in."""
    if not path:
        return ""
    name = PurePosixPath(path if file is None else file.path)
    return "/".join(name.parts[-2:]) if len(name.parts) > 1 else str(name)


def _narrow_milestone(entry: MilestoneReport, submission: Submission) -> MilestoneReport:
    if entry.result is None:
        return entry
    return replace(entry, result=_narrow_result(entry.result, submission))


def _narrow_result(result: MilestoneResult, submission: Submission) -> MilestoneResult:
    figures = list(result.figures.items())[:MOST_FIGURES]
    words = _words_of_milestones()
    message, trace = keep_words(result.message, words)[:MOST_OF_A_CHECK], ""
    if result.traceback:
        kind, _, said = result.message.partition(": ")
        file, number = _last_own_frame(result.traceback, submission)
        line = _line(file.content, number) if file else ""
        names = words_of(line) | (_names_of_stage(file.stage) if file else frozenset())
        kept = keep_known(said.partition("\n")[0], names)
        message = f"{keep_kind(kind, names)}: {kept}" if kept else keep_kind(kind, names)
        if file and line:
            trace = f'  File "{_short(file.path, file)}", line {number}\n    {line}\n{message}'
    return replace(
        result,
        figures={keep_words(name, words): _few_digits(value, words) for name, value in figures},
        message=message,
        traceback=trace,
        pictures=(),
    )


def _last_own_frame(
    traceback: str, submission: Submission
) -> tuple[SubmittedFile | None, int | None]:
    """The last frame in a file that was handed in, as far as one is to be believed."""
    files = {file.path: file for file in submission.files}
    frames = re.findall(r'^  File "([^"\n]+)", line (\d{1,6})', traceback, re.MULTILINE)
    own = [(files[path], int(number)) for path, number in frames if path in files]
    return own[-1] if own else (None, None)


def _few_digits(figure: Any, words: frozenset[str]) -> Any:
    if isinstance(figure, float):
        return float(f"{figure:.{SIGNIFICANT}g}")
    if isinstance(figure, str):
        return keep_words(figure, words)[:MOST_OF_A_NAME]
    if isinstance(figure, (list, tuple)):
        return [_few_digits(part, words) for part in figure[:MOST_FIGURES]]
    return figure if figure is None or isinstance(figure, (bool, int)) else LEFT_OUT


@functools.cache
def _names_of_stage(stage: str) -> frozenset[str]:
    """The names that the stage's file has as it is shipped."""
    file = STUBS / f"{stage}.py"
    return words_of(file.read_text(encoding="utf-8")) if file.is_file() else frozenset()


@functools.cache
def _words_of_checks() -> frozenset[str]:
    """The words that a check uses of an answer, whatever it compares."""
    return _words_in("checks")


@functools.cache
def _words_of_slips() -> frozenset[str]:
    return _words_in("diagnosis")


@functools.cache
def _words_of_milestones() -> frozenset[str]:
    return _words_in("milestones") | {"MNIST"}


def _words_in(room: str) -> frozenset[str]:
    files = (ROOT / "grading" / room).glob("*.py")
    return words_of("\n".join(file.read_text(encoding="utf-8") for file in sorted(files)))
