"""What the two ways to give up rights, Landlock and seccomp, both need of the kernel."""

from __future__ import annotations

import ctypes

PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS = 38, 39


class Unsupported(OSError):
    """This machine cannot do it; the message says what."""


def c_library() -> ctypes.CDLL:
    """The system's calls, which Python itself does not offer."""
    return ctypes.CDLL(None, use_errno=True)
