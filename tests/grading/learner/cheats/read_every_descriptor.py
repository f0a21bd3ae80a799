"""Reads from every descriptor, and so eats the questions that were meant for the worker."""

import os

for descriptor in range(3, 64):
    try:
        os.set_blocking(descriptor, False)
        while os.read(descriptor, 65536):
            pass
    except OSError:
        pass
