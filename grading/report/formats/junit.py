"""The report as JUnit XML: one test suite for each stage, one for the milestones.

Each has its points, and the seed if there is one, as properties: the format has no points of its
own.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from grading.checks.verdict import Outcome
from grading.checks.wording import Description, describe_verdict
from grading.report.notes import note_on_file
from grading.report.report import MilestoneReport, Report, StageReport, Status
from grading.report.screen.words import number
from grading.submission.safe_text import make_harmless

# A wrong or missing answer is a failure; code that breaks is an error.
_FAILURES = (Outcome.FAILED, Outcome.TODO)

# XML 1.0 has no way to hold these characters, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> bytes:
    """The report as a UTF-8 XML document."""
    root = ET.Element("testsuites", name="picograd")
    for stage in report.stages:
        if stage.status is not Status.NOT_RUN:
            _stage(root, stage, report.seed, note_on_file(report.submission, stage))
    tried = [entry for entry in report.milestones if entry.status is not Status.NOT_RUN]
    if tried:
        suite = ET.SubElement(root, "testsuite", name="milestones")
        possible = sum(entry.milestone.points for entry in tried)
        _properties(suite, sum(entry.points for entry in tried), possible, report.seed)
        for entry in tried:
            _milestone(suite, entry)
    for suite in (root, *root):
        _count(suite)
    return _encode(root)


def render_refusal(sentence: str) -> bytes:
    """One test case that is neither passed nor failed, but an error of the machinery."""
    return _one_case("grading", "error", "could_not_grade", sentence)


def render_rejection(sentence: str, possible: int) -> bytes:
    """One test case that failed; the format has no points."""
    return _one_case("submission", "failure", "unacceptable", sentence)


def _one_case(name: str, kind: str, why: str, sentence: str) -> bytes:
    root = ET.Element("testsuites", name="picograd")
    suite = ET.SubElement(root, "testsuite", name="picograd")
    case = ET.SubElement(suite, "testcase", classname="picograd", name=name)
    ET.SubElement(case, kind, type=why, message=_allowed(make_harmless(sentence)))
    for counted in (root, suite):
        _count(counted)
    return _encode(root)


def _encode(root: ET.Element) -> bytes:
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _properties(suite: ET.Element, points: float, possible: int, seed: int | None) -> None:
    told = {"points": number(points), "max_points": str(possible)}
    if seed is not None:
        told["seed"] = str(seed)
    properties = ET.SubElement(suite, "properties")
    for name, value in told.items():
        ET.SubElement(properties, "property", name=name, value=value)


def _stage(root: ET.Element, entry: StageReport, seed: int | None, note: str) -> None:
    """note: on the file; the first test case that did not pass says it."""
    suite = ET.SubElement(root, "testsuite", name=entry.stage.id)
    _properties(suite, entry.points, entry.stage.points, seed)
    for check in entry.checks:
        said = describe_verdict(check)
        case = ET.SubElement(
            suite, "testcase", classname=f"picograd.{entry.stage.id}", name=_allowed(check.check)
        )
        if check.outcome is not Outcome.PASSED:
            kind = "failure" if check.outcome in _FAILURES else "error"
            problem = ET.SubElement(case, kind, type=check.outcome.value)
            problem.set("message", _allowed(said.message))
            problem.text = _allowed("\n".join(filter(None, (make_harmless(note), _details(said)))))
            note = ""
        if said.printed:
            ET.SubElement(case, "system-out").text = _allowed(said.printed)


def _milestone(suite: ET.Element, entry: MilestoneReport) -> None:
    case = ET.SubElement(
        suite, "testcase", classname="picograd.milestones", name=entry.milestone.id
    )
    if entry.result is not None:
        case.set("time", f"{entry.result.seconds:.3f}")
    if entry.status is not Status.PASSED:
        problem = ET.SubElement(case, "failure", type=entry.status.value)
        said = entry.result.message if entry.result else "its stages do not all pass"
        problem.set("message", _allowed(said))
        problem.text = _allowed(entry.result.traceback if entry.result else "")


def _details(said: Description) -> str:
    compared = [] if said.expected is None else [f"expected: {said.expected}", f"got: {said.got}"]
    mistakes = [mistake.text for mistake in said.mistakes]
    parts = [
        said.claim,
        said.message,
        *compared,
        said.whereabouts,
        said.traceback,
        said.place,
        said.slip,
        *mistakes,
    ]
    return "\n".join(part for part in parts if part)


def _count(suite: ET.Element) -> None:
    found = list(suite.iter("testcase"))
    suite.set("tests", str(len(found)))
    for kind in ("failure", "error"):
        suite.set(f"{kind}s", str(sum(case.find(kind) is not None for case in found)))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("", text)
