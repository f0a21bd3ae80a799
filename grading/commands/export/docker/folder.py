"""The folder that a Docker image is built from, which grades one submission."""

from __future__ import annotations

import shutil
from pathlib import Path

from grading.commands.export.repository_copy import copy_grader, unwritable, write_script
from grading.paths import ROOT

SCRIPT = "grade_one"
IMAGE = "Dockerfile"
_HERE = Path(__file__).parent


def export_docker(folder: Path, root: Path = ROOT) -> None:
    """Put everything that `docker build` needs into the new folder `folder`.

    root: the repository. Raises as `copy_grader` does.
    """
    copy_grader(folder, root)
    try:
        shutil.copyfile(_HERE / IMAGE, folder / IMAGE)
        write_script(folder / SCRIPT, (_HERE / SCRIPT).read_text(encoding="utf-8"))
    except OSError as error:
        raise unwritable(folder, error) from error
