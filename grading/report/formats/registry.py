"""The files that `picograd grade --format NAME --output FILE` writes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from grading.report.for_students import report_for_students
from grading.report.formats import (
    classroom50,
    exercism,
    gradescope,
    junit,
    picograd_json,
    prairielearn,
)
from grading.report.report import Audience, Report

# What stands in the file until grading has ended.
NOT_ENDED = "grading has not ended: it is going on, or it was stopped from outside"


@dataclass(frozen=True)
class Format:
    """render: the file for a report. render_refusal: the file for a sentence that says why
    there is no report, which is never a zero. render_rejection: the file for a sentence that says
    why what was handed in cannot be graded, which earns none of the possible points. audience:
    whom the file is for, unless one says.
    """

    render: Callable[[Report], bytes]
    render_refusal: Callable[[str], bytes]
    render_rejection: Callable[[str, int], bytes]
    audience: Audience = Audience.STUDENT

    def render_to(self, audience: Audience | None, report: Report) -> bytes:
        """The file for `audience`, or for whom the format is made."""
        student = self.is_for_students(audience)
        return self.render(report_for_students(report) if student else report)

    def is_for_students(self, audience: Audience | None) -> bool:
        """Whether students read the file that is for `audience`, or for whom the format is made."""
        return (audience or self.audience) is Audience.STUDENT


FORMATS: dict[str, Format] = {
    "json": Format(
        picograd_json.render,
        picograd_json.render_refusal,
        picograd_json.render_rejection,
        Audience.STAFF,
    ),
    "junit": Format(junit.render, junit.render_refusal, junit.render_rejection),
    "gradescope": Format(gradescope.render, gradescope.render_refusal, gradescope.render_rejection),
    # Who handed in what is known to Classroom 50's runner alone, which tells it in variables.
    "classroom50": Format(
        classroom50.render_for(os.environ),
        classroom50.render_refusal_for(os.environ),
        classroom50.render_rejection_for(os.environ),
    ),
    "prairielearn": Format(
        prairielearn.render, prairielearn.render_refusal, prairielearn.render_rejection
    ),
    "exercism": Format(exercism.render, exercism.render_refusal, exercism.render_rejection),
}
