"""Ready-made folders for the systems that instructors use."""

from __future__ import annotations

import shutil
from pathlib import Path

from grading.course.manifest import load_course
from grading.errors import Unacceptable, Unwritable
from grading.paths import ROOT, SOLUTIONS
from grading.report.formats.registry import FORMATS

# What grading needs of the repository, its data among it.
PARTS = (
    "grading",
    "tests/__init__.py",
    "tests/stages",
    "solutions",
    "exercises",
    "conftest.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.mine*.py", "*.egg-info", ".*")

SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, as root, to build the image in which every submission is graded.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update

# The newest Python that this Ubuntu has; picograd needs 3.11 or newer.
for version in 3.13 3.12 3.11; do
    if apt-get install -y "python$version" "python$version-venv"; then break; fi
done
# One more wall around the students' code, where the machine allows it.
apt-get install -y bubblewrap || echo "no bubblewrap here; grading goes on without it"

"python$version" -m venv /autograder/venv
# From PyTorch's own index comes the build without CUDA, a tenth of the size.
/autograder/venv/bin/pip install --no-cache-dir \\
    --extra-index-url https://download.pytorch.org/whl/cpu --editable /autograder/source
# If something is missing, building fails here and not with the first student.
/autograder/venv/bin/picograd grade --help > /dev/null
/autograder/venv/bin/python -c "import torch"
"""

RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for every submission. AUTOGRADER and PYTHON are there to try it elsewhere.
set -uo pipefail
AUTOGRADER=${AUTOGRADER:-/autograder}
PYTHON=${PYTHON:-$AUTOGRADER/venv/bin/python}
source=$AUTOGRADER/source
submission=$AUTOGRADER/submission
results=$AUTOGRADER/results/results.json

# Until there is a result, the file says so and holds no score.
mkdir -p "$AUTOGRADER/results"
cp "$source/could_not_grade.json" "$results"

# A submission from GitHub is the whole repository.
if [ -d "$submission/exercises" ]; then submission=$submission/exercises; fi

cd "$source" || exit 2
"$PYTHON" -m grading grade "$submission" --format gradescope --output "$results"
# 0: everything passes, 1: not everything; both are results. Anything else is the machine's fault.
[ $? -le 1 ]
"""

GUIDE = """\
1. Here, zip the files and not the folder: `zip -r ../picograd-gradescope.zip .`
2. On Gradescope, make a Programming Assignment of {points} autograder points, upload the zip, and allow 20 minutes.
3. Students hand in the files of `exercises/picograd/`, or their repository on GitHub; try it with your own solution.
"""  # noqa: E501 - three lines to read, wherever the window ends


def export_gradescope(folder: Path, root: Path = ROOT) -> None:
    """Put everything that Gradescope needs to grade into the new folder `folder`.

    root: the repository. Unwritable if the folder is not empty or cannot be written,
    Unacceptable if the repository is not whole.
    """
    missing = [part for part in PARTS if not (root / part).exists()]
    if missing:
        raise Unacceptable(
            f"{root} holds no {missing[0]}; export from a clone of the repository, with "
            f"{SOLUTIONS.name}/"
        )
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Unwritable(f"{folder} is not an empty folder; name one that does not exist yet")
    if any(folder.resolve().is_relative_to((root / part).resolve()) for part in PARTS):
        raise Unwritable(f"{folder} lies in what is exported; name a folder outside {root}")
    try:
        _fill(folder, root)
    except OSError as error:
        raise Unwritable(f"{folder} cannot be written ({error}); name another folder") from error


def _fill(folder: Path, root: Path) -> None:
    for part in PARTS:
        there, here = root / part, folder / part
        here.parent.mkdir(parents=True, exist_ok=True)
        if there.is_dir():
            shutil.copytree(there, here, ignore=_LEFT_OUT)
        else:
            shutil.copy(there, here)
    course = load_course(root / "grading" / "course" / "course.toml")
    total = sum(s.points for s in course.stages) + sum(m.points for m in course.milestones)
    refusal = FORMATS["gradescope"].could_not_grade("the autograder did not start")
    (folder / "could_not_grade.json").write_bytes(refusal)
    # Bytes: on Windows, text would end its lines in a way that bash does not read.
    (folder / "GRADESCOPE.md").write_bytes(GUIDE.format(points=total).encode())
    for name, script in (("setup.sh", SETUP), ("run_autograder", RUN)):
        (folder / name).write_bytes(script.encode())
        (folder / name).chmod(0o755)
