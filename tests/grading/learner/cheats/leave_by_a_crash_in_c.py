"""Overflows the stack of the interpreter itself."""

import sys

sys.setrecursionlimit(10**8)
nested = []
for _ in range(200_000):
    nested = [nested]
repr(nested)
