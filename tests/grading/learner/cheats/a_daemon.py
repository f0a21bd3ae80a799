"""Leaves a process behind that belongs to nobody and works on after the verdict."""

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 64)
        os.execv("/bin/sleep", ["sleep", "@TOKEN@"])
    os._exit(0)
time.sleep(0.2)
