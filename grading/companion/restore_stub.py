"""Putting the stub of a stage back without losing what stood there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from grading.course.manifest import Stage
from grading.errors import CouldNotGrade, Unwritable
from grading.files import write
from grading.paths import EXERCISES, PACKAGE, STUBS, display_path


@dataclass(frozen=True)
class ResetOutcome:
    """file: the stage's file. kept: where the old one is now, None if nothing was to be kept.

    changed: False where the stub stood there already.
    """

    file: Path
    kept: Path | None = None
    changed: bool = True


def restore_stub(stage: Stage) -> ResetOutcome:
    """Put the stub of `stage` back.

    What was there is kept beside it under a name that nothing had before. Unwritable where
    the folder cannot be written, CouldNotGrade where the stub is missing.
    """
    stub, file = STUBS / stage.file, EXERCISES / PACKAGE / stage.file
    if not stub.is_file():
        raise CouldNotGrade(f"{display_path(stub)} is missing; put it back from the repository")
    fresh = stub.read_bytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_bytes() if file.exists() else None
        if old == fresh:
            return ResetOutcome(file, changed=False)
        kept = None if old is None else _keep(file, old)
    except OSError as error:
        raise Unwritable(f"{display_path(file)} cannot be put back ({error.strerror})") from error
    write(file, fresh)
    return ResetOutcome(file, kept)


def _keep(file: Path, content: bytes) -> Path:
    """Write `content` beside `file` under the first free name: value.mine.py, value.mine-2.py.

    Neither pytest nor the grader takes such a name for a stage file.
    """
    number = 1
    while True:
        name = f"{file.stem}.mine.py" if number == 1 else f"{file.stem}.mine-{number}.py"
        try:
            # Mode x: a name that is taken is never written over, whoever took it meanwhile.
            with file.with_name(name).open("xb") as stream:
                stream.write(content)
                os.fsync(stream.fileno())
            return file.with_name(name)
        except FileExistsError:
            number += 1
