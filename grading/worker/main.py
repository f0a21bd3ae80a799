"""The worker: a process that runs probes against one overlay.

`learner.worker_bundle.BOOT` starts it, in a Python without environment, site-packages or bytecode
of ours, and leaves it `requests`, `answers` and the compiled `modules` of this folder. Requests
are a length and a pickle written by the judge; answers are lines of `wire` text. What the
learner's code prints goes into a small buffer that travels with the answer. Modules that come
with a question take the place of the package's own for that question alone. A question that
takes longer than the seconds that come with it is told: what `sampling` has seen, or lines that
`faulthandler` writes where the code lets no other thread run.

Nothing here is a wall: the learner's code shares this process and may take it over. It is
locked in by what `confine` has given up before, and the judge believes none of its answers.
"""

from __future__ import annotations

import faulthandler
import importlib
import importlib.machinery
import io
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from grading.worker.sampling import Sampler

MAX_PRINTED = 4_000
# So long after its time a question that lets no other thread run is told by the interpreter.
SECONDS_UNTIL_TOLD = 0.5


def serve(requests: BinaryIO, answers: BinaryIO, modules: dict[str, tuple[bool, CodeType]]) -> None:
    """Answer questions until the judge closes the channel."""
    sys.meta_path.insert(0, _Shipped(modules))
    setup = pickle.loads(_frame(requests) or b"")
    # All that this process will need is in memory before it gives up its files.
    from cloudpickle import cloudpickle  # noqa: F401  # what questions are made of

    from grading.worker import (
        allowed_imports,
        audit_hook,
        chance,
        confine,
        error_report,
        escape_attempts,
        functions_run,  # noqa: F401  # like three of the next: questions use it
        number_kinds,  # noqa: F401
        overlay,
        probes,  # noqa: F401
        sampling,
        trace,  # noqa: F401
        wire,
    )

    package = overlay.Overlay(overlay.sources_of(setup["sources"]))
    own = setup["own"]
    # Bound here, since the learner's code may put anything in the place of anything.
    encode, describe, loads = wire.encode, error_report.describe_error, pickle.loads
    sources_of, repeat_chance = overlay.sources_of, chance.repeat_chance
    write, flush = answers.write, answers.flush
    channel, own_paths = answers.fileno(), package.paths_of(own)
    sampler = sampling.Sampler(own_paths)
    tell_later, tell_nothing = _timer(channel)

    def send(nonce: str, kind: str, payload: str) -> None:
        write(f'["{nonce}","{kind}",{payload}]\n'.encode())
        flush()

    found: dict[str, Any] = {}
    if setup["level"] is not None:
        late = sys.argv[-1]
        found = confine.confine(setup["level"], int(late) if late.isdigit() else None)
        if setup["outside"]:
            found |= escape_attempts.attempt_escapes(setup["outside"])
    os.environ.clear()
    os.dup2(0, 2)
    if setup["fenced"]:
        audit_hook.install_audit_hook(sys.path, os.getcwd())
    sys.meta_path.insert(0, _Guard(allowed_imports.refusal_of))
    sys.breakpointhook = _no_debugger
    sys.stdin = _NoKeyboard()
    send(setup["nonce"], "ready", encode(found))

    while (frame := _frame(requests)) is not None:
        nonce, stage, exchanged, seconds, question = loads(frame)
        asked = package.exchanging(sources_of(exchanged))
        printed = _Printed()
        sys.stdout = sys.stderr = printed
        kind = "unimportable"
        watching = ExitStack()
        tell = _teller(send, encode, nonce)
        begin_turn = _watched(watching, sampler, tell_later, tell, seconds if own_paths else None)
        begin_turn()
        try:
            with watching, asked.installed() as picograd:
                if stage is not None:
                    importlib.import_module(f"picograd.{stage}")
                send(nonce, "imported", "null")
                kind = "raised"
                probe, arguments, asked_by = loads(question)
                if asked_by == "report":
                    arguments = [_progress(send, encode, nonce), *arguments]
                if asked_by in ("converse", "turns"):
                    hear = _hearing(requests, wire.decode)
                    if asked_by == "turns":
                        hear = _between_turns(watching, tell_nothing, hear, begin_turn)
                    arguments = [_conversation(send, encode, nonce, hear), *arguments]
                repeat_chance()
                payload = encode(probe(picograd, *arguments))
                kind = "answer"
        except BaseException as error:
            for name in own:
                source = asked.source(name)
                error_report.remember_lines(source.path, source.content)
            paths = asked.paths_of(own), asked.paths_but(own)
            payload = encode(vars(describe(error, *paths)))
            error_report.forget_lines()
        tell_nothing()
        sampler.forget()
        send(nonce, "printed", encode(printed.text()))
        send(nonce, kind, payload)


def _progress(
    send: Callable[[str, str, str], None], encode: Callable[[object], str], nonce: str
) -> Callable[[Any], None]:
    return lambda payload: send(nonce, "progress", encode(payload))


def _conversation(
    send: Callable[[str, str, str], None],
    encode: Callable[[object], str],
    nonce: str,
    hear: Callable[[], Any],
) -> Callable[[Any], Any]:
    def converse(payload: Any) -> Any:
        send(nonce, "said", encode(payload))
        return hear()

    return converse


def _hearing(requests: BinaryIO, decode: Callable[[str], Any]) -> Callable[[], Any]:
    def hear() -> Any:
        frame = _frame(requests)
        if frame is None:
            raise EOFError("the judge has ended the conversation")
        return decode(frame.decode())

    return hear


def _watched(
    watching: ExitStack,
    sampler: Sampler,
    tell_later: Callable[[float], object],
    tell: Callable[[object], None],
    seconds: float | None,
) -> Callable[[], None]:
    """Begins to watch a question, or a turn of it, that takes longer than `seconds`."""

    def begin() -> None:
        if seconds is not None:
            watching.enter_context(sampler.watching(seconds / 2, seconds, tell))
            tell_later(seconds + SECONDS_UNTIL_TOLD)

    return begin


def _between_turns(
    watching: ExitStack,
    tell_nothing: Callable[[], object],
    hear: Callable[[], Any],
    begin_turn: Callable[[], None],
) -> Callable[[], Any]:
    """Hears without being watched: whoever orders may take any time."""

    def hear_unwatched() -> Any:
        tell_nothing()
        watching.close()
        order = hear()
        begin_turn()
        return order

    return hear_unwatched


def _teller(
    send: Callable[[str, str, str], None], encode: Callable[[object], str], nonce: str
) -> Callable[[object], None]:
    return lambda sighting: send(nonce, "seen", encode(vars(sighting)))


def _timer(channel: int) -> tuple[Callable[[float], object], Callable[[], object]]:
    """Two functions: let the interpreter write where the code is, in so many seconds, or not."""
    if sys.platform == "win32":
        later = faulthandler.dump_traceback_later
        return lambda seconds: later(
            seconds, file=channel
        ), faulthandler.cancel_dump_traceback_later
    # `dump_traceback_later` would start a thread for every question.
    faulthandler.register(signal.SIGALRM, file=channel)
    set_timer, real = signal.setitimer, signal.ITIMER_REAL
    return lambda seconds: set_timer(real, seconds), lambda: set_timer(real, 0)


def _no_debugger(*arguments: object, **more: object) -> None:
    """In the place of the debugger that `breakpoint()` starts."""
    file = sys._getframe(1).f_code.co_filename
    raise RuntimeError(
        "breakpoint() cannot stop here, where your code has no keyboard; run "
        f"`pytest {file}`, which does stop at this line (with `-k` and the name of a check "
        "for that check alone)"
    )


def _frame(requests: BinaryIO) -> bytes | None:
    """The next request; None when the judge has closed the channel."""
    head = requests.read(8)
    return requests.read(int.from_bytes(head, "big")) if len(head) == 8 else None


class _Shipped:
    """Imports the modules of this folder from what was sent."""

    def __init__(self, modules: dict[str, tuple[bool, CodeType]]) -> None:
        self._modules = modules

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self._modules:
            return None
        is_package, _ = self._modules[fullname]
        return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)  # type: ignore[arg-type]  # as good as a Loader

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """The usual kind of module."""

    def exec_module(self, module: ModuleType) -> None:
        exec(self._modules[module.__name__][1], module.__dict__)


class _Guard:
    """Refuses every import from outside the standard library with a sentence."""

    def __init__(self, refusal: Callable[[str], str]) -> None:
        self._refusal = refusal
        self._known = sys.stdlib_module_names | {"picograd", "cloudpickle"}

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        top = fullname.partition(".")[0]
        if top not in self._known:
            raise ModuleNotFoundError(self._refusal(top), name=top)


class _NoKeyboard(io.TextIOBase):
    """What `input()` reads from."""

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # as typeshed has it
        raise EOFError(
            "input() has nobody to ask: your code has no keyboard here; let it take what it "
            "needs as an argument"
        )


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
    # The three names are there: BOOT has run this in its own namespace.
    serve(requests, answers, modules)  # type: ignore[name-defined]  # noqa: F821
