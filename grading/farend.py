"""What is sent to a worker to make it one: the modules of the far end, compiled.

They travel over the worker's own channel, so that it needs no file but Python's, and so that
nothing in it says where the course or its reference lie on the judge's machine.
"""

from __future__ import annotations

import functools
import marshal
from pathlib import Path
from types import CodeType

HERE = Path(__file__).parent

MODULES = (
    "grading",
    "grading.isolation",
    "grading.isolation.confine",
    "grading.isolation.facts",
    "grading.isolation.fence",
    "grading.isolation.landlock",
    "grading.isolation.seccomp",
    "grading.imports",
    "grading.overlay",
    "grading.raised",
    "grading.wire",
    "grading.worker",
)

# What Python is started with: reads the modules and becomes `worker`. 0 and 1 lead nowhere
# afterwards, so that neither `print` nor `input` can get between question and answer.
BOOT = """
import marshal, os, sys
requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
nowhere = os.open(os.devnull, os.O_RDWR)
os.dup2(nowhere, 0), os.dup2(nowhere, 1), os.close(nowhere)
modules = marshal.loads(requests.read(int.from_bytes(requests.read(8), "big")))
exec(modules["grading.worker"][1], globals())
"""


@functools.cache
def far_end() -> bytes:
    """The modules by name: (whether it is a package, its code).

    marshal, because both ends are the same Python; it only ever travels in this direction.
    """
    import cloudpickle

    files = {name: _file_of(HERE.parent, name) for name in MODULES}
    folder = Path(cloudpickle.__file__).parent
    files |= {f"cloudpickle.{file.stem}": file for file in sorted(folder.glob("*.py"))}
    files["cloudpickle"] = files.pop("cloudpickle.__init__")
    return marshal.dumps(
        {name: (file.name == "__init__.py", _compiled(name, file)) for name, file in files.items()}
    )


def _file_of(root: Path, name: str) -> Path:
    path = root.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _compiled(name: str, file: Path) -> CodeType:
    # Not the real path: tracebacks of the machinery are of no use to a learner, nor is where
    # it lies. `raised` leaves out what carries this name.
    text = file.read_bytes()
    return compile(text, f"<far end>/{file.name}", "exec", dont_inherit=True, optimize=0)
