"""Reports for other systems: each as its system has published it, and never a wrong number."""

from __future__ import annotations

import json
import random
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import jsonschema
import pytest
from rich.text import Text

from grading.checks.verdict import Expected, NamedMistake, Outcome, Verdict
from grading.commands.dev.format_examples import CLASSROOM, example_file, example_report
from grading.course.manifest import Course, load_course
from grading.learner.isolation import Isolation
from grading.milestones.base import MilestoneResult
from grading.paths import ROOT, STUBS
from grading.report.formats.classroom50 import round_points
from grading.report.formats.registry import FORMATS
from grading.report.formats.rows import Row, make_rows
from grading.report.report import Report, Status, fold, fold_stages
from grading.report.screen.course_map import render_map_for
from grading.report.screen.next_lines import render_next_step
from grading.report.screen.summary import render_summary
from grading.report.screen.words import Screen
from grading.submission.submission import Submission, SubmittedFile

SCHEMAS = Path(__file__).with_name("formats")
JSON = ("gradescope", "classroom50", "prairielearn", "exercism")
BY_ROW = {
    "gradescope": ("score", "max_score"),
    "classroom50": ("score", "max-score"),
    "prairielearn": ("points", "max_points"),
}

# What a student may print, raise or answer: markup, escapes, what no XML and no UTF-8 can hold.
NASTY = "<script>alert(1)</script> **b** | & \x1b[31mred\x00\x07\u202e\ud800\ufffe \U0001f600 "


@pytest.fixture(autouse=True)
def classroom(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CLASSROOM.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("REVIEW_URL", raising=False)


@pytest.fixture(scope="module")
def real() -> Report:
    """Three stages of the real course: value.py with one mistake, the others not written."""
    course = load_course()
    stubs = {s.id: (STUBS / s.file).read_text(encoding="utf-8") for s in course.stages}
    return example_report(course, stubs)


def data_of(name: str, content: bytes) -> Any:
    return nested(ET.fromstring(content)) if name == "junit" else json.loads(content)


def nested(element: ET.Element) -> list[Any]:
    return [element.tag, dict(element.attrib), [nested(child) for child in element]]


def schema_of(name: str) -> dict[str, Any]:
    own = ROOT / "grading" / "report" / "formats"
    files = {
        "json": own / "picograd.schema.json",
        "unacceptable": own / "unacceptable.schema.json",
        "could-not-grade": own / "could_not_grade.schema.json",
    }
    file = files.get(name, SCHEMAS / f"{name}.schema.json")
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema


def graded(name: str, report: Report) -> Any:
    """The report in a format, valid as its schema says."""
    data = data_of(name, FORMATS[name].render(report))
    jsonschema.validate(data, schema_of(name))
    return data


def form(data: Any) -> Any:
    """The keys and types of what JSON holds, and of a list the different forms in it."""
    if isinstance(data, dict):
        return {key: form(value) for key, value in data.items()}
    if isinstance(data, list):
        return sorted({json.dumps(form(item), sort_keys=True) for item in data})
    return "number" if isinstance(data, (int, float)) else type(data).__name__


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for pair in data.items() for text in texts(pair))
    elif isinstance(data, (list, tuple)):
        yield from (text for item in data for text in texts(item))


def folded(
    verdicts: list[Verdict],
    milestones: dict[str, MilestoneResult] | None = None,
    course: Course | None = None,
    seed: int | None = None,
    **submission: Any,
) -> Report:
    """The report on these verdicts; a milestone counts as asked for where it has a result."""
    handed_in = Submission("anna", (), (), ())
    return fold(
        course or load_course(),
        replace(handed_in, **submission),
        fold_stages(
            course or load_course(),
            [Expected(v.stage, v.check, v.claim) for v in verdicts],
            verdicts,
        ),
        milestones or {},
        milestones_asked=set(milestones or {}),
        seed=seed,
    )


def verdict(stage: str, number: int, outcome: Outcome, **more: Any) -> Verdict:
    return Verdict(stage, f"test_{number}", f"{stage} claims {number}.", outcome, **more)


def everything_passes() -> Report:
    course = load_course()
    return folded(
        [verdict(stage.id, n, Outcome.PASSED) for stage in course.stages for n in range(3)],
        {m.id: MilestoneResult(m.id, True, 1.5, {"accuracy": 0.97}) for m in course.milestones},
    )


def hostile() -> Report:
    """Every field that a student's code can fill holds much of everything nasty."""
    course, much = load_course(), NASTY * 300
    wrong = {
        "problem": much,
        "expected": much,
        "got": much,
        "traceback": f"{much}\n" * 3,
        "printed": much,
        "inputs": ((NASTY, much),),
        "file": much,
        "unwritten": much,
        "kind": much,
        "difference": much,
        "drawing": much,
    }
    ways = [Outcome.FAILED, Outcome.ERROR, Outcome.TODO, Outcome.BLOCKED, Outcome.TIMEOUT]
    checks = [verdict(s.id, n, way, **wrong) for s in course.stages for n, way in enumerate(ways)]
    failed = [
        MilestoneResult(m.id, False, 1.0, {"read": much}, much, (), much) for m in course.milestones
    ]
    # The names of the files that they hand in are theirs as well.
    files = (SubmittedFile("value", f"anna/{NASTY}/value.py", b""),)
    return folded(
        checks, {result.id: result for result in failed}, files=files, ignored=(much, NASTY)
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_has_the_published_form(name: str, real: Report) -> None:
    """A real report, a perfect one, an empty one and a hostile one."""
    for report in (real, everything_passes(), hostile(), folded([])):
        if name == "junit" and report.complete and not report.score:
            continue  # nothing was asked for: no suites
        graded(name, report)


def test_all_renderers_have_one_signature() -> None:
    """A report in, the bytes of a file or the text of a screen out; a sentence, where there is
    no report."""
    for name, form in FORMATS.items():
        assert get_type_hints(form.render) == {"report": Report, "return": bytes}, name
        assert get_type_hints(form.render_refusal) == {"sentence": str, "return": bytes}, name
        hints = {"sentence": str, "possible": int, "return": bytes}
        assert get_type_hints(form.render_rejection) == hints, name
    for render in (render_map_for(Screen(80)), render_next_step, render_summary):
        assert get_type_hints(render) == {"report": Report, "return": Text}
        assert isinstance(render(hostile()), Text)


@pytest.mark.parametrize("name", FORMATS)
def test_what_could_not_be_graded_is_never_a_zero(name: str) -> None:
    """The sentence is there, in a form of its own; no points are, and no mark."""
    sentence = f"the disk is full {NASTY}"
    data = data_of(name, FORMATS[name].render_refusal(sentence))
    assert any("the disk is full" in text for text in texts(data))
    if name == "json":
        jsonschema.validate(data, schema_of("could-not-grade"))
        assert "score" not in data
    elif name == "gradescope":
        schema = schema_of(name)
        jsonschema.validate(data, {"$ref": "#/$defs/results", "$defs": schema["$defs"]})
        with pytest.raises(jsonschema.ValidationError):  # nothing that a score could be taken from
            jsonschema.validate(data, schema)
    else:
        jsonschema.validate(data, schema_of(name))
    if name == "prairielearn":
        assert data["gradable"] is False
    if name == "exercism":
        assert data["status"] == "error"
    if name == "classroom50":
        assert (data["score"], data["max-score"]) == (0, 0)
        assert [test["passed"] for test in data["tests"]] == [False]
    if name == "junit":
        assert data[1] == {"name": "picograd", "tests": "1", "failures": "0", "errors": "1"}


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_handed_in_wrongly_is_the_students_error(name: str) -> None:
    """No points of those asked for, one failed entry with the sentence, and no fault of ours."""
    content = FORMATS[name].render_rejection(f"rename it to value.py {NASTY}", 50)
    data = data_of(name, content)
    [*_, said] = (text for text in texts(data) if "rename it" in text)
    assert said.startswith("rename it to value.py <script>")
    assert name == "json" or {unicodedata.category(c) for c in said}.isdisjoint({"Cc", "Cf", "Cs"})
    assert b"ould not grade" not in content
    assert b"could_not_grade" not in content
    if name == "json":
        jsonschema.validate(data, schema_of("unacceptable"))
        assert data.pop("unacceptable") == said
        assert data == {"schema": "picograd/unacceptable/v1", "score": 0, "max_score": 50}
        return
    jsonschema.validate(data, schema_of(name))
    if name in BY_ROW:
        score, possible = BY_ROW[name]
        [test] = data["tests"]
        assert (data["score"], test[score], test[possible]) == (0, 0, 50)
        assert data.get("gradable", True)
        assert test.get("status", "failed") == "failed"
        assert test.get("passed", False) is False
    elif name == "exercism":
        assert (data["status"], data["tests"][0]["status"]) == ("fail", "fail")
    else:
        assert data[1] == {"name": "picograd", "tests": "1", "failures": "1", "errors": "0"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_a_student_what_went_wrong(name: str) -> None:
    """Claim, both answers, the mistake it looks like, and where the traceback ends."""
    lines = [f'  File "value.py", line {n}, in f{n}' for n in range(100)]
    report = folded(
        [
            verdict(
                "value",
                1,
                Outcome.FAILED,
                problem="the sum",
                expected="1.5",
                got="3.25",
                traceback="\n".join([*lines, "ZeroDivisionError: float division"]),
                mistakes=(NamedMistake("counted-twice", "You count the first number twice."),),
            )
        ]
    )
    content = FORMATS[name].render(report).decode()
    said = ["value claims 1.", "You count the first number twice.", "counted-twice", "1.5", "3.25"]
    if name != "json":  # its schema has no traceback; the others have its end alone
        said += ["ZeroDivisionError: float division", "line 99, in f99"]
    assert [words for words in said if words not in content] == []
    if name in JSON:
        assert "line 2, in f2" not in content
        assert content.count("3.25") == 1


@pytest.mark.parametrize("name", JSON)
def test_what_a_student_says_is_harmless(name: str) -> None:
    """No control characters, no markup where a format could take it for markup, no flood."""
    content = FORMATS[name].render(hostile())
    data = data_of(name, content)
    assert content.isascii()
    assert len(content) < 1_000_000
    kinds = {unicodedata.category(char) for text in texts(data) for char in text if char != "\n"}
    assert kinds.isdisjoint({"Cc", "Cf", "Cs"})
    if name == "gradescope":
        formats = [value for key, value in data.items() if key.endswith("_format")]
        assert formats == ["text"] * 3
        assert {test["output_format"] for test in data["tests"]} == {"text"}


def test_a_schema_refuses_what_its_system_would_refuse() -> None:
    """The schemas can fail: each of these is a file that the system itself turns down."""
    report = everything_passes()
    wrong: list[tuple[str, str, Any]] = [
        ("gradescope", "score", "7"),
        ("gradescope", "output_format", "markdown"),
        ("gradescope", "points", 7),
        ("classroom50", "score", 6.5),
        ("classroom50", "schema", "classroom50/result/v2"),
        ("classroom50", "submission", "main"),
        ("prairielearn", "score", 1.5),
        ("prairielearn", "gradable", False),
        ("exercism", "version", 2),
        ("exercism", "status", "fail"),
        ("exercism", "status", "error"),
    ]
    for name, key, value in wrong:
        data = graded(name, report)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, key: value}, schema_of(name))
    for name in ("gradescope", "classroom50", "prairielearn", "exercism"):
        data = graded(name, report)
        data["tests"][0] = {**data["tests"][0], "output": "x" * 501, "score": -1, "points": -1}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, schema_of(name))
    suite = graded("junit", report)
    del suite[2][0][1]["tests"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(suite, schema_of("junit"))


def test_the_points_of_all_formats_are_the_reports(real: Report) -> None:
    """Entry by entry and in sum, of what was asked for."""
    asked = make_rows(real)
    assert [row.id for row in asked] == ["value", "rules", "graph", "engine"]
    assert 0 < asked[0].points < asked[0].possible
    gradescope, prairielearn = graded("gradescope", real), graded("prairielearn", real)
    for name, (points, possible) in BY_ROW.items():
        tests = graded(name, real)["tests"]
        assert [test[possible] for test in tests] == [row.possible for row in asked], name
        if name != "classroom50":
            assert [test[points] for test in tests] == [row.points for row in asked], name
    assert gradescope["score"] == real.score == sum(row.points for row in asked)
    assert prairielearn["score"] == pytest.approx(real.score / (4 + 6 + 8 + 3), abs=1e-6)
    assert [test["status"] for test in gradescope["tests"]] == ["failed"] * 4


def test_full_marks_for_what_was_asked_and_only_then() -> None:
    """One stage asked for and passed is everything; one check less is not."""
    for wrong in (0, 1):
        outcomes = [Outcome.FAILED] * wrong + [Outcome.PASSED] * (40 - wrong)
        report = folded([verdict("value", n, way) for n, way in enumerate(outcomes)])
        gradescope, classroom = graded("gradescope", report), graded("classroom50", report)
        assert (gradescope["score"] == 4) is not bool(wrong)
        assert (classroom["score"] == classroom["max-score"] == 4) is not bool(wrong)
        assert (graded("prairielearn", report)["score"] == 1) is not bool(wrong)
        assert (graded("exercism", report)["status"] == "pass") is not bool(wrong)
        assert len(gradescope["tests"]) == 1


def row(points: float, possible: int) -> Row:
    return Row("x", "x", "", points == possible, points, possible, "", "")


def test_whole_points_add_up_and_give_nothing_away() -> None:
    """0.2 + 0.9 + 6.95 of 7 + 3: the one point of the fractions goes where there is room."""
    assert round_points([row(0.2, 7), row(0.9, 8), row(6.95, 7), row(3, 3)]) == [1, 1, 6, 3]
    assert round_points([row(0.4, 7), row(0.4, 8), row(0, 7)]) == [0, 0, 0]
    assert round_points([row(6.99, 7)]) == [6]
    assert round_points([replace(row(7, 7), passed=False)]) == [6]  # rounded up to the full
    draw = random.Random(3)
    for _ in range(2000):
        asked = [
            row(round(most * draw.choice([0, 1, draw.random(), draw.random() ** 8]), 2), most)
            for most in draw.choices(range(1, 11), k=draw.randint(1, 17))
        ]
        got = round_points(asked)
        total = sum(entry.points for entry in asked)
        assert sum(got) <= total + 1e-6
        assert len(asked) == 1 or sum(got) > total - len(asked)
        for points, entry in zip(got, asked, strict=True):
            assert abs(points - entry.points) < 1 + 1e-6
            assert (points == entry.possible) <= entry.passed
            assert points == 0 or entry.points > 0
            assert points == entry.possible or not entry.passed


def test_classroom50_is_told_who_handed_in_what(
    real: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the variables of its runner; without them those fields alone are missing."""
    data = graded("classroom50", real)
    assert data["owner"] == "anna"
    assert data["review"] == data["commit"] == CLASSROOM["COMMIT_URL"]
    assert data["datetime"] == "2026-06-01T14:32:05Z"
    monkeypatch.setenv("REVIEW_URL", "https://github.com/school/compare")
    assert graded("classroom50", real)["review"] == "https://github.com/school/compare"
    for name in (*CLASSROOM, "REVIEW_URL"):
        monkeypatch.delenv(name)
    bare = json.loads(FORMATS["classroom50"].render(real))
    assert set(bare) == {"schema", "score", "max-score", "tests"}


def test_exercism_has_a_test_for_each_check_in_order() -> None:
    """A status for each, what was printed in at most 500 characters, the stage as its task."""
    report = folded(
        [
            verdict("value", 1, Outcome.PASSED, printed="here I am\n"),
            verdict("value", 2, Outcome.FAILED, problem="wrong", printed="x" * 501),
            verdict("graph", 3, Outcome.TODO, problem="graph: toposort"),
            verdict("graph", 4, Outcome.TIMEOUT),
        ],
        {"engine": MilestoneResult("engine", False, 1.0, message="not yet")},
    )
    data = graded("exercism", report)
    assert data["status"] == "fail"
    tests = data["tests"]
    assert [test["status"] for test in tests] == ["pass", "fail", "fail", "error", "fail"]
    assert [test.get("task_id") for test in tests] == [1, 1, 3, 3, None]
    assert tests[0]["output"] == "here I am\n"
    assert "message" not in tests[0]
    assert len(tests[1]["output"]) == 500
    assert tests[1]["output"].endswith("[Output was truncated. Please limit to 500 chars]")
    assert "not yet" in tests[4]["message"]
    unreadable = folded([verdict("value", n, Outcome.BLOCKED, problem="line 3") for n in (1, 2)])
    broken = graded("exercism", unreadable)
    assert broken["status"] == "error"
    assert "line 3" in broken["message"]


def test_a_row_says_each_mistake_once_and_counts_what_is_not_written() -> None:
    """A stage with thirty checks of one stub is not thirty times the same sentence."""
    mistake = (NamedMistake("counted-twice", "You count twice."),)
    wrong = [verdict("value", n, Outcome.FAILED, problem="no", mistakes=mistake) for n in (1, 2)]
    todo = [verdict("value", n, Outcome.TODO, problem="add") for n in (3, 4)]
    report = folded(
        [*wrong, *todo, verdict("value", 5, Outcome.PASSED)],
        seed=7,
        missing=("graph", "value"),
        ignored=("a.txt",),
    )
    [entry] = make_rows(report)
    assert entry.head == "1 of 5 checks pass."
    assert entry.text.count("You count twice.") == 1
    assert entry.text.count("counted-twice") == 2
    assert entry.text.endswith("add is not written yet (2 checks)")
    output = graded("gradescope", report)["output"].splitlines()
    assert output[0] == "0.8 of 4 points."
    assert output[1:] == [
        "Missing, counted as not written: value.py",
        "Not part of the course, ignored: a.txt",
        "Seed: 7",
    ]


def test_milestones_are_rows_when_they_were_asked_for() -> None:
    """Reached, not reached, and waiting."""
    course = load_course()
    passed, failed, waiting = course.milestones[:3]
    report = fold(
        course,
        Submission("anna", (), (), ()),
        fold_stages(course, [], []),
        {
            passed.id: MilestoneResult(passed.id, True, 1.0, {"accuracy": 0.971}),
            failed.id: MilestoneResult(failed.id, False, 1.0, message="80 % is too little"),
        },
        milestones_asked={passed.id, failed.id, waiting.id},
    )
    tests = graded("gradescope", report)["tests"]
    assert [test["score"] for test in tests] == [passed.points, 0, 0]
    assert [test["status"] for test in tests] == ["passed", "failed", "failed"]
    assert "accuracy: 97.1 %" in tests[0]["output"]
    assert "80 % is too little" in tests[1]["output"]
    assert f"all stages up to {waiting.after} pass" in tests[2]["output"]
    messages = [entry["message"] for entry in graded("json", report)["milestones"][:3]]
    assert messages == ["", "80 % is too little", ""]


def test_the_isolation_is_told_to_who_reads_the_report(real: Report) -> None:
    """At which level the code was locked in stands beside the points."""
    for level, told in ((2, "Isolation: level 2"), (None, "Isolation: none")):
        report = replace(real, isolation=Isolation(level, "isolation: as it was"))
        anna = graded("gradescope", report)
        assert told in anna["output"].splitlines()
        assert anna["extra_data"]["isolation"] == "isolation: as it was"
        assert told in graded("prairielearn", report)["message"].splitlines()


@pytest.mark.parametrize("name", FORMATS)
def test_the_examples_in_the_docs_are_what_the_renderers_make(name: str, real: Report) -> None:
    """Valid, and of today's form; that every byte is today's is said by `picograd dev check`."""
    file = example_file(name)
    example = data_of(name, file.read_bytes())
    jsonschema.validate(example, schema_of(name))
    assert form(example) == form(graded(name, real))
    assert "accumulate-overwrites" in file.read_text(encoding="utf-8")
    page = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")
    assert f"| `{name}` |" in page
    assert f"(formats/{file.name})" in page


@pytest.mark.parametrize("name", ["could-not-grade", "unacceptable"])
def test_what_stands_in_place_of_a_report_is_documented(name: str) -> None:
    """An example, valid as its schema says, that the page on the formats shows."""
    file = example_file(name)
    example = json.loads(file.read_bytes())
    jsonschema.validate(example, schema_of(name))
    assert set(example) == set(schema_of(name)["required"])
    page = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")
    assert f"(formats/{file.name})" in page
    assert example["schema"] in page


def test_junit_has_the_points_and_the_seed_as_properties() -> None:
    """Of each suite, the seed where there is one; in sum those of the report."""
    report = folded(
        [verdict("value", 1, Outcome.PASSED), verdict("graph", 2, Outcome.FAILED)],
        {"engine": MilestoneResult("engine", True, 1.0)},
        seed=7,
    )
    for seed, name in ((7, "seed"), (None, "")):
        suites = graded("junit", replace(report, seed=seed))[2]
        told = [
            {child[1]["name"]: child[1]["value"] for child in properties[2]}
            for _, _, (properties, *_) in suites
        ]
        assert [suite.get("seed") for suite in told] == ["7" if name else None] * 3
        assert sum(float(suite["points"]) for suite in told) == report.score > 0
        assert sum(float(suite["max_points"]) for suite in told) == report.possible


def test_nothing_that_was_not_asked_for_is_in_a_report() -> None:
    """A stage or milestone that was not run has no entry, in any format."""
    report = folded([verdict("graph", 1, Outcome.PASSED)])
    assert {entry.status for entry in report.milestones} == {Status.NOT_RUN}
    for name in JSON:
        assert len(graded(name, report)["tests"]) == 1
    assert len(graded("junit", report)[2]) == 1
