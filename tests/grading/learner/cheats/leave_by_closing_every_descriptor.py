"""Closes every descriptor, those of the protocol too, and works on."""

import os

os.closerange(0, 1024)
