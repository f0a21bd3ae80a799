"""How much of the processor a process has taken, asked of the kernel and not of the process."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")

# Of the fields of /proc/PID/stat behind the name: the parent, and in ticks the processor's time in
# the process, for it, and the same two of its children that have ended.
PARENT, TICKS = 1, slice(11, 15)


def processor_seconds(root: int, proc: Path = PROC) -> float | None:
    """Of the process `root` and all below it; None where the system does not tell."""
    try:
        names = [name for name in os.listdir(proc) if name.isdigit()]
    except OSError:
        return None
    found = {int(name): fields for name in names if (fields := _fields(proc / name / "stat"))}
    below, grown = {root}, True
    while grown:
        more = {pid for pid, fields in found.items() if int(fields[PARENT]) in below} - below
        below |= more
        grown = bool(more)
    told = [found[pid] for pid in below if pid in found]
    # A supervisor alone, or nothing: what is below it is kept from our eyes.
    if len(told) < 2:
        return None
    return sum(int(tick) for fields in told for tick in fields[TICKS]) / os.sysconf("SC_CLK_TCK")


def _fields(path: Path) -> list[str]:
    """Those behind the name of the process; none where it has ended."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
