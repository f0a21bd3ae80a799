"""What a worker finds that it can still do: the proof of its level, before any fence."""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
import sys
from collections.abc import Callable

from grading.worker.kernel import PR_GET_NO_NEW_PRIVS, c_library

_CLONE_NEWUSER = 0x10000000

# A stage may use any of the standard library; these depend on files or libraries of their own.
_MODULES = (
    "array", "bisect", "collections", "copy", "csv", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "hashlib", "heapq", "itertools", "json", "logging", "math",
    "operator", "pprint", "random", "re", "statistics", "string", "struct", "textwrap", "time",
    "typing", "uuid", "zlib",
)  # fmt: skip


def attempt_escapes(outside: str) -> dict[str, bool]:
    """What is so. outside: a file of the judge's, beside which one could write."""
    importlib.invalidate_caches()
    on_unix = hasattr(os, "getuid")
    found = {
        "modules": all(importlib.import_module(name) for name in _MODULES),
        "home": _works(_writes_at_home),
        "environment": not _SET_BY_STARTING.issuperset(os.environ),
        "root": on_unix and 0 in (*os.getresuid(), *os.getresgid()) if _LINUX else False,
        "reads": _works(lambda: os.close(os.open(outside, os.O_RDONLY))),
        "sees": os.path.exists(outside),
        "writes": _works(lambda: _written(outside + ".picograd-probe")),
        "network": _works(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()),
        "processes": on_unix and _works(_forks),
        "signals": on_unix and _works(lambda: os.kill(os.getppid() or os.getpid(), 0)),
    }
    if _LINUX:
        libc = c_library()
        found["no_new_privs"] = libc.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1
        # Last: it would change the process.
        found["namespaces"] = libc.unshare(_CLONE_NEWUSER) == 0
    return found


_LINUX = sys.platform == "linux"
# By Python and by bubblewrap themselves.
_SET_BY_STARTING = frozenset({"LC_CTYPE", "PWD", "SYSTEMROOT"})


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _writes_at_home() -> None:
    _written("probe")


def _written(path: str) -> None:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    finally:
        with contextlib.suppress(OSError):
            os.unlink(path)


def _forks() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
