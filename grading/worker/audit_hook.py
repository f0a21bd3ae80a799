"""A fence inside the interpreter: what a submission has no business with is refused in words.

It is no wall. Code that means harm climbs over it, and the kernel stops it at level 2. But it
stands on every platform and at every level, it keeps an honest slip (a log file written to the
wrong place) from doing harm, and it gives the same sentence everywhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from grading.worker.confine import DEVICES, PACKAGES

_PROCESS = "another process cannot be started, signalled or looked into"
_SYSTEM = "the system's own functions cannot be called"

# Whole families of Python's audit events, by their first word.
_FAMILIES = {
    "socket": "there is no network",
    "ctypes": _SYSTEM,
    "subprocess": _PROCESS,
    "pty": _PROCESS,
    "resource": "limits cannot be changed",
    "sqlite3": "a database cannot be opened",
}
_EVENTS = {
    **dict.fromkeys(
        (
            "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system",
            "os.startfile", "os.kill", "os.killpg", "signal.pthread_kill",
        ),
        _PROCESS,
    ),
    **dict.fromkeys(
        (
            "os.chdir", "os.fchdir", "os.chmod", "os.chown", "os.chflags", "os.link", "os.symlink",
            "os.mkdir", "os.truncate", "os.utime", "os.setxattr", "os.removexattr",
        ),
        "folders, links, modes, owners and the working directory cannot be changed",
    ),
    # The events of a new interpreter would not come to us.
    "cpython.PyInterpreterState_New": "another interpreter cannot be started",
    # They find this fence.
    "gc.get_objects": _SYSTEM,
    "gc.get_referrers": _SYSTEM,
    "gc.get_referents": _SYSTEM,
}  # fmt: skip
_READS = frozenset({"os.listdir", "os.scandir"})
_CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def install_audit_hook(readable: Iterable[str], home: str) -> None:
    """From now on only files beneath `readable` can be read, and those beneath `home` changed.

    Installed packages beside the standard library are not readable.
    """
    sys.addaudithook(_hook([_whole(path) for path in readable], _whole(home)))


def _hook(readable: list[str], home: str) -> Callable[[str, tuple[Any, ...]], None]:
    # Everything is bound here: the learner's code may put anything in the place of a builtin.
    events, families, reads, changes, writes = _EVENTS, _FAMILIES, _READS, _CHANGES, _WRITES
    whole, refused, inside, types = _whole, PermissionError, _inside, (str, bytes)
    is_instance, tried = isinstance, _tried
    places = [home, *readable]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        why = events.get(event) or families.get(event.partition(".")[0])
        if why:
            raise refused(tried(why))
        if event == "open":
            path, _, flags = arguments
            if is_instance(path, types):
                place = whole(path)
                if flags & writes and not inside(place, [home]):
                    raise refused(tried(f"{place} cannot be written"))
                if not inside(place, places):
                    raise refused(tried(f"{place} cannot be read"))
        elif event in reads:
            place = whole(arguments[0] or ".")
            if not inside(place, places):
                raise refused(tried(f"{place} cannot be read"))
        elif event in changes:
            for path in arguments[:2] if event == "os.rename" else arguments[:1]:
                if not inside(whole(path), [home]):
                    raise refused(tried(f"{whole(path)} cannot be changed"))
        elif event == "import" and arguments[1] and not inside(whole(arguments[1]), readable):
            raise refused(tried(f"{arguments[0]} cannot be imported"))

    return hook


def _tried(why: str, _format: Callable[..., str] = "{} while this is graded".format) -> str:
    return _format(why)


def _whole(
    path: Any,
    _decode: Callable[[Any], str] = os.fsdecode,
    _absolute: Callable[[str], str] = os.path.abspath,
    _case: Callable[[str], str] = os.path.normcase,
) -> str:
    """The path as it is compared. A path with `..` in it is none that we know."""
    text = _decode(path)
    return "(..)" if ".." in text else _case(_absolute(text))


def _inside(
    place: str,
    folders: list[str],
    _separator: str = os.sep,
    _packages: tuple[str, ...] = PACKAGES,
    _devices: tuple[str, ...] = DEVICES,
    _any: Callable[[Iterable[Any]], bool] = any,
) -> bool:
    parts = place.split(_separator)
    if _any(name in parts for name in _packages):
        return False
    return place in _devices or _any(
        place == folder or place.startswith(folder + _separator) for folder in folders
    )
