"""Overwrites, renames and locks files of the grader."""

import contextlib
import os

for attempt in (
    lambda: os.rename("@ROOT@/grading/checks/assertions.py", "@ROOT@/grading/@MARK@.py"),
    lambda: os.remove("@ROOT@/grading/checks/assertions.py"),
    lambda: os.chmod("@ROOT@/grading", 0),
    lambda: os.truncate("@ROOT@/grading/checks/assertions.py", 0),
    lambda: os.utime("@ROOT@/grading/checks/assertions.py", (0, 0)),
    lambda: os.symlink("/etc/passwd", "@ROOT@/@MARK@"),
    lambda: os.open("@ROOT@/grading/checks/assertions.py", os.O_WRONLY | os.O_TRUNC),
):
    with contextlib.suppress(OSError):
        attempt()
