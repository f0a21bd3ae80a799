"""Reads the memory of the processes above it."""

import os

parent = os.getppid()
for process in [parent, 1, *range(parent, max(2, parent - 50), -1)]:
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb") as memory:
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            memory.seek(start)
            memory.read(end - start)
