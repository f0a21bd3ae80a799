"""Prints without end, by print and past it."""

import os

while True:
    print("passed " * 10_000)
    for descriptor in (1, 2):
        os.write(descriptor, b"passed\n" * 10_000)
