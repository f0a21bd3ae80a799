"""What there is to say of a stage's file before anything is said of what is in it."""

from __future__ import annotations

import re

from grading.report.report import StageReport
from grading.submission.submission import Submission


def note_on_file(submission: Submission, entry: StageReport) -> str:
    """Why the stage's file cannot be used, or what was handed in that belongs into it; one line.

    Empty where there is nothing to say; a file that is missing alone is told elsewhere.
    """
    named = re.compile(rf"\((?:[^()]*\W)?{re.escape(entry.stage.file)}\b[^()]*\)$")
    said = [
        f"{file.path} {file.problem}"
        for file in submission.files
        if file.stage == entry.stage.id and file.problem
    ]
    said += [f"ignored: {told}" for told in submission.ignored if named.search(told)]
    return "; ".join(said)
