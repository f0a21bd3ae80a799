"""What a worker may say, and what becomes of it when it says something else."""

from __future__ import annotations

import itertools
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from grading.checks import explaining, placing
from grading.checks import judge as judge_module
from grading.checks.judge import judge
from grading.checks.verdict import Outcome
from grading.checks.wording import describe_verdict
from grading.course.manifest import load_course
from grading.errors import CouldNotGrade
from grading.learner import sandboxed as sandboxed_module
from grading.learner.choose import NONE, choose_isolation
from grading.learner.package import Package
from grading.learner.quoting import quote_question
from grading.learner.runner import LearnerError, NotAsked, TimedOut, WorkerDied
from grading.learner.sandboxed import Sandboxed
from grading.paths import ROOT, SOLUTIONS, display_path
from grading.submission.safe_text import make_harmless, make_name_harmless, sanitize
from grading.submission.submission import SubmittedFile, take_in
from grading.worker.error_report import RaisedError
from grading.worker.overlay import Source
from grading.worker.wire import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PARTS,
    Malformed,
    NotPlain,
    count_parts,
    decode,
    encode,
    round_trip,
)

EMPTY = Package((), {})

# --- the text -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        None, True, 0, -7, 10**39, 0.1, -0.0, 1e22, 5e-324, 1.7976931348623157e308, math.inf,
        -math.inf, "", 'a "quoted" [bracket] \\ \x1b \ud800 é', [], [[1.5], {"a": [None]}], {},
    ],
    ids=repr,
)  # fmt: skip
def test_plain_data_arrives_as_it_was(answer: Any) -> None:
    """Type, sign of zero and the last digit included."""
    assert repr(round_trip(answer)) == repr(answer)


def test_nan_arrives_as_nan() -> None:
    """It is equal to nothing, itself included."""
    assert math.isnan(round_trip([math.nan])[0])  # type: ignore[index, arg-type]


class Liar(float):
    """A float that agrees with everyone."""

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "1.5"

    __hash__ = float.__hash__


class Pretender:
    """No number at all."""

    __class__ = float  # type: ignore[assignment]

    def __float__(self) -> float:
        return 1.5


class Gradients(NamedTuple):
    left: float
    right: tuple[float, ...]

    def __iter__(self) -> Any:
        return iter("lies")


def test_a_named_tuple_is_a_tuple() -> None:
    """With what it holds, whatever it says that it holds."""
    assert round_trip([Gradients(1.5, (2.5,))]) == [[1.5, [2.5]]]


class Named(str):
    """A string that is more than a string."""


def endless() -> list[Any]:
    inside: list[Any] = []
    inside.append(inside)
    return inside


@pytest.mark.parametrize(
    "answer",
    [
        Liar(1.5), Pretender(), Named("a"), 1j, b"a", {1: 2}, {"~float": "nan"}, {Named("a"): 1},
        10**40, -(10**40), 10**5000, endless(), "9" * (MAX_CHARACTERS + 1), object, {1.5},
        [[]] * MAX_PARTS,
    ],
    ids=lambda answer: type(answer).__name__,
)  # fmt: skip
def test_what_is_not_plain_does_not_leave(answer: Any) -> None:
    """A subclass is not plain: it may lie about everything."""
    with pytest.raises(NotPlain):
        encode([answer])


@pytest.mark.parametrize(
    "text",
    [
        "", "nothing", "NaN", "Infinity", "-Infinity", "1e999", "-0", "01", "1.50", "1E5", ".5",
        "1" * 41, "9" * 5000, "0." + "0" * 100_000 + "1", '{"a":1,"a":2}', '{"~float":"NaN"}',
        '{"~float":"nan","b":1}', '{"~float":0}', "[1", "[1]]", "][", '"a', '"a\n"', '"\\"',
        "[" * 10_000 + "]" * 10_000, "[" * (MAX_DEPTH + 3) + "]" * (MAX_DEPTH + 3),
        *("[" + part * MAX_PARTS + "1]" for part in ("[],", "{},", "0,", '"",')),
        '{"a":' * 100 + "1" + "}" * 100, '"' + "9" * MAX_CHARACTERS + '"', "[1] [2]", "'a'",
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_text_that_encode_does_not_write_is_refused(text: str) -> None:
    """Whatever other readers of JSON may take."""
    with pytest.raises(Malformed):
        decode(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 2_000_000, '"' + '\\"' * 1_900_000, "[" + "[]," * 1_300_000 + "1", '["' * 900_000,
        "0." + "1" * 3_900_000, "1" * 3_900_000, '{"' + "a" * 3_000_000 + '":' * 2,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_no_text_takes_long_to_refuse(text: str) -> None:
    """A line cannot be made to cost the judge more than a moment: a square of its length would
    take hours, and the limit of every test would say so.
    """
    with pytest.raises(Malformed):
        decode(text)


# --- the conversation -----------------------------------------------------------------


class Says:
    """A worker that says `lines` to each question; `@` stands for the question's number."""

    def __init__(self, *lines: str | bytes, again: bool = False) -> None:
        raw = [line.encode() if isinstance(line, str) else line for line in lines]
        self.lines: Iterator[bytes] = itertools.cycle(raw) if again else iter(raw)
        self.nonce = b""
        self.ended = False

    def send(self, payload: bytes) -> None:
        import pickle

        self.nonce = pickle.loads(payload)[0].encode()

    def receive(self, deadline: float) -> bytes | None:
        if time.monotonic() > deadline:
            return None
        line = next(self.lines, b"").replace(b"@", self.nonce)
        return line + b"\n" if line else b""

    def how_it_ended(self) -> str:
        return "with exit status 0"

    def end(self) -> str:
        self.ended = True
        return ""


def told(
    monkeypatch: pytest.MonkeyPatch,
    worker: Says,
    progress: Callable[[Any], None] | None = None,
    seconds: float = 5.0,
) -> Any:
    learner: Any = asked(monkeypatch, worker, seconds)
    return learner.watch(len, [], progress)


def asked(
    monkeypatch: pytest.MonkeyPatch, worker: Says, seconds: float = 5.0, **more: Any
) -> Sandboxed:
    monkeypatch.setattr(sandboxed_module, "start_worker", lambda package, isolation: (worker, {}))
    return Sandboxed(EMPTY, None, seconds, isolation=NONE, **more)


def test_an_answer_is_the_payload_of_the_line_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was printed before it is kept."""
    says = Says('["@","imported",null]', '["@","printed","hello"]', '["@","answer",[1.5]]')
    assert told(monkeypatch, says) == [1.5]


@pytest.mark.parametrize(
    "line",
    [
        '["0123456789abcdef","answer",0.0]',  # a number that was never given
        '["","answer",0.0]', '[null,"answer",0.0]', '["@",null,0.0]', '["@","answer"]',
        '["@","answer",0.0,1]', '{"nonce":"@","kind":"answer","payload":0.0}', '"@"', "0.0",
        '["@","passed",null]', '["@","ready",null]', '["@","progress",1]', '["@","printed",1]',
        '["@","seen",null]', '["@","seen",{}]', '["@","seen",[1]]',
        '["@","raised",null]', '["@","raised",{}]', '["@","raised",[1,2]]',
        '["@","raised",{"kind":1,"message":"","traceback":"","line":null,"todo":false}]',
        '["@","raised",{"kind":"","message":"","traceback":"","line":"1","todo":false}]',
        '["@","raised",{"kind":"","message":"","traceback":"","line":1,"todo":1}]',
        '["@","raised",{"kind":"","message":"","traceback":"","line":1,"todo":true,"more":1}]',
        '["@","answer",NaN]', '["@","answer",1e999]', '["@","answer",0.0] ["@","answer",0.0]',
        b'["@","answer",\xff]', b'["@","answer","\xc3\xa9"]', b"\x80\x04N.", "null", "[]",
    ],
)  # fmt: skip
def test_any_other_line_is_malformed(monkeypatch: pytest.MonkeyPatch, line: str | bytes) -> None:
    """It fails the check, and the worker that said it is asked no more."""
    worker = Says(line, '["@","answer",0.0]')
    with pytest.raises(Malformed):
        told(monkeypatch, worker)
    assert worker.ended


def test_nothing_is_unpickled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A pickle that would run a command is a line that is no answer."""
    import pickle

    class Runs:
        def __reduce__(self) -> Any:
            return (Path.touch, (tmp_path / "ran",))

    with pytest.raises(Malformed):
        told(monkeypatch, Says(pickle.dumps(Runs()).replace(b"\n", b" ")))
    assert not (tmp_path / "ran").exists()


def test_a_worker_that_says_no_more_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message tells how it ended."""
    with pytest.raises(WorkerDied, match="with exit status 0"):
        told(monkeypatch, Says('["@","imported",null]'))


def test_a_flood_of_good_lines_ends_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that are all right and never answer do not hold the judge up."""
    with pytest.raises(TimedOut):
        told(monkeypatch, Says('["@","printed","x"]', again=True), seconds=0.3)


def test_a_flood_of_reports_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shows or keeps them has to cope with a bounded number, each a few numbers."""
    monkeypatch.setattr(sandboxed_module, "MOST_REPORTS", 100)
    heard: list[Any] = []
    with pytest.raises(Malformed, match="reports"):
        told(monkeypatch, Says('["@","progress",1]', again=True), heard.append)
    assert len(heard) == 100
    with pytest.raises(Malformed, match="reports"):
        told(monkeypatch, Says(f'["@","progress",{[0] * 200}]'), heard.append)
    assert len(heard) == 100


@pytest.mark.parametrize("payload", [[[]] * 4_000, "x" * 800_000], ids=["lists", "text"])
def test_the_answers_to_a_stage_are_bounded_together(
    monkeypatch: pytest.MonkeyPatch, payload: Any
) -> None:
    """They are all kept for the diagnosis; short ones are taken whatever came before them."""
    long, short = f'["@","answer",{json.dumps(payload)}]', '["@","answer",[1.5]]'
    learner = asked(monkeypatch, Says(long, long, short, long, short), 60.0, stage_parts=20_000)
    assert learner.run(len, [])
    assert learner.run(len, [])
    assert learner.run(len, []) == [1.5]
    with pytest.raises(Malformed, match="together"):
        learner.run(len, [])
    assert learner.run(len, []) == [1.5]
    assert asked(monkeypatch, Says(short), 60.0, stage_parts=0).run(len, []) == [1.5]


def test_no_object_is_made_that_was_not_counted() -> None:
    """Dicts and their keys count as lists and numbers do; what stands in strings does not."""
    assert count_parts('{"a":{"b":{}}}') >= len(["a", "b"]) + len([{}, {}, {}])
    assert count_parts('["[,{:","]"]') == count_parts('["",""]')


def test_the_judge_bounds_the_answers_to_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where not one part may be kept, nothing that the reference answers passes."""
    monkeypatch.setattr(judge_module, "STAGE_IN_PARTS", 0)
    monkeypatch.setattr(sandboxed_module, "FEW_PARTS", 0)
    course = load_course()
    stages = [stage for stage in course.stages if stage.id == "losses"]
    judgement = judge(take_in(SOLUTIONS, course), course, stages, isolation=NONE)
    assert {verdict.outcome for verdict in judgement.verdicts} <= {Outcome.FAILED, Outcome.BLOCKED}
    assert "may together have 0" in describe_verdict(judgement.verdicts[0]).message


def test_what_comes_while_functions_are_exchanged_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Checks are run again many times, and each time an answer may be as long as any."""
    long = f'["@","answer",{json.dumps([[]] * 150_000)}]'
    monkeypatch.setattr(
        sandboxed_module, "start_worker", lambda package, isolation: (Says(long, again=True), {})
    )
    worker = placing.worker_for(EMPTY, NONE, 60.0)
    assert worker.run(len, [])
    with pytest.raises(Malformed, match="may together have 500,000"):
        worker.run(len, [])
    late = placing.worker_for(EMPTY, NONE, 60.0, deadline=time.monotonic())
    with pytest.raises(NotAsked):
        late.run(len, [])


def test_the_time_of_a_submission_bounds_the_exchange_of_functions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The worker for it is asked nothing after the deadline of the judge."""
    deadlines = []

    def note(package: Package, isolation: object, seconds: float, deadline: float) -> Sandboxed:
        deadlines.append(deadline)
        raise CouldNotGrade("it is not wanted here")

    monkeypatch.setattr(explaining, "worker_for", note)
    course = load_course()
    deadline = time.monotonic() + 3600
    submission = take_in(SOLUTIONS, course)
    others = tuple(file for file in submission.files if file.stage != "optim")
    wrong = SubmittedFile("optim", "optim.py", b"SGD = None")
    judge(
        replace(submission, files=(*others, wrong)),
        course,
        [stage for stage in course.stages if stage.id == "optim"],
        deadline=deadline,
        isolation=NONE,
    )
    assert deadlines == [deadline]


@pytest.mark.parametrize("early", [True, False])
def test_what_a_worker_says_of_where_it_hangs_is_text_about_their_file(
    monkeypatch: pytest.MonkeyPatch, early: bool
) -> None:
    """Bounded, harmless, with the lines and names of the file; anything else is passed over.

    It changes nothing: a check that runs out of time runs out of time.
    """
    content = b"def f():\n    while True:\n        b = a\n"
    package = Package(("own",), {"own": Source("own.py", content)})
    seen = {
        "file": "own.py",
        "lines": [3],
        "recursive": False,
        "calls": False,
        "still": {"a": "\x1b[2J" + "9" * 1000, "no_such_name": "1"},
        "changing": ["b", "c"],
    }
    lines = [f'["@","seen",{json.dumps(seen)}]']
    if not early:
        others = [{**seen, "lines": []}, {**seen, "file": "/etc/passwd"}, {**seen, "still": 1}]
        lines[:0] = ["Thread 0x7f (most recent call first):", '  File "/etc/passwd", line 1 in f']
        lines[:0] = [f'["@","seen",{json.dumps(other)}]' for other in others]
        lines[:0] = ['["@","answer",1.0]']
    worker = Says(*lines)
    if not early:
        told_so_far = [None]
        receive = worker.receive
        monkeypatch.setattr(
            worker, "receive", lambda d: told_so_far.pop() if told_so_far else receive(d)
        )
    else:
        worker.lines = itertools.chain(worker.lines, itertools.repeat(b'["@","printed","x"]'))
    monkeypatch.setattr(sandboxed_module, "start_worker", lambda package, isolation: (worker, {}))
    with pytest.raises(TimedOut) as caught:
        Sandboxed(package, None, 0.2, isolation=NONE).run(len, [])
    hang = caught.value.hang
    assert hang is not None
    assert (hang.file, hang.function, hang.line, hang.last) == ("own.py", "f", 2, 3)
    [(name, text)] = hang.still
    assert (name, hang.changing) == ("a", ("b",))
    assert text.startswith(r"\x1b[2J9")
    assert len(text) < 100


@pytest.mark.parametrize("payload", ["null", '"x"', "[]", "[1,2,3]", '{"a":1}', "1e308"])
def test_a_report_that_cannot_be_read_is_malformed(
    monkeypatch: pytest.MonkeyPatch, payload: str
) -> None:
    """A milestone reads reports as they should be; it is not brought down by others."""

    def reads(report: Any) -> None:
        done, total = report
        int(done / total)

    with pytest.raises(Malformed):
        told(monkeypatch, Says(f'["@","progress",{payload}]'), reads)


def test_what_was_raised_arrives_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kind, message and traceback are made fit before anyone sees them."""
    raised = {
        "kind": "\x1b[2JValueError",
        "message": f"\r\x1b]0;title\x07 <Value object at 0x7f01> in {ROOT}/grading/grade.py \u202e",
        "traceback": "x" * 1_000_000,
        "line": 3,
        "todo": False,
    }
    with pytest.raises(LearnerError) as caught:
        told(monkeypatch, Says(f'["@","raised",{json.dumps(raised)}]'))
    got = caught.value.raised
    assert got.kind == r"\x1b[2JValueError"
    assert got.message == r"\r\x1b]0;title\x07 <Value object at 0x...> in grading/grade.py \u202e"
    assert len(got.traceback) <= 20_000


def raise_it(picograd: Any) -> Any:
    return picograd.own.raises()


def test_a_traceback_shows_the_line_of_the_question_and_of_no_other_file() -> None:
    """The worker cannot read the suites, so the judge puts in the lines of the question alone."""
    here, first = display_path(Path(__file__)), raise_it.__code__.co_firstlineno
    frames = "".join(
        f'  File "{file}", line {line}, in probe\n'
        for file, line in (
            (here, first + 1),
            (here, 1),
            ("tests/stages/test_value.py", 1),
            ("/etc/hostname", 1),
            ("solutions/picograd/value.py", 1),
        )
    )
    told = quote_question(RaisedError("E", "", f"{frames}E", None, False), raise_it)
    lines = told.traceback.splitlines()
    assert lines[1] == "    return picograd.own.raises()"
    assert len(lines) == 7


def test_a_forged_frame_in_a_message_is_not_quoted() -> None:
    """The text of an error may look like frames of any file, the question's own as well."""
    here, first = display_path(Path(__file__)), raise_it.__code__.co_firstlineno
    forged = "".join(
        f'\n  File "{file}", line {line}, in f'
        for file, line in ((here, first + 1), ("tests/stages/test_optim.py", 70))
    )
    text = f"def raises():\n    raise ValueError({forged!r})\n".encode()
    package = Package(("own",), {"own": Source("own.py", text)})
    with (
        Sandboxed(package, "own", 30.0, isolation=NONE) as worker,
        pytest.raises(LearnerError) as caught,
    ):
        worker.run(raise_it, [])
    shown = caught.value.raised.traceback
    assert shown.count("return picograd.own.raises()") == 1
    assert shown.endswith(f"ValueError: {forged}")


# --- text for people ------------------------------------------------------------------


def test_control_characters_are_spelled_out() -> None:
    """Escapes, bells, backspaces, the other set of controls, direction marks, half characters."""
    assert make_harmless("a\x1b[31m\x07\x08\x9b\u202e\ud800\u2028\x7f") == (
        r"a\x1b[31m\x07\x08\x9b\u202e\ud800\u2028\x7f"
    )
    assert make_harmless("tab\tline\nGrüße [bold] <b>") == "tab\tline\nGrüße [bold] <b>"


def test_a_name_stays_in_its_line() -> None:
    """The name of a file cannot forge another line of the report."""
    assert make_name_harmless("a\nPASSED\tb") == r"a\nPASSED\tb"
    assert len(make_name_harmless("x" * 10_000)) <= 300


def test_messages_are_the_same_on_every_run() -> None:
    """No address in memory, no folder with a random name, no path of this machine."""
    assert sanitize("<Value object at 0x7f3a5c>") == "<Value object at 0x...>"
    assert sanitize(f"{ROOT}/tests/stages/test_nn.py") == "tests/stages/test_nn.py"
    home = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
    for python in (sys.base_prefix, sys.prefix, home):
        assert sanitize(f"{python}/lib/os.py, {python}") in (
            "<python>/lib/os.py, <python>",
            # A virtual environment in the repository itself.
            f"{os.path.relpath(python, ROOT)}/lib/os.py, <python>",
        )
    own = tempfile.gettempdir() + "/picograd-pictures-1_ab2cd3"
    assert sanitize(f"{own}/x.png, {own}") == "<worker>/x.png, <worker>"
    assert sanitize(f"{ROOT}, {ROOT}s") == f"<picograd>, {ROOT}s"
    assert len(sanitize("x" * 10**6)) <= 20_000


# --- the suites -----------------------------------------------------------------------

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**39, -0.0, 1e308, math.nan, math.inf, "", "x" * 20_000, [], {},
    [None] * 1000, [[]] * 50, ["nan"] * 4, [0.0] * 4, [0.0, [0.0] * 4], [1e308, [math.nan] * 3],
    {"data": 0.0, "grad": 0.0}, [["ValueError", "0 1 2 3 4 5 pow log"]], ["TypeError", "two"],
    [[10**39] * 3] * 3, [[[[[[]]]]]],
)  # fmt: skip


ROUNDS: dict[str, tuple[Any, ...]] = {
    **{f"always {number}": (answer,) for number, answer in enumerate(HOSTILE)},
    **{f"in turn from {start}": HOSTILE[start:] + HOSTILE[:start] for start in (0, 7, 14)},
}


@pytest.mark.usefixtures("needs_torch")
@pytest.mark.parametrize("round_of", ROUNDS)
def test_no_hostile_answer_passes_a_check_or_holds_it_up(
    round_of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each check of each stage fails on data of any other kind, quickly, and grading goes on."""
    answers = itertools.cycle(ROUNDS[round_of])
    passing: list[tuple[str, Any]] = []
    given: list[Any] = []

    def lies(self: Sandboxed, probe: object, arguments: object) -> Any:
        given.append(next(answers))
        return given[-1]

    monkeypatch.setattr(Sandboxed, "run", lies)
    # What explains a failure takes most of the time, and asks the learner's code in earnest.
    monkeypatch.setattr(
        judge_module, "diagnose_stage", lambda *given: [check.verdict for check in given[5]]
    )
    course = load_course()
    submission = take_in(SOLUTIONS, course)
    judgement = judge(
        submission,
        course,
        course.stages,
        seed=1,
        isolation=replace(NONE),
        decided=lambda v: (
            passing.append((v.id, given[-3:])) if v.outcome is Outcome.PASSED else None
        ),
    )
    assert passing == []
    assert len(judgement.verdicts) == len(judgement.expected)
    assert max(len(describe_verdict(v).message) for v in judgement.verdicts) <= 2_000
    assert max(len(v.problem) for v in judgement.verdicts) <= 2_000


@pytest.mark.usefixtures("needs_torch")
def test_the_same_seed_gives_the_same_verdicts(tmp_path: Path) -> None:
    """Whatever is wrong with the submission; another seed asks other questions."""
    package = tmp_path / "picograd"
    package.mkdir()
    right = (SOLUTIONS / "picograd" / "losses.py").read_text()
    raises = '\n\ndef rmse(a, b):\n    raise ValueError(f"{a} {rmse}")\n'
    (package / "losses.py").write_text(right.replace("max(", "min(") + raises)
    course = load_course()
    stages = [course.stage("losses")]
    first, second, other = (
        judge(
            take_in(tmp_path, course), course, stages, seed=seed, isolation=choose_isolation()
        ).verdicts
        for seed in (5, 5, 6)
    )
    assert first == second
    assert first != other
    assert {v.outcome for v in first} >= {Outcome.PASSED, Outcome.ERROR}


def test_a_machine_that_cannot_start_a_worker_gives_no_grade(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`could not grade` is no zero: it leaves as an exception of its own."""
    monkeypatch.setattr("grading.learner.launch.interpreter", lambda: "/nowhere/python")
    course = load_course()
    with pytest.raises(CouldNotGrade):
        judge(take_in(SOLUTIONS, course), course, [course.stage("losses")], seed=1, isolation=NONE)
