"""The way into the command, and out of it: every error becomes one sentence and a status.

Standard library only at import, so that a missing package can be named.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from grading.paths import ROOT, STATE, display_path

# UNHEARD: as a shell tells of a process that SIGPIPE ended.
COULD_NOT, INTERRUPTED, UNHEARD = 2, 130, 141

# What the command imports, and what comes with `pip install -e .`.
NEEDED = ("click", "cloudpickle", "pytest", "rich")


def main() -> None:
    """Run `picograd` and leave with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The command's status: its own, 2 with a sentence on standard error, or 128 and a signal."""
    with _stopped_by_signals() as received:
        status = _survived(arguments)
    return 128 + received[0] if received and status == INTERRUPTED else status


@contextmanager
def _stopped_by_signals() -> Iterator[list[int]]:
    """What would end the process on the spot stops it as Ctrl-C does; the first one counts."""
    received: list[int] = []

    def stop(number: int, frame: Any) -> None:
        received.append(number)
        if len(received) == 1:
            raise KeyboardInterrupt

    kinds = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    in_main = threading.current_thread() is threading.main_thread()
    # One that is ignored, as under nohup, stays ignored.
    taken = [k for k in kinds if in_main and k and signal.getsignal(k) is signal.SIG_DFL]
    for kind in taken:
        signal.signal(kind, stop)
    try:
        yield received
    finally:
        for kind in taken:
            signal.signal(kind, signal.SIG_DFL)


def _survived(arguments: list[str]) -> int:
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if absent:
        return _said(
            f"picograd needs {', '.join(absent)}, not installed for {sys.executable}; "
            f"run `{sys.executable} -m pip install -e .` in {ROOT}"
        )
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return _said("Stopped.", INTERRUPTED)
    except OSError as error:  # a full disk, a folder that may not be read
        return _said(f"picograd could not go on: {error}")
    except Exception as error:
        return _fault(error)


def _run(arguments: list[str]) -> int:
    import click

    from grading.commands.cli import picograd
    from grading.commands.console import flush_output, survive_any_encoding
    from grading.errors import PicogradError, Unheard

    survive_any_encoding()
    try:
        status = picograd.main(arguments, prog_name="picograd", standalone_mode=False)
        flush_output()
        return status if isinstance(status, int) else 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "picograd"
        return _said(f"{error.format_message().rstrip('.')}; see `{command} --help`")
    except click.ClickException as error:
        return _said(error.format_message(), COULD_NOT)
    except click.Abort:
        return _said("Stopped.", INTERRUPTED)
    except Unheard:
        return _unheard()
    except PicogradError as error:
        return _said(f"{error.opening}{error}")


def _said(sentence: str, status: int = COULD_NOT) -> int:
    from_nowhere = sys.stderr is None  # pythonw on Windows
    if not from_nowhere:
        from grading.submission.safe_text import make_harmless

        with contextlib.suppress(OSError):  # its terminal is gone
            print(make_harmless(sentence), file=sys.stderr)
    return status


def _unheard() -> int:
    """The status where standard output was closed: nobody's fault."""
    # Python writes what is left once more when it ends, and would complain of it.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return UNHEARD


def _fault(error: Exception) -> int:
    """A fault of ours: the sentence for the person, the traceback for whoever mends it."""
    kept = STATE / "error.txt"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        details = f"the details are in {display_path(kept)}"
    except OSError:
        details = f"it came from {traceback.extract_tb(error.__traceback__)[-1]}"
    return _said(
        f"picograd itself has a fault, your code has not ({type(error).__name__}: {error}); "
        f"{details}; please report it"
    )
