"""Sends lines that are all right and lead nowhere, for as long as it is let."""

import sys

frame = sys._getframe()
while frame is not None and "nonce" not in frame.f_locals:
    frame = frame.f_back
send, nonce = frame.f_locals["send"], frame.f_locals["nonce"]
while True:
    send(nonce, "printed", '"all is well"')
