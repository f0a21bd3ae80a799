"""Between the judge and a worker: starts it with limits, and sees that nothing of it remains.

Every process that the worker starts and leaves behind becomes a child of this one (a
"subreaper"), however it detached itself. So when this process has no children left, nothing
that the submission started is alive; only then does it end, and only then does the judge
write a verdict. The judge holds the other end of a pipe, `control`: when that closes, because
the judge says so or because it died, everything is killed.

Started as `python -I -S -B -c SUPERVISE CODE SPEC` for every worker, so it imports as little as
it can. Its last words on standard error say how the worker ended.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # without `signal`'s costly enums
import marshal
import os
import resource
import select
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A user for each worker, so that one call kills all of its processes and no one else's. The
# numbers lie above what system tools give away, and process numbers are at most 4,194,304.
FIRST_UID = 0x70000000
NOBODY = 65534

_PR_SET_CHILD_SUBREAPER = 36
LOOK_EVERY = 0.25
SECONDS_TO_DIE = 10.0
UNENDED = 3  # the status when something could not be killed


def main(spec: dict[str, Any]) -> None:
    """spec: control (a descriptor), command, home (a folder or None) with most_bytes and
    most_files, limits ((name, value), ...), most_processes, no_new_privs (the option of prctl,
    or None), and user: "same",
    "own", or "late" (the worker becomes it by itself, and is told its number).
    """
    os.set_inheritable(spec["control"], False)
    uid = None if spec["user"] == "same" else _own_uid()
    if sys.platform == "linux":
        _prctl(_PR_SET_CHILD_SUBREAPER)
    if uid is not None and spec["home"]:
        os.chown(spec["home"], uid, uid)
    ended, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(tell)
    child = os.fork()
    if child == 0:
        _become_worker(spec, uid)
    _let_go_of_channels()
    words = _watch(child, ended, spec)
    all_ended = _end_all(child, uid if uid != NOBODY else None)
    os.write(2, f"\n{words if all_ended else 'some of its processes cannot be ended'}".encode())
    os._exit(0 if all_ended else UNENDED)


def _own_uid() -> int:
    """A user that no one else is; nobody's where this machine does not know such numbers."""
    own = FIRST_UID + os.getpid()
    with open("/proc/self/uid_map", encoding="ascii") as table:
        for line in table:
            first, _, count = map(int, line.split())
            if first <= own < first + count:
                return own
    return NOBODY


def _prctl(option: int) -> None:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def _become_worker(spec: dict[str, Any], uid: int | None) -> None:
    """Never returns."""
    try:
        # A session of its own: a signal to its whole group does not reach us.
        os.setsid()
        for name, value in spec["limits"]:
            _limit(name, value)
        if spec["home"]:
            os.chdir(spec["home"])
        if spec["user"] == "own" and uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            if uid != NOBODY:
                _limit("RLIMIT_NPROC", spec["most_processes"])
        if spec["no_new_privs"] is not None:
            _prctl(spec["no_new_privs"])
        command = [word.replace("{uid}", str(uid)) for word in spec["command"]]
        os.execve(command[0], command, {})
    except BaseException as error:
        os.write(2, f"{spec['command'][0]}: {error}".encode())
    finally:
        os._exit(126)


def _limit(name: str, value: int) -> None:
    """A limit that this system does not have, or that is lower already, stays as it is."""
    try:
        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (least, least))
    except (AttributeError, ValueError, OSError):
        return


def _let_go_of_channels() -> None:
    """The worker's end alone keeps its channels open."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)


def _watch(child: int, ended: int, spec: dict[str, Any]) -> str:
    """Wait until the worker ends, the judge lets go, or the folder is full; in words, which."""
    while True:
        ready, _, _ = select.select([spec["control"], ended], [], [], LOOK_EVERY)
        if ended in ready:
            os.read(ended, 4096)
            status = _reaped(child)
            if status is not None:
                code = os.waitstatus_to_exitcode(status)
                return f"by signal {-code}" if code < 0 else f"with exit status {code}"
        if spec["control"] in ready:
            return "the judge ended it"
        if spec["home"] and not _fits(spec["home"], spec["most_bytes"], spec["most_files"]):
            return "it wrote too many files"


def _reaped(child: int) -> int | None:
    """Take leave of every process that has ended; the status of `child` if it is among them."""
    found = None
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return found
            if pid == child:
                found = status
    except ChildProcessError:
        return found


def _fits(folder: str, most_bytes: int, most_files: int) -> bool:
    """Whether what lies in `folder` stays within the limits. Looks no further than needed."""
    size = count = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if count > most_files or size > most_bytes:
                        return False
        except OSError:
            continue  # gone meanwhile
    return True


def _end_all(child: int, uid: int | None) -> bool:
    """Kill until this process has no children, which is how the kernel says that none live."""
    deadline = time.monotonic() + SECONDS_TO_DIE
    # One call for the whole group, or for the user, so that none can fork out of the way.
    _signal_to(os.killpg, child, signal.SIGKILL)
    while time.monotonic() < deadline:
        if uid is not None:
            _kill_all_of(uid)
        found = _descendants()
        for what in (signal.SIGSTOP, signal.SIGKILL):
            for pid in found:
                _signal_to(os.kill, pid, what)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return True
        time.sleep(0.001)
    return False


def _signal_to(how: Any, whom: int, what: int) -> None:
    try:
        how(whom, what)
    except OSError:
        return  # it has ended


def _kill_all_of(uid: int) -> None:
    killer = os.fork()
    if killer == 0:
        try:
            os.setresuid(uid, uid, uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(killer, 0)


def _descendants() -> list[int]:
    """All processes below this one, where the system tells."""
    children: dict[int, list[int]] = {}
    try:
        names = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []
    for name in names:
        try:
            with open(f"/proc/{name}/stat", "rb") as stat:
                # The name of a program, in parentheses, may hold anything.
                parent = int(stat.read().rpartition(b")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue  # it has ended
        children.setdefault(parent, []).append(int(name))
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


if __name__ == "__main__":
    main(marshal.loads(bytes.fromhex(sys.argv[2])))
