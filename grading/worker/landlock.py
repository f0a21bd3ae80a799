"""Landlock: a process gives up every file but those it names (Linux 5.13, level 2)."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from grading.worker.kernel import PR_SET_NO_NEW_PRIVS, Unsupported, c_library

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ASK_VERSION, _PATH_BENEATH = 1, 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_FILE = 1 << 5, 1 << 8
_TRUNCATE = 1 << 14

# How many rights of each kind the versions of the interface know: all of them are given up.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # from 5 on: 16
_NET_FROM, _NET_RIGHTS = 4, 0b11
_SCOPE_FROM, _SCOPES = 6, 0b11  # abstract sockets and signals stay among ourselves


def version() -> int:
    """The version of the kernel's interface, 0 where there is none."""
    answer: int = c_library().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    return max(0, answer)


def restrict(
    readable: Iterable[str], writable: Iterable[str], listable: Iterable[str] = ()
) -> None:
    """Give up, for good, every file but those beneath `readable` and the folders `writable`.

    listable: folders of which the names, not the contents, of files can be read. Paths that do
    not exist are left out. Unsupported where the kernel has no Landlock.
    """
    libc, abi = c_library(), version()
    if abi < 1:
        raise Unsupported("the kernel has no Landlock")
    handled = (1 << _FILE_RIGHTS.get(abi, 16)) - 1
    attributes = struct.pack(
        "QQQ",
        handled,
        _NET_RIGHTS if abi >= _NET_FROM else 0,
        _SCOPES if abi >= _SCOPE_FROM else 0,
    )
    size = 8 if abi < _NET_FROM else 16 if abi < _SCOPE_FROM else 24
    rules = _checked(
        libc.syscall(_CREATE_RULESET, ctypes.c_char_p(attributes), ctypes.c_size_t(size), 0)
    )
    reading = _READ_FILE | _READ_DIR
    writing = reading | _WRITE_FILE | _TRUNCATE | _REMOVE_FILE | _MAKE_FILE
    for path in readable:
        _allow(libc, rules, path, reading & handled)
    for path in listable:
        _allow(libc, rules, path, _READ_DIR)
    for path in writable:
        _allow(libc, rules, path, writing & handled)
    _checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(libc.syscall(_RESTRICT_SELF, rules, 0))
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            rights &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        beneath = struct.pack("=Qi", rights, place)
        _checked(libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.c_char_p(beneath), 0))
    finally:
        os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        raise Unsupported(f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
