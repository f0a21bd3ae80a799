"""The command line of level 3: a file system in which only Python's own files exist."""

from __future__ import annotations

import functools
import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from grading.learner.isolation import MOST_IN_HOME
from grading.worker.confine import PACKAGES, libraries

# Where the worker may write: memory, and only so much of it.
HOME = "/home"
UID = "65534"


def find_bubblewrap() -> str | None:
    """The path of bubblewrap, None where it is not installed."""
    return shutil.which("bwrap")


def command_line(bwrap: str, python: str, *, as_root: bool) -> list[str]:
    """What to put before `python ...`.

    as_root: for a grader that is root where others cannot read Python's files. The file system
    is then put together with root's rights, which the worker gives up before it runs anything.
    """
    known = _options(bwrap)
    words = [bwrap, "--die-with-parent", "--new-session", "--clearenv"]
    if as_root:
        # No user namespace: in it, only one user would exist, and no one to become.
        words += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
        words += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        words += ["--unshare-all", "--unshare-user", "--uid", UID, "--gid", UID]
        words += ["--disable-userns"] if "--disable-userns" in known else []
    words += ["--hostname", "picograd"]
    needed = list(_needed(python))
    for folder in _above(needed):
        # bubblewrap would make them for its own user alone.
        words += [*(["--perms", "0755"] if "--perms" in known else []), "--dir", folder]
    for path in needed:
        words += ["--ro-bind", path, path]
    for folder in _installed_packages():
        words += ["--tmpfs", folder]
    words += ["--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/urandom", "/dev/urandom"]
    words += ["--perms", "0777"] if "--perms" in known else []
    words += ["--size", str(MOST_IN_HOME)] if "--size" in known else []
    words += ["--tmpfs", HOME, "--remount-ro", "/", "--chdir", HOME]
    return words


def _needed(python: str) -> Iterator[str]:
    """The interpreter, its standard library, and the shared libraries of both."""
    yield python
    yield from _standard_library()
    for path in [*libraries(), "/etc/ld.so.cache"]:
        if os.path.exists(path):
            yield path


def _above(paths: Iterable[str]) -> list[str]:
    """The folders that lead to `paths`, from the outermost on."""
    folders = {str(folder) for path in paths for folder in Path(path).parents}
    return sorted(folders - {"/"})


def _installed_packages() -> list[str]:
    """Folders of installed packages within what is needed: they are covered with nothing."""
    within = _standard_library()
    within += [f"{glob.escape(folder)}/python*" for folder in libraries()]
    found = {f for place in within for name in PACKAGES for f in glob.glob(f"{place}/{name}")}
    return sorted(folder for folder in found if os.path.isdir(folder))


def _standard_library() -> list[str]:
    """Where it lies, seen from a virtual environment, too."""
    main = os.path.dirname(os.__file__)
    written_in_c = [path for path in sys.path if os.path.basename(path) == "lib-dynload"]
    return [main, *(path for path in written_in_c if not path.startswith(main + os.sep))]


@functools.cache
def _options(bwrap: str) -> str:
    """The help text: versions differ in what they know."""
    said = subprocess.run([bwrap, "--help"], env={}, capture_output=True, timeout=10, check=False)
    return (said.stdout + said.stderr).decode("utf-8", errors="replace")
