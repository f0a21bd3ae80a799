"""A filter on system calls: no network, no processes, nothing done to others (Linux, level 2).

Landlock guards the opening of files; it knows nothing of sockets other than TCP, and neither
of changing a file's mode, owner or times. Everything else that reaches beyond the process is
refused here. The filter is inherited by threads and cannot be taken off.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from grading.worker.kernel import PR_SET_NO_NEW_PRIVS, Unsupported, c_library

# Refused with "operation not permitted": (x86-64, AArch64), None where there is no such call.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    # Network. `socketpair` stays: both of its ends are ours.
    "socket": (41, 198),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # Other programs and processes; `clone` and `clone3` see below.
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    # Signals to others, and looking into them; `tgkill` see below.
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    # Who gets the processor; `prlimit64` see below.
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    # Namespaces and mounts.
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # What Landlock does not guard about files.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "truncate": (76, 45),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # Things that outlive the process.
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    # Doors into the kernel that arithmetic has no use for.
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "inotify_init1": (294, 26),
    "personality": (135, 92),
    "syslog": (103, 116),
}

# Decided by an argument.
_CLONE, _CLONE3, _TGKILL, _PRLIMIT, _FCNTL = (
    {"x86_64": 56, "aarch64": 220},
    {"x86_64": 435, "aarch64": 435},
    {"x86_64": 234, "aarch64": 131},
    {"x86_64": 302, "aarch64": 261},
    {"x86_64": 72, "aarch64": 25},
)
_CLONE_THREAD = 0x00010000
_F_SETOWN, _F_SETOWN_EX = 8, 15

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

# Where things stand in `struct seccomp_data`.
_NUMBER, _ARCHITECTURE = 0, 4
_LOW = {0: 16, 1: 24}  # the lower half of an argument, on a little-endian machine

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _NO_SUCH_CALL = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS

_PR_SET_SECCOMP, _FILTER_MODE = 22, 2


def install_filter() -> None:
    """Put the filter on this process and all its future threads. Unsupported if that fails."""
    program = _program(os.uname().machine, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    libc = c_library()
    pointer = ctypes.create_string_buffer(header, len(header))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise Unsupported(f"no_new_privs: {os.strerror(ctypes.get_errno())}")
    if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(pointer), 0, 0) != 0:
        raise Unsupported(f"seccomp: {os.strerror(ctypes.get_errno())}")


def _program(machine: str, own_pid: int) -> bytes:
    """The filter in the form that the kernel reads."""
    if machine not in _AUDIT_ARCH:
        raise Unsupported(f"the filter on system calls is not written for {machine}")
    column = 0 if machine == "x86_64" else 1
    refused = [numbers[column] for numbers in _REFUSED.values()]
    steps = [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, _AUDIT_ARCH[machine], yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32_BIT, no=1), _step(_RETURN, _KILL)]
    for number in refused:
        if number is not None:
            steps += [_step(_EQUAL, number, no=1), _step(_RETURN, _REFUSE)]
    steps += [
        # The C library falls back to `clone`, whose arguments can be seen.
        *_when(_CLONE3[machine], _step(_RETURN, _NO_SUCH_CALL)),
        # Threads are welcome, processes are not.
        *_when(
            _CLONE[machine],
            _step(_LOAD, _LOW[0]),
            _step(_ANY_BIT, _CLONE_THREAD, yes=1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ),
        # `abort` and `raise` signal the process itself.
        *_when(
            _TGKILL[machine],
            _step(_LOAD, _LOW[0]),
            _step(_EQUAL, own_pid, yes=1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ),
        # Limits of its own only.
        *_when(
            _PRLIMIT[machine],
            _step(_LOAD, _LOW[0]),
            _step(_EQUAL, 0, yes=1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ),
        # No file whose events signal someone else.
        *_when(
            _FCNTL[machine],
            _step(_LOAD, _LOW[1]),
            _step(_EQUAL, _F_SETOWN, yes=2),
            _step(_EQUAL, _F_SETOWN_EX, yes=1),
            _step(_RETURN, _ALLOW),
            _step(_RETURN, _REFUSE),
        ),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """One instruction; yes, no: how many to skip after a comparison."""
    return struct.pack("HBBI", code, yes, no, value)


def _when(number: int, *steps: bytes) -> list[bytes]:
    """`steps`, which end in a verdict, for this system call alone."""
    return [_step(_EQUAL, number, no=len(steps)), *steps]
