"""Starts a process with the innermost function of the subprocess module, past every hook."""

import _posixsubprocess
import os

_posixsubprocess.fork_exec(
    [b"/bin/sleep", b"@TOKEN@"], [b"/bin/sleep"], True, (), None, [],
    -1, -1, -1, -1, -1, -1, *os.pipe(), True, True, -1,
    None, None, None, -1, None, False,
)  # fmt: skip
