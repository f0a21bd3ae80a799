"""What is sent to a process to make it a worker: the folder `grading/worker/`, compiled.

It travels over the worker's own channel, so that a worker needs no file but Python's, and so that
nothing in it says where the course or its reference lie on the judge's machine.
"""

from __future__ import annotations

import functools
import marshal
from pathlib import Path
from types import CodeType

from grading.paths import WORKER

ROOM = "grading.worker"
# The folder that the modules seem to lie in: tracebacks of the machinery are of no use to a
# learner, nor is where it lies. `error_report` leaves out all that is below it.
SHOWN_IN = "<picograd>"

# What Python is started with: reads the modules and becomes `worker.main`. 0 and 1 lead nowhere
# afterwards, so that neither `print` nor `input` can get between question and answer.
BOOT = f"""
import marshal, os, sys
requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
nowhere = os.open(os.devnull, os.O_RDWR)
os.dup2(nowhere, 0), os.dup2(nowhere, 1), os.close(nowhere)
modules = marshal.loads(requests.read(int.from_bytes(requests.read(8), "big")))
exec(modules["{ROOM}.main"][1], globals())
"""


@functools.cache
def worker_bundle() -> bytes:
    """The modules by name: (whether it is a package, its code).

    marshal, because both ends are the same Python; it only ever travels in this direction.
    """
    import cloudpickle

    modules = _package(WORKER, ROOM) | _package(Path(cloudpickle.__file__).parent, "cloudpickle")
    # The folder that the room lies in is empty there.
    modules["grading"] = (True, compile("", f"{SHOWN_IN}/__init__.py", "exec"))
    return marshal.dumps(modules)


def _package(folder: Path, name: str) -> dict[str, tuple[bool, CodeType]]:
    """Every module of the package in `folder`, which has no packages within."""
    found = {}
    for file in sorted(folder.glob("*.py")):
        is_package = file.stem == "__init__"
        module = name if is_package else f"{name}.{file.stem}"
        shown = f"{SHOWN_IN}/{folder.name}/{file.name}"
        code = compile(file.read_bytes(), shown, "exec", dont_inherit=True, optimize=0)
        found[module] = (is_package, code)
    return found
