"""The files that `picograd grade --format NAME --output FILE` writes."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass

from grading.report.formats import classroom50, exercism, gradescope, prairielearn
from grading.report.formats.junit import junit_xml
from grading.report.formats.picograd_json import json_text
from grading.report.formats.rows import as_json
from grading.report.report import Report
from grading.submission.safe_text import make_harmless

# What stands in the file until grading has ended.
NOT_ENDED = "grading has not ended: it is going on, or it was stopped from outside"


@dataclass(frozen=True)
class Format:
    """graded: the file for a report. could_not_grade: the file for a sentence that says why
    there is none, which is never a zero."""

    graded: Callable[[Report], bytes]
    could_not_grade: Callable[[str], bytes]


def could_not_grade_json(sentence: str) -> bytes:
    """Known by its schema: there is no report, and no score."""
    return as_json({"schema": "picograd/could-not-grade/v1", "could_not_grade": sentence})


def could_not_grade_junit(sentence: str) -> bytes:
    """One test case that is neither passed nor failed, but an error of the machinery."""
    counts = {"tests": "1", "failures": "0", "errors": "1"}
    root = ET.Element("testsuites", name="picograd", attrib=counts)
    suite = ET.SubElement(root, "testsuite", name="picograd", attrib=counts)
    case = ET.SubElement(suite, "testcase", classname="picograd", name="grading")
    allowed = re.sub("[\ufffe\uffff]", "", make_harmless(sentence))  # XML cannot hold these
    ET.SubElement(case, "error", type="could_not_grade", message=allowed)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _why(sentence: str) -> str:
    return f"Could not grade, so there is no score: {make_harmless(sentence)}"


FORMATS: dict[str, Format] = {
    "json": Format(json_text, could_not_grade_json),
    "junit": Format(junit_xml, could_not_grade_junit),
    "gradescope": Format(
        lambda report: as_json(gradescope.gradescope(report)),
        lambda sentence: as_json(gradescope.could_not_grade(_why(sentence))),
    ),
    # Who handed in what is known to Classroom 50's runner alone, which tells it in variables.
    "classroom50": Format(
        lambda report: as_json(classroom50.classroom50(report, os.environ)),
        lambda sentence: as_json(classroom50.could_not_grade(sentence, os.environ)),
    ),
    "prairielearn": Format(
        lambda report: as_json(prairielearn.prairielearn(report)),
        lambda sentence: as_json(prairielearn.could_not_grade(_why(sentence))),
    ),
    "exercism": Format(
        lambda report: as_json(exercism.exercism(report)),
        lambda sentence: as_json(exercism.could_not_grade(_why(sentence))),
    ),
}
