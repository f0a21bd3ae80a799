"""Forks, and every child forks (it stops at a few hundred, for the sake of this machine)."""

import os
import time

for _ in range(8):
    os.fork()
    os.setsid()
time.sleep(60)
