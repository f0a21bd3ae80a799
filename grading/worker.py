"""The far end of a judged learner: a process that runs probes against one overlay.

It is started as a script with `python -I -S -B`, so it sees no site-packages, no
environment and no bytecode of ours. Requests come on standard input, each a length and a
pickle written by the judge; answers leave as lines of `wire` text on what was standard
output. The learner's own prints go into a small buffer that travels with the answer.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import io
import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

# -I keeps this file's folder off sys.path. Only these far-end modules of `grading` are
# loaded, by path: nothing here can import the judge's side.
HERE = Path(__file__).resolve().parent
MAX_PRINTED = 4_000


def main() -> None:
    requests, answers = _private_channels()
    _load_package("grading", None)
    wire = _load("grading.wire")
    imports = _load("grading.imports")
    overlay = _load("grading.overlay")
    raised = _load("grading.raised")

    setup = pickle.loads(_frame(requests) or b"")
    _load_package("cloudpickle", Path(setup["cloudpickle"]))
    sys.meta_path.insert(0, _Guard(imports.refusal))
    package = overlay.Overlay(
        {name: overlay.Source(*source) for name, source in setup["sources"].items()}
    )
    own, lent = setup["own"], setup["lent"]

    def send(nonce: str, kind: str, payload: object) -> None:
        answers.write(wire.encode([nonce, kind, payload]).encode() + b"\n")
        answers.flush()

    send(setup["nonce"], "ready", None)
    while (frame := _frame(requests)) is not None:
        nonce, stage, question = pickle.loads(frame)
        printed = _Printed()
        sys.stdout = sys.stderr = printed
        kind = "unimportable"
        try:
            with package.installed() as picograd:
                if stage is not None:
                    importlib.import_module(f"picograd.{stage}")
                kind = "raised"
                probe, arguments, watched = pickle.loads(question)
                if watched:
                    arguments = [_progress(send, nonce), *arguments]
                payload = wire.round_trip(probe(picograd, *arguments))
                kind = "answer"
        except BaseException as error:
            payload = vars(raised.describe(error, own, lent))
            raised.forget_lines()
        send(nonce, "printed", printed.text())
        send(nonce, kind, payload)


def _progress(send: Callable[[str, str, object], None], nonce: str) -> Callable[[Any], None]:
    return lambda payload: send(nonce, "progress", payload)


def _private_channels() -> tuple[BinaryIO, BinaryIO]:
    """Move requests and answers to descriptors of their own; 0, 1 and 2 lead nowhere."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    return requests, answers


def _frame(requests: BinaryIO) -> bytes | None:
    """The next request; None when the judge has closed the channel."""
    head = requests.read(8)
    return requests.read(int.from_bytes(head, "big")) if len(head) == 8 else None


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name.rpartition('.')[2]}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _load_package(name: str, folder: Path | None) -> None:
    """`name` from `folder`, or as an empty package that has no submodules to import."""
    if folder is None:
        module = ModuleType(name)
        module.__path__ = []
        sys.modules[name] = module
        return
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


class _Guard(importlib.abc.MetaPathFinder):
    """Refuses every import from outside the standard library with a sentence."""

    def __init__(self, refusal: Callable[[str], str]) -> None:
        self._refusal = refusal

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        top = fullname.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in ("picograd", "cloudpickle"):
            raise ModuleNotFoundError(self._refusal(top), name=top)


class _Printed(io.TextIOBase):
    """Keeps the last few thousand characters of what the learner's code prints."""

    def __init__(self) -> None:
        self._kept = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._kept = (self._kept + text)[-MAX_PRINTED:]
        return len(text)

    def text(self) -> str:
        return self._kept


if __name__ == "__main__":
    main()
