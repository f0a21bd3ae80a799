"""Aborts, which leaves a core file where it may."""

import os

os.abort()
