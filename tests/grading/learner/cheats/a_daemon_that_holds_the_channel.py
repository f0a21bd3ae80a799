"""Forks; the child keeps the judge's channel open and the parent leaves."""

import os
import time

if os.fork():
    os._exit(0)
os.setsid()
time.sleep(600)
