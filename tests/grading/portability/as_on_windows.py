"""Lets the modules of the course, and they alone, find a Python without what POSIX has.

Its text is run before them, in the command and in the workers that it starts. Other packages
and Python's own library run as they do here; what they do on Windows is theirs.
"""

import builtins
import faulthandler
import os
import select
import signal
import sys
import types

ABSENT = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty"}
OF_OS = """
    chown fchown fork forkpty getegid geteuid getgid getgroups getloadavg getpgid getpgrp
    getresuid getuid killpg mkfifo nice pipe2 posix_spawn register_at_fork sched_getaffinity
    setegid seteuid setgid setgroups setpgid setresgid setresuid setsid setuid sysconf uname wait
    wait4 waitid WNOHANG O_CLOEXEC O_DIRECTORY O_NOFOLLOW O_NONBLOCK
"""
OF_SIGNAL = """
    ITIMER_PROF ITIMER_REAL ITIMER_VIRTUAL SIGALRM SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE
    SIGPROF SIGQUIT SIGSTOP SIGUSR1 SIGUSR2 SIGVTALRM SIGXCPU SIGXFSZ alarm pause pthread_kill
    pthread_sigmask setitimer getitimer siginterrupt sigwait
"""


def without(module, names, **others):
    """The module as it would be seen without `names`, and with `others` in it."""

    hidden = names.split()

    class Seen(types.ModuleType):
        def __getattr__(self, name):
            if name in hidden:
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            return others[name] if name in others else getattr(module, name)

        def __setattr__(self, name, value):
            setattr(module, name, value)

    return Seen(module.__name__)


class NoLibrary:
    def __init__(self, name, *more, **others):
        raise TypeError("LoadLibrary() argument 1 must be str, not None")


SEEN = {
    "faulthandler": without(faulthandler, "register unregister"),
    "os": without(os, OF_OS, name="nt"),
    "select": without(select, "poll epoll"),
    "signal": without(signal, OF_SIGNAL),
    "sys": without(sys, "getdlopenflags setdlopenflags", platform="win32"),
}
import_as_here = builtins.__import__


def import_as_there(name, globals=None, locals=None, fromlist=(), level=0):
    importing = (globals or {}).get("__name__", "").partition(".")[0]
    if importing not in ("grading", "picograd", "__main__") or level:
        return import_as_here(name, globals, locals, fromlist, level)
    if name in ABSENT:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    if name == "ctypes":
        return without(import_as_here("ctypes"), "pythonapi", CDLL=NoLibrary)
    return SEEN.get(name) or import_as_here(name, globals, locals, fromlist, level)


builtins.__import__ = import_as_there
