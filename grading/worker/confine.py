"""What a worker gives up, for good, before any of the learner's code runs."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator
from typing import Any

# Folders of installed packages, which no submission may read, and the devices that any may.
PACKAGES = ("site-packages", "dist-packages")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def confine(level: int, uid: int | None) -> dict[str, Any]:
    """Give up what `level` takes away; returns what to say about it.

    uid: the user to become, where the worker was started as root. The limits and, elsewhere,
    the user come with the process: the supervisor has seen to them.
    """
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    if level < 2:
        return {}
    from grading.worker import landlock, seccomp

    # At level 3 there is nothing but what may be read. The import system lists its folders.
    readable = ["/"] if level == 3 else [*_readable(), *DEVICES]
    landlock.restrict(readable, [".", "/dev/null"], sys.path)
    seccomp.install_filter()
    return {"landlock": landlock.version()}


def _readable() -> Iterator[str]:
    """The standard library without the packages installed in it, and the shared libraries."""
    for folder in sys.path:
        yield from _but(folder, PACKAGES)
    for folder in libraries():
        # Some systems keep Python's packages among the libraries.
        yield from _but(folder, ("python",))
    yield "/etc/ld.so.cache"


def libraries() -> list[str]:
    """Where the modules of the standard library that are written in C find what they need."""
    name = getattr(sys.implementation, "_multiarch", "")
    usual = [f"{root}/{name}" for root in ("/lib", "/usr/lib") if name]
    found = [folder for folder in usual if os.path.isdir(folder)]
    found = found or ["/lib", "/usr/lib"]
    found += [folder for folder in ("/lib64", "/usr/lib64") if os.path.isdir(folder)]
    own = os.path.join(sys.base_prefix, "lib")
    if own not in ("/usr/lib", "/lib"):
        found += glob.glob(os.path.join(glob.escape(own), "*.so*"))
    return found


def _but(folder: str, left_out: tuple[str, ...]) -> Iterator[str]:
    """`folder`, or what lies in it where something in it is to be left out."""
    try:
        names = os.listdir(folder)
    except OSError:
        names = []  # a file, or not there
    if not any(name.startswith(left_out) for name in names):
        yield folder
        return
    for name in names:
        if not name.startswith(left_out):
            yield os.path.join(folder, name)
